//! Finds the dependency cycles of the overview: strongly connected components, with the shortest cycle of each.
//!
//! Crate roots are excluded: most roots refer to all their modules, which refer back to items of the root.

use super::nodes::{NodeId, Nodes};
use archcheck_core::{analysis::Analysis, source::LineColumn};
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A strongly connected component of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewCycle {
    /// The number of modules in the component.
    pub size: usize,
    /// The shortest cycle, starting with its smallest path.
    pub steps: Vec<OverviewStep>,
}

/// A dependency in a cycle, with its first reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewStep {
    /// The module that depends.
    pub from: String,
    /// The module that it depends on.
    pub to: String,
    /// The number of references.
    pub references: usize,
    /// The file of the first reference.
    pub file: String,
    /// The position of the first reference.
    pub at: LineColumn,
    /// The path of the first reference, as written.
    pub path: String,
}

/// Returns all cycles, the largest first.
pub(super) fn cycles(nodes: &Nodes, analysis: &Analysis) -> Vec<OverviewCycle> {
    let inner = |id: NodeId| !nodes.all[id].root;
    let mut graph = DiGraph::<(), ()>::new();
    let indices: Vec<_> = nodes.all.iter().map(|_| graph.add_node(())).collect();
    for &(from, to) in nodes.edges.keys().filter(|(from, to)| inner(*from) && inner(*to)) {
        graph.add_edge(indices[from], indices[to], ());
    }
    let components = kosaraju_scc(&graph);
    let mut components: Vec<BTreeSet<NodeId>> = components
        .into_iter()
        .filter(|component| component.len() > 1)
        .map(|component| component.into_iter().map(petgraph::graph::NodeIndex::index).collect())
        .collect();
    components.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let cycle = |component: &BTreeSet<NodeId>| OverviewCycle {
        size: component.len(),
        steps: steps(&shortest(component, nodes), nodes, analysis),
    };
    components.iter().map(cycle).collect()
}

/// Finds the shortest cycle of a component, starting with its smallest node.
fn shortest(component: &BTreeSet<NodeId>, nodes: &Nodes) -> Vec<NodeId> {
    let mut best: Option<Vec<NodeId>> = None;
    for &start in component {
        if let Some(around) = around(start, component, nodes)
            && best.as_ref().is_none_or(|best| around.len() < best.len())
        {
            // No cycle is shorter than two edges.
            let done = around.len() == 2;
            best = Some(around);
            if done {
                break;
            }
        }
    }
    best.unwrap_or_default()
}

/// Finds the shortest path from a node back to itself, without smaller nodes.
///
/// A cycle through a smaller node is found when the search starts there.
fn around(start: NodeId, component: &BTreeSet<NodeId>, nodes: &Nodes) -> Option<Vec<NodeId>> {
    let mut before = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in nodes.next(node).filter(|next| *next >= start && component.contains(next)) {
            if next == start {
                let mut path = vec![node];
                while let Some(previous) = path.last().and_then(|last| before.get(last)) {
                    path.push(*previous);
                }
                path.reverse();
                return Some(path);
            }
            before.entry(next).or_insert_with(|| {
                queue.push_back(next);
                node
            });
        }
    }
    None
}

fn steps(path: &[NodeId], nodes: &Nodes, analysis: &Analysis) -> Vec<OverviewStep> {
    let next = path.iter().cycle().skip(1);
    let step = |(from, to): (&NodeId, &NodeId)| {
        let (references, first) = nodes.edges.get(&(*from, *to))?;
        let reference = analysis.graph.reference(*first);
        let (file, at) = analysis.sources.locate(reference.place());
        Some(OverviewStep {
            from: nodes.all[*from].path.clone(),
            to: nodes.all[*to].path.clone(),
            references: *references,
            file: file.to_owned(),
            at,
            path: analysis.graph.name(reference.path).to_owned(),
        })
    };
    path.iter().zip(next).filter_map(step).collect()
}
