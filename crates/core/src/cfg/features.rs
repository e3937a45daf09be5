//! What features bring along: that a package's manifest makes one enable another is known of `cfg`, too.
//!
//! A workspace can have thousands of features, and a diagram of all their implications would be far larger than any
//! question needs. What implications say about the few names of one predicate is exactly those between these
//! names, in any number of steps; so they are drawn in question by question.
//!
//! In one configuration there may be features that only dev-dependencies turn on: all of them are on where tests are
//! built, and none elsewhere.

use super::{Atom, Cfg, Cfgs, Configuration};
use crate::workspace::{CrateId, PackageId, Workspace};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// The features that each feature enables directly, in its own package and in other members.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct Brings {
    #[bitcode(skip)]
    direct: FxHashMap<(PackageId, String), Vec<(PackageId, String)>>,
    /// Those that are on exactly where tests are built.
    #[bitcode(skip)]
    with_tests: FxHashSet<(PackageId, String)>,
}

impl Brings {
    /// Those of a workspace's manifests.
    pub(super) fn of(workspace: &Workspace) -> Self {
        let mut direct: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (index, package) in workspace.packages.iter().enumerate() {
            let id = PackageId(index as u32);
            for (feature, entries) in &package.features {
                let enables = entries.iter().flat_map(|entry| match entry.split_once('/') {
                    None if entry.starts_with("dep:") => Vec::new(),
                    None => vec![(id, entry.clone())],
                    // `name?/feature` enables it only where something else brings the dependency in.
                    Some((dependency, _)) if dependency.ends_with('?') => Vec::new(),
                    Some((dependency, of)) => package
                        .dependencies
                        .iter()
                        .filter(|candidate| candidate.key == dependency)
                        .filter_map(|candidate| Some((candidate.member?, of.to_owned())))
                        .collect(),
                });
                direct.entry((id, feature.clone())).or_default().extend(enables);
            }
        }
        Self { direct, with_tests: FxHashSet::default() }
    }

