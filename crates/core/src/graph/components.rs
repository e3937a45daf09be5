//! The parts of a dependency graph that depend on each other: its strongly connected components, without dependencies
//! that are on no cycle of any configuration.

use super::{
    DependencyGraph,
    shortest_cycle::{Conjunction, Cycle, shortest_cycle},
};
use crate::cfg::Cfg;
use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};
use rustc_hash::FxHashSet;
use std::collections::{BTreeSet, VecDeque};

/// Nodes that all depend on each other, directly or indirectly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CyclicComponent {
    /// The dependencies that are on a cycle, sorted.
    pub dependencies: Vec<(u32, u32)>,
    /// The shortest cycle. It starts at its smallest node.
    pub shortest: Cycle,
}

/// The number of distinct conditions for which a component is searched as a whole.
const MAX_CONDITIONS: usize = 64;

/// The work bound for the dependencies whose cycles combine several conditions, as a number of complete traversals.
/// The dependencies that are left count as part of a cycle.
const MAX_TRAVERSALS: usize = 100;

/// One dependency inside a strongly connected component of the graph.
struct Edge<'d> {
    from: u32,
    to: u32,
    conditions: &'d [Cfg],
}

impl DependencyGraph {
    /// Returns the components of nodes that depend on each other, sorted by their shortest cycles.
    ///
    /// A dependency belongs to a component if it is on a cycle that exists in some configuration. Such a cycle may
    /// visit a node twice.
    ///
    /// O(n + m log m) without conditions. With c distinct conditions, O(c (n + m log m)) in the components that have
    /// conditions; c is bounded.
    pub fn cyclic_components(&self, conjunction: &mut Conjunction<'_>) -> Vec<CyclicComponent> {
        let components = self.strong_components().into_iter().filter(|nodes| nodes.len() > 1);
        let mut local = vec![u32::MAX; self.graph.node_count()];
        let mut found = Vec::new();
        for nodes in components {
            self.split(&nodes, &mut local, conjunction, &mut found);
        }
        found.sort_by(|a, b| a.shortest.cmp(&b.shortest));
        found
    }

    /// Adds the components of one strongly connected component of the graph. `local` is scratch space with an entry
    /// for each node of the graph, all of which are `u32::MAX` before and after.
    fn split(
        &self,
        nodes: &[NodeIndex],
        local: &mut [u32],
        conjunction: &mut Conjunction<'_>,
        found: &mut Vec<CyclicComponent>,
    ) {
        for (at, node) in nodes.iter().enumerate() {
            local[node.index()] = at as u32;
        }
        let own = nodes.iter().flat_map(|node| self.graph.edges(*node));
        let within = own.filter(|edge| local[edge.target().index()] != u32::MAX);
        let edges: Vec<Edge<'_>> = within
            .map(|edge| Edge {
                from: local[edge.source().index()],
                to: local[edge.target().index()],
                conditions: &edge.weight().conditions,
            })
            .collect();
        for node in nodes {
            local[node.index()] = u32::MAX;
        }
        let possible = possible(nodes.len(), &edges, conjunction);
        let component_of = strong_components(nodes.len(), possible.iter().map(|at| (edges[*at].from, edges[*at].to)));
        let count = component_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut members: Vec<Vec<NodeIndex>> = vec![Vec::new(); count];
        let mut dependencies: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
        for (node, component) in nodes.iter().zip(&component_of) {
            members[*component as usize].push(*node);
        }
        for edge in possible.into_iter().map(|at| &edges[at]) {
            let component = component_of[edge.from as usize];
            if component == component_of[edge.to as usize] {
                let name = |at: u32| self.graph[nodes[at as usize]];
                dependencies[component as usize].push((name(edge.from), name(edge.to)));
            }
        }
        for (members, mut dependencies) in members.into_iter().zip(dependencies).filter(|(_, own)| !own.is_empty()) {
            dependencies.sort_unstable();
            if let Some(shortest) = shortest_cycle(self, members, local, conjunction) {
                found.push(CyclicComponent { dependencies, shortest });
            }
        }
    }
}

/// Returns the dependencies that are on a cycle in some configuration, by index.
fn possible(count: usize, edges: &[Edge<'_>], conjunction: &mut Conjunction<'_>) -> BTreeSet<usize> {
    if edges.iter().all(|edge| edge.conditions == [Cfg::ALWAYS]) {
        return (0..edges.len()).collect();
    }
    let mut possible = BTreeSet::new();
    let mut conditions: Vec<Cfg> = edges.iter().flat_map(|edge| edge.conditions).copied().collect();
    conditions.push(Cfg::ALWAYS);
    conditions.sort_unstable();
    conditions.dedup();
    // Whatever holds whenever a condition holds exists in one configuration.
    for condition in conditions.into_iter().take(MAX_CONDITIONS) {
        let mut holds = |edge: &Edge<'_>| {
            edge.conditions.iter().any(|own| *own == Cfg::ALWAYS || conjunction(condition, *own) == Some(condition))
        };
        let under: Vec<usize> = (0..edges.len()).filter(|at| holds(&edges[*at])).collect();
        let component_of = strong_components(count, under.iter().map(|at| (edges[*at].from, edges[*at].to)));
        let on_cycle = |at: &usize| component_of[edges[*at].from as usize] == component_of[edges[*at].to as usize];
        possible.extend(under.into_iter().filter(on_cycle));
    }
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, edge) in edges.iter().enumerate() {
        outgoing[edge.from as usize].push(at);
    }
    let mut work = 0;
    let bound = MAX_TRAVERSALS * (count + edges.len());
    for at in 0..edges.len() {
        if possible.contains(&at) {
            continue;
        }
        if work > bound {
            possible.insert(at);
            continue;
        }
        possible.extend(cycle_through(at, edges, &outgoing, &mut work, conjunction));
    }
    possible
}

