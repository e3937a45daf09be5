//! Combines and renders `cfg` predicates. It is the only part of the checks that knows how predicates are represented.

use crate::{
    analysis::Analysis,
    cfg::{Cfg, Cfgs},
};
use rustc_hash::FxHashMap;

/// The predicates of an analysis.
#[derive(Debug)]
pub(super) struct Conditions {
    /// A copy, since combined predicates are not part of the analysis.
    cfgs: Cfgs,
    /// A cache, since chains and cycles combine the same predicates many times.
    both: FxHashMap<(Cfg, Cfg), Option<Cfg>>,
}

impl Conditions {
    /// Copies the predicates of an analysis.
    pub(super) fn new(analysis: &Analysis) -> Self {
        Self { cfgs: analysis.cfgs.clone(), both: FxHashMap::default() }
    }

    /// Returns the conjunction of two predicates, or `None` if no configuration satisfies it.
    pub(super) fn both(&mut self, a: Cfg, b: Cfg) -> Option<Cfg> {
        let cfgs = &mut self.cfgs;
        *self.both.entry((a, b)).or_insert_with(|| {
            let both = cfgs.and(a, b);
            cfgs.is_satisfiable(both).then_some(both)
        })
    }

    /// Returns whether `other` implies `one`.
    pub(super) fn holds_with(&mut self, one: Cfg, other: Cfg) -> bool {
        one == Cfg::ALWAYS || one == other || self.cfgs.implies(other, one)
    }

    /// Returns the disjunction of two predicates.
    pub(super) fn either(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.cfgs.or(a, b)
    }

    /// Returns a predicate in the syntax of `cfg`, or `None` if it always holds.
    pub(super) fn render(&self, condition: Cfg) -> Option<String> {
        self.cfgs.render(condition)
    }
}
