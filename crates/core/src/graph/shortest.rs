//! The shortest cycle of one strongly connected component.
//!
//! Breadth first from one node after the other, in their order. What is left to find is always shorter than what was
//! found, so a node from which all was looked for can be in no such cycle any more: it is taken out, and with it what
//! no cycle can go through without it. That ends the search early in all but components that hold together in very many
//! ways, and for those there is a bound.

use super::{Dependencies, cycles::Both, cycles::Cycle};
use crate::cfg::Cfg;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashSet;

/// How many (node, condition) pairs one search may see beyond the nodes there are: conditions multiply, and a cycle
/// that needs so many of them is not one that a person would look for.
const STATES: usize = 100_000;

/// After as many steps as so many searches through all of a component take, its best cycle so far is taken for its
/// shortest. Only components of more nodes than that, without any short cycle, come to it.
const SEARCHES: usize = 100;

/// The start of a search has none before it.
const NONE: u32 = u32::MAX;

/// One component, its nodes numbered by their order.
struct Component<'d> {
    dependencies: &'d Dependencies,
    nodes: Vec<NodeIndex>,
    /// Where the edges of each node begin; one more for the end.
    starts: Vec<u32>,
    /// The edges, by their targets.
    edges: Vec<(u32, EdgeIndex)>,
    /// What each node is depended on by.
    before: Vec<Vec<u32>>,
    /// How many edges each node has left, and how many lead to it.
    left: Vec<[u32; 2]>,
    /// Whether nothing that is looked for can go through it.
    gone: Vec<bool>,
}

/// The beginning of a way: where it is, under which condition, after which other, and how long.
type State = (u32, Cfg, u32, u32);

/// What a search has been to.
struct Seen {
    /// For each node, the search that came to it last, and the first condition of that.
    first: Vec<(u32, Cfg)>,
    /// What else.
    more: FxHashSet<(u32, Cfg)>,
    search: u32,
}

/// The shortest cycle of the component of some nodes. `number` is for its use: something for each node of the graph.
pub(super) fn cycle(
    dependencies: &Dependencies,
    nodes: Vec<NodeIndex>,
    number: &mut [u32],
    both: &mut Both<'_>,
) -> Option<Cycle> {
    let mut component = Component::new(dependencies, nodes, number);
    let count = component.nodes.len();
    let bound = SEARCHES * (count + component.edges.len());
    let mut seen = Seen { first: vec![(0, Cfg::NEVER); count], more: FxHashSet::default(), search: 0 };
    let mut states = Vec::new();
    let mut best: Option<Vec<u32>> = None;
    let mut work = 0;
    for start in 0..count as u32 {
        // Each start looks only for what is shorter: of equals, the smallest start has found it first.
        let shorter_than = best.as_ref().map_or(usize::MAX, Vec::len);
        if shorter_than == 2 || work > bound {
            break;
        }
        if component.gone[start as usize] {
            continue;
        }
        seen.search += 1;
        if let Some(found) = component.search(start, shorter_than, &mut seen, &mut states, &mut work, both) {
            best = Some(found);
        }
        component.take_out(start);
    }
    best.map(|mut cycle| {
        let smallest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or_default();
        cycle.rotate_left(smallest);
        cycle.into_iter().map(|at| dependencies.graph[component.nodes[at as usize]]).collect()
    })
}

impl<'d> Component<'d> {
    fn new(dependencies: &'d Dependencies, mut nodes: Vec<NodeIndex>, number: &mut [u32]) -> Self {
        nodes.sort_unstable_by_key(|node| dependencies.graph[*node]);
        for (at, node) in nodes.iter().enumerate() {
            number[node.index()] = at as u32;
        }
        let count = nodes.len();
        let (mut starts, mut edges) = (Vec::with_capacity(count + 1), Vec::new());
        let mut before = vec![Vec::new(); count];
        for (at, node) in nodes.iter().enumerate() {
            let start = edges.len();
            starts.push(start as u32);
            let own = dependencies.graph.edges(*node).map(|edge| (number[edge.target().index()], edge.id()));
            edges.extend(own.filter(|(to, _)| *to != NONE));
            edges[start..].sort_unstable_by_key(|(to, _)| *to);
            for (to, _) in &edges[start..] {
                before[*to as usize].push(at as u32);
            }
        }
        starts.push(edges.len() as u32);
        for node in &nodes {
            number[node.index()] = NONE;
        }
        let left = (0..count).map(|at| [starts[at + 1] - starts[at], before[at].len() as u32]).collect();
        Self { dependencies, nodes, starts, edges, before, left, gone: vec![false; count] }
    }

