//! The shortest cycle of one strongly connected component.
//!
//! The search is a breadth-first search from each node in turn, for cycles shorter than the best so far. A node whose
//! search is complete cannot be on a shorter cycle, so it is removed, together with the nodes that are then on no
//! cycle. This ends the search early except in densely connected components, for which the work is bounded.

use super::DependencyGraph;
use crate::cfg::Cfg;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashSet;

/// A cycle: its nodes in order. The first node is not repeated at the end.
pub type Cycle = Vec<u32>;

/// Returns the condition under which two conditions both hold, or `None` if no configuration satisfies both.
pub type Conjunction<'c> = dyn FnMut(Cfg, Cfg) -> Option<Cfg> + 'c;

/// The number of (node, condition) pairs that one search may visit in addition to one pair for each node. Conditions
/// multiply, and a cycle that combines so many of them helps nobody.
const MAX_EXTRA_STATES: usize = 100_000;

/// The work bound for a component, as a number of complete traversals. Only a component with more nodes than this and
/// without a short cycle reaches it; its best cycle so far is then used.
const MAX_TRAVERSALS: usize = 100;

/// Marks the absence of a node or of a predecessor.
const NONE: u32 = u32::MAX;

/// One strongly connected component. Its nodes are renumbered from 0 in their order.
struct IndexedComponent<'d> {
    dependencies: &'d DependencyGraph,
    nodes: Vec<NodeIndex>,
    /// The index in `edges` of each node's first edge, followed by the number of edges.
    starts: Vec<u32>,
    /// The edges within the component as (target, edge), grouped by source and sorted by target.
    edges: Vec<(u32, EdgeIndex)>,
    /// The nodes that depend on each node.
    dependents: Vec<Vec<u32>>,
    /// The number of outgoing and incoming edges that each node has left.
    degrees: Vec<[u32; 2]>,
    /// Whether each node was removed, because no shorter cycle can go through it.
    removed: Vec<bool>,
}

/// The end of a path from the start of a search: node, condition of the whole path, index of the preceding state, and
/// length.
type State = (u32, Cfg, u32, u32);

/// The (node, condition) pairs that a search has visited.
struct Visited {
    /// For each node, the last search that visited it and the first condition in that search. Most nodes need only
    /// this one.
    first: Vec<(u32, Cfg)>,
    /// All further pairs of the current search.
    further: FxHashSet<(u32, Cfg)>,
    /// The number of the current search.
    search: u32,
}

/// Returns the shortest cycle of the strongly connected component `nodes`, if it exists in any configuration.
///
/// `positions` is scratch space with an entry for each node of the graph. All entries are `u32::MAX` before and after.
pub(super) fn shortest_cycle(
    dependencies: &DependencyGraph,
    nodes: Vec<NodeIndex>,
    positions: &mut [u32],
    conjunction: &mut Conjunction<'_>,
) -> Option<Cycle> {
    let mut component = IndexedComponent::new(dependencies, nodes, positions);
    let count = component.nodes.len();
    let bound = MAX_TRAVERSALS * (count + component.edges.len());
    let mut visited = Visited { first: vec![(0, Cfg::NEVER); count], further: FxHashSet::default(), search: 0 };
    let mut states = Vec::new();
    let mut best: Option<Vec<u32>> = None;
    let mut work = 0;
    for start in 0..count as u32 {
        // Only strictly shorter cycles are of interest: among equals, the one from the smallest start came first.
        let shorter_than = best.as_ref().map_or(usize::MAX, Vec::len);
        if shorter_than == 2 || work > bound {
            break;
        }
        if component.removed[start as usize] {
            continue;
        }
        visited.search += 1;
        if let Some(found) = component.search(start, shorter_than, &mut visited, &mut states, &mut work, conjunction) {
            best = Some(found);
        }
        component.remove(start);
    }
    best.map(|mut cycle| {
        let smallest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or_default();
        cycle.rotate_left(smallest);
        cycle.into_iter().map(|at| dependencies.graph[component.nodes[at as usize]]).collect()
    })
}

impl<'d> IndexedComponent<'d> {
    fn new(dependencies: &'d DependencyGraph, mut nodes: Vec<NodeIndex>, positions: &mut [u32]) -> Self {
        nodes.sort_unstable_by_key(|node| dependencies.graph[*node]);
        for (at, node) in nodes.iter().enumerate() {
            positions[node.index()] = at as u32;
        }
        let count = nodes.len();
        let (mut starts, mut edges) = (Vec::with_capacity(count + 1), Vec::new());
        let mut dependents = vec![Vec::new(); count];
        for (at, node) in nodes.iter().enumerate() {
            let start = edges.len();
            starts.push(start as u32);
            let own = dependencies.graph.edges(*node).map(|edge| (positions[edge.target().index()], edge.id()));
            edges.extend(own.filter(|(to, _)| *to != NONE));
            edges[start..].sort_unstable_by_key(|(to, _)| *to);
            for (to, _) in &edges[start..] {
                dependents[*to as usize].push(at as u32);
            }
        }
        starts.push(edges.len() as u32);
        for node in &nodes {
            positions[node.index()] = NONE;
        }
        let degrees = (0..count).map(|at| [starts[at + 1] - starts[at], dependents[at].len() as u32]).collect();
        Self { dependencies, nodes, starts, edges, dependents, degrees, removed: vec![false; count] }
    }

