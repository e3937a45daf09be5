//! The store of predicates: names to variables of one diagram, and questions under what is known of `cfg`.

use super::{
    atom::Atom,
    configuration::Configuration,
    diagram::{self, Diagram, Operation},
    features::Brings,
    render,
    theory::{self, Theory},
};
use crate::workspace::{CrateId, PackageId, Workspace};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A predicate of a [`Cfgs`] store. Two predicates of one store that are the same Boolean function of their names
/// are equal; ask [`Cfgs::implies`] where what is known of `cfg` itself should count too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Cfg(u32);

impl Cfg {
    /// Holds in no configuration.
    pub const NEVER: Self = Self(diagram::NEVER);
    /// Holds in every configuration.
    pub const ALWAYS: Self = Self(diagram::ALWAYS);
}

/// Nodes that one operation may add, and nodes in all (about 50 bytes each, with their tables).
const BOUNDS: (usize, usize) = (1 << 18, 1 << 21);

/// What a variable of the diagram stands for.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) enum Variable {
    /// A name.
    Atom(Atom),
    /// The result of an operation that was too large to work out.
    Opaque(Definition),
}

/// An operation, kept instead of its result.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) enum Definition {
    Apply(Operation, Cfg, Cfg),
    Decided(Cfg, FxHashMap<u32, bool>),
}

/// Where a [`Cfgs`] store stood when it was forked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    functions: u32,
    variables: usize,
}

/// The store of all predicates of an analysis.
///
/// Its size is bounded. A predicate that would pass the bound becomes a variable of its own: it is possible, and
/// implies nothing but itself, so that nothing is wrongly dropped; [`Cfgs::evaluate`] stays exact for it, and
/// [`Cfgs::render`] writes it as `…`. No code that people write comes near.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Cfgs {
    pub(super) diagram: Diagram,
    /// The level of each atom in use.
    levels: FxHashMap<Atom, u32>,
    variables: FxHashMap<u32, Variable>,
    /// How many of the variables are opaque.
    opaque: usize,
    theory: Theory,
    pub(super) brings: Brings,
    /// Answers of `possible`; they stay true when names are added, see [`Theory`].
    #[bitcode(skip)]
    possible: FxHashMap<Cfg, bool>,
    /// Answers of `assume`, by the level of the atom.
    #[bitcode(skip)]
    assumed: FxHashMap<(Cfg, u32, bool), Cfg>,
}

impl Default for Cfgs {
    fn default() -> Self {
        Self {
            diagram: Diagram::new(BOUNDS),
            levels: FxHashMap::default(),
            variables: FxHashMap::default(),
            opaque: 0,
            theory: Theory::default(),
            brings: Brings::default(),
            possible: FxHashMap::default(),
            assumed: FxHashMap::default(),
        }
    }
}

impl Cfgs {
    /// Makes what is not kept of a store that was: what follows from the rest, or from the workspace and the configuration.
    pub fn restore(&mut self, workspace: &Workspace, configuration: Option<&Configuration>) {
        self.diagram.restore();
        self.brings = Self::new(workspace, configuration).brings;
    }

    /// The same store, for another thread: what it adds has numbers of its own.
    pub(crate) fn fork(&self) -> Self {
        let (possible, assumed) = (self.possible.clone(), self.assumed.clone());
        let mut fork = Self { diagram: self.diagram.fork(), possible, assumed, ..Self::default() };
        fork.levels.clone_from(&self.levels);
        fork.variables.clone_from(&self.variables);
        fork.opaque = self.opaque;
        fork.theory = self.theory.clone();
        fork.brings = self.brings.clone();
        fork
    }

    /// Where this store stands: what a fork of it has beyond that is the fork's own.
    pub(crate) fn mark(&self) -> Mark {
        Mark { functions: self.diagram.count(), variables: self.variables.len() }
    }

    /// Whether the store that this one was forked from at a mark can take its predicates over: not where they rest on
    /// results that were too large to work out.
    pub(crate) fn can_be_adopted(&self, mark: Mark) -> bool {
        self.variables.len() == mark.variables
    }

