//! A small set of dependencies whose removal breaks every cycle: a feedback arc set.
//!
//! Finding the smallest one is NP-hard. The nodes are put in an order by the heuristic of Eades, Lin and Smyth ("A fast
//! and effective heuristic for the feedback arc set problem", 1993), with weights. In small graphs, nodes are then moved
//! while that helps. The dependencies against the order are the result.

use std::collections::{BTreeSet, VecDeque};

/// The largest number of nodes for which single nodes are moved, since that is quadratic.
const MAX_MOVED: usize = 300;

/// The number of rounds in which nodes are moved.
const MAX_ROUNDS: usize = 10;

/// The largest result that is checked for superfluous dependencies, with one traversal for each.
const MAX_CHECKED: usize = 64;

/// Returns the indexes of dependencies to remove so that no cycle is left, sorted. A dependency is `(from, to, weight)`,
/// with nodes below `count`; light ones are preferred.
///
/// O(n + m log n), except for bounded factors.
pub fn feedback_arcs(count: usize, edges: &[(u32, u32, u64)]) -> Vec<usize> {
    let mut order = initial_order(count, edges);
    if count <= MAX_MOVED {
        move_nodes(&mut order, edges);
    }
    let mut position = vec![0; count];
    for (at, node) in order.iter().enumerate() {
        position[*node as usize] = at;
    }
    let backward = |at: &usize| position[edges[*at].0 as usize] >= position[edges[*at].1 as usize];
    let mut arcs: Vec<usize> = (0..edges.len()).filter(backward).collect();
    if arcs.len() <= MAX_CHECKED {
        keep_necessary(count, edges, &mut arcs);
    }
    arcs
}

fn initial_order(count: usize, edges: &[(u32, u32, u64)]) -> Vec<u32> {
    let mut sides: Vec<[Vec<(u32, u64)>; 2]> = vec![[Vec::new(), Vec::new()]; count];
    for (from, to, weight) in edges {
        sides[*from as usize][0].push((*to, *weight));
        sides[*to as usize][1].push((*from, *weight));
    }
    let mut degrees: Vec<[usize; 2]> = sides.iter().map(|own| [own[0].len(), own[1].len()]).collect();
    let total = |own: &[(u32, u64)]| own.iter().map(|(_, weight)| weight.cast_signed()).sum::<i64>();
    let mut surplus: Vec<i64> = sides.iter().map(|own| total(&own[0]) - total(&own[1])).collect();
    let mut left: BTreeSet<(i64, u32)> = (0..count as u32).map(|node| (-surplus[node as usize], node)).collect();
    let mut free: VecDeque<u32> = (0..count as u32).filter(|node| degrees[*node as usize].contains(&0)).collect();
    let (mut head, mut tail) = (Vec::with_capacity(count), Vec::new());
    let mut placed = vec![false; count];
    while let Some(best) = left.first().map(|(_, node)| *node) {
        let node = free.pop_front().unwrap_or(best);
        if std::mem::replace(&mut placed[node as usize], true) {
            continue;
        }
        left.remove(&(-surplus[node as usize], node));
        if degrees[node as usize][0] == 0 {
            tail.push(node);
        } else {
            head.push(node);
        }
        for (side, own) in sides[node as usize].iter().enumerate() {
            for (other, weight) in own.iter().filter(|(other, _)| !placed[*other as usize]) {
                let at = *other as usize;
                left.remove(&(-surplus[at], *other));
                surplus[at] += if side == 0 { weight.cast_signed() } else { -weight.cast_signed() };
                left.insert((-surplus[at], *other));
                degrees[at][1 - side] -= 1;
                if degrees[at][1 - side] == 0 {
                    free.push_back(*other);
                }
            }
        }
    }
    head.extend(tail.into_iter().rev());
    head
}

/// Moves each node to the place where the dependencies against the order weigh least.
fn move_nodes(order: &mut Vec<u32>, edges: &[(u32, u32, u64)]) {
    let count = order.len();
    let mut weights = vec![0_i64; count * count];
    for (from, to, weight) in edges {
        weights[*from as usize * count + *to as usize] += weight.cast_signed();
    }
    for _ in 0..MAX_ROUNDS {
        let mut moved = false;
        for node in 0..count as u32 {
            let Some(before) = order.iter().position(|other| *other == node) else { continue };
            order.remove(before);
            // The cost of each place, compared with the first.
            let (mut cost, mut best, mut own) = (0, (0, 0), 0);
            for (at, other) in order.iter().enumerate() {
                if at == before {
                    own = cost;
                }
                cost += weights[node as usize * count + *other as usize];
                cost -= weights[*other as usize * count + node as usize];
                best = best.min((cost, at + 1));
            }
            if before == order.len() {
                own = cost;
            }
            let to = if best.0 < own { best.1 } else { before };
            moved |= to != before;
            order.insert(to, node);
        }
        if !moved {
            return;
        }
    }
}

