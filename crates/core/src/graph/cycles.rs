//! Dependencies between nodes of any grain, and the cycles among them. It knows no rules: what the nodes are
//! and which references count is the caller's.

use super::{ReferenceId, shortest};
use crate::cfg::Cfg;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;

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
///
/// Below, *n* is the number of nodes, and *m* that of dependencies.
#[derive(Debug, Default)]
pub struct Dependencies {
    pub(super) graph: DiGraph<u32, Dependency>,
    pub(super) nodes: FxHashMap<u32, NodeIndex>,
    /// The graph finds an edge by going through those of its node, of which there may be very many.
    edges: FxHashMap<(NodeIndex, NodeIndex), EdgeIndex>,
}

/// A cycle: its nodes in order, without the first one again at the end.
pub type Cycle = Vec<u32>;

/// How two conditions go together: the condition under which both hold, none where they can't.
pub type Both<'c> = dyn FnMut(Cfg, Cfg) -> Option<Cfg> + 'c;

impl Dependencies {
    /// Adds a reference from one node to another; within a node it is no dependency. O(1), but for conditions: each new
    /// one is compared with those that the dependency has.
    pub fn add(&mut self, from: u32, to: u32, reference: ReferenceId, condition: Cfg) {
        if from == to || condition == Cfg::NEVER {
            return;
        }
        let (from, to) = (self.node(from), self.node(to));
        let graph = &mut self.graph;
        let edge = *self.edges.entry((from, to)).or_insert_with(|| graph.add_edge(from, to, Dependency::default()));
        self.graph[edge].add(reference, condition);
    }

    /// Adds a node, which may have no dependencies.
    pub fn insert(&mut self, node: u32) {
        self.node(node);
    }

    fn node(&mut self, node: u32) -> NodeIndex {
        *self.nodes.entry(node).or_insert_with(|| self.graph.add_node(node))
    }

    /// The dependency of one node on another. O(1).
    pub fn get(&self, from: u32, to: u32) -> Option<&Dependency> {
        let edge = self.edges.get(&(*self.nodes.get(&from)?, *self.nodes.get(&to)?))?;
        self.graph.edge_weight(*edge)
    }

    /// The nodes that depend on this one (`Incoming`), or that it depends on (`Outgoing`), sorted. O(d log d) for d of
    /// them.
    pub fn neighbors(&self, node: u32, direction: petgraph::Direction) -> Vec<u32> {
        let Some(index) = self.nodes.get(&node) else { return Vec::new() };
        let mut found: Vec<_> = self.graph.neighbors_directed(*index, direction).map(|at| self.graph[at]).collect();
        found.sort_unstable();
        found
    }

    /// One cycle for each strongly connected component: the shortest that some configuration contains, of
    /// equals the one with the smallest nodes, from its smallest node on. Sorted.
    ///
    /// The condensation takes O(n + m). In each component, nodes are then searched from, which takes as many steps as a
    /// bounded number of searches through all of it, so that this is O(n + m log m) too. A component for which that is
    /// not enough has hundreds of nodes and no short cycle; its cycle is the shortest that was found.
    pub fn cycles(&self, both: &mut Both<'_>) -> Vec<Cycle> {
        // Not Tarjan's: petgraph's is recursive, and a graph can be deeper than a stack.
        let components = petgraph::algo::kosaraju_scc(&self.graph);
        let mut number = vec![u32::MAX; self.graph.node_count()];
        let components = components.into_iter().filter(|nodes| nodes.len() > 1);
        let mut cycles: Vec<_> =
            components.filter_map(|nodes| shortest::cycle(self, nodes, &mut number, both)).collect();
        cycles.sort();
        cycles
    }
}

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