    fn edges(&self, at: u32) -> &[(u32, EdgeIndex)] {
        &self.edges[self.starts[at as usize] as usize..self.starts[at as usize + 1] as usize]
    }

    /// Takes out a node, and all that depends on nothing that is left, or that nothing that is left depends on. Over
    /// all calls, each edge is looked at twice.
    fn take_out(&mut self, at: u32) {
        let mut queue = vec![at];
        self.gone[at as usize] = true;
        while let Some(at) = queue.pop() {
            let after =
                (self.starts[at as usize]..self.starts[at as usize + 1]).map(|edge| self.edges[edge as usize].0);
            let sides = after.map(|other| (other, 1)).chain(self.before[at as usize].iter().map(|other| (*other, 0)));
            for (other, side) in sides {
                let left = &mut self.left[other as usize][side];
                *left -= 1;
                if *left == 0 && !self.gone[other as usize] {
                    self.gone[other as usize] = true;
                    queue.push(other);
                }
            }
        }
    }

    /// Breadth first over (node, condition of the way there), so that a way that no configuration contains
    /// is none. A way that meets a node twice is never shortest over all starts.
    fn search(
        &self,
        start: u32,
        shorter_than: usize,
        seen: &mut Seen,
        states: &mut Vec<State>,
        work: &mut usize,
        both: &mut Both<'_>,
    ) -> Option<Vec<u32>> {
        states.clear();
        states.push((start, Cfg::ALWAYS, NONE, 0));
        seen.more.clear();
        let mut next_state = 0;
        while let Some(&(at, condition, _, length)) = states.get(next_state) {
            if length as usize + 1 >= shorter_than {
                return None;
            }
            let edges = self.edges(at);
            *work += edges.len() + 1;
            for (next, edge) in edges.iter().filter(|(next, _)| !self.gone[*next as usize]) {
                for step in &self.dependencies.graph[*edge].conditions {
                    let Some(together) = both(condition, *step) else { continue };
                    if *next == start {
                        return Some(way(states, next_state));
                    }
                    if states.len() < STATES + self.nodes.len() && seen.is_new(*next, together) {
                        states.push((*next, together, next_state as u32, length + 1));
                    }
                }
            }
            next_state += 1;
        }
        None
    }
}

impl Seen {
    fn is_new(&mut self, node: u32, condition: Cfg) -> bool {
        let first = &mut self.first[node as usize];
        if first.0 != self.search {
            *first = (self.search, condition);
            return true;
        }
        first.1 != condition && self.more.insert((node, condition))
    }
}

/// The nodes of a way, in order.
fn way(states: &[State], last: usize) -> Vec<u32> {
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
        let mut dependencies = Dependencies::default();
        for (from, to) in edges {
            dependencies.add(*from, *to, ReferenceId(0), Cfg::ALWAYS);
        }
        dependencies.cycles(&mut |a, _| Some(a))
    }

    #[test]
    fn a_shorter_cycle_is_found_behind_a_smaller_start() {
        assert_eq!(cycles(&[(0, 1), (1, 2), (2, 3), (3, 0), (2, 4), (4, 5), (5, 2)]), [[2, 4, 5]]);
    }

    #[test]
    fn a_cycle_longer_than_one_search_may_multiply_conditions_is_found() {
        let count = STATES as u32 * 2;
        let ring: Vec<_> = (0..count).map(|at| (at, (at + 1) % count)).collect();
        assert_eq!(cycles(&ring)[0].len(), count as usize);
    }

    #[test]
    fn random_components_have_the_cycle_that_a_plain_search_finds() {
        // Xorshift: enough to be irregular.
        let mut state = 88_172_645_463_325_252_u64;
        let mut random = |below: u32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as u32 % below
        };
        for _ in 0..300 {
            let count = 2 + random(12);
            let edges: Vec<_> =
                (0..count * 2).map(|_| (random(count), random(count))).filter(|(from, to)| from != to).collect();
            for cycle in cycles(&edges) {
                let around = |node: u32| way(&edges, node, node);
                let together =
                    |node: &u32| way(&edges, cycle[0], *node).is_some() && way(&edges, *node, cycle[0]).is_some();
                let shortest = (0..count).filter(together).filter_map(around).min();
                assert_eq!(shortest, Some(cycle.len()), "{edges:?}: {cycle:?}");
                let first = (0..count).filter(together).find(|node| around(*node) == shortest);
                assert_eq!(first, Some(cycle[0]), "{edges:?}: {cycle:?}");
            }
        }
    }

    /// How long the shortest way from one node to another is, of one step at least.
    fn way(edges: &[(u32, u32)], from: u32, to: u32) -> Option<usize> {
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
