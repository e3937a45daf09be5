//! Decides which code the selectors of a request cover: Rust modules, and the ends of paths that lead to items.

use crate::{
    graph::{End, RustModuleId, Target},
    rules::{Binding, Codebase, Nested, Scope, Selector, end, ends},
};

/// The selectors of a request: that of `--focus`, or those of `--from` and `--to`.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    selectors: Vec<(&'a Selector, Scope<'a>)>,
    /// The selector that covers each Rust module, by index. Empty without selectors.
    of_module: Vec<Option<usize>>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(selectors: &[&'a Selector], code: &Codebase<'_>) -> Self {
        let selectors: Vec<_> =
            selectors.iter().map(|selector| (*selector, Scope::of(&selector.meaning, code))).collect();
        let free = Binding::new();
        // Code that both cover belongs to `--to`, as in `why`.
        let covering = |id: RustModuleId| {
            selectors.iter().rposition(|(_, scope)| scope.find(code, id, &free, Nested::Outermost).is_some())
        };
        let of_module =
            if selectors.is_empty() { Vec::new() } else { code.graph.modules().map(|(id, _)| covering(id)).collect() };
        Self { selectors, of_module }
    }

    /// Returns whether the whole workspace is requested.
    pub(super) fn is_empty(&self) -> bool {
        self.selectors.is_empty()
    }

    /// Returns the number of selectors.
    pub(super) fn len(&self) -> usize {
        self.selectors.len()
    }

    /// Returns the text of a selector.
    pub(super) fn text(&self, selector: usize) -> &'a str {
        &self.selectors[selector].0.text
    }

    /// Returns the selector that covers a Rust module.
    pub(super) fn of_module(&self, id: RustModuleId) -> Option<usize> {
        self.of_module.get(id.0 as usize).copied().flatten()
    }

    /// Returns the selector that covers each end of a target.
    pub(super) fn of_ends(&self, code: &Codebase<'_>, target: &Target) -> Vec<Option<usize>> {
        let free = Binding::new();
        let of_module = |at: usize| match end(target, at) {
            End::Module(id) => self.of_module(id),
            End::Outside(_) => None,
        };
        let through_modules: Vec<_> = (0..ends(target)).filter_map(of_module).collect();
        let covers = |selector: usize, at: usize| {
            // The name of a selected Rust module in its parent is no item.
            !through_modules.contains(&selector) && self.selectors[selector].1.covers_end(code, target, at, &free)
        };
        let each = (0..ends(target))
            .map(|at| of_module(at).or_else(|| (0..self.selectors.len()).rev().find(|selector| covers(*selector, at))));
        each.collect()
    }
}
