//! What the features of a workspace imply for predicates: a feature implies the features that it enables.
//!
//! In one configuration, there can also be features that only dev-dependencies enable. All of them are on where tests
//! are built, and off elsewhere.

use super::{atom::Atom, predicate::Cfg, store::Cfgs};
use crate::workspace::{CrateId, PackageId};

impl Cfgs {
    /// Returns whether code of a crate with this predicate exists only where tests are built.
    pub fn is_for_tests(&mut self, a: Cfg, krate: CrateId) -> bool {
        let mut production = a;
        // rustdoc sets `doctest` where it builds tests.
        let doctest = Atom::global("doctest", None);
        if !self.feature_graph.only_with_tests.is_empty() || self.known_atom(doctest.clone()).is_some() {
            let only_with_tests = std::mem::take(&mut self.feature_graph.only_with_tests);
            production = self.project(a, &|atom| match atom {
                Atom::Feature(id, name) => only_with_tests.contains(&(*id, name.clone())).then_some(false),
                atom => (*atom == doctest).then_some(false),
            });
            self.feature_graph.only_with_tests = only_with_tests;
        }
        // An unused atom cannot matter.
        match self.known_atom(Atom::Test(krate)) {
            Some(test) => self.implies(production, test),
            None => production == Cfg::NEVER,
        }
    }

    /// Restricts a predicate to the configurations that the workspace's features allow.
    ///
    /// A workspace can have thousands of features, and a diagram of all implications between them would be too large.
    /// Only implications between features of this one predicate can matter to it, so only these are added.
    pub(super) fn with_known_features(&mut self, a: Cfg) -> Cfg {
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
                if from != to && self.feature_graph.implies(from, to) {
                    let from = self.atom(Atom::Feature(from.0, from.1.clone()));
                    let to = self.atom(Atom::Feature(to.0, to.1.clone()));
                    let not = self.not(from);
                    let known = self.or(not, to);
                    all = self.and(all, known);
                }
            }
        }
        if self.feature_graph.only_with_tests.is_empty() { all } else { self.with_test_features(a, all) }
    }

    /// Restricts `all` with what is known about the features in `a` that only tests enable: they are all on or all off,
    /// and on if a crate in `a` is built as a test.
    fn with_test_features(&mut self, a: Cfg, mut all: Cfg) -> Cfg {
        let only_with_tests = &self.feature_graph.only_with_tests;
        let is_feature =
            |atom: &Atom| matches!(atom, Atom::Feature(id, name) if only_with_tests.contains(&(*id, name.clone())));
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
    use crate::cfg::Configuration;
    use crate::workspace::{FeatureSelection, active_features, testing::workspace};

    #[test]
    fn a_feature_implies_the_features_it_enables() {
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
        let mut cfgs = Cfgs::new(&workspace, None);
        let mut feature = |package, name: &str| cfgs.atom(Atom::Feature(PackageId(package), name.to_owned()));
        let (full, rt, weak, io) = (feature(0, "full"), feature(0, "rt"), feature(0, "weak"), feature(1, "io"));
        assert!(cfgs.implies(full, rt));
        assert!(cfgs.implies(full, io));
        assert!(!cfgs.implies(rt, full));
        assert!(!cfgs.implies(weak, io));
        let not_rt = cfgs.not(rt);
        let never = cfgs.and(full, not_rt);
        assert!(!cfgs.is_satisfiable(never));
    }

    #[test]
    fn features_that_only_tests_enable_are_on_exactly_where_tests_are_built() {
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
