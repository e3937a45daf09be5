//! Whether two conditions can hold at once, and how one is written: the only place of the checks that knows
//! how predicates are kept.

use crate::{
    analysis::Analysis,
    cfg::{Cfg, Cfgs},
};
use rustc_hash::FxHashMap;

/// The predicates of an analysis, to be combined.
#[derive(Debug)]
pub(super) struct Conditions {
    /// A store of the checks' own: what they combine is no part of the analysis.
    cfgs: Cfgs,
    /// What was asked already: chains and cycles ask the same again and again.
    both: FxHashMap<(Cfg, Cfg), Option<Cfg>>,
}

impl Conditions {
    /// Those of an analysis.
    pub(super) fn new(analysis: &Analysis) -> Self {
        Self { cfgs: analysis.cfgs.clone(), both: FxHashMap::default() }
    }

    /// The condition under which both hold; none where no configuration has both.
    pub(super) fn both(&mut self, a: Cfg, b: Cfg) -> Option<Cfg> {
        let cfgs = &mut self.cfgs;
        *self.both.entry((a, b)).or_insert_with(|| {
            let both = cfgs.and(a, b);
            cfgs.is_satisfiable(both).then_some(both)
        })
    }

    /// Whether one condition holds wherever another does.
    pub(super) fn holds_with(&mut self, one: Cfg, other: Cfg) -> bool {
        one == Cfg::ALWAYS || one == other || self.cfgs.implies(other, one)
    }

    /// The condition under which at least one holds.
    pub(super) fn either(&mut self, a: Cfg, b: Cfg) -> Cfg {
        self.cfgs.or(a, b)
    }

    /// As `cfg` writes it; none where it always holds.
    pub(super) fn render(&self, condition: Cfg) -> Option<String> {
        self.cfgs.render(condition)
    }
}