    /// A predicate of a fork that was made at a mark, as one of this store. `known` has those that were asked before.
    pub(crate) fn adopt(&mut self, fork: &Self, mark: Mark, of: Cfg, known: &mut FxHashMap<Cfg, Cfg>) -> Cfg {
        if of.0 < mark.functions {
            return of;
        }
        if let Some(known) = known.get(&of) {
            return *known;
        }
        let (low, high) = fork.diagram.branches(of.0);
        let low = self.adopt(fork, mark, Cfg(low), known);
        let high = self.adopt(fork, mark, Cfg(high), known);
        let level = fork.diagram.level(of.0);
        let own = self.diagram.choose(level, low.0, high.0).map(Cfg).unwrap_or_else(|diagram::TooLarge| {
            let variable = Cfg(self.diagram.variable(level));
            let (if_high, not) = (self.and(variable, high), self.not(variable));
            let if_low = self.and(not, low);
            self.or(if_high, if_low)
        });
        known.insert(of, own);
        own
    }

    /// The predicate that is one atom. `target_family = "unix"` and `unix` are one atom.
    pub fn atom(&mut self, atom: Atom) -> Cfg {
        let atom = atom.normalised();
        if let Some(level) = self.levels.get(&atom) {
            return Cfg(self.diagram.variable(*level));
        }
        let level = self.next_level(theory::rank(&atom));
        let variable = self.diagram.variable(level);
        self.theory.admit(&mut self.diagram, &atom, variable);
        self.levels.insert(atom.clone(), level);
        self.variables.insert(level, Variable::Atom(atom));
        Cfg(variable)
    }

    /// The predicate that is one atom, if anything has named it so far.
    pub(crate) fn known_atom(&mut self, atom: Atom) -> Option<Cfg> {
        let level = *self.levels.get(&atom.normalised())?;
        Some(Cfg(self.diagram.variable(level)))
    }

    /// The predicate that a name means in the code of a crate: `test` is the crate's, a feature and any name that
    /// rustc does not set itself are the package's, and the literals `true` and `false` are what they say. A raw name
    /// (`r#true`) is a name.
    pub fn named(&mut self, krate: CrateId, package: PackageId, key: &str, value: Option<&str>) -> Cfg {
        match (key, value) {
            ("true", None) => Cfg::ALWAYS,
            ("false", None) => Cfg::NEVER,
            _ => self.atom(Atom::classify(krate, package, key.strip_prefix("r#").unwrap_or(key), value)),
        }
    }

    /// Where both hold.
    pub fn and(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.apply(Operation::And, a, b)
    }

    /// Where at least one holds.
    pub fn or(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.apply(Operation::Or, a, b)
    }

    /// Where it does not hold.
    pub fn not(&mut self, a: Cfg) -> Cfg {
        self.apply(Operation::Not, a, Cfg::NEVER)
    }

    /// Whether every possible configuration that has `a` has `b`.
    pub fn implies(&mut self, a: Cfg, b: Cfg) -> bool {
        if a == b || a == Cfg::NEVER || b == Cfg::ALWAYS {
            return true;
        }
        let not_b = self.not(b);
        let rest = self.and(a, not_b);
        !self.possible(rest)
    }

    /// Whether some configuration has it, under what is known of `cfg` itself.
    pub fn possible(&mut self, a: Cfg) -> bool {
        if a == Cfg::NEVER || a == Cfg::ALWAYS {
            return a == Cfg::ALWAYS;
        }
        if let Some(known) = self.possible.get(&a) {
            return *known;
        }
        let mut possible = self.diagram.meets(a.0, self.theory.known);
        if possible {
            let with_features = self.with_features(a);
            possible = with_features == a || self.diagram.meets(with_features.0, self.theory.known);
        }
        self.possible.insert(a, possible);
        possible
    }

    /// The atoms that a predicate rests on.
    pub(super) fn atoms(&self, a: Cfg) -> Vec<&Atom> {
        let levels = self.diagram.support(a.0).into_iter();
        levels
            .filter_map(|level| match self.variables.get(&level) {
                Some(Variable::Atom(atom)) => Some(atom),
                _ => None,
            })
            .collect()
    }

