//! The smallest set of dependencies whose removal breaks every cycle of a small graph: a minimum feedback arc set.
//!
//! Such a set consists of the dependencies against some order of the nodes. The best order is found by dynamic programming
//! over sets of nodes, as Held and Karp do for the traveling salesman (1962), so the graph must be small.

/// The largest number of nodes for which the smallest set is searched: the time doubles with each node.
const MAX_NODES: usize = 16;

/// Returns the indexes of the dependencies with the smallest total weight whose removal leaves no cycle, sorted. Returns
/// `None` if there are too many nodes. A dependency is `(from, to, weight)`, with nodes below `count`.
///
/// O(2ⁿ n + m) for n nodes, of which there are at most 16.
pub fn minimum_feedback_arcs(count: usize, edges: &[(u32, u32, u64)]) -> Option<Vec<usize>> {
    if count > MAX_NODES {
        return None;
    }
    let mut weights = vec![0_u64; count * count];
    for (from, to, weight) in edges.iter().filter(|(from, to, _)| from != to) {
        weights[*from as usize * count + *to as usize] += weight;
    }
    let sets = 1_usize << count;
    // The cost of the best order of each set, all of whose nodes stand before the others, and its last node.
    let mut best: Vec<(u64, u8)> = vec![(u64::MAX, 0); sets];
    best[0] = (0, 0);
    for set in 1..sets {
        for last in (0..count).filter(|node| set >> node & 1 == 1) {
            let before = set & !(1 << last);
            let inside = (0..count).filter(|node| before >> node & 1 == 1);
            let against: u64 = inside.map(|node| weights[last * count + node]).sum();
            let cost = best[before].0.saturating_add(against);
            if cost < best[set].0 {
                best[set] = (cost, last as u8);
            }
        }
    }
    let mut position = vec![0; count];
    let mut set = sets - 1;
    for at in (0..count).rev() {
        let last = best[set].1 as usize;
        position[last] = at;
        set &= !(1 << last);
    }
    let against = |at: &usize| position[edges[*at].0 as usize] >= position[edges[*at].1 as usize];
    Some((0..edges.len()).filter(against).collect())
}

#[cfg(test)]
mod tests {
    use super::minimum_feedback_arcs;
    use crate::graph::feedback_arcs;

    #[test]
    fn the_lightest_dependencies_are_cut() {
        assert_eq!(minimum_feedback_arcs(3, &[(0, 1, 2), (1, 2, 1), (2, 0, 2)]), Some(vec![1]));
        assert_eq!(minimum_feedback_arcs(3, &[(0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 1, 1)]), Some(vec![1]));
        assert_eq!(minimum_feedback_arcs(2, &[(0, 1, 1)]), Some(vec![]));
        assert_eq!(minimum_feedback_arcs(0, &[]), Some(vec![]));
        assert_eq!(minimum_feedback_arcs(17, &[]), None);
    }

    #[test]
    fn no_set_of_random_graphs_is_lighter() {
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..300 {
            let count = random.usize(2..6);
            let mut edges: Vec<(u32, u32, u64)> = (0..count * 2)
                .map(|_| (random.u32(..count as u32), random.u32(..count as u32), random.u64(1..5)))
                .filter(|(from, to, _)| from != to)
                .collect();
            edges.sort_unstable();
            edges.dedup_by_key(|(from, to, _)| (*from, *to));
            let weight = |arcs: &[usize]| arcs.iter().map(|at| edges[*at].2).sum::<u64>();
            let found = minimum_feedback_arcs(count, &edges).expect("the graph is small");
            let is_acyclic = |cut: &[usize]| {
                let left: Vec<_> = (0..edges.len()).filter(|at| !cut.contains(at)).map(|at| edges[at]).collect();
                feedback_arcs(count, &left).is_empty()
            };
            assert!(is_acyclic(&found), "{edges:?}: {found:?}");
            let sets = (0..1_u32 << edges.len())
                .map(|bits| (0..edges.len()).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
            let best = sets.filter(|cut| is_acyclic(cut)).map(|cut| weight(&cut)).min();
            assert_eq!(Some(weight(&found)), best, "{edges:?}");
        }
    }
}
