//! The store of predicates: the mapping of atoms to variables of one diagram, and the operations on predicates.

use super::{
    atom::Atom,
    diagram::{Diagram, Operation, TooLarge},
    feature_graph::FeatureGraph,
    predicate::{Cfg, OpaqueOperation, Variable},
    theory::{self, Theory},
};
use crate::workspace::{CrateId, PackageId};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;

/// The number of nodes that one operation may add, and the total number of nodes (about 50 bytes each with its tables).
const BOUNDS: (usize, usize) = (1 << 18, 1 << 21);

/// The store of all predicates of an analysis.
///
/// Its size is bounded. A predicate that exceeds the bound becomes an opaque variable: it is satisfiable and implies
/// only itself, so that nothing is dropped by mistake. [`Cfgs::evaluate`] is exact even for opaque predicates, and
/// [`Cfgs::render`] prints them as `…`. Code written by people does not come close to the bound.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Cfgs {
    pub(super) diagram: Diagram,
    /// The level of each atom in use.
    pub(super) levels: FxHashMap<Atom, u32>,
    pub(super) variables: FxHashMap<u32, Variable>,
    /// The number of opaque variables.
    pub(super) opaque_count: usize,
    pub(super) theory: Theory,
    pub(super) feature_graph: FeatureGraph,
    /// Cached results of `is_satisfiable`. They stay valid when atoms are added: see [`Theory`].
    #[bitcode(skip)]
    pub(super) satisfiable: FxHashMap<Cfg, bool>,
    /// Cached results of `assume`, by the level of the atom.
    #[bitcode(skip)]
    pub(super) restrictions: FxHashMap<(Cfg, u32, bool), Cfg>,
}

impl Default for Cfgs {
    fn default() -> Self {
        Self {
            diagram: Diagram::new(BOUNDS),
            levels: FxHashMap::default(),
            variables: FxHashMap::default(),
            opaque_count: 0,
            theory: Theory::default(),
            feature_graph: FeatureGraph::default(),
            satisfiable: FxHashMap::default(),
            restrictions: FxHashMap::default(),
        }
    }
}

impl Cfgs {
    /// Returns the predicate that consists of one atom. `target_family = "unix"` and `unix` are the same atom.
    pub fn atom(&mut self, atom: Atom) -> Cfg {
        let atom = atom.normalized();
        if let Some(level) = self.levels.get(&atom) {
            return Cfg(self.diagram.variable(*level));
        }
        let level = self.next_level(theory::rank(&atom));
        let variable = self.diagram.variable(level);
        self.theory.add(&mut self.diagram, &atom, variable);
        self.levels.insert(atom.clone(), level);
        self.variables.insert(level, Variable::Atom(atom));
        Cfg(variable)
    }

    /// Returns the predicate that consists of one atom, or `None` if no predicate has used the atom so far.
    pub(crate) fn known_atom(&mut self, atom: Atom) -> Option<Cfg> {
        let level = *self.levels.get(&atom.normalized())?;
        Some(Cfg(self.diagram.variable(level)))
    }

    /// Returns the predicate that a name, or `name = "value"`, stands for in the code of a crate.
    ///
    /// `test` belongs to the crate. Features, and names that rustc does not set itself, belong to the package. `true`
    /// and `false` are literals, while the raw `r#true` is a name.
    pub fn named(&mut self, krate: CrateId, package: PackageId, key: &str, value: Option<&str>) -> Cfg {
        match (key, value) {
            ("true", None) => Cfg::ALWAYS,
            ("false", None) => Cfg::NEVER,
            _ => self.atom(Atom::classify(krate, package, key.strip_prefix("r#").unwrap_or(key), value)),
        }
    }

    /// Returns the predicate that holds where both `a` and `b` hold.
    pub fn and(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.apply(Operation::And, a, b)
    }

    /// Returns the predicate that holds where `a` or `b` holds.
    pub fn or(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.apply(Operation::Or, a, b)
    }

    /// Returns the predicate that holds where `a` does not.
    pub fn not(&mut self, a: Cfg) -> Cfg {
        self.apply(Operation::Not, a, Cfg::NEVER)
    }

    /// Returns whether every possible configuration that satisfies `a` also satisfies `b`.
    pub fn implies(&mut self, a: Cfg, b: Cfg) -> bool {
        if a == b || a == Cfg::NEVER || b == Cfg::ALWAYS {
            return true;
        }
        let not_b = self.not(b);
        let difference = self.and(a, not_b);
        !self.is_satisfiable(difference)
    }