/// Returns the dependencies of a shortest cycle through a dependency, if one exists in some configuration.
fn cycle_through(
    start: usize,
    edges: &[Edge<'_>],
    outgoing: &[Vec<usize>],
    work: &mut usize,
    conjunction: &mut Conjunction<'_>,
) -> Vec<usize> {
    let end = edges[start].from;
    // A state is the node that was reached, the condition of the whole path, the last edge, and the preceding state.
    let mut states: Vec<(u32, Cfg, usize, usize)> = Vec::new();
    states.extend(edges[start].conditions.iter().map(|own| (edges[start].to, *own, start, usize::MAX)));
    let mut seen: FxHashSet<(u32, Cfg)> = states.iter().map(|state| (state.0, state.1)).collect();
    let mut queue: VecDeque<usize> = (0..states.len()).collect();
    while let Some(state) = queue.pop_front() {
        let (node, condition, ..) = states[state];
        for next in &outgoing[node as usize] {
            *work += 1;
            for own in edges[*next].conditions {
                let Some(both) = conjunction(condition, *own) else { continue };
                let to = edges[*next].to;
                if !seen.insert((to, both)) || states.len() > edges.len() * 4 {
                    continue;
                }
                queue.push_back(states.len());
                states.push((to, both, *next, state));
                if to == end {
                    let way = std::iter::successors(states.last(), |state| states.get(state.3));
                    return way.map(|state| state.2).collect();
                }
            }
        }
    }
    Vec::new()
}

/// Returns the strongly connected component of each node.
fn strong_components(count: usize, edges: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut graph: DiGraph<(), (), u32> = DiGraph::with_capacity(count, 0);
    for _ in 0..count {
        graph.add_node(());
    }
    graph.extend_with_edges(edges);
    let mut component_of = vec![0; count];
    for (component, nodes) in kosaraju_scc(&graph).into_iter().enumerate() {
        for node in nodes {
            component_of[node.index()] = component as u32;
        }
    }
    component_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cfg::Cfgs,
        graph::ReferenceId,
        workspace::{CrateId, PackageId},
    };

    /// Dependencies under numbered conditions, of which 1 and 2 exclude each other.
    fn components(edges: &[(u32, u32, u32)]) -> Vec<CyclicComponent> {
        let mut cfgs = Cfgs::default();
        let atom = cfgs.named(CrateId(0), PackageId(0), "x", None);
        let not = cfgs.not(atom);
        let other = cfgs.named(CrateId(0), PackageId(0), "y", None);
        let of = [Cfg::ALWAYS, atom, not, other];
        let mut dependencies = DependencyGraph::default();
        for (from, to, condition) in edges {
            dependencies.add(*from, *to, ReferenceId(0), of[*condition as usize]);
        }
        dependencies.cyclic_components(&mut |a, b| Some(cfgs.and(a, b)).filter(|both| *both != Cfg::NEVER))
    }

    #[test]
    fn a_component_has_all_dependencies_on_its_cycles() {
        let found = components(&[(1, 2, 0), (2, 1, 0), (2, 3, 0), (3, 1, 0), (3, 4, 0), (5, 6, 0), (6, 5, 0)]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].dependencies, [(1, 2), (2, 1), (2, 3), (3, 1)]);
        assert_eq!(found[0].shortest, [1, 2]);
        assert_eq!(found[1].dependencies, [(5, 6), (6, 5)]);
    }

    #[test]
    fn a_dependency_on_no_cycle_of_any_configuration_belongs_to_no_component() {
        assert_eq!(components(&[(1, 2, 1), (2, 1, 2)]), []);
        // 2 -> 3 needs x, and 3 -> 2 needs its absence.
        let found = components(&[(1, 2, 0), (2, 1, 0), (2, 3, 1), (3, 2, 2)]);
        assert_eq!(found[0].dependencies, [(1, 2), (2, 1)]);
        // Two components that are connected only by dependencies that exclude each other.
        let found = components(&[(1, 2, 0), (2, 1, 0), (3, 4, 0), (4, 3, 0), (2, 3, 1), (3, 2, 2)]);
        assert_eq!(found.len(), 2);
        // Conditions that can hold together.
        let found = components(&[(1, 2, 1), (2, 3, 3), (3, 1, 0)]);
        assert_eq!(found[0].dependencies, [(1, 2), (2, 3), (3, 1)]);
    }
}