/// Leaves out the dependencies without which the others still break every cycle, heavy ones first.
fn keep_necessary(count: usize, edges: &[(u32, u32, u64)], arcs: &mut Vec<usize>) {
    let mut cut: BTreeSet<usize> = arcs.iter().copied().collect();
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, (from, ..)) in edges.iter().enumerate() {
        outgoing[*from as usize].push(at);
    }
    arcs.sort_by_key(|at| std::cmp::Reverse(edges[*at].2));
    arcs.retain(|arc| {
        let (end, start, _) = edges[*arc];
        let mut seen = vec![false; count];
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if std::mem::replace(&mut seen[at as usize], true) {
                continue;
            }
            stack.extend(outgoing[at as usize].iter().filter(|edge| !cut.contains(edge)).map(|edge| edges[*edge].1));
        }
        let is_necessary = seen[end as usize];
        if !is_necessary {
            cut.remove(arc);
        }
        is_necessary
    });
    arcs.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_acyclic(count: usize, edges: &[(u32, u32, u64)], arcs: &[usize]) -> bool {
        let mut degrees = vec![0; count];
        let left: Vec<_> = (0..edges.len()).filter(|at| !arcs.contains(at)).map(|at| edges[at]).collect();
        for (_, to, _) in &left {
            degrees[*to as usize] += 1;
        }
        let mut free: Vec<u32> = (0..count as u32).filter(|node| degrees[*node as usize] == 0).collect();
        let mut done = 0;
        while let Some(node) = free.pop() {
            done += 1;
            for (_, to, _) in left.iter().filter(|(from, ..)| *from == node) {
                degrees[*to as usize] -= 1;
                if degrees[*to as usize] == 0 {
                    free.push(*to);
                }
            }
        }
        done == count
    }

    #[test]
    fn the_lightest_dependency_of_a_ring_is_cut() {
        assert_eq!(feedback_arcs(3, &[(0, 1, 2), (1, 2, 1), (2, 0, 2)]), [1]);
        // One dependency that both cycles share.
        assert_eq!(feedback_arcs(3, &[(0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 1, 1)]), [1]);
    }

    #[test]
    fn random_graphs_are_acyclic_without_the_result_and_it_weighs_little_more_than_the_best() {
        let mut random = fastrand::Rng::with_seed(1);
        let (mut sum, mut optimum) = (0, 0);
        for _ in 0..200 {
            let count = random.usize(2..7);
            let mut edges: Vec<_> = (0..count * 2)
                .map(|_| (random.u32(..count as u32), random.u32(..count as u32), random.u64(1..5)))
                .filter(|(from, to, _)| from != to)
                .collect();
            edges.sort_unstable();
            edges.dedup_by_key(|(from, to, _)| (*from, *to));
            let arcs = feedback_arcs(count, &edges);
            assert!(is_acyclic(count, &edges, &arcs), "{edges:?}: {arcs:?}");
            let weight = |arcs: &[usize]| arcs.iter().map(|at| edges[*at].2).sum::<u64>();
            let subsets = (0..1_u32 << edges.len())
                .map(|bits| (0..edges.len()).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
            let best = subsets.filter(|arcs| is_acyclic(count, &edges, arcs)).map(|arcs| weight(&arcs)).min();
            sum += weight(&arcs);
            optimum += best.unwrap_or_default();
        }
        assert!(sum * 20 <= optimum * 21, "{sum}, at best {optimum}");
    }

    #[test]
    fn a_large_graph_takes_little_time() {
        let count = 100_000;
        let mut edges: Vec<_> = (0..count).map(|at| (at, (at + 1) % count, 2)).collect();
        edges.extend((0..count).map(|at| (at, (at * 7 + 3) % count, 1)).filter(|(from, to, _)| from != to));
        let arcs = feedback_arcs(count as usize, &edges);
        assert!(arcs.len() < edges.len() / 2);
    }
}
