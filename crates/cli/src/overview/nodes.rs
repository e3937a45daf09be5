//! What the overview takes for a module: each top-level Rust module of a lib or bin, and the code of the crate's
//! root beside them. References are lifted to these; only production code counts.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, End, Kind, Reference, ReferenceId, RustModuleId},
    workspace::{CrateId, CrateKind},
};
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
        for (id, reference) in graph.references() {
            if let Some(from) = node(reference.from).filter(|_| reference.context == Context::Production) {
                nodes.add(analysis, (id, reference), from, &node);
            }
        }
        nodes
    }

    fn add(
        &mut self,
        analysis: &Analysis,
        (id, reference): (ReferenceId, &Reference),
        from: NodeId,
        node: &dyn Fn(RustModuleId) -> Option<NodeId>,
    ) {
        let target = analysis.graph.target(reference);
        for entry in &target.via {
            self.touches.extend(node(entry.module).map(|to| (from, to)));
        }
        match target.defined {
            End::Outside(outside) => {
                let name = match analysis.graph.outside(outside).krate() {
                    "core" | "alloc" => "std",
                    name => name,
                };
                self.outside.entry(name.to_owned()).or_default().insert(from);
            }
            End::Module(module) => {
                let Some(to) = node(module) else { return };
                self.touches.insert((from, to));
                if from != to && reference.kind != Kind::Reexport && !target.unknown {
                    self.edges.entry((from, to)).or_insert((0, id)).0 += 1;
                }
            }
        }
    }

    /// Where the edges of a module lead.
    pub(super) fn next(&self, from: NodeId) -> impl Iterator<Item = NodeId> {
        self.edges.range((from, 0)..=(from, usize::MAX)).map(|((_, to), _)| *to)
    }
}
