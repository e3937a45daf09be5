//! The condensation of a dependency graph: its strongly connected components, in layers.

use super::DependencyGraph;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

/// A strongly connected component: nodes that all reach each other. A node in no cycle is a component of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// The nodes, sorted.
    pub nodes: Vec<u32>,
    /// The length of the longest path of components below this one: 0 if it depends on nothing.
    pub level: usize,
}

impl DependencyGraph {
    /// Returns the strongly connected components, highest level first, then by smallest node. O(n log n + m).
    pub fn condensation(&self) -> Vec<Component> {
        let components = self.strong_components();
        let mut level_of: FxHashMap<NodeIndex, usize> = FxHashMap::default();
        let mut result = Vec::with_capacity(components.len());
        for component in components {
            let below = component.iter().flat_map(|node| self.graph.neighbors(*node));
            let level = below.filter_map(|node| level_of.get(&node)).max().map_or(0, |level| level + 1);
            let mut nodes: Vec<_> = component.iter().map(|node| self.graph[*node]).collect();
            nodes.sort_unstable();
            level_of.extend(component.into_iter().map(|node| (node, level)));
            result.push(Component { nodes, level });
        }
        result.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.nodes.cmp(&b.nodes)));
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cfg::Cfg, graph::ReferenceId};

    #[test]
    fn the_level_is_the_length_of_the_longest_path_down() {
        let mut dependencies = DependencyGraph::default();
        for (from, to) in [(1, 2), (2, 3), (1, 3), (4, 5), (5, 4), (4, 3)] {
            dependencies.add(from, to, ReferenceId(0), Cfg::ALWAYS);
        }
        dependencies.insert(9);
        let groups: Vec<_> = dependencies.condensation().into_iter().map(|group| (group.level, group.nodes)).collect();
        let expected = [(2, vec![1]), (1, vec![2]), (1, vec![4, 5]), (0, vec![3]), (0, vec![9])];
        assert_eq!(groups, expected);
    }
}
