//! One configuration of a build: which atoms hold in it. `--cfg active` limits the analysis to one configuration.

use super::{atom::Atom, feature_graph::FeatureGraph, store::Cfgs, targets};
use crate::workspace::{ActiveFeatures, CrateId, CrateKind, FeatureSets, PackageId, Workspace};
use std::collections::BTreeSet;

/// One configuration of a build: the atoms of its target, the features of each package, and the names that build
/// scripts and flags set.
///
/// It leaves open whether a crate is built as a test, and therefore also the features that only dev-dependencies ask
/// for: both differ within one build.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The atoms that rustc sets for the target, normalized.
    target: BTreeSet<Atom>,
    features: ActiveFeatures,
    /// The names and values that hold in every package.
    custom: BTreeSet<(String, Option<String>)>,
}

impl Configuration {
    /// Returns the configuration of a target with the defaults of the `dev` profile, or `None` if rustc has no such
    /// built-in target.
    pub fn from_triple(triple: &str) -> Option<Self> {
        let atoms = targets::find(triple)?.atoms();
        Some(Self {
            target: atoms.into_iter().map(|(key, value)| Atom::global(key, value)).collect(),
            ..Self::default()
        })
    }

    /// Returns the configuration of the platform that this program runs on.
    pub fn host() -> Self {
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        let triple = match os {
            "macos" => format!("{arch}-apple-darwin"),
            "windows" => format!("{arch}-pc-windows-{}", if cfg!(target_env = "gnu") { "gnu" } else { "msvc" }),
            "linux" => format!("{arch}-unknown-linux-{}", if cfg!(target_env = "musl") { "musl" } else { "gnu" }),
            _ => format!("{arch}-unknown-{os}"),
        };
        // For an unlisted platform, only the operating system and architecture are known.
        Self::from_triple(&triple)
            .unwrap_or_else(|| Self::from_printed_cfg(&format!("target_os=\"{os}\"\ntarget_arch=\"{arch}\"\n")))
    }

    /// Reads the output of `rustc --print cfg --target T`. Names that rustc does not set itself are custom names, as
    /// from `RUSTFLAGS`.
    pub fn from_printed_cfg(text: &str) -> Self {
        let mut new = Self::default();
        for name in text.lines() {
            new.add(name);
        }
        new
    }

    /// Sets the features that are enabled in each package.
    #[must_use]
    pub fn with_features(mut self, features: ActiveFeatures) -> Self {
        self.features = features;
        self
    }

    /// Adds a name that a build script or a flag sets, for every package: `NAME` or `NAME="VALUE"`.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.add(name);
        self
    }

    /// Returns whether an atom holds in code of a kind of crate, or `None` if the configuration leaves it open. For
    /// [`Cfgs::project`](super::Cfgs::project).
    pub fn decide(&self, atom: &Atom, seen_from: CrateKind) -> Option<bool> {
        match atom {
            Atom::Test(_) => None,
            Atom::Feature(package, feature) => match self.feature(*package, feature) {
                None if is_built_with_tests(seen_from) => Some(true),
                None if seen_from == CrateKind::Build => Some(false),
                decided => decided,
            },
            Atom::Global { .. } => Some(self.target.contains(&atom.clone().normalized())),
            Atom::Custom { key, value, .. } => Some(self.custom.contains(&(key.clone(), value.clone()))),
        }
    }

    /// Iterates over the features that are enabled only where tests, examples or benchmarks are built.
    pub fn only_in_tests(&self) -> impl Iterator<Item = (PackageId, &str)> {
        let all = self.features.tests.iter().flat_map(|(id, set)| set.iter().map(|feature| (*id, feature.as_str())));
        all.filter(|(id, feature)| self.feature(*id, feature).is_none())
    }

    /// Returns whether a feature is enabled, or `None` if only tests enable it.
    fn feature(&self, package: PackageId, feature: &str) -> Option<bool> {
        let among = |sets: &FeatureSets| sets.get(&package).is_some_and(|set| set.contains(feature));
        if among(&self.features.production) {
            return Some(true);
        }
        (!among(&self.features.tests)).then_some(false)
    }

    /// Returns whether the condition of a `[target.'…']` table holds: a `cfg(…)` or a target triple. A condition that
    /// cannot be parsed is taken to hold.
    pub fn meets(&self, condition: &str) -> bool {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(condition, CrateId(0), PackageId(0));
        let holds = |atom: &Atom| self.decide(atom, CrateKind::Lib) == Some(true);
        cfg.map_or(true, |cfg| cfgs.evaluate(cfg, &holds))
    }

    fn add(&mut self, name: &str) {
        let (key, value) = name.split_once('=').map_or((name, None), |(key, value)| (key, Some(value)));
        let (key, value) = (key.trim(), value.map(|value| value.trim().trim_matches('"').to_owned()));
        let atom = Atom::global(key, value.as_deref());
        if key.is_empty() {
            return;
        }
        if atom.is_well_known() {
            self.target.insert(atom);
        } else {
            self.custom.insert((key.to_owned(), value));
        }
    }
}

