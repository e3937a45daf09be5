//! Keeps a part of a view: the surroundings of some code, the paths between two parts, or the edges with certain marks.

use super::{Direction, Narrow, Only, draft::Draft};
use std::collections::{BTreeSet, VecDeque};

/// The nodes and edges to keep.
pub(super) struct Kept {
    pub(super) nodes: BTreeSet<usize>,
    pub(super) edges: BTreeSet<(usize, usize)>,
}

/// Returns what a request keeps.
pub(super) fn narrow(draft: &Draft, part: Option<Narrow<'_>>, only: Option<Only>) -> Kept {
    let mut kept = Kept { nodes: (0..draft.nodes.len()).collect(), edges: draft.edges.keys().copied().collect() };
    match part {
        None => {
            // Crates that only other code uses do not matter.
            let used: BTreeSet<usize> = kept.edges.iter().map(|(_, to)| *to).collect();
            let is_external = |at: usize| draft.nodes[at].kind == super::NodeKind::External;
            kept.nodes.retain(|at| !is_external(*at) || used.contains(at));
        }
        Some(Narrow::Focus { depth, direction, .. }) => {
            kept = surroundings(draft, &draft.selected[0], depth, direction);
        }
        Some(Narrow::Paths { .. }) => {
            // The edges are those on paths already.
            kept.nodes = draft.selected.iter().flatten().copied().collect();
            kept.nodes.extend(draft.edges.keys().flat_map(|(from, to)| [*from, *to]));
        }
    }
    if let Some(only) = only {
        let holds = |ends: &(usize, usize)| {
            let edge = &draft.edges[ends];
            match only {
                Only::Violations => edge.marks.is_violated(),
                Only::Cycles => edge.is_cyclic,
            }
        };
        kept.edges.retain(holds);
        let within = |at: &usize| {
            let marks = &draft.nodes[*at].marks;
            only == Only::Violations && marks.is_violated()
        };
        let ends: BTreeSet<usize> = kept.edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
        kept.nodes.retain(|at| ends.contains(at) || within(at));
    }
    kept
}

/// Returns the neighbors of each node: those that depend on it, or those that it depends on.
fn neighbors(draft: &Draft, is_upward: bool) -> Vec<Vec<usize>> {
    let mut neighbors = vec![Vec::new(); draft.nodes.len()];
    for (from, to) in draft.edges.keys() {
        let (at, next) = if is_upward { (*to, *from) } else { (*from, *to) };
        neighbors[at].push(next);
    }
    neighbors
}

/// Returns the number of steps from some nodes to each other one, up to a maximum.
fn distances(neighbors: &[Vec<usize>], start: &BTreeSet<usize>, most: usize) -> Vec<Option<usize>> {
    let mut distances = vec![None; neighbors.len()];
    let mut queue: VecDeque<usize> = start.iter().copied().collect();
    for at in start {
        distances[*at] = Some(0);
    }
    while let Some(at) = queue.pop_front() {
        let next = distances[at].map_or(0, |steps| steps + 1);
        for other in neighbors[at].iter().filter(|_| next <= most) {
            if distances[*other].is_none() {
                distances[*other] = Some(next);
                queue.push_back(*other);
            }
        }
    }
    distances
}

fn surroundings(draft: &Draft, selected: &BTreeSet<usize>, depth: usize, direction: Direction) -> Kept {
    let mut kept = Kept { nodes: selected.clone(), edges: BTreeSet::new() };
    kept.edges.extend(draft.edges.keys().filter(|(from, to)| selected.contains(from) && selected.contains(to)));
    for is_upward in [true, false] {
        if direction == if is_upward { Direction::Down } else { Direction::Up } {
            continue;
        }
        let steps = distances(&neighbors(draft, is_upward), selected, depth);
        for (from, to) in draft.edges.keys().copied() {
            let (near, far) = if is_upward { (to, from) } else { (from, to) };
            // Edges between nodes at the maximum distance would hide what the picture is about.
            if steps[near].is_some_and(|steps| steps < depth) && steps[far].is_some() {
                kept.nodes.extend([from, to]);
                kept.edges.insert((from, to));
            }
        }
    }
    kept
}
