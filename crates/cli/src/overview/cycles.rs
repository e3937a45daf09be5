//! The dependency cycles among the assumed modules: the strongly connected components, and the shortest way
//! around each. The code of crate roots is left out: a root names all of its modules, and its modules name
//! what it holds, in most crates.

use super::nodes::{NodeId, Nodes};
use archcheck_core::{analysis::Analysis, source::LineColumn};
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Modules that need each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// How many modules each can reach all the others.
    pub size: usize,
    /// The shortest way around, from its smallest path on.
    pub steps: Vec<Step>,
}

/// One dependency of a cycle, with the first reference behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The module that depends.
    pub from: String,
    /// The one it depends on.
    pub to: String,
    /// How many references it has.
    pub references: usize,
    /// The file of the first.
    pub file: String,
    /// Where in it.
    pub at: LineColumn,
    /// The path that stands there.
    pub path: String,
}

/// All cycles, the largest first.
pub(super) fn cycles(nodes: &Nodes, analysis: &Analysis) -> Vec<Cycle> {
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
    let cycle = |component: &BTreeSet<NodeId>| Cycle {
        size: component.len(),
        steps: steps(&shortest(component, nodes), nodes, analysis),
    };
    components.iter().map(cycle).collect()
}

/// The shortest cycle of a component, from its smallest node on.
fn shortest(component: &BTreeSet<NodeId>, nodes: &Nodes) -> Vec<NodeId> {
    let mut best: Option<Vec<NodeId>> = None;
    for &start in component {
        if let Some(around) = around(start, component, nodes)
            && best.as_ref().is_none_or(|best| around.len() < best.len())
        {
            // Two is as short as it gets.
            let done = around.len() == 2;
            best = Some(around);
            if done {
                break;
            }
        }
    }
    best.unwrap_or_default()
}

/// The shortest way from a node back to itself, through nodes that are not smaller: what goes through a
/// smaller one was found from there.
fn around(start: NodeId, component: &BTreeSet<NodeId>, nodes: &Nodes) -> Option<Vec<NodeId>> {
    let mut before = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in nodes.next(node).filter(|next| *next >= start && component.contains(next)) {
            if next == start {
                let mut way = vec![node];
                while let Some(previous) = way.last().and_then(|last| before.get(last)) {
                    way.push(*previous);
                }
                way.reverse();
                return Some(way);
            }
            before.entry(next).or_insert_with(|| {
                queue.push_back(next);
                node
            });
        }
    }
    None
}

fn steps(way: &[NodeId], nodes: &Nodes, analysis: &Analysis) -> Vec<Step> {
    let next = way.iter().cycle().skip(1);
    let step = |(from, to): (&NodeId, &NodeId)| {
        let (references, first) = nodes.edges.get(&(*from, *to))?;
        let reference = analysis.graph.reference(*first);
        let (file, at) = analysis.sources.locate(reference.place());
        Some(Step {
            from: nodes.all[*from].path.clone(),
            to: nodes.all[*to].path.clone(),
            references: *references,
            file: file.to_owned(),
            at,
            path: analysis.graph.name(reference.path).to_owned(),
        })
    };
    way.iter().zip(next).filter_map(step).collect()
}
