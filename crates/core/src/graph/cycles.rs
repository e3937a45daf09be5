//! Dependencies between nodes of any grain, and the cycles among them. It knows no rules: what the nodes are
//! and which references count is the caller's.

use super::ReferenceId;
use crate::cfg::Cfg;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// The references of one dependency, grouped by the condition under which they exist.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// In source order.
    pub references: Vec<ReferenceId>,
    /// Their conditions, each once; just "always" where one of them always exists.
    pub conditions: Vec<Cfg>,
}

impl Dependency {
    /// Adds a reference that exists under a condition.
    pub fn add(&mut self, reference: ReferenceId, condition: Cfg) {
        self.references.push(reference);
        if condition == Cfg::ALWAYS {
            self.conditions = vec![Cfg::ALWAYS];
        } else if self.conditions != [Cfg::ALWAYS] && !self.conditions.contains(&condition) {
            self.conditions.push(condition);
        }
    }
}

/// Nodes and the dependencies between them. Nodes are numbers of the caller's choice, whose order is that of
/// their names.
#[derive(Debug, Default)]
pub struct Dependencies {
    pub(super) graph: DiGraph<u32, Dependency>,
    pub(super) nodes: FxHashMap<u32, NodeIndex>,
}

/// A cycle: its nodes in order, without the first one again at the end.
pub type Cycle = Vec<u32>;

/// How two conditions go together: the condition under which both hold, none where they can't.
pub type Both<'c> = dyn FnMut(Cfg, Cfg) -> Option<Cfg> + 'c;

impl Dependencies {
    /// Adds a reference from one node to another; within a node it is no dependency.
    pub fn add(&mut self, from: u32, to: u32, reference: ReferenceId, condition: Cfg) {
        if from == to || condition == Cfg::NEVER {
            return;
        }
        let (from, to) = (self.node(from), self.node(to));
        let edge =
            self.graph.find_edge(from, to).unwrap_or_else(|| self.graph.add_edge(from, to, Dependency::default()));
        self.graph[edge].add(reference, condition);
    }

    /// Adds a node, which may have no dependencies.
    pub fn insert(&mut self, node: u32) {
        self.node(node);
    }

    fn node(&mut self, node: u32) -> NodeIndex {
        *self.nodes.entry(node).or_insert_with(|| self.graph.add_node(node))
    }

    /// The dependency of one node on another.
    pub fn get(&self, from: u32, to: u32) -> Option<&Dependency> {
        let edge = self.graph.find_edge(*self.nodes.get(&from)?, *self.nodes.get(&to)?)?;
        self.graph.edge_weight(edge)
    }

    /// The nodes that depend on this one (`Incoming`), or that it depends on (`Outgoing`), sorted.
    pub fn neighbors(&self, node: u32, direction: petgraph::Direction) -> Vec<u32> {
        let Some(index) = self.nodes.get(&node) else { return Vec::new() };
        let mut found: Vec<_> = self.graph.neighbors_directed(*index, direction).map(|at| self.graph[at]).collect();
        found.sort_unstable();
        found
    }

    /// One cycle for each strongly connected component: the shortest that some configuration contains, of
    /// equals the one with the smallest nodes, from its smallest node on. Sorted.
    pub fn cycles(&self, both: &mut Both<'_>) -> Vec<Cycle> {
        // Not Tarjan's: petgraph's is recursive, and a graph can be deeper than a stack.
        let components = petgraph::algo::kosaraju_scc(&self.graph);
        let mut cycles: Vec<_> =
            components.iter().filter(|nodes| nodes.len() > 1).filter_map(|nodes| self.shortest(nodes, both)).collect();
        cycles.sort();
        cycles
    }

    fn shortest(&self, component: &[NodeIndex], both: &mut Both<'_>) -> Option<Cycle> {
        let inside: FxHashSet<_> = component.iter().copied().collect();
        let mut starts = component.to_vec();
        starts.sort_by_key(|node| self.graph[*node]);
        let mut best: Option<Cycle> = None;
        let mut work = 0;
        for start in starts {
            // Each start looks only for what is shorter: of equals, the smallest start has found it first.
            let bound = best.as_ref().map_or(usize::MAX, Vec::len);
            if bound == 2 || work > WORK {
                break;
            }
            if let Some(found) = self.shortest_from(start, &inside, bound, &mut work, both) {
                best = Some(found);
            }
        }
        best.map(|mut cycle| {
            let smallest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or_default();
            cycle.rotate_left(smallest);
            cycle
        })
    }

