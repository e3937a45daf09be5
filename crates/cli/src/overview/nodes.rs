//! What the overview takes for a module: each top-level Rust module of a lib or bin, and the code of the crate's
//! root beside them. References are lifted to these; only production code counts.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, End, ReferenceId, ReferenceKind, RustModuleId, TargetId},
    workspace::{CrateId, CrateKind},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A node, by index; their order is that of their paths.
pub(super) type NodeId = usize;

/// One module, as assumed.
#[derive(Debug)]
pub(super) struct Node {
    /// Its path.
    pub(super) path: String,
    /// Its crate.
    pub(super) krate: CrateId,
    /// Whether it is the code of a crate's root alone.
    pub(super) root: bool,
}

/// The references of a module that resolve alike.
#[derive(Clone, Copy)]
struct Way {
    /// How many are no re-exports.
    count: usize,
    /// The first of those.
    first: ReferenceId,
}

/// The workspace, lifted to its assumed modules.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// The modules.
    pub(super) all: Vec<Node>,
    /// By the defined end, without re-exports (a facade depends on nothing): how many references, and the first.
    pub(super) edges: BTreeMap<(NodeId, NodeId), (usize, ReferenceId)>,
    /// By any end, re-exports too: what a rule that asks for any end would see.
    pub(super) touches: BTreeSet<(NodeId, NodeId)>,
    /// The modules that use each crate outside.
    pub(super) outside: BTreeMap<String, BTreeSet<NodeId>>,
}

impl Nodes {
    /// Lifts an analysis.
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
                nodes.all.push(Node { path: module.path.clone(), krate: module.krate, root });
                Some(nodes.all.len() - 1)
            };
        }
        let node = |module: RustModuleId| node_of[module.0 as usize];
        // Most references lead where others of their module do: each such way is looked at once.
        let mut ways: FxHashMap<(NodeId, TargetId), Way> = FxHashMap::default();
        for (id, reference) in graph.references() {
            if let Some(from) = node(reference.from).filter(|_| reference.context == Context::Production) {
                let way = ways.entry((from, reference.target)).or_insert(Way { count: 0, first: id });
                if reference.kind != ReferenceKind::Reexport {
                    if way.count == 0 {
                        way.first = id;
                    }
                    way.count += 1;
                }
            }
        }
        #[expect(
            clippy::iter_over_hash_type,
            reason = "all that is added is sorted, and of two firsts it is the smaller"
        )]
        for ((from, target), way) in ways {
            nodes.add(analysis, target, way, from, &node);
        }
        nodes
    }

    fn add(
        &mut self,
        analysis: &Analysis,
        target: TargetId,
        way: Way,
        from: NodeId,
        node: &dyn Fn(RustModuleId) -> Option<NodeId>,
    ) {
        let target = analysis.graph.target_by_id(target);
        for entry in &target.via {
            self.touches.extend(node(entry.module).map(|to| (from, to)));
        }
        match target.defined {
            End::Outside(outside) => {
                let name = match analysis.graph.outside(outside).krate() {
                    "core" | "alloc" => "std",
                    name => name,
                };
                match self.outside.get_mut(name) {
                    Some(users) => drop(users.insert(from)),
                    None => drop(self.outside.insert(name.to_owned(), BTreeSet::from([from]))),
                }
            }
            End::Module(module) => {
                let Some(to) = node(module) else { return };
                self.touches.insert((from, to));
                if from != to && way.count > 0 && !target.unknown {
                    let edge = self.edges.entry((from, to)).or_insert((0, way.first));
                    *edge = (edge.0 + way.count, edge.1.min(way.first));
                }
            }
        }
    }

    /// Where the edges of a module lead.
    pub(super) fn next(&self, from: NodeId) -> impl Iterator<Item = NodeId> {
        self.edges.range((from, 0)..=(from, usize::MAX)).map(|((_, to), _)| *to)
    }
}