impl Cfgs {
    /// Creates a store that respects the features of a workspace, and those of one configuration if there is one.
    pub fn new(workspace: &Workspace, configuration: Option<&Configuration>) -> Self {
        Self { feature_graph: feature_graph(workspace, configuration), ..Self::default() }
    }

    /// Rebuilds the parts of a decoded store that are not stored, because they follow from the rest or from the
    /// workspace.
    pub fn restore(&mut self, workspace: &Workspace, configuration: Option<&Configuration>) {
        self.diagram.restore();
        self.feature_graph = feature_graph(workspace, configuration);
    }
}

fn feature_graph(workspace: &Workspace, configuration: Option<&Configuration>) -> FeatureGraph {
    let mut graph = FeatureGraph::new(workspace);
    let only_in_tests = configuration.into_iter().flat_map(Configuration::only_in_tests);
    graph.only_with_tests = only_in_tests.map(|(id, feature)| (id, feature.to_owned())).collect();
    graph
}

/// Returns whether a kind of crate is built only together with tests, and so with the features of dev-dependencies.
fn is_built_with_tests(kind: CrateKind) -> bool {
    matches!(kind, CrateKind::Test | CrateKind::Bench | CrateKind::Example)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfg::Cfg;
    use std::collections::BTreeMap;

    fn holds(configuration: &Configuration, text: &str) -> bool {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(text, CrateId(0), PackageId(0)).unwrap();
        cfgs.evaluate(cfg, &|atom| configuration.decide(atom, CrateKind::Lib) == Some(true))
    }

    fn features(list: &[&str]) -> FeatureSets {
        BTreeMap::from([(PackageId(0), list.iter().map(|feature| (*feature).to_owned()).collect())])
    }

    #[test]
    fn a_configuration_combines_target_features_and_names() {
        let features = ActiveFeatures { production: features(&["x"]), tests: features(&["x"]) };
        let linux = Configuration::from_triple("x86_64-unknown-linux-gnu")
            .unwrap()
            .with_features(features)
            .with_name("generated")
            .with_name("level=\"2\"");
        for text in [
            "cfg(all(unix, target_os = \"linux\", target_family = \"unix\", debug_assertions))",
            "x86_64-unknown-linux-gnu",
            "cfg(all(feature = \"x\", generated, level = \"2\", target_has_atomic = \"64\"))",
        ] {
            assert!(holds(&linux, text), "{text}");
        }
        for text in ["cfg(any(windows, test, feature = \"y\", level))", "aarch64-unknown-linux-gnu"] {
            assert!(!holds(&linux, text), "{text}");
        }
        assert!(Configuration::from_triple("no-such-triple").is_none());
    }

    #[test]
    fn the_output_of_rustc_is_read() {
        let printed = "debug_assertions\npanic=\"unwind\"\ntarget_family=\"wasm\"\ntokio_unstable\n\n";
        let wasm = Configuration::from_printed_cfg(printed);
        assert!(holds(&wasm, "cfg(all(target_family = \"wasm\", tokio_unstable, panic = \"unwind\"))"));
        assert!(!holds(&wasm, "cfg(unix)"));
    }

    #[test]
    fn the_condition_of_a_dependency_is_evaluated() {
        let linux = Configuration::from_triple("x86_64-unknown-linux-gnu").unwrap();
        assert!(linux.meets("cfg(unix)") && linux.meets("x86_64-unknown-linux-gnu"));
        assert!(!linux.meets("cfg(windows)") && !linux.meets("cfg(unstable)"));
        assert!(linux.with_name("unstable").meets("cfg(unstable)"));
    }

    #[test]
    fn projecting_leaves_test_open() {
        let windows = Configuration::from_triple("x86_64-pc-windows-msvc").unwrap();
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse("cfg(all(windows, test))", CrateId(0), PackageId(0)).unwrap();
        let test = cfgs.parse("cfg(test)", CrateId(0), PackageId(0)).unwrap();
        assert_eq!(cfgs.project(cfg, &|atom| windows.decide(atom, CrateKind::Lib)), test);
        let unix = cfgs.parse("cfg(unix)", CrateId(0), PackageId(0)).unwrap();
        assert_eq!(cfgs.project(unix, &|atom| windows.decide(atom, CrateKind::Lib)), Cfg::NEVER);
    }

    #[test]
    fn features_that_only_tests_enable_are_open_elsewhere() {
        let features = ActiveFeatures { production: features(&["x"]), tests: features(&["x", "y"]) };
        let configuration = Configuration::host().with_features(features);
        let decide = |name: &str, kind| configuration.decide(&Atom::Feature(PackageId(0), name.to_owned()), kind);
        for (kind, open) in [(CrateKind::Lib, None), (CrateKind::Test, Some(true)), (CrateKind::Build, Some(false))] {
            assert_eq!([decide("x", kind), decide("y", kind), decide("z", kind)], [Some(true), open, Some(false)]);
        }
        assert_eq!(configuration.only_in_tests().collect::<Vec<_>>(), [(PackageId(0), "y")]);
    }
}
