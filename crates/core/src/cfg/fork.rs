//! Forks of a store for use on several threads, and translating their predicates back.

use super::{diagram, predicate::Cfg, store::Cfgs};
use rustc_hash::FxHashMap;

/// The size of a [`Cfgs`] store when it was forked. Predicates beyond it belong to the fork alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ForkPoint {
    functions: u32,
    variables: usize,
}

impl Cfgs {
    /// Copies the store for use on another thread.
    pub(crate) fn fork(&self) -> Self {
        Self {
            // Without the cache of its operations, which is large.
            diagram: self.diagram.fork(),
            levels: self.levels.clone(),
            variables: self.variables.clone(),
            opaque_count: self.opaque_count,
            theory: self.theory.clone(),
            feature_graph: self.feature_graph.clone(),
            satisfiable: self.satisfiable.clone(),
            restrictions: self.restrictions.clone(),
        }
    }

    /// Returns the current size of the store, to pass to [`adopt`](Self::adopt) later.
    pub(crate) fn fork_point(&self) -> ForkPoint {
        ForkPoint { functions: self.diagram.count(), variables: self.variables.len() }
    }

    /// Returns whether the original store can adopt predicates of this fork. It cannot if the fork added variables, for
    /// example because a result was too large.
    pub(crate) fn can_be_adopted(&self, since: ForkPoint) -> bool {
        self.variables.len() == since.variables
    }

    /// Translates a predicate of a fork into this store. `known` caches translations of the same fork.
    pub(crate) fn adopt(&mut self, fork: &Self, since: ForkPoint, of: Cfg, known: &mut FxHashMap<Cfg, Cfg>) -> Cfg {
        if of.0 < since.functions {
            return of;
        }
        if let Some(known) = known.get(&of) {
            return *known;
        }
        let (low, high) = fork.diagram.branches(of.0);
        let low = self.adopt(fork, since, Cfg(low), known);
        let high = self.adopt(fork, since, Cfg(high), known);
        let level = fork.diagram.level(of.0);
        let own = self.diagram.branch(level, low.0, high.0).map(Cfg).unwrap_or_else(|diagram::TooLarge| {
            let variable = Cfg(self.diagram.variable(level));
            let (if_high, not) = (self.and(variable, high), self.not(variable));
            let if_low = self.and(not, low);
            self.or(if_high, if_low)
        });
        known.insert(of, own);
        own
    }
}
