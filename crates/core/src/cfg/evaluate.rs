//! Evaluating a predicate in one configuration, and printing it.

use super::{
    atom::Atom,
    diagram::{self, Operation},
    predicate::{Cfg, OpaqueOperation, Variable},
    render,
    store::Cfgs,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

impl Cfgs {
    /// Returns whether a predicate holds in the configuration in which exactly the atoms hold for which `holds` returns
    /// `true`. The result is exact even for opaque predicates.
    pub fn evaluate(&self, a: Cfg, holds: &dyn Fn(&Atom) -> bool) -> bool {
        let mut opaque = FxHashMap::default();
        // An opaque operation has only older operands, so the oldest ones are evaluated first.
        for level in self.opaque_below(a) {
            if let Some(Variable::Opaque(operation)) = self.variables.get(&level) {
                let value = match operation {
                    OpaqueOperation::Apply(Operation::Not, a, _) => !self.walk(*a, None, holds, &opaque),
                    OpaqueOperation::Apply(Operation::And, a, b) => {
                        self.walk(*a, None, holds, &opaque) && self.walk(*b, None, holds, &opaque)
                    }
                    OpaqueOperation::Apply(Operation::Or, a, b) => {
                        self.walk(*a, None, holds, &opaque) || self.walk(*b, None, holds, &opaque)
                    }
                    OpaqueOperation::Restrict(a, decided) => self.walk(*a, Some(decided), holds, &opaque),
                };
                opaque.insert(level, value);
            }
        }
        self.walk(a, None, holds, &opaque)
    }

    /// Follows the path through the diagram that a configuration selects. `decided` overrides `holds`, and `opaque` has
    /// the values of opaque variables.
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

    /// Returns the levels of the opaque variables that a predicate depends on, directly or not. The oldest come first.
    fn opaque_below(&self, a: Cfg) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let mut open = if self.opaque_count == 0 { Vec::new() } else { vec![a] };
        while let Some(next) = open.pop() {
            for level in self.diagram.support(next.0) {
                if let Some(Variable::Opaque(operation)) = self.variables.get(&level)
                    && found.insert(level)
                {
                    match operation {
                        OpaqueOperation::Apply(_, a, b) => open.extend([*a, *b]),
                        OpaqueOperation::Restrict(a, _) => open.push(*a),
                    }
                }
            }
        }
        found
    }

    /// Returns a predicate in the syntax of `cfg`: `unix`, `all(unix, feature = "x")`, `any(…)`, `not(…)`.
    ///
    /// Returns `None` for a predicate that always holds, and `false` for one that never does. The text is short: it
    /// leaves out what follows from what is known about `cfg`. It does not show which package a feature belongs to,
    /// and does not depend on the order in which atoms were added.
    pub fn render(&self, a: Cfg) -> Option<String> {
        let atom = |level| match self.variables.get(&level) {
            Some(Variable::Atom(atom)) => Some(atom),
            Some(Variable::Opaque(_)) | None => None,
        };
        match a {
            Cfg::ALWAYS => None,
            Cfg::NEVER => Some("false".to_owned()),
            Cfg(function) => render::render(&self.diagram, function, &atom),
        }
    }
}