    /// The predicate where one atom is decided (its cofactor). What follows for other atoms is not drawn in.
    pub fn assume(&mut self, a: Cfg, atom: &Atom, value: bool) -> Cfg {
        // What nothing names, nothing rests on.
        let Some(level) = self.levels.get(&atom.clone().normalised()).copied() else { return a };
        if let Some(known) = self.assumed.get(&(a, level, value)) {
            return *known;
        }
        let result = match self.diagram.decide(a.0, &mut |at| (at == level).then_some(value)) {
            Ok(result) => Cfg(result),
            Err(diagram::TooLarge) => self.opaque(Definition::Decided(a, std::iter::once((level, value)).collect())),
        };
        self.assumed.insert((a, level, value), result);
        result
    }

    /// The predicate where all atoms that `decide` knows are decided: what is left of it in one configuration.
    pub fn project(&mut self, a: Cfg, decide: &dyn Fn(&Atom) -> Option<bool>) -> Cfg {
        let mut decided = FxHashMap::default();
        for level in self.diagram.support(a.0) {
            if let Some(Variable::Atom(atom)) = self.variables.get(&level)
                && let Some(value) = decide(atom)
            {
                decided.insert(level, value);
            }
        }
        match self.diagram.decide(a.0, &mut |level| decided.get(&level).copied()) {
            Ok(result) => Cfg(result),
            Err(diagram::TooLarge) => self.opaque(Definition::Decided(a, decided)),
        }
    }

    /// Whether it holds in the configuration where exactly the atoms hold of which `holds` says so.
    pub fn evaluate(&self, a: Cfg, holds: &dyn Fn(&Atom) -> bool) -> bool {
        let mut opaque = FxHashMap::default();
        // Each definition speaks of older predicates only, so that in order of age none has to wait for another.
        for level in self.opaque_below(a) {
            if let Some(Variable::Opaque(definition)) = self.variables.get(&level) {
                let value = match definition {
                    Definition::Apply(Operation::Not, a, _) => !self.walk(*a, None, holds, &opaque),
                    Definition::Apply(Operation::And, a, b) => {
                        self.walk(*a, None, holds, &opaque) && self.walk(*b, None, holds, &opaque)
                    }
                    Definition::Apply(Operation::Or, a, b) => {
                        self.walk(*a, None, holds, &opaque) || self.walk(*b, None, holds, &opaque)
                    }
                    Definition::Decided(a, decided) => self.walk(*a, Some(decided), holds, &opaque),
                };
                opaque.insert(level, value);
            }
        }
        self.walk(a, None, holds, &opaque)
    }

    /// Follows the one path through a diagram that a configuration takes. `opaque` has what is opaque on it.
    fn walk(
        &self,
        a: Cfg,
        decided: Option<&FxHashMap<u32, bool>>,
        holds: &dyn Fn(&Atom) -> bool,
        opaque: &FxHashMap<u32, bool>,
    ) -> bool {
        let mut at = a.0;
        while at > diagram::ALWAYS {
            let level = self.diagram.level(at);
            let value = decided.and_then(|decided| decided.get(&level)).copied().unwrap_or_else(|| {
                match self.variables.get(&level) {
                    Some(Variable::Atom(atom)) => holds(atom),
                    Some(Variable::Opaque(_)) | None => opaque.get(&level).copied().unwrap_or_default(),
                }
            });
            let (low, high) = self.diagram.branches(at);
            at = if value { high } else { low };
        }
        at == diagram::ALWAYS
    }

