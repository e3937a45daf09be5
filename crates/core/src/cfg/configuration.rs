//! One configuration of a build: what `--cfg active` projects the facts onto.

use super::{atom::Atom, store::Cfgs, triples};
use crate::workspace::{CrateId, PackageId};
use std::collections::{BTreeMap, BTreeSet};

/// What holds in one build: the facts of its target, the features of each package, and the names that build scripts
/// and flags set. It leaves open whether a crate is built for test: that differs within one build.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// Normalised atoms of the compiler.
    facts: BTreeSet<Atom>,
    features: BTreeMap<PackageId, BTreeSet<String>>,
    /// Names of every package, with their values.
    custom: BTreeSet<(String, Option<String>)>,
    test: bool,
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
    pub fn with_features(mut self, features: BTreeMap<PackageId, BTreeSet<String>>) -> Self {
        self.features = features;
        self
    }

    /// With a name that a build script or a flag sets, for every package: `NAME` or `NAME="VALUE"`.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.add(name);
        self
    }

    /// With crates built for test, or not (which is the default).
    #[must_use]
    pub fn with_test(mut self, test: bool) -> Self {
        self.test = test;
        self
    }

    /// Whether an atom holds.
    pub fn holds(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Test(_) => self.test,
            Atom::Feature(package, feature) => self.features.get(package).is_some_and(|all| all.contains(feature)),
            Atom::Global { .. } => self.facts.contains(&atom.clone().normalised()),
            Atom::Custom { key, value, .. } => self.custom.contains(&(key.clone(), value.clone())),
        }
    }

    /// Whether an atom holds, where that is the same for all crates of the build: none for `test`. For
    /// [`Cfgs::project`](super::Cfgs::project).
    pub fn decide(&self, atom: &Atom) -> Option<bool> {
        (!matches!(atom, Atom::Test(_))).then(|| self.holds(atom))
    }

    /// Whether the condition of a dependency table holds, `cfg(…)` or a triple; one that can't be read does.
    pub fn meets(&self, condition: &str) -> bool {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(condition, CrateId(0), PackageId(0));
        cfg.map_or(true, |cfg| cfgs.evaluate(cfg, &|atom| self.holds(atom)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfg::Cfg;

    fn holds(configuration: &Configuration, text: &str) -> bool {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(text, CrateId(0), PackageId(0)).unwrap();
        cfgs.evaluate(cfg, &|atom| configuration.holds(atom))
    }

    #[test]
    fn a_triple_has_its_facts_features_and_names() {
        let features = BTreeMap::from([(PackageId(0), BTreeSet::from(["x".to_owned()]))]);
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
        assert!(holds(&linux.with_test(true), "cfg(test)"));
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
        assert_eq!(cfgs.project(cfg, &|atom| windows.decide(atom)), test);
        let unix = cfgs.parse("cfg(unix)", CrateId(0), PackageId(0)).unwrap();
        assert_eq!(cfgs.project(unix, &|atom| windows.decide(atom)), Cfg::NEVER);
    }
}
