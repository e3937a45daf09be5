//! Counts what a selector matches. It knows no rule.

use crate::{
    analysis::Analysis,
    rules::{Binding, Codebase, Nested, Rules, Scope, Selector, ends},
};

/// The numbers of matches of a selector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatchCounts {
    /// The number of Rust modules that it covers.
    pub rust_modules: usize,
    /// The number of references from other code that lead to it, by any end.
    pub references: usize,
}

/// Counts what a selector matches.
pub fn count_matches(selector: &Selector, rules: &Rules, analysis: &Analysis) -> MatchCounts {
    let graph = &analysis.graph;
    let code = Codebase::new(analysis, &rules.owners);
    let scope = Scope::of(&selector.meaning, &code);
    let free = Binding::new();
    let covers: Vec<_> =
        graph.modules().map(|(id, _)| scope.find(&code, id, &free, Nested::Outermost).is_some()).collect();
    let reaches: Vec<_> =
        graph.targets.iter().map(|target| !scope.hits(&code, target, ends(target), &free).is_empty()).collect();
    let from_outside = graph.references.iter().filter(|reference| !covers[reference.from.0 as usize]);
    MatchCounts {
        rust_modules: covers.iter().filter(|covered| **covered).count(),
        references: from_outside.filter(|reference| reaches[reference.target.0 as usize]).count(),
    }
}
