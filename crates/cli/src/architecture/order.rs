//! Orders the parts of the code for a matrix, so that most dependencies lead from an earlier part to a later one.

use archcheck_core::graph::feedback_arcs;
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use std::collections::BTreeMap;

/// A dependency between parts, by index, with its weight.
pub(super) type Arc = (u32, u32, u64);

/// Returns the parts in an order in which each comes before those that it depends on. Parts that depend on each other are
/// together. In them, the dependencies against the order are those that `feedback_arcs` suggests to remove.
///
/// O(n + m log m), apart from bounded factors.
pub(super) fn partition(count: usize, arcs: &[Arc]) -> Vec<usize> {
    let (component_of, components) = components(count, arcs);
    // Of several possible parts, the one that came first goes first.
    let order = topological(
        components.len(),
        arcs.iter().map(|(from, to, _)| (component_of[*from as usize], component_of[*to as usize])),
        &|at| components[at].first().copied().unwrap_or_default(),
    );
    let mut within: BTreeMap<usize, Vec<Arc>> = BTreeMap::new();
    for (from, to, weight) in arcs {
        let component = component_of[*from as usize];
        if component == component_of[*to as usize] && from != to {
            within.entry(component).or_default().push((*from, *to, *weight));
        }
    }
    order
        .into_iter()
        .flat_map(|component| match within.get(&component) {
            Some(arcs) => cyclic_order(&components[component], arcs),
            None => components[component].clone(),
        })
        .collect()
}

/// Returns the component of each part, and the parts of each component, sorted.
pub(super) fn components(count: usize, arcs: &[Arc]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut graph: DiGraph<(), (), u32> = DiGraph::with_capacity(count, arcs.len());
    for _ in 0..count {
        graph.add_node(());
    }
    graph.extend_with_edges(arcs.iter().map(|(from, to, _)| (*from, *to)));
    let mut component_of = vec![0; count];
    let mut components: Vec<Vec<usize>> = kosaraju_scc(&graph)
        .into_iter()
        .map(|nodes| nodes.into_iter().map(petgraph::graph::NodeIndex::index).collect())
        .collect();
    for (number, nodes) in components.iter_mut().enumerate() {
        nodes.sort_unstable();
        for node in nodes {
            component_of[*node] = number;
        }
    }
    (component_of, components)
}

/// Orders the parts of a cycle.
fn cyclic_order(nodes: &[usize], arcs: &[Arc]) -> Vec<usize> {
    let local: BTreeMap<usize, u32> = nodes.iter().enumerate().map(|(at, node)| (*node, at as u32)).collect();
    let arcs: Vec<Arc> =
        arcs.iter().map(|(from, to, weight)| (local[&(*from as usize)], local[&(*to as usize)], *weight)).collect();
    let mut against = feedback_arcs(nodes.len(), &arcs).into_iter().peekable();
    let forward = arcs.iter().enumerate().filter(|(at, _)| against.next_if_eq(at).is_none());
    let forward: Vec<_> = forward.map(|(_, (from, to, _))| (*from as usize, *to as usize)).collect();
    topological(nodes.len(), forward.into_iter(), &|at| at).into_iter().map(|at| nodes[at]).collect()
}

/// Returns nodes in topological order; of several possible ones, the one with the smallest rank is next.
fn topological(count: usize, edges: impl Iterator<Item = (usize, usize)>, rank: &dyn Fn(usize) -> usize) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut above = vec![0_usize; count];
    for (from, to) in edges.filter(|(from, to)| from != to) {
        below[from].push(to);
        above[to] += 1;
    }
    let mut ready: std::collections::BTreeSet<(usize, usize)> =
        (0..count).filter(|node| above[*node] == 0).map(|node| (rank(node), node)).collect();
    let mut order = Vec::with_capacity(count);
    while let Some((_, node)) = ready.pop_first() {
        order.push(node);
        for next in &below[node] {
            above[*next] -= 1;
            if above[*next] == 0 {
                ready.insert((rank(*next), *next));
            }
        }
    }
    // Only if some arcs of a cycle are left.
    let mut placed = vec![false; count];
    for node in &order {
        placed[*node] = true;
    }
    order.extend((0..count).filter(|node| !placed[*node]));
    order
}

#[cfg(test)]
mod tests {
    use super::{components, partition};

    #[test]
    fn a_part_comes_before_those_that_it_depends_on() {
        assert_eq!(partition(4, &[(3, 0, 1), (0, 2, 1), (2, 1, 1)]), [3, 0, 2, 1]);
        assert_eq!(partition(3, &[]), [0, 1, 2]);
        // 1 and 2 form a cycle, in which 2 -> 1 is the heavy dependency.
        assert_eq!(partition(4, &[(0, 1, 1), (1, 2, 1), (2, 1, 5), (1, 3, 1)]), [0, 2, 1, 3]);
    }

    #[test]
    fn components_are_maximal() {
        let (component_of, components) = components(3, &[(0, 1, 1), (1, 0, 1), (1, 2, 1)]);
        assert_eq!(component_of[0], component_of[1]);
        assert_ne!(component_of[0], component_of[2]);
        assert_eq!(components.len(), 2);
    }
}