    /// The levels of everything opaque that a predicate rests on, the oldest first.
    fn opaque_below(&self, a: Cfg) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let mut open = if self.opaque == 0 { Vec::new() } else { vec![a] };
        while let Some(next) = open.pop() {
            for level in self.diagram.support(next.0) {
                if let Some(Variable::Opaque(definition)) = self.variables.get(&level)
                    && found.insert(level)
                {
                    match definition {
                        Definition::Apply(_, a, b) => open.extend([*a, *b]),
                        Definition::Decided(a, _) => open.push(*a),
                    }
                }
            }
        }
        found
    }

    /// As `cfg` writes it: `unix`, `all(unix, feature = "x")`, `any(…)`, `not(…)`; none where it always holds, `false`
    /// where it never does. A short form is looked for, and what follows from what is known of `cfg` is left out.
    /// The text does not depend on the order in which atoms were met. Whose feature or test it is does not show.
    pub fn render(&self, a: Cfg) -> Option<String> {
        match a {
            Cfg::ALWAYS => None,
            Cfg::NEVER => Some("false".to_owned()),
            Cfg(function) => render::render(&self.diagram, function, &|level| self.variables.get(&level)),
        }
    }

    fn apply(&mut self, operation: Operation, a: Cfg, b: Cfg) -> Cfg {
        match self.diagram.apply(operation, a.0, b.0) {
            Ok(result) => Cfg(result),
            Err(diagram::TooLarge) => self.opaque(Definition::Apply(operation, a, b)),
        }
    }

    fn opaque(&mut self, definition: Definition) -> Cfg {
        let level = self.next_level(theory::RANKS);
        self.opaque += 1;
        self.variables.insert(level, Variable::Opaque(definition));
        Cfg(self.diagram.variable(level))
    }

    /// A new level, after those of lower rank and after the older ones of its own.
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
    fn what_is_known_of_cfg_counts() {
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
            assert!(!cfgs.possible(both), "{:?}", cfgs.render(both));
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
        assert!(cfgs.possible(strange_unix));
    }

    #[test]
    fn windows_is_one_system_and_features_are_the_packages_own() {
        let mut cfgs = Cfgs::default();
        let windows = global(&mut cfgs, "windows", None);
        let linux = global(&mut cfgs, "target_os", Some("linux"));
        let both = cfgs.and(windows, linux);
        assert!(!cfgs.possible(both));
        let mine = cfgs.named(CrateId(0), PackageId(0), "feature", Some("x"));
        let theirs = cfgs.named(CrateId(1), PackageId(1), "feature", Some("x"));
        let not_theirs = cfgs.not(theirs);
        let split = cfgs.and(mine, not_theirs);
        assert!(cfgs.possible(split));
        assert_eq!(cfgs.named(CrateId(0), PackageId(0), "true", None), Cfg::ALWAYS);
        assert_ne!(cfgs.named(CrateId(0), PackageId(0), "r#true", None), Cfg::ALWAYS);
    }

    #[test]
    fn every_value_of_every_group_at_once_stays_small() {
        let mut cfgs = Cfgs::default();
        // Interleaved, as a large workspace would meet them.
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
    fn deciding_an_atom_leaves_the_rest() {
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
    fn a_full_store_still_answers() {
        let mut cfgs = Cfgs { diagram: Diagram::new((8, 8)), ..Cfgs::default() };
        let mut odd = Cfg::NEVER;
        for index in 0..20_000 {
            let feature = cfgs.named(CrateId(0), PackageId(0), "feature", Some(&index.to_string()));
            let (not_odd, not_feature) = (cfgs.not(odd), cfgs.not(feature));
            let (one, other) = (cfgs.and(odd, not_feature), cfgs.and(not_odd, feature));
            odd = cfgs.or(one, other);
        }
        assert!(cfgs.possible(odd));
        assert_eq!(cfgs.render(odd).as_deref(), Some("…"));
        assert!(!cfgs.evaluate(odd, &|_| true));
        assert!(cfgs.evaluate(odd, &|atom| *atom != Atom::Feature(PackageId(0), "7".into())));
    }

    #[test]
    fn what_is_too_large_stays_possible_and_exact() {
        let mut cfgs = Cfgs::default();
        let mut all = Cfg::ALWAYS;
        for index in 0..3000 {
            let feature = cfgs.named(CrateId(0), PackageId(0), "feature", Some(&format!("f{index}")));
            all = cfgs.and(all, feature);
        }
        assert!(cfgs.possible(all));
        assert!(cfgs.evaluate(all, &|_| true));
        assert!(!cfgs.evaluate(all, &|atom| *atom != Atom::Feature(PackageId(0), "f17".into())));
        assert!(cfgs.render(all).is_some());
    }
}
