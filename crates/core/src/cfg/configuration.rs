//! One configuration of a build: what `--cfg active` projects the facts onto.

use super::{atom::Atom, store::Cfgs, triples};
use crate::workspace::{ActiveFeatures, CrateId, CrateKind, FeatureSets, PackageId};
use std::collections::BTreeSet;

/// What holds in one build: the facts of its target, the features of each package, and the names that build scripts
/// and flags set. It leaves open whether a crate is built for test, and with it the features that only dev-dependencies
/// ask for: that differs within one build.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// Normalised atoms of the compiler.
    facts: BTreeSet<Atom>,
    features: ActiveFeatures,
    /// Names of every package, with their values.
    custom: BTreeSet<(String, Option<String>)>,
}

impl Configuration {
    /// That of a target in rustc's built-in list, with the defaults of the `dev` profile; none where it is not there.
    pub fn of_triple(triple: &str) -> Option<Self> {
        let facts = triples::find(triple)?.facts();
        Some(Self {
            facts: facts.into_iter().map(|(key, value)| Atom::global(key, value)).collect(),
            ..Self::default()
        })
    }

    /// That of the platform this program was built for, which is where it runs.
    pub fn host() -> Self {
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        let triple = match os {
            "macos" => format!("{arch}-apple-darwin"),
            "windows" => format!("{arch}-pc-windows-{}", if cfg!(target_env = "gnu") { "gnu" } else { "msvc" }),
            "linux" => format!("{arch}-unknown-linux-{}", if cfg!(target_env = "musl") { "musl" } else { "gnu" }),
            _ => format!("{arch}-unknown-{os}"),
        };
        // What little can be said of a platform that is in no list.
        Self::of_triple(&triple)
            .unwrap_or_else(|| Self::of_printed(&format!("target_os=\"{os}\"\ntarget_arch=\"{arch}\"\n")))
    }

    /// That which `rustc --print cfg --target T` printed. Lines that say nothing known are custom names, as
    /// `RUSTFLAGS` sets them.
    pub fn of_printed(text: &str) -> Self {
        let mut new = Self::default();
        for name in text.lines() {
            new.add(name);
        }
        new
    }

    /// With the features that are enabled in each package.
    #[must_use]
    pub fn with_features(mut self, features: ActiveFeatures) -> Self {
        self.features = features;
        self
    }

    /// With a name that a build script or a flag sets, for every package: `NAME` or `NAME="VALUE"`.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.add(name);
        self
    }

    /// Whether an atom holds, as code of a kind of crate sees it; none where that is open. For
    /// [`Cfgs::project`](super::Cfgs::project).
    pub fn decide(&self, atom: &Atom, seen_from: CrateKind) -> Option<bool> {
        match atom {
            Atom::Test(_) => None,
            Atom::Feature(package, feature) => match self.feature(*package, feature) {
                None if is_built_with_tests(seen_from) => Some(true),
                None if seen_from == CrateKind::Build => Some(false),
                decided => decided,
            },
            Atom::Global { .. } => Some(self.facts.contains(&atom.clone().normalised())),
            Atom::Custom { key, value, .. } => Some(self.custom.contains(&(key.clone(), value.clone()))),
        }
    }

    /// The features that are on only where tests, examples or benchmarks are built along.
    pub fn only_in_tests(&self) -> impl Iterator<Item = (PackageId, &str)> {
        let all = self.features.tests.iter().flat_map(|(id, set)| set.iter().map(|feature| (*id, feature.as_str())));
        all.filter(|(id, feature)| self.feature(*id, feature).is_none())
    }

    /// Whether a feature is on; none where only tests turn it on.
    fn feature(&self, package: PackageId, feature: &str) -> Option<bool> {
        let among = |sets: &FeatureSets| sets.get(&package).is_some_and(|set| set.contains(feature));
        if among(&self.features.production) {
            return Some(true);
        }
        (!among(&self.features.tests)).then_some(false)
    }

    /// Whether the condition of a dependency table holds, `cfg(…)` or a triple; one that can't be read does.
    pub fn meets(&self, condition: &str) -> bool {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(condition, CrateId(0), PackageId(0));
        let holds = |atom: &Atom| self.decide(atom, CrateKind::Lib) == Some(true);
        cfg.map_or(true, |cfg| cfgs.evaluate(cfg, &holds))
    }

    fn add(&mut self, name: &str) {
        let (key, value) = name.split_once('=').map_or((name, None), |(key, value)| (key, Some(value)));
        let (key, value) = (key.trim(), value.map(|value| value.trim().trim_matches('"').to_owned()));
        let fact = Atom::global(key, value.as_deref());
        if key.is_empty() {
            return;
        }
        if fact.is_well_known() {
            self.facts.insert(fact);
        } else {
            self.custom.insert((key.to_owned(), value));
        }
    }
}

/// Whether a kind of crate is built only where tests are, with all that dev-dependencies ask for.
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
    fn a_triple_has_its_facts_features_and_names() {
        let features = ActiveFeatures { production: features(&["x"]), tests: features(&["x"]) };
        let linux = Configuration::of_triple("x86_64-unknown-linux-gnu")
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
        assert!(Configuration::of_triple("no-such-triple").is_none());
    }

    #[test]
    fn what_rustc_prints_is_read() {
        let printed = "debug_assertions\npanic=\"unwind\"\ntarget_family=\"wasm\"\ntokio_unstable\n\n";
        let wasm = Configuration::of_printed(printed);
        assert!(holds(&wasm, "cfg(all(target_family = \"wasm\", tokio_unstable, panic = \"unwind\"))"));
        assert!(!holds(&wasm, "cfg(unix)"));
    }

    #[test]
    fn the_condition_of_a_dependency_holds_or_not() {
        let linux = Configuration::of_triple("x86_64-unknown-linux-gnu").unwrap();
        assert!(linux.meets("cfg(unix)") && linux.meets("x86_64-unknown-linux-gnu"));
        assert!(!linux.meets("cfg(windows)") && !linux.meets("cfg(unstable)"));
        assert!(linux.with_name("unstable").meets("cfg(unstable)"));
    }

    #[test]
    fn projecting_leaves_test_open() {
        let windows = Configuration::of_triple("x86_64-pc-windows-msvc").unwrap();
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse("cfg(all(windows, test))", CrateId(0), PackageId(0)).unwrap();
        let test = cfgs.parse("cfg(test)", CrateId(0), PackageId(0)).unwrap();
        assert_eq!(cfgs.project(cfg, &|atom| windows.decide(atom, CrateKind::Lib)), test);
        let unix = cfgs.parse("cfg(unix)", CrateId(0), PackageId(0)).unwrap();
        assert_eq!(cfgs.project(unix, &|atom| windows.decide(atom, CrateKind::Lib)), Cfg::NEVER);
    }

    #[test]
    fn what_only_tests_turn_on_is_open_outside_of_them() {
        let features = ActiveFeatures { production: features(&["x"]), tests: features(&["x", "y"]) };
        let configuration = Configuration::host().with_features(features);
        let decide = |name: &str, kind| configuration.decide(&Atom::Feature(PackageId(0), name.to_owned()), kind);
        for (kind, open) in [(CrateKind::Lib, None), (CrateKind::Test, Some(true)), (CrateKind::Build, Some(false))] {
            assert_eq!([decide("x", kind), decide("y", kind), decide("z", kind)], [Some(true), open, Some(false)]);
        }
        assert_eq!(configuration.only_in_tests().collect::<Vec<_>>(), [(PackageId(0), "y")]);
    }
}