    /// Returns whether some configuration satisfies `a`, given what is known about `cfg` and the workspace's features.
    pub fn is_satisfiable(&mut self, a: Cfg) -> bool {
        if a == Cfg::NEVER || a == Cfg::ALWAYS {
            return a == Cfg::ALWAYS;
        }
        if let Some(known) = self.satisfiable.get(&a) {
            return *known;
        }
        let mut satisfiable = self.diagram.intersects(a.0, self.theory.known);
        if satisfiable {
            let with_features = self.with_known_features(a);
            satisfiable = with_features == a || self.diagram.intersects(with_features.0, self.theory.known);
        }
        self.satisfiable.insert(a, satisfiable);
        satisfiable
    }

    /// Returns the atoms that a predicate depends on.
    pub(super) fn atoms(&self, a: Cfg) -> Vec<&Atom> {
        let levels = self.diagram.support(a.0).into_iter();
        levels
            .filter_map(|level| match self.variables.get(&level) {
                Some(Variable::Atom(atom)) => Some(atom),
                _ => None,
            })
            .collect()
    }

    /// Replaces one atom of a predicate by a value (its cofactor).
    ///
    /// What follows for other atoms is not applied: assuming `target_os = "linux"` leaves `unix` as it is.
    pub fn assume(&mut self, a: Cfg, atom: &Atom, value: bool) -> Cfg {
        // An unused atom cannot occur in `a`.
        let Some(level) = self.levels.get(&atom.clone().normalized()).copied() else { return a };
        if let Some(known) = self.restrictions.get(&(a, level, value)) {
            return *known;
        }
        let result = match self.diagram.restrict(a.0, &mut |at| (at == level).then_some(value)) {
            Ok(result) => Cfg(result),
            Err(TooLarge) => self.opaque(OpaqueOperation::Restrict(a, std::iter::once((level, value)).collect())),
        };
        self.restrictions.insert((a, level, value), result);
        result
    }

    /// Replaces each atom for which `decide` returns a value by that value.
    pub fn project(&mut self, a: Cfg, decide: &dyn Fn(&Atom) -> Option<bool>) -> Cfg {
        let mut decided = FxHashMap::default();
        for level in self.diagram.support(a.0) {
            if let Some(Variable::Atom(atom)) = self.variables.get(&level)
                && let Some(value) = decide(atom)
            {
                decided.insert(level, value);
            }
        }
        match self.diagram.restrict(a.0, &mut |level| decided.get(&level).copied()) {
            Ok(result) => Cfg(result),
            Err(TooLarge) => self.opaque(OpaqueOperation::Restrict(a, decided)),
        }
    }

    fn apply(&mut self, operation: Operation, a: Cfg, b: Cfg) -> Cfg {
        match self.diagram.apply(operation, a.0, b.0) {
            Ok(result) => Cfg(result),
            Err(TooLarge) => self.opaque(OpaqueOperation::Apply(operation, a, b)),
        }
    }

    fn opaque(&mut self, operation: OpaqueOperation) -> Cfg {
        let level = self.next_level(theory::RANKS);
        self.opaque_count += 1;
        self.variables.insert(level, Variable::Opaque(operation));
        Cfg(self.diagram.variable(level))
    }