    /// Breadth first over (node, condition of the way there), so that a way that no configuration contains
    /// is none. A way that meets a node twice is never shortest over all starts.
    fn shortest_from(
        &self,
        start: NodeIndex,
        inside: &FxHashSet<NodeIndex>,
        bound: usize,
        work: &mut usize,
        both: &mut Both<'_>,
    ) -> Option<Cycle> {
        let mut states = vec![(start, Cfg::ALWAYS, usize::MAX, 0usize)];
        let mut seen: FxHashSet<(NodeIndex, Cfg)> = FxHashSet::default();
        let mut queue = VecDeque::from([0usize]);
        while let Some(at) = queue.pop_front() {
            let (node, condition, _, length) = states[at];
            if length + 1 >= bound {
                return None;
            }
            *work += 1;
            for (next, edge) in self.outgoing(node, inside) {
                for step in &self.graph[edge].conditions {
                    let Some(together) = both(condition, *step) else { continue };
                    if next == start {
                        return Some(self.way(&states, at));
                    }
                    if states.len() < STATES && seen.insert((next, together)) {
                        queue.push_back(states.len());
                        states.push((next, together, at, length + 1));
                    }
                }
            }
        }
        None
    }

    fn outgoing(&self, node: NodeIndex, inside: &FxHashSet<NodeIndex>) -> Vec<(NodeIndex, EdgeIndex)> {
        let edges = self.graph.edges(node).map(|edge| (edge.target(), edge.id()));
        let mut edges: Vec<_> = edges.filter(|(target, _)| inside.contains(target)).collect();
        edges.sort_by_key(|(target, _)| self.graph[*target]);
        edges
    }

    fn way(&self, states: &[(NodeIndex, Cfg, usize, usize)], last: usize) -> Cycle {
        let steps = std::iter::successors(Some(last), |at| Some(states[*at].2).filter(|before| *before != usize::MAX));
        let mut cycle: Vec<_> = steps.map(|at| self.graph[states[at].0]).collect();
        cycle.reverse();
        cycle
    }
}

/// How many (node, condition) pairs one search may see: conditions multiply, and a cycle that needs so many
/// of them is not one that a person would look for.
const STATES: usize = 100_000;

/// After how many steps a component's best cycle so far is taken for its shortest. Only components of
/// thousands of nodes without any short cycle come near it.
const WORK: usize = 2_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn dependencies(edges: &[(u32, u32)]) -> Dependencies {
        let mut dependencies = Dependencies::default();
        for (index, (from, to)) in edges.iter().enumerate() {
            dependencies.add(*from, *to, ReferenceId(index as u32), Cfg::ALWAYS);
        }
        dependencies
    }

    fn cycles(edges: &[(u32, u32)]) -> Vec<Cycle> {
        dependencies(edges).cycles(&mut |a, _| Some(a))
    }

    #[test]
    fn each_component_has_its_shortest_cycle_from_its_smallest_node() {
        assert_eq!(cycles(&[(1, 2), (2, 3)]), Vec::<Cycle>::new());
        assert_eq!(cycles(&[(3, 1), (1, 2), (2, 3)]), [[1, 2, 3]]);
        assert_eq!(cycles(&[(1, 2), (2, 3), (3, 1), (3, 2)]), [[2, 3]]);
        assert_eq!(cycles(&[(1, 2), (2, 1), (5, 4), (4, 5), (2, 4)]), [[1, 2], [4, 5]]);
    }

    #[test]
    fn a_cycle_that_no_configuration_contains_is_none() {
        let edges = dependencies(&[(1, 2), (2, 1)]);
        assert!(edges.cycles(&mut |_, _| None).is_empty());
    }

    #[test]
    fn a_long_ring_needs_neither_stack_nor_patience() {
        let ring: Vec<_> = (0..20_000).map(|at| (at, (at + 1) % 20_000)).collect();
        assert_eq!(cycles(&ring)[0].len(), 20_000);
    }

    #[test]
    fn a_reference_within_a_node_is_no_dependency() {
        assert!(cycles(&[(1, 1)]).is_empty());
    }
}
