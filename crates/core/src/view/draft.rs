//! A view in the making: nodes with the code that they stand for, and edges by their ends.

use super::{Group, Marks, Narrow, Node, ViewRequest, selection::Selection};
use crate::{
    analysis::Analysis,
    cfg::Cfg,
    graph::{Context, End, Graph, Reference, ReferenceKind, RustModule, TargetId},
    rules::{self, Codebase, Rules},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The analysis, with what a view asks of it.
pub(super) struct Input<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) rules: Option<&'a Rules>,
    pub(super) code: Codebase<'a>,
    /// The contexts of the code to show.
    pub(super) contexts: &'static [Context],
    pub(super) external: bool,
    /// The code that the request selects.
    pub(super) selection: Selection<'a>,
}

impl<'a> Input<'a> {
    pub(super) fn new(analysis: &'a Analysis, rules: Option<&'a Rules>, request: &ViewRequest<'a>) -> Self {
        let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
        let contexts = if request.tests { Context::ALL } else { &[Context::Production] };
        let selectors = match request.narrow {
            None => Vec::new(),
            Some(Narrow::Focus { selector, .. }) => vec![selector],
            Some(Narrow::Paths { from, to }) => vec![from, to],
        };
        let external = request.external || selectors.iter().any(|selector| selector.meaning.has_outside());
        let selection = Selection::new(&selectors, &code);
        Self { analysis, rules, code, contexts, external, selection }
    }

    /// Returns whether a Rust module contains code to show.
    pub(super) fn is_shown(&self, id: crate::graph::RustModuleId, module: &RustModule) -> bool {
        match self.rules {
            Some(rules) => rules.analysis.is_checked(self.code.graph, self.code.package(id), id, self.contexts),
            None => module.context.may_contain(self.contexts),
        }
    }

    /// Returns whether a reference in the source counts.
    pub(super) fn is_counted(&self, reference: &Reference) -> bool {
        if reference.cfg == Cfg::NEVER || reference.kind == ReferenceKind::Manifest {
            return false;
        }
        let Some(rules) = self.rules else { return self.contexts.contains(&reference.context) };
        let context = rules.analysis.context(self.code.graph, self.code.package(reference.from), reference);
        self.contexts.contains(&context) && !rules.analysis.is_excluded(reference.file)
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
    /// The node of each end of a target that leads to a selected item, by the index of the end.
    pub(super) of_item: FxHashMap<(TargetId, usize), usize>,
    /// The nodes that each selector of the request selects.
    pub(super) selected: Vec<BTreeSet<usize>>,
    pub(super) edges: BTreeMap<(usize, usize), DraftEdge>,
    /// The number of reported violations in code that is not shown.
    pub(super) hidden: usize,
}

/// The size and the marks of an edge.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftEdge {
    pub(super) references: usize,
    /// The number of references that are guesses.
    pub(super) guesses: usize,
    /// The number of references whose target is defined in the node, rather than re-exported, and that are no re-exports
    /// themselves. Only they form cycles.
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
    /// Adds a node, which a selector of the request may cover.
    pub(super) fn add(&mut self, node: Node, selector: Option<usize>) {
        if let Some(selector) = selector {
            self.selected[selector].insert(self.nodes.len());
        }
        self.nodes.push(Node { is_selected: selector.is_some(), ..node });
    }

    /// Returns the node of an end of a reference.
    pub(super) fn node_of(&self, end: End) -> Option<usize> {
        match end {
            End::Module(id) => self.of_module[id.0 as usize],
            End::Outside(id) => self.of_outside[id.0 as usize],
        }
    }

    /// Returns the node of an end of a target, by its index.
    pub(super) fn node_at(&self, graph: &Graph, id: TargetId, at: usize) -> Option<usize> {
        let item = self.of_item.get(&(id, at)).copied();
        item.or_else(|| self.node_of(rules::end(&graph.targets[id.0 as usize], at)))
    }
}