    /// Returns an unused level, after all levels of lower ranks and all existing levels of the same rank.
    fn next_level(&self, rank: u32) -> u32 {
        (rank << 28).saturating_add(self.variables.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(cfgs: &mut Cfgs, key: &str, value: Option<&str>) -> Cfg {
        cfgs.named(CrateId(0), PackageId(0), key, value)
    }

    #[test]
    fn known_relations_between_atoms_are_respected() {
        let mut cfgs = Cfgs::default();
        let linux = global(&mut cfgs, "target_os", Some("linux"));
        let msvc = global(&mut cfgs, "target_env", Some("msvc"));
        let macos = global(&mut cfgs, "target_os", Some("macos"));
        let strange = global(&mut cfgs, "target_os", Some("strange"));
        let unix = global(&mut cfgs, "unix", None);
        let windows = global(&mut cfgs, "target_family", Some("windows"));
        let apple = global(&mut cfgs, "target_vendor", Some("apple"));
        let little = global(&mut cfgs, "target_endian", Some("little"));
        let big = global(&mut cfgs, "target_endian", Some("big"));
        for (a, b) in [(linux, macos), (linux, strange), (linux, msvc), (unix, windows), (macos, msvc), (little, big)] {
            let both = cfgs.and(a, b);
            assert!(!cfgs.is_satisfiable(both), "{:?}", cfgs.render(both));
        }
        for (a, b) in [(linux, unix), (macos, apple), (apple, unix), (macos, unix), (msvc, windows)] {
            assert!(cfgs.implies(a, b));
            assert!(!cfgs.implies(b, a));
        }
        let endian = cfgs.or(little, big);
        assert!(cfgs.implies(Cfg::ALWAYS, endian));
        let family = cfgs.or(unix, windows);
        assert!(!cfgs.implies(Cfg::ALWAYS, family));
        let strange_unix = cfgs.and(strange, unix);
        assert!(cfgs.is_satisfiable(strange_unix));
    }

    #[test]
    fn each_package_has_its_own_features() {
        let mut cfgs = Cfgs::default();
        let windows = global(&mut cfgs, "windows", None);
        let linux = global(&mut cfgs, "target_os", Some("linux"));
        let both = cfgs.and(windows, linux);
        assert!(!cfgs.is_satisfiable(both));
        let mine = cfgs.named(CrateId(0), PackageId(0), "feature", Some("x"));
        let theirs = cfgs.named(CrateId(1), PackageId(1), "feature", Some("x"));
        let not_theirs = cfgs.not(theirs);
        let split = cfgs.and(mine, not_theirs);
        assert!(cfgs.is_satisfiable(split));
        assert_eq!(cfgs.named(CrateId(0), PackageId(0), "true", None), Cfg::ALWAYS);
        assert_ne!(cfgs.named(CrateId(0), PackageId(0), "r#true", None), Cfg::ALWAYS);
    }

    #[test]
    fn many_values_of_every_key_keep_the_diagram_small() {
        let mut cfgs = Cfgs::default();
        // Interleaved, as in a large workspace.
        for index in 0..40 {
            for key in ["target_os", "target_arch", "target_env", "target_vendor", "target_abi", "panic"] {
                global(&mut cfgs, key, Some(&format!("v{index}")));
            }
        }
        for os in ["linux", "macos", "windows", "ios", "wasi", "freebsd"] {
            global(&mut cfgs, "target_os", Some(os));
        }
        for arch in ["x86_64", "aarch64", "wasm32", "s390x"] {
            global(&mut cfgs, "target_arch", Some(arch));
        }
        global(&mut cfgs, "windows", None);
        let unix = global(&mut cfgs, "unix", None);
        let linux = global(&mut cfgs, "target_os", Some("linux"));
        assert!(cfgs.implies(linux, unix));
        assert!(cfgs.diagram.support(cfgs.theory.known).len() > 200);
    }

    #[test]
    fn assuming_an_atom_leaves_the_other_atoms() {
        let mut cfgs = Cfgs::default();
        let test = cfgs.named(CrateId(0), PackageId(0), "test", None);
        let unix = global(&mut cfgs, "unix", None);
        let both = cfgs.and(test, unix);
        assert_eq!(cfgs.assume(both, &Atom::Test(CrateId(0)), true), unix);
        assert_eq!(cfgs.assume(both, &Atom::Test(CrateId(0)), false), Cfg::NEVER);
        assert_eq!(cfgs.assume(both, &Atom::Test(CrateId(7)), false), both);
        let family = Atom::Global { key: "target_family".into(), value: Some("unix".into()) };
        assert_eq!(cfgs.assume(both, &family, true), test);
    }

    #[test]
    fn a_full_store_still_gives_sound_answers() {
        let mut cfgs = Cfgs { diagram: Diagram::new((8, 8)), ..Cfgs::default() };
        let mut odd = Cfg::NEVER;
        for index in 0..20_000 {
            let feature = cfgs.named(CrateId(0), PackageId(0), "feature", Some(&index.to_string()));
            let (not_odd, not_feature) = (cfgs.not(odd), cfgs.not(feature));
            let (one, other) = (cfgs.and(odd, not_feature), cfgs.and(not_odd, feature));
            odd = cfgs.or(one, other);
        }
        assert!(cfgs.is_satisfiable(odd));
        assert_eq!(cfgs.render(odd).as_deref(), Some("…"));
        assert!(!cfgs.evaluate(odd, &|_| true));
        assert!(cfgs.evaluate(odd, &|atom| *atom != Atom::Feature(PackageId(0), "7".into())));
    }

    #[test]
    fn a_predicate_that_is_too_large_stays_satisfiable_and_exact() {
        let mut cfgs = Cfgs::default();
        let mut all = Cfg::ALWAYS;
        for index in 0..3000 {
            let feature = cfgs.named(CrateId(0), PackageId(0), "feature", Some(&format!("f{index}")));
            all = cfgs.and(all, feature);
        }
        assert!(cfgs.is_satisfiable(all));
        assert!(cfgs.evaluate(all, &|_| true));
        assert!(!cfgs.evaluate(all, &|atom| *atom != Atom::Feature(PackageId(0), "f17".into())));
        assert!(cfgs.render(all).is_some());
    }
}
