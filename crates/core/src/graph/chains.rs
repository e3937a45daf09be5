//! Chains of dependencies from some nodes to another, the shortest first.
//!
//! A chain visits no node twice and exists as a whole in at least one configuration.

use super::{DependencyEdge, DependencyGraph};
use crate::cfg::{Cfg, Cfgs};
use petgraph::{
    Direction,
    graph::{EdgeIndex, NodeIndex},
    visit::EdgeRef,
};
use rustc_hash::FxHashMap;
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// The number of chains to count before giving up. There can be exponentially many.
const MAX_COUNT: usize = 1_000;

/// The number of partial chains that one search may visit.
const MAX_STATES: usize = 200_000;

/// The result of a search for chains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chains {
    /// The shortest chains: the nodes of each in order, and the condition under which the whole chain exists.
    pub found: Vec<(Vec<u32>, Cfg)>,
    /// The number of chains, including those not in `found`.
    pub count: usize,
    /// Whether the search stopped before all chains were counted.
    pub more: bool,
}

/// The end of a partial chain.
struct State {
    node: NodeIndex,
    condition: Cfg,
    before: Option<usize>,
    length: usize,
}

impl DependencyGraph {
    /// Returns up to `most` chains from any node of `from` to `to`: the shortest first, then in the order of nodes.
    ///
    /// This is an A* search. It takes O(n + m) for the distance of each node from `to`, and then O(d l + log s) for
    /// each of s partial chains that has l steps and d dependencies to continue with. s is bounded. If the bound is
    /// reached before any chain is complete, the search falls back to a shortest path, if that exists in some
    /// configuration.
    pub fn chains(&self, from: &[u32], to: u32, most: usize, cfgs: &mut Cfgs) -> Chains {
        let mut chains = Chains::default();
        let Some(&goal) = self.nodes.get(&to) else { return chains };
        let distances = self.distances(goal);
        let mut conditions: FxHashMap<EdgeIndex, Cfg> = FxHashMap::default();
        let mut states: Vec<State> = Vec::new();
        let mut heap = BinaryHeap::new();
        let mut starts = from.to_vec();
        starts.sort_unstable();
        starts.dedup();
        let starts = || starts.iter().filter_map(|node| self.nodes.get(node)).copied();
        for node in starts() {
            if let Some(distance) = distances.get(&node) {
                heap.push(Reverse((*distance, states.len())));
                states.push(State { node, condition: Cfg::ALWAYS, before: None, length: 0 });
            }
        }
        // The distance is a lower bound for the rest of a chain, so chains are completed in order of length.
        while let Some(Reverse((_, at))) = heap.pop() {
            let State { node, condition, length, .. } = states[at];
            if node == goal {
                chains.count += 1;
                if chains.found.len() < most {
                    chains.found.push((self.nodes_of(&states, at), condition));
                }
                if chains.count >= MAX_COUNT.max(most) {
                    chains.more = !heap.is_empty();
                    break;
                }
                continue;
            }
            for (next, edge) in self.outgoing(node) {
                let Some(distance) = distances.get(&next) else { continue };
                if chain_back(&states, at).any(|met| states[met].node == next) {
                    continue;
                }
                let own = *conditions.entry(edge).or_insert_with(|| condition_of(&self.graph[edge], cfgs));
                let together = cfgs.and(condition, own);
                if !cfgs.is_satisfiable(together) {
                    continue;
                }
                if states.len() >= MAX_STATES {
                    chains.more = true;
                    break;
                }
                heap.push(Reverse((length + 1 + distance, states.len())));
                states.push(State { node: next, condition: together, before: Some(at), length: length + 1 });
            }
        }
        if chains.found.is_empty() && chains.more {
            let nearest = starts().min_by_key(|node| distances.get(node).copied().unwrap_or(usize::MAX));
            let shortest = nearest.and_then(|start| self.shortest_path(start, goal, &distances, cfgs));
            chains.count = usize::from(shortest.is_some());
            chains.found.extend(shortest.filter(|_| most > 0));
        }
        chains
    }

    /// Follows decreasing distances from `start` to `goal`. Returns `None` if that path exists in no configuration.
    fn shortest_path(
        &self,
        start: NodeIndex,
        goal: NodeIndex,
        distances: &FxHashMap<NodeIndex, usize>,
        cfgs: &mut Cfgs,
    ) -> Option<(Vec<u32>, Cfg)> {
        let (mut at, mut condition, mut nodes) = (start, Cfg::ALWAYS, vec![self.graph[start]]);
        while at != goal {
            let left = *distances.get(&at)?;
            let nearer = |(next, _): &(NodeIndex, EdgeIndex)| distances.get(next).is_some_and(|other| *other < left);
            let (next, edge) = self.outgoing(at).into_iter().find(nearer)?;
            let own = condition_of(&self.graph[edge], cfgs);
            condition = cfgs.and(condition, own);
            if !cfgs.is_satisfiable(condition) {
                return None;
            }
            nodes.push(self.graph[next]);
            at = next;
        }
        Some((nodes, condition))
    }

