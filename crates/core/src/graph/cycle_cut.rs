//! Finds the smallest set of dependencies whose removal leaves no cycle through a part of a graph.
//!
//! A cycle through the part leaves it and comes back. So the smallest set is a minimum cut between leaving and coming back, which
//! maximum flow finds (Edmonds and Karp, 1972). Cycles that do not touch the part can stay.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Returns the dependencies to remove so that nothing that the part depends on depends on the part. `edges` are dependencies between
/// nodes with their weights, and `part` is one node.
///
/// O(n m²) at most, for the nodes that are on a cycle with the part.
pub fn cycle_cut(part: u32, edges: &BTreeMap<(u32, u32), u64>) -> Vec<(u32, u32)> {
    let mut next: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut back: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (from, to) in edges.keys() {
        next.entry(*from).or_default().insert(*to);
        back.entry(*to).or_default().insert(*from);
    }
    let (below, above) = (closure(part, &next), closure(part, &back));
    let on_cycle = |node: u32| below.contains(&node) && above.contains(&node);
    // What comes back to the part leads to another node.
    let sink = u32::MAX;
    let mut capacity: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
    for ((from, to), weight) in edges.iter().filter(|((from, to), _)| from != to && on_cycle(*from) && on_cycle(*to)) {
        let to = if *to == part { sink } else { *to };
        *capacity.entry(*from).or_default().entry(to).or_default() += weight;
        capacity.entry(to).or_default().entry(*from).or_default();
    }
    let reached = loop {
        let previous = search(part, &capacity);
        if !previous.contains_key(&sink) {
            break previous;
        }
        let path: Vec<(u32, u32)> = std::iter::successors(Some((previous[&sink], sink)), |(from, _)| {
            (*from != part).then(|| (previous[from], *from))
        })
        .collect();
        let flow = path.iter().map(|(from, to)| capacity[from][to]).min().unwrap_or_default();
        for (from, to) in path {
            *capacity.entry(from).or_default().entry(to).or_default() -= flow;
            *capacity.entry(to).or_default().entry(from).or_default() += flow;
        }
    };
    let is_cut = |(from, to): &&(u32, u32)| {
        let to = if *to == part { sink } else { *to };
        from != &to
            && on_cycle(*from)
            && reached.contains_key(from)
            && !reached.contains_key(&to)
            && (to == sink || on_cycle(to))
    };
    edges.keys().filter(is_cut).copied().collect()
}

fn closure(start: u32, next: &BTreeMap<u32, BTreeSet<u32>>) -> BTreeSet<u32> {
    let mut seen = BTreeSet::from([start]);
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        stack.extend(next.get(&node).into_iter().flatten().filter(|other| seen.insert(**other)));
    }
    seen
}

/// Returns the nodes that can be reached with capacity left, each with the node before it.
fn search(start: u32, capacity: &BTreeMap<u32, BTreeMap<u32, u64>>) -> BTreeMap<u32, u32> {
    let mut previous = BTreeMap::from([(start, start)]);
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for (other, left) in capacity.get(&node).into_iter().flatten() {
            if *left > 0 && !previous.contains_key(other) {
                previous.insert(*other, node);
                queue.push_back(*other);
            }
        }
    }
    previous
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_references_are_cut() {
        let edges = BTreeMap::from([((0, 1), 5), ((1, 2), 1), ((2, 0), 4), ((3, 0), 9)]);
        assert_eq!(cycle_cut(0, &edges), [(1, 2)]);
        assert_eq!(cycle_cut(3, &edges), []);
        // Both ways back are cut, or the one way out.
        assert_eq!(cycle_cut(0, &BTreeMap::from([((0, 1), 3), ((1, 0), 2), ((1, 2), 9), ((2, 0), 2)])), [(0, 1)]);
        assert_eq!(
            cycle_cut(0, &BTreeMap::from([((0, 1), 5), ((1, 0), 2), ((1, 2), 9), ((2, 0), 2)])),
            [(1, 0), (2, 0)]
        );
        // A cycle elsewhere can stay.
        assert_eq!(cycle_cut(0, &BTreeMap::from([((0, 1), 1), ((1, 2), 1), ((2, 1), 1)])), []);
    }

    #[test]
    fn random_cuts_leave_no_cycle_and_are_the_lightest() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..200 {
            let count = random.u32(2..6);
            let edges: BTreeMap<(u32, u32), u64> = (0..count * 2)
                .map(|_| ((random.u32(..count), random.u32(..count)), random.u64(1..5)))
                .filter(|((from, to), _)| from != to)
                .collect();
            let has_cycle = |removed: &[(u32, u32)]| {
                let mut next: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
                for edge in edges.keys().filter(|edge| !removed.contains(edge)) {
                    next.entry(edge.0).or_default().insert(edge.1);
                }
                next.get(&0).into_iter().flatten().any(|node| closure(*node, &next).contains(&0))
            };
            let weight = |removed: &[(u32, u32)]| removed.iter().map(|edge| edges[edge]).sum::<u64>();
            let found = cycle_cut(0, &edges);
            assert!(!has_cycle(&found), "{edges:?}: {found:?}");
            let keys: Vec<_> = edges.keys().copied().collect();
            let subsets = (0..1_u32 << keys.len())
                .map(|bits| (0..keys.len()).filter(|at| bits >> at & 1 == 1).map(|at| keys[at]).collect::<Vec<_>>());
            let best = subsets.filter(|removed| !has_cycle(removed)).map(|removed| weight(&removed)).min();
            assert_eq!(Some(weight(&found)), best, "{edges:?}");
        }
    }
}
