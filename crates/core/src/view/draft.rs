//! A view in the making: nodes with the code that they stand for, and edges by their ends.

use super::{Group, Marks, Node};
use crate::{
    analysis::Analysis,
    graph::{Context, End, ReferenceKind, RustModule},
    rules::{Codebase, Rules},
};
use std::collections::BTreeMap;

/// The analysis, with what a view asks of it.
pub(super) struct Input<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) rules: Option<&'a Rules>,
    pub(super) code: Codebase<'a>,
    /// The contexts of the code to show.
    pub(super) contexts: &'static [Context],
    pub(super) external: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(analysis: &'a Analysis, rules: Option<&'a Rules>, tests: bool, external: bool) -> Self {
        let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
        let contexts = if tests { Context::ALL } else { &[Context::Production] };
        Self { analysis, rules, code, contexts, external }
    }

    /// Returns whether a Rust module contains code to show.
    pub(super) fn is_shown(&self, id: crate::graph::RustModuleId, module: &RustModule) -> bool {
        let package = self.code.package(id);
        match self.rules {
            Some(rules) => rules.analysis.is_checked(module, package, self.contexts),
            None => module.context.may_contain(self.contexts),
        }
    }
}

/// A view in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) groups: Vec<Group>,
    pub(super) nodes: Vec<Node>,
    /// For each node, the names of the nodes that it can become part of, outermost first. The last one is its own name.
    pub(super) ancestors: Vec<Vec<String>>,
    /// The node of each Rust module.
    pub(super) of_module: Vec<Option<usize>>,
    /// The node of each path outside the workspace.
    pub(super) of_outside: Vec<Option<usize>>,
    pub(super) edges: BTreeMap<(usize, usize), DraftEdge>,
}

/// The size and the marks of an edge.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftEdge {
    pub(super) references: usize,
    /// The number of references that are guesses.
    pub(super) guesses: usize,
    /// The number of references whose target is defined in the node, rather than re-exported. Only they form cycles.
    pub(super) defined: usize,
    pub(super) kinds: BTreeMap<ReferenceKind, usize>,
    pub(super) is_cyclic: bool,
    pub(super) marks: Marks,
}

impl DraftEdge {
    /// Adds the references of another edge.
    pub(super) fn add(&mut self, other: &Self) {
        self.references += other.references;
        self.guesses += other.guesses;
        self.defined += other.defined;
        for (kind, count) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += count;
        }
        self.is_cyclic |= other.is_cyclic;
        self.marks.add(&other.marks);
    }
}

impl Draft {
    /// Returns the node of an end of a reference.
    pub(super) fn node_of(&self, end: End) -> Option<usize> {
        match end {
            End::Module(id) => self.of_module[id.0 as usize],
            End::Outside(id) => self.of_outside[id.0 as usize],
        }
    }
}