    /// Whether one feature enables another, in any number of steps.
    fn brings(&self, from: &(PackageId, String), to: &(PackageId, String)) -> bool {
        let mut seen = FxHashSet::default();
        let mut open = vec![from];
        while let Some(feature) = open.pop() {
            for next in self.direct.get(feature).into_iter().flatten() {
                if next == to {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }
}

impl Cfgs {
    /// A store that knows what the features of a workspace bring along.
    pub fn of(workspace: &Workspace) -> Self {
        let mut cfgs = Self::default();
        cfgs.brings = Brings::of(workspace);
        cfgs
    }

    /// The same, of one configuration if one is looked at.
    pub fn new(workspace: &Workspace, configuration: Option<&Configuration>) -> Self {
        let mut cfgs = Self::of(workspace);
        let only_in_tests = configuration.into_iter().flat_map(Configuration::only_in_tests);
        cfgs.brings.with_tests = only_in_tests.map(|(id, feature)| (id, feature.to_owned())).collect();
        cfgs
    }

    /// Whether what has a predicate, in the code of a crate, is there only where tests are built.
    pub fn is_for_tests(&mut self, a: Cfg, krate: CrateId) -> bool {
        let mut production = a;
        if !self.brings.with_tests.is_empty() {
            let with_tests = std::mem::take(&mut self.brings.with_tests);
            production = self.project(a, &|atom| match atom {
                Atom::Feature(id, name) => with_tests.contains(&(*id, name.clone())).then_some(false),
                _ => None,
            });
            self.brings.with_tests = with_tests;
        }
        // What nothing names, nothing rests on.
        match self.known_atom(Atom::Test(krate)) {
            Some(test) => self.implies(production, test),
            None => production == Cfg::NEVER,
        }
    }

    /// A predicate together with what is known of the features in it.
    pub(super) fn with_features(&mut self, a: Cfg) -> Cfg {
        let features: Vec<(PackageId, String)> = self
            .atoms(a)
            .into_iter()
            .filter_map(|atom| match atom {
                Atom::Feature(package, name) => Some((*package, name.clone())),
                _ => None,
            })
            .collect();
        let mut all = a;
        for from in &features {
            for to in &features {
                if from != to && self.brings.brings(from, to) {
                    let from = self.atom(Atom::Feature(from.0, from.1.clone()));
                    let to = self.atom(Atom::Feature(to.0, to.1.clone()));
                    let not = self.not(from);
                    let known = self.or(not, to);
                    all = self.and(all, known);
                }
            }
        }
        if self.brings.with_tests.is_empty() { all } else { self.with_tests(a, all) }
    }

    /// `all`, where the features in `a` that only tests turn on are on together, and on where its crates are built for
    /// test.
    fn with_tests(&mut self, a: Cfg, mut all: Cfg) -> Cfg {
        let with_tests = &self.brings.with_tests;
        let is_feature =
            |atom: &Atom| matches!(atom, Atom::Feature(id, name) if with_tests.contains(&(*id, name.clone())));
        let atoms: Vec<Atom> = self.atoms(a).into_iter().cloned().collect();
        let (features, others): (Vec<Atom>, Vec<Atom>) = atoms.into_iter().partition(is_feature);
        let Some(first) = features.first().cloned() else { return all };
        let first = self.atom(first);
        let not_first = self.not(first);
        for feature in features.into_iter().skip(1) {
            let feature = self.atom(feature);
            let not_feature = self.not(feature);
            let (both, neither) = (self.and(first, feature), self.and(not_first, not_feature));
            let same = self.or(both, neither);
            all = self.and(all, same);
        }
        for test in others.into_iter().filter(|atom| matches!(atom, Atom::Test(_))) {
            let test = self.atom(test);
            let not_test = self.not(test);
            let known = self.or(not_test, first);
            all = self.and(all, known);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{FeatureSelection, active_features, testing::workspace};

    #[test]
    fn a_feature_holds_where_one_that_enables_it_does() {
        let workspace = workspace(&[
            (
                "Cargo.toml",
                "[package]\nname = 'a'\nedition = '2021'\n[workspace]\nmembers = ['b']\n\
                 [features]\nfull = ['rt-multi']\nrt-multi = ['rt', 'b/io']\nrt = []\nweak = ['b?/io']\n\
                 [dependencies]\nb = { path = 'b', optional = true }\n",
            ),
            ("src/lib.rs", ""),
            ("b/Cargo.toml", "[package]\nname = 'b'\nedition = '2021'\n[features]\nio = []\n"),
            ("b/src/lib.rs", ""),
        ]);
        let mut cfgs = Cfgs::of(&workspace);
        let mut feature = |package, name: &str| cfgs.atom(Atom::Feature(PackageId(package), name.to_owned()));
        let (full, rt, weak, io) = (feature(0, "full"), feature(0, "rt"), feature(0, "weak"), feature(1, "io"));
        assert!(cfgs.implies(full, rt));
        assert!(cfgs.implies(full, io));
        assert!(!cfgs.implies(rt, full));
        assert!(!cfgs.implies(weak, io));
        let not_rt = cfgs.not(rt);
        let never = cfgs.and(full, not_rt);
        assert!(!cfgs.possible(never));
    }

    #[test]
    fn what_only_tests_turn_on_is_on_together_and_where_tests_are_built() {
        let workspace = workspace(&[
            (
                "Cargo.toml",
                "[package]\nname = 'a'\nedition = '2021'\n[features]\nx = []\ny = []\n\
                 [dev-dependencies]\na = { path = '.', features = ['x', 'y'] }\n",
            ),
            ("src/lib.rs", ""),
        ]);
        let active = active_features(&workspace, &FeatureSelection::default(), &|_| true).unwrap();
        let configuration = Configuration::host().with_features(active);
        let mut cfgs = Cfgs::new(&workspace, Some(&configuration));
        let feature = |name: &str| Atom::Feature(PackageId(0), name.to_owned());
        let (x, y) = (cfgs.atom(feature("x")), cfgs.atom(feature("y")));
        let test = cfgs.atom(Atom::Test(CrateId(0)));
        assert!(cfgs.implies(x, y) && cfgs.implies(y, x) && cfgs.implies(test, x) && !cfgs.implies(x, test));
        let either = cfgs.or(x, test);
        let not_x = cfgs.not(x);
        assert!(cfgs.is_for_tests(either, CrateId(0)) && cfgs.is_for_tests(test, CrateId(0)));
        assert!(!cfgs.is_for_tests(not_x, CrateId(0)) && !cfgs.is_for_tests(Cfg::ALWAYS, CrateId(0)));
    }
}
