//! The modules of the overview, and the dependencies between them.
//!
//! A module is a top-level Rust module of a library or binary, with all below it; or a crate's root without its
//! modules. Only production code counts.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, End, ReferenceId, ReferenceKind, RustModuleId, TargetId},
    workspace::{CrateKind, canonical_crate},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The index of a node; nodes are sorted by path.
pub(super) type NodeId = usize;

/// A module of the overview.
#[derive(Debug)]
pub(super) struct Node {
    /// The path.
    pub(super) path: String,
    /// Whether it is the root of a crate, without its modules.
    pub(super) root: bool,
}

/// The references of a module that have the same target.
#[derive(Clone, Copy)]
struct References {
    /// The number of references that are not re-exports.
    count: usize,
    /// The first of them.
    first: ReferenceId,
}

/// The modules of a workspace with their dependencies.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// The modules.
    pub(super) all: Vec<Node>,
    /// The dependencies by the defined end, without re-exports: the number of references, and the first one.
    pub(super) edges: BTreeMap<(NodeId, NodeId), (usize, ReferenceId)>,
    /// The dependencies by any end, with re-exports, as rules such as layers see them.
    pub(super) touches: BTreeSet<(NodeId, NodeId)>,
    /// The modules that use each external crate.
    pub(super) outside: BTreeMap<String, BTreeSet<NodeId>>,
}

impl Nodes {
    /// Finds the modules of a workspace and their dependencies.
    pub(super) fn of(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        let mut nodes = Self::default();
        let mut node_of = vec![None; graph.modules.len()];
        for (id, module) in graph.modules() {
            let kind = analysis.workspace.krate(module.krate).kind;
            if !matches!(kind, CrateKind::Lib | CrateKind::Bin) || module.context != Context::Production {
                continue;
            }
            let inside = module.parent.filter(|parent| graph.module(*parent).parent.is_some());
            // A module's path sorts after its parent's, so the parent's node is known.
            node_of[id.0 as usize] = if let Some(parent) = inside {
                node_of[parent.0 as usize]
            } else {
                let root = module.parent.is_none();
                nodes.all.push(Node { path: module.path.clone(), root });
                Some(nodes.all.len() - 1)
            };
        }
        let node = |module: RustModuleId| node_of[module.0 as usize];
        // Many references of a module have the same target, which is processed once.
        let mut targets: FxHashMap<(NodeId, TargetId), References> = FxHashMap::default();
        for (id, reference) in graph.references() {
            if let Some(from) = node(reference.from).filter(|_| reference.context == Context::Production) {
                let found = targets.entry((from, reference.target)).or_insert(References { count: 0, first: id });
                if reference.kind != ReferenceKind::Reexport {
                    if found.count == 0 {
                        found.first = id;
                    }
                    found.count += 1;
                }
            }
        }
        #[expect(
            clippy::iter_over_hash_type,
            reason = "the results are sorted maps, and the smaller of two first references wins"
        )]
        for ((from, target), references) in targets {
            nodes.add(analysis, target, references, from, &node);
        }
        nodes
    }

    fn add(
        &mut self,
        analysis: &Analysis,
        target: TargetId,
        references: References,
        from: NodeId,
        node: &dyn Fn(RustModuleId) -> Option<NodeId>,
    ) {
        let target = analysis.graph.target_by_id(target);
        for entry in &target.via {
            self.touches.extend(node(entry.module).map(|to| (from, to)));
        }
        match target.defined {
            End::Outside(outside) => {
                let name = canonical_crate(analysis.graph.outside(outside).krate());
                match self.outside.get_mut(name) {
                    Some(users) => drop(users.insert(from)),
                    None => drop(self.outside.insert(name.to_owned(), BTreeSet::from([from]))),
                }
            }
            End::Module(module) => {
                let Some(to) = node(module) else { return };
                self.touches.insert((from, to));
                if from != to && references.count > 0 && !target.unknown {
                    let edge = self.edges.entry((from, to)).or_insert((0, references.first));
                    *edge = (edge.0 + references.count, edge.1.min(references.first));
                }
            }
        }
    }

    /// Returns the modules that a module depends on.
    pub(super) fn next(&self, from: NodeId) -> impl Iterator<Item = NodeId> {
        self.edges.range((from, 0)..=(from, usize::MAX)).map(|((_, to), _)| *to)
    }
}
