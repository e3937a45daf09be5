//! Dependencies between nodes of any granularity: modules, layers or crates.
//!
//! This file only stores them. Questions about them are in `cycles`, `condensation` and `chains`. It knows no rules: the
//! caller decides what a node is and which references count.

use super::ReferenceId;
use crate::cfg::Cfg;
use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, EdgeIndex, NodeIndex},
};
use rustc_hash::FxHashMap;

/// All references from one node to another.
#[derive(Clone, Debug, Default)]
pub struct DependencyEdge {
    /// The references, in source order.
    pub references: Vec<ReferenceId>,
    /// The distinct conditions under which they exist; only [`Cfg::ALWAYS`] if one of them always exists.
    pub conditions: Vec<Cfg>,
}

impl DependencyEdge {
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

/// A directed graph of nodes and the dependencies between them.
///
/// The caller numbers the nodes. Results are ordered by these numbers, so numbers should follow the order of names.
/// In the complexity of the methods, *n* is the number of nodes and *m* the number of edges.
#[derive(Debug, Default)]
pub struct DependencyGraph {
    pub(super) graph: DiGraph<u32, DependencyEdge>,
    pub(super) nodes: FxHashMap<u32, NodeIndex>,
    /// petgraph finds an edge by scanning the edges of its node, of which there may be very many.
    edges: FxHashMap<(NodeIndex, NodeIndex), EdgeIndex>,
}

impl DependencyGraph {
    /// Adds a reference from one node to another. A reference within one node is ignored.
    ///
    /// O(c) for an edge that has c conditions so far.
    pub fn add(&mut self, from: u32, to: u32, reference: ReferenceId, condition: Cfg) {
        if from == to || condition == Cfg::NEVER {
            return;
        }
        let (from, to) = (self.node(from), self.node(to));
        let graph = &mut self.graph;
        let edge = *self.edges.entry((from, to)).or_insert_with(|| graph.add_edge(from, to, DependencyEdge::default()));
        self.graph[edge].add(reference, condition);
    }

    /// Adds a node, which need not have any dependencies.
    pub fn insert(&mut self, node: u32) {
        self.node(node);
    }

    /// Returns the strongly connected components, each after those that it depends on.
    ///
    /// It uses Kosaraju's algorithm, because petgraph's implementation of Tarjan's is recursive and could overflow the
    /// stack.
    pub(super) fn strong_components(&self) -> Vec<Vec<NodeIndex>> {
        kosaraju_scc(&self.graph)
    }

    fn node(&mut self, node: u32) -> NodeIndex {
        *self.nodes.entry(node).or_insert_with(|| self.graph.add_node(node))
    }

    /// Returns the dependency of one node on another, if there is one. O(1).
    pub fn get(&self, from: u32, to: u32) -> Option<&DependencyEdge> {
        let edge = self.edges.get(&(*self.nodes.get(&from)?, *self.nodes.get(&to)?))?;
        self.graph.edge_weight(*edge)
    }

    /// Returns the nodes that depend on a node (`Incoming`) or that it depends on (`Outgoing`), sorted.
    ///
    /// O(d log d) for d neighbors.
    pub fn neighbors(&self, node: u32, direction: petgraph::Direction) -> Vec<u32> {
        let Some(index) = self.nodes.get(&node) else { return Vec::new() };
        let mut found: Vec<_> = self.graph.neighbors_directed(*index, direction).map(|at| self.graph[at]).collect();
        found.sort_unstable();
        found
    }
}
