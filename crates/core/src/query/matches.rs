//! How much a selector matches.

use crate::{
    analysis::Analysis,
    rules::{Binding, Codebase, Nested, Rules, Scope, Selector, ends},
};

/// What a selector matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// How many Rust modules it covers.
    pub rust_modules: usize,
    /// How many references of the workspace reach it, by any end; those within one Rust module are none.
    pub references: usize,
}

/// Counts what a selector matches.
pub fn matched(selector: &Selector, rules: &Rules, analysis: &Analysis) -> Matched {
    let graph = &analysis.graph;
    let code = Codebase::new(analysis, &rules.owners);
    let scope = Scope::of(&selector.meaning, &code);
    let free = Binding::new();
    let covers: Vec<_> =
        graph.modules().map(|(id, _)| scope.find(&code, id, &free, Nested::Outermost).is_some()).collect();
    let reaches: Vec<_> =
        graph.targets.iter().map(|target| !scope.hits(&code, target, ends(target), &free).is_empty()).collect();
    let from_outside = graph.references.iter().filter(|reference| !covers[reference.from.0 as usize]);
    Matched {
        rust_modules: covers.iter().filter(|covered| **covered).count(),
        references: from_outside.filter(|reference| reaches[reference.target.0 as usize]).count(),
    }
}