    fn edges(&self, at: u32) -> &[(u32, EdgeIndex)] {
        &self.edges[self.starts[at as usize] as usize..self.starts[at as usize + 1] as usize]
    }

    /// Removes a node, and then each node without incoming or outgoing edges, since no cycle can go through it.
    /// Visits each edge at most twice over all calls.
    fn remove(&mut self, at: u32) {
        let mut queue = vec![at];
        self.removed[at as usize] = true;
        while let Some(at) = queue.pop() {
            let after =
                (self.starts[at as usize]..self.starts[at as usize + 1]).map(|edge| self.edges[edge as usize].0);
            let sides =
                after.map(|other| (other, 1)).chain(self.dependents[at as usize].iter().map(|other| (*other, 0)));
            for (other, side) in sides {
                let degree = &mut self.degrees[other as usize][side];
                *degree -= 1;
                if *degree == 0 && !self.removed[other as usize] {
                    self.removed[other as usize] = true;
                    queue.push(other);
                }
            }
        }
    }

    /// Searches breadth first for the shortest cycle through `start`, or returns `None` if none is shorter than
    /// `shorter_than`.
    ///
    /// The search visits pairs of a node and the condition of the path to it, to skip paths that exist in no
    /// configuration. A path that meets a node twice cannot be the shortest over all starts, so no check is needed.
    fn search(
        &self,
        start: u32,
        shorter_than: usize,
        visited: &mut Visited,
        states: &mut Vec<State>,
        work: &mut usize,
        conjunction: &mut Conjunction<'_>,
    ) -> Option<Vec<u32>> {
        states.clear();
        states.push((start, Cfg::ALWAYS, NONE, 0));
        visited.further.clear();
        let mut next_state = 0;
        while let Some(&(at, condition, _, length)) = states.get(next_state) {
            if length as usize + 1 >= shorter_than {
                return None;
            }
            let edges = self.edges(at);
            *work += edges.len() + 1;
            for (next, edge) in edges.iter().filter(|(next, _)| !self.removed[*next as usize]) {
                for step in &self.dependencies.graph[*edge].conditions {
                    let Some(together) = conjunction(condition, *step) else { continue };
                    if *next == start {
                        return Some(path_to(states, next_state));
                    }
                    if states.len() < MAX_EXTRA_STATES + self.nodes.len() && visited.insert(*next, together) {
                        states.push((*next, together, next_state as u32, length + 1));
                    }
                }
            }
            next_state += 1;
        }
        None
    }
}

impl Visited {
    /// Adds a pair, and returns whether it is new in the current search.
    fn insert(&mut self, node: u32, condition: Cfg) -> bool {
        let first = &mut self.first[node as usize];
        if first.0 != self.search {
            *first = (self.search, condition);
            return true;
        }
        first.1 != condition && self.further.insert((node, condition))
    }
}

/// Returns the nodes from the start of the search to a state.
fn path_to(states: &[State], last: usize) -> Vec<u32> {
    let before = |at: &usize| Some(states[*at].2).filter(|before| *before != NONE).map(|before| before as usize);
    let mut nodes: Vec<_> = std::iter::successors(Some(last), before).map(|at| states[at].0).collect();
    nodes.reverse();
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::ReferenceId;

    fn cycles(edges: &[(u32, u32)]) -> Vec<Cycle> {
        let mut dependencies = DependencyGraph::default();
        for (from, to) in edges {
            dependencies.add(*from, *to, ReferenceId(0), Cfg::ALWAYS);
        }
        dependencies.cycles(&mut |a, _| Some(a))
    }

    #[test]
    fn a_shorter_cycle_is_found_after_a_longer_one() {
        assert_eq!(cycles(&[(0, 1), (1, 2), (2, 3), (3, 0), (2, 4), (4, 5), (5, 2)]), [[2, 4, 5]]);
    }

    #[test]
    fn a_cycle_longer_than_the_bound_on_conditions_is_found() {
        let count = MAX_EXTRA_STATES as u32 * 2;
        let ring: Vec<_> = (0..count).map(|at| (at, (at + 1) % count)).collect();
        assert_eq!(cycles(&ring)[0].len(), count as usize);
    }

    #[test]
    fn random_components_yield_the_cycle_that_a_naive_search_finds() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..300 {
            let count = random.u32(2..14);
            let edges: Vec<_> = (0..count * 2)
                .map(|_| (random.u32(..count), random.u32(..count)))
                .filter(|(from, to)| from != to)
                .collect();
            for cycle in cycles(&edges) {
                let around = |node: u32| distance(&edges, node, node);
                let together = |node: &u32| {
                    distance(&edges, cycle[0], *node).is_some() && distance(&edges, *node, cycle[0]).is_some()
                };
                let shortest = (0..count).filter(together).filter_map(around).min();
                assert_eq!(shortest, Some(cycle.len()), "{edges:?}: {cycle:?}");
                let first = (0..count).filter(together).find(|node| around(*node) == shortest);
                assert_eq!(first, Some(cycle[0]), "{edges:?}: {cycle:?}");
            }
        }
    }

    /// Returns the length of the shortest path of at least one edge.
    fn distance(edges: &[(u32, u32)], from: u32, to: u32) -> Option<usize> {
        let mut reached = vec![from];
        for length in 1..=edges.len() {
            reached = edges.iter().filter(|(from, _)| reached.contains(from)).map(|(_, to)| *to).collect();
            reached.sort_unstable();
            reached.dedup();
            if reached.contains(&to) {
                return Some(length);
            }
        }
        None
    }
}
