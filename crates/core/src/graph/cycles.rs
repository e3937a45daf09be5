//! One representative cycle for each strongly connected component.

use super::{
    DependencyGraph,
    shortest_cycle::{Conjunction, Cycle, shortest_cycle},
};

impl DependencyGraph {
    /// Returns one cycle for each strongly connected component that contains one, sorted.
    ///
    /// It is the shortest cycle that exists in some configuration. Among equally short ones, it is the one with the
    /// smallest nodes. Each cycle starts at its smallest node.
    ///
    /// O(n + m log m): the condensation is linear, and the search in a component is bounded by a constant number of
    /// traversals. A component that needs more has hundreds of nodes and no short cycle; the result is then the
    /// shortest cycle found so far.
    pub fn cycles(&self, conjunction: &mut Conjunction<'_>) -> Vec<Cycle> {
        let mut positions = vec![u32::MAX; self.graph.node_count()];
        let components = self.strong_components().into_iter().filter(|nodes| nodes.len() > 1);
        let mut cycles: Vec<_> =
            components.filter_map(|nodes| shortest_cycle(self, nodes, &mut positions, conjunction)).collect();
        cycles.sort();
        cycles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cfg::Cfg, graph::ReferenceId};

    fn dependencies(edges: &[(u32, u32)]) -> DependencyGraph {
        let mut dependencies = DependencyGraph::default();
        for (index, (from, to)) in edges.iter().enumerate() {
            dependencies.add(*from, *to, ReferenceId(index as u32), Cfg::ALWAYS);
        }
        dependencies
    }

    fn cycles(edges: &[(u32, u32)]) -> Vec<Cycle> {
        dependencies(edges).cycles(&mut |a, _| Some(a))
    }

    #[test]
    fn each_component_yields_its_shortest_cycle_from_its_smallest_node() {
        assert_eq!(cycles(&[(1, 2), (2, 3)]), Vec::<Cycle>::new());
        assert_eq!(cycles(&[(3, 1), (1, 2), (2, 3)]), [[1, 2, 3]]);
        assert_eq!(cycles(&[(1, 2), (2, 3), (3, 1), (3, 2)]), [[2, 3]]);
        assert_eq!(cycles(&[(1, 2), (2, 1), (5, 4), (4, 5), (2, 4)]), [[1, 2], [4, 5]]);
    }

    #[test]
    fn a_cycle_that_exists_in_no_configuration_is_ignored() {
        let edges = dependencies(&[(1, 2), (2, 1)]);
        assert!(edges.cycles(&mut |_, _| None).is_empty());
    }

    #[test]
    fn a_long_ring_overflows_no_stack_and_takes_linear_time() {
        let ring: Vec<_> = (0..20_000).map(|at| (at, (at + 1) % 20_000)).collect();
        assert_eq!(cycles(&ring)[0].len(), 20_000);
    }

    #[test]
    fn a_reference_within_a_node_is_ignored() {
        assert!(cycles(&[(1, 1)]).is_empty());
    }
}