    /// Returns the number of steps from each node to `goal`, without nodes that cannot reach it.
    fn distances(&self, goal: NodeIndex) -> FxHashMap<NodeIndex, usize> {
        let mut distances = FxHashMap::from_iter([(goal, 0)]);
        let mut queue = VecDeque::from([(goal, 0)]);
        while let Some((node, distance)) = queue.pop_front() {
            for before in self.graph.neighbors_directed(node, Direction::Incoming) {
                distances.entry(before).or_insert_with(|| {
                    queue.push_back((before, distance + 1));
                    distance + 1
                });
            }
        }
        distances
    }

    /// Returns the outgoing edges of a node as (target, edge), in the order of their targets.
    fn outgoing(&self, node: NodeIndex) -> Vec<(NodeIndex, EdgeIndex)> {
        let mut edges: Vec<_> = self.graph.edges(node).map(|edge| (edge.target(), edge.id())).collect();
        edges.sort_by_key(|(target, _)| self.graph[*target]);
        edges
    }

    fn nodes_of(&self, states: &[State], last: usize) -> Vec<u32> {
        let mut nodes: Vec<_> = chain_back(states, last).map(|at| self.graph[states[at].node]).collect();
        nodes.reverse();
        nodes
    }
}

/// Iterates over the states of a partial chain, from its end back to its start.
fn chain_back(states: &[State], last: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(last), |at| states[*at].before)
}

/// Returns the condition under which any reference of a dependency exists.
fn condition_of(dependency: &DependencyEdge, cfgs: &mut Cfgs) -> Cfg {
    dependency.conditions.iter().fold(Cfg::NEVER, |so_far, condition| cfgs.or(so_far, *condition))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cfg::Atom, graph::ReferenceId};

    fn dependencies(edges: &[(u32, u32)]) -> DependencyGraph {
        let mut dependencies = DependencyGraph::default();
        for (index, (from, to)) in edges.iter().enumerate() {
            dependencies.add(*from, *to, ReferenceId(index as u32), Cfg::ALWAYS);
        }
        dependencies
    }

    fn chains(edges: &[(u32, u32)], from: &[u32], to: u32, most: usize) -> (Vec<Vec<u32>>, usize) {
        let chains = dependencies(edges).chains(from, to, most, &mut Cfgs::default());
        (chains.found.into_iter().map(|(nodes, _)| nodes).collect(), chains.count)
    }

    #[test]
    fn the_shortest_chains_come_first_and_all_are_counted() {
        let edges = [(1, 2), (2, 4), (1, 3), (3, 4), (2, 3), (4, 1), (5, 4)];
        assert_eq!(chains(&edges, &[1], 4, 1), (vec![vec![1, 2, 4]], 3));
        assert_eq!(chains(&edges, &[1], 4, 9).0, [vec![1, 2, 4], vec![1, 3, 4], vec![1, 2, 3, 4]]);
        assert_eq!(chains(&edges, &[5, 1], 4, 1).0, [[5, 4]]);
        assert_eq!(chains(&edges, &[4], 5, 1), (vec![], 0));
        assert_eq!(chains(&edges, &[9], 4, 1), (vec![], 0));
    }

    #[test]
    fn a_chain_that_exists_in_no_configuration_is_ignored() {
        let mut cfgs = Cfgs::default();
        let unix = cfgs.atom(Atom::Global { key: "unix".to_owned(), value: None });
        let not_unix = cfgs.not(unix);
        let mut dependencies = DependencyGraph::default();
        dependencies.add(1, 2, ReferenceId(0), unix);
        dependencies.add(2, 3, ReferenceId(1), not_unix);
        assert_eq!(dependencies.chains(&[1], 3, 1, &mut cfgs).count, 0);
        dependencies.add(2, 3, ReferenceId(2), unix);
        assert_eq!(dependencies.chains(&[1], 3, 1, &mut cfgs).found, [(vec![1, 2, 3], unix)]);
    }

    #[test]
    fn a_shortest_chain_is_found_when_the_search_is_too_large() {
        let edges: Vec<_> = (0..20_000).flat_map(|from| (1..=4).map(move |step| (from, from + step))).collect();
        let chains = dependencies(&edges).chains(&[0], 19_998, 1, &mut Cfgs::default());
        assert_eq!((chains.found.len(), chains.count, chains.more), (1, 1, true));
        assert_eq!(chains.found[0].0.len(), 5_001);
    }

    #[test]
    fn counting_stops_at_the_bound() {
        let all: Vec<_> = (0..12).flat_map(|from| (0..12).map(move |to| (from, to))).collect();
        let chains = dependencies(&all).chains(&[0], 11, 3, &mut Cfgs::default());
        assert_eq!((chains.found.len(), chains.count, chains.more), (3, MAX_COUNT, true));
    }
}
