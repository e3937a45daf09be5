//! The order that dependencies themselves have: nodes that reach each other are one group, and each group
//! stands above all that it depends on.

use super::Dependencies;
use petgraph::{algo::kosaraju_scc, graph::NodeIndex};
use rustc_hash::FxHashMap;

/// Nodes that reach each other; a node in no cycle is a group of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its nodes, sorted.
    pub nodes: Vec<u32>,
    /// How many groups the longest way down has below it: 0 where it depends on nothing.
    pub level: usize,
}

impl Dependencies {
    /// The groups, the highest first; of equals, by their smallest nodes. O(n log n + m).
    pub fn condensation(&self) -> Vec<Group> {
        // Not Tarjan's: petgraph's is recursive. Each component comes after those it depends on.
        let components = kosaraju_scc(&self.graph);
        let mut level_of: FxHashMap<NodeIndex, usize> = FxHashMap::default();
        let mut groups = Vec::with_capacity(components.len());
        for component in components {
            let below = component.iter().flat_map(|node| self.graph.neighbors(*node));
            let level = below.filter_map(|node| level_of.get(&node)).max().map_or(0, |level| level + 1);
            let mut nodes: Vec<_> = component.iter().map(|node| self.graph[*node]).collect();
            nodes.sort_unstable();
            level_of.extend(component.into_iter().map(|node| (node, level)));
            groups.push(Group { nodes, level });
        }
        groups.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.nodes.cmp(&b.nodes)));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cfg::Cfg, graph::ReferenceId};

    #[test]
    fn levels_are_by_the_longest_way_down() {
        let mut dependencies = Dependencies::default();
        for (from, to) in [(1, 2), (2, 3), (1, 3), (4, 5), (5, 4), (4, 3)] {
            dependencies.add(from, to, ReferenceId(0), Cfg::ALWAYS);
        }
        dependencies.insert(9);
        let groups: Vec<_> = dependencies.condensation().into_iter().map(|group| (group.level, group.nodes)).collect();
        let expected = [(2, vec![1]), (1, vec![2]), (1, vec![4, 5]), (0, vec![3]), (0, vec![9])];
        assert_eq!(groups, expected);
    }
}
