//! The structure of a dependency graph in numbers: coupling, reachability, cycles and core. It knows nodes only by number,
//! so that published examples can be measured as they are.
//!
//! The definitions and their sources are in `docs/metrics.md`.

use super::{feedback::feedback_arcs, minimum_feedback::minimum_feedback_arcs, reach::reached_counts};
use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, NodeIndex},
};
use std::collections::BTreeMap;

/// The structure of a dependency graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// The nodes, by number.
    pub nodes: Vec<NodeStructure>,
    /// The number of dependencies: of pairs of different nodes of which the first depends on the second.
    pub dependencies: usize,
    /// Lakos' cumulative component dependency (CCD): for each node, the number of nodes that it reaches, itself included;
    /// and the sum of these.
    pub cumulative: u64,
    /// The highest level of a node.
    pub depth: u32,
    /// The groups of nodes that depend on each other, largest first, then by smallest node.
    pub cycles: Vec<CyclicGroup>,
}

/// One node in the structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStructure {
    /// Martin's afferent coupling (Ca): the number of other nodes that depend on it.
    pub afferent: u32,
    /// Martin's efferent coupling (Ce): the number of other nodes that it depends on.
    pub efferent: u32,
    /// The number of nodes that reach it, itself included (visibility fan-in).
    pub reached_by: u32,
    /// The number of nodes that it reaches, itself included (visibility fan-out; Lakos' component dependency).
    pub reaches: u32,
    /// Lakos' level: 1 if it depends on nothing, otherwise one more than the highest level that it depends on. Nodes that
    /// depend on each other have the same level.
    pub level: u32,
    /// Its cyclic group, by index.
    pub cycle: Option<u32>,
    /// Its role towards the core; `None` if there is no core.
    pub role: Option<Role>,
}

/// Nodes that all depend on each other, directly or indirectly: a strongly connected component of several nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CyclicGroup {
    /// The nodes, sorted.
    pub nodes: Vec<u32>,
    /// The number of dependencies between them.
    pub dependencies: usize,
    /// The dependencies to remove so that no cycle is left, with as little weight as possible; sorted.
    pub cut: Vec<(u32, u32)>,
    /// The weight of these dependencies.
    pub cut_weight: u64,
    /// Whether no other set of dependencies with this effect weighs less. In a large group, that is not known.
    pub is_minimum: bool,
}

/// The role of a node towards the core, which is the largest cyclic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It belongs to the core.
    Core,
    /// At least as many nodes reach it as reach the core, and it reaches fewer.
    Shared,
    /// It reaches at least as many nodes as the core does.
    Control,
    /// Fewer nodes reach it than the core, and it reaches fewer.
    Peripheral,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Core, Self::Shared, Self::Control, Self::Peripheral];

    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Shared => "shared",
            Self::Control => "control",
            Self::Peripheral => "peripheral",
        }
    }
}

/// The kind of an architecture, by its cyclic groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// No cyclic group has 4 % of the nodes.
    Hierarchical,
    /// The largest cyclic group has 4 to 6 % of the nodes, and is at least 1.5 times as large as the next one.
    Borderline,
    /// The largest cyclic group has at least 6 % of the nodes, and is at least 1.5 times as large as the next one.
    CorePeriphery,
    /// The largest cyclic group has at least 4 % of the nodes, and the next one is of a similar size.
    MultiCore,
}

impl Shape {
    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hierarchical => "hierarchical",
            Self::Borderline => "borderline",
            Self::CorePeriphery => "core-periphery",
            Self::MultiCore => "multi-core",
        }
    }
}

impl Structure {
    /// Measures a graph with nodes below `count`. A dependency is `(from, to, weight)`; those from a node to itself are
    /// ignored, and the weights of those with the same ends are added.
    ///
    /// O(n (k + m) / 64) for n nodes and m dependencies between k strongly connected components, and the time of
    /// [`feedback_arcs`].
    pub fn of(count: usize, dependencies: &[(u32, u32, u64)]) -> Self {
        let mut edges: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for (from, to, weight) in dependencies.iter().filter(|(from, to, _)| from != to) {
            *edges.entry((*from, *to)).or_default() += weight;
        }
        let components = components(count, &edges);
        let mut component_of = vec![0_u32; count];
        for (number, nodes) in components.iter().enumerate() {
            for node in nodes {
                component_of[*node as usize] = number as u32;
            }
        }
        let (below, above) = condensed(&components, &component_of, &edges);
        let sizes: Vec<u32> = components.iter().map(|nodes| nodes.len() as u32).collect();
        let reaches = reached_counts(&sizes, &below);
        let mut reached_by = reached_counts(&sizes.iter().rev().copied().collect::<Vec<_>>(), &above);
        reached_by.reverse();
        let mut levels: Vec<u32> = Vec::with_capacity(components.len());
        for own in &below {
            levels.push(own.iter().map(|other| levels[*other as usize]).max().unwrap_or_default() + 1);
        }
        let cycles = cyclic_groups(&components, &component_of, &edges);
        let mut nodes: Vec<NodeStructure> = (0..count)
            .map(|node| {
                let component = component_of[node] as usize;
                NodeStructure {
                    afferent: 0,
                    efferent: 0,
                    reached_by: reached_by[component],
                    reaches: reaches[component],
                    level: levels[component],
                    cycle: None,
                    role: None,
                }
            })
            .collect();
        for (from, to) in edges.keys() {
            nodes[*from as usize].efferent += 1;
            nodes[*to as usize].afferent += 1;
        }
        for (number, group) in cycles.iter().enumerate() {
            for node in &group.nodes {
                nodes[*node as usize].cycle = Some(number as u32);
            }
        }
        assign_roles(&mut nodes, &cycles);
        Self {
            dependencies: edges.len(),
            cumulative: nodes.iter().map(|node| u64::from(node.reaches)).sum(),
            depth: levels.into_iter().max().unwrap_or_default(),
            nodes,
            cycles,
        }
    }

    /// Returns Lakos' average component dependency (ACD): how many nodes a node reaches on average, itself included.
    pub fn average(&self) -> f64 {
        ratio(self.cumulative, self.nodes.len() as u64)
    }

    /// Returns the relative average component dependency (RACD), which is the propagation cost of MacCormack, Rusnak and
    /// Baldwin: the share of nodes that a node reaches on average, itself included.
    pub fn propagation_cost(&self) -> f64 {
        ratio(self.cumulative, (self.nodes.len() as u64).pow(2))
    }

    /// Returns Lakos' normalized cumulative component dependency (NCCD): the CCD divided by that of a balanced binary tree
    /// with as many nodes. It grows with the number of nodes.
    pub fn normalized(&self) -> f64 {
        ratio(self.cumulative, balanced_tree(self.nodes.len() as u64))
    }

    /// Returns the share of nodes in the largest cyclic group.
    pub fn largest_cycle_share(&self) -> f64 {
        ratio(self.cycles.first().map_or(0, |group| group.nodes.len() as u64), self.nodes.len() as u64)
    }

    /// Returns the share of nodes in any cyclic group.
    pub fn cyclic_share(&self) -> f64 {
        ratio(self.cycles.iter().map(|group| group.nodes.len() as u64).sum(), self.nodes.len() as u64)
    }

    /// Returns the number of dependencies to remove so that no cycle is left.
    pub fn cut_size(&self) -> usize {
        self.cycles.iter().map(|group| group.cut.len()).sum()
    }

    /// Returns the number of nodes with a role.
    pub fn role_count(&self, role: Role) -> usize {
        self.nodes.iter().filter(|node| node.role == Some(role)).count()
    }

    /// Returns the kind of the architecture, as Baldwin, MacCormack and Rusnak classify it (2014).
    pub fn shape(&self) -> Shape {
        let size = |at: usize| self.cycles.get(at).map_or(0, |group| group.nodes.len());
        let (largest, next, all) = (size(0), size(1), self.nodes.len());
        if largest * 100 < all * 4 || largest == 0 {
            Shape::Hierarchical
        } else if largest * 2 < next * 3 {
            Shape::MultiCore
        } else if largest * 100 < all * 6 {
            Shape::Borderline
        } else {
            Shape::CorePeriphery
        }
    }
}

impl NodeStructure {
    /// Returns Martin's instability: of the dependencies on and of the node, the share of those of the node. `None` if there
    /// are none.
    pub fn instability(&self) -> Option<f64> {
        let all = self.afferent + self.efferent;
        (all > 0).then(|| f64::from(self.efferent) / f64::from(all))
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Returns the CCD of a balanced binary tree: the sum of the depths of its nodes, which is 1 for the root.
fn balanced_tree(count: u64) -> u64 {
    (1..=count).map(|node| u64::from(node.ilog2()) + 1).sum()
}

/// Returns the strongly connected components, each after those that it depends on. Their nodes are sorted.
fn components(count: usize, edges: &BTreeMap<(u32, u32), u64>) -> Vec<Vec<u32>> {
    let mut graph: DiGraph<(), (), u32> = DiGraph::with_capacity(count, edges.len());
    for _ in 0..count {
        graph.add_node(());
    }
    graph.extend_with_edges(
        edges.keys().map(|(from, to)| (NodeIndex::new(*from as usize), NodeIndex::new(*to as usize))),
    );
    let mut components: Vec<Vec<u32>> = kosaraju_scc(&graph)
        .into_iter()
        .map(|nodes| nodes.into_iter().map(|node| node.index() as u32).collect())
        .collect();
    for nodes in &mut components {
        nodes.sort_unstable();
    }
    components
}

/// Returns the components on which each one depends, and, in reverse order and numbered in reverse, those that depend on it.
fn condensed(
    components: &[Vec<u32>],
    component_of: &[u32],
    edges: &BTreeMap<(u32, u32), u64>,
) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let count = components.len();
    let (mut below, mut above) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for (from, to) in edges.keys() {
        let (from, to) = (component_of[*from as usize], component_of[*to as usize]);
        if from != to {
            below[from as usize].push(to);
            above[count - 1 - to as usize].push(count as u32 - 1 - from);
        }
    }
    for own in below.iter_mut().chain(&mut above) {
        own.sort_unstable();
        own.dedup();
    }
    (below, above)
}

fn cyclic_groups(components: &[Vec<u32>], component_of: &[u32], edges: &BTreeMap<(u32, u32), u64>) -> Vec<CyclicGroup> {
    let mut within: BTreeMap<u32, Vec<(u32, u32, u64)>> = BTreeMap::new();
    for ((from, to), weight) in edges {
        let component = component_of[*from as usize];
        if component == component_of[*to as usize] {
            within.entry(component).or_default().push((*from, *to, *weight));
        }
    }
    let mut groups: Vec<CyclicGroup> = within
        .into_iter()
        .map(|(component, own)| {
            let nodes = &components[component as usize];
            let local = |node: u32| nodes.binary_search(&node).unwrap_or_default() as u32;
            let numbered: Vec<_> = own.iter().map(|(from, to, weight)| (local(*from), local(*to), *weight)).collect();
            let minimum = minimum_feedback_arcs(nodes.len(), &numbered);
            let is_minimum = minimum.is_some();
            let arcs = minimum.unwrap_or_else(|| feedback_arcs(nodes.len(), &numbered));
            CyclicGroup {
                nodes: nodes.clone(),
                dependencies: own.len(),
                cut: arcs.iter().map(|at| (own[*at].0, own[*at].1)).collect(),
                cut_weight: arcs.iter().map(|at| own[*at].2).sum(),
                is_minimum,
            }
        })
        .collect();
    groups.sort_by(|a, b| b.nodes.len().cmp(&a.nodes.len()).then_with(|| a.nodes.cmp(&b.nodes)));
    groups
}

/// Compares each node with the largest cyclic group, all nodes of which reach the same nodes.
fn assign_roles(nodes: &mut [NodeStructure], cycles: &[CyclicGroup]) {
    let Some(core) = cycles.first().and_then(|group| group.nodes.first()) else { return };
    let core = nodes[*core as usize].clone();
    for node in nodes {
        node.role = Some(if node.cycle == Some(0) {
            Role::Core
        } else if node.reaches >= core.reaches {
            Role::Control
        } else if node.reached_by >= core.reached_by {
            Role::Shared
        } else {
            Role::Peripheral
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn structure(count: usize, edges: &[(u32, u32)]) -> Structure {
        Structure::of(count, &edges.iter().map(|(from, to)| (*from, *to, 1)).collect::<Vec<_>>())
    }

    /// Asserts the CCD and what follows from it, to two digits.
    fn assert_lakos(structure: &Structure, cumulative: u64, average: &str, relative: &str, normalized: &str) {
        let rounded = |value: f64| format!("{value:.2}");
        assert_eq!(structure.cumulative, cumulative);
        assert_eq!(rounded(structure.average()), average);
        assert_eq!(rounded(structure.propagation_cost()), relative);
        assert_eq!(rounded(structure.normalized()), normalized);
    }

    #[test]
    fn lakos_metrics_of_published_examples() {
        // A -> B -> C, A -> D.
        assert_lakos(&structure(4, &[(0, 1), (1, 2), (0, 3)]), 8, "2.00", "0.50", "1.00");
        // Six components with a CCD of 18.
        let six = structure(6, &[(0, 1), (0, 2), (1, 3), (2, 4), (2, 5), (3, 4), (3, 5)]);
        assert_lakos(&six, 18, "3.00", "0.50", "1.29");
    }

    /// Those of the user guide and the tests of ArchUnit, which follow Lakos.
    #[test]
    fn lakos_metrics_of_trees_chains_and_cycles() {
        let trees = [
            (1, vec![], 1),
            (2, vec![(0, 1)], 3),
            (3, vec![(0, 1), (0, 2)], 5),
            (4, vec![(0, 1), (0, 2), (1, 3)], 8),
            (5, vec![(0, 1), (0, 2), (1, 3), (1, 4)], 11),
            (6, vec![(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)], 14),
            (7, vec![(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6)], 17),
            (15, (1..15).map(|node| ((node - 1) / 2, node)).collect(), 49),
        ];
        for (count, edges, cumulative) in trees {
            let tree = structure(count, &edges);
            assert_eq!((tree.cumulative, tree.normalized()), (cumulative, 1.0), "{count}");
        }
        let chain = structure(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]);
        assert_lakos(&chain, 21, "3.50", "0.58", "1.50");
        let ring = structure(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)]);
        assert_lakos(&ring, 36, "6.00", "1.00", "2.57");
        let two = structure(6, &[(0, 1), (0, 4), (1, 2), (2, 3), (3, 1), (4, 5), (5, 4)]);
        assert_lakos(&two, 19, "3.17", "0.53", "1.36");
        let dependent = structure(6, &[(0, 1), (0, 3), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]);
        assert_lakos(&dependent, 27, "4.50", "0.75", "1.93");
    }

    /// Three classes outside depend on the component, which depends on one: `I` is 1/4 (Martin, Clean Architecture, 14).
    #[test]
    fn instability_of_martins_example() {
        let example = structure(5, &[(0, 3), (1, 3), (2, 3), (3, 4)]);
        assert_eq!((example.nodes[3].afferent, example.nodes[3].efferent), (3, 1));
        assert_eq!(example.nodes[3].instability(), Some(0.25));
        assert_eq!(example.nodes[0].instability(), Some(1.0));
        assert_eq!(example.nodes[4].instability(), Some(0.0));
        assert_eq!(structure(1, &[]).nodes[0].instability(), None);
    }

    #[test]
    fn roles_are_relative_to_the_largest_cycle() {
        // 0 -> {1, 2} -> 3, 4 -> 3, and {5}.
        let example = structure(6, &[(0, 1), (1, 2), (2, 1), (2, 3), (4, 3)]);
        let roles: Vec<_> = example.nodes.iter().map(|node| node.role).collect();
        let expected = [Role::Control, Role::Core, Role::Core, Role::Shared, Role::Peripheral, Role::Peripheral];
        assert_eq!(roles, expected.map(Some));
        assert_eq!(example.cycles[0].cut, [(1, 2)]);
        assert_eq!(example.nodes.iter().map(|node| node.level).collect::<Vec<_>>(), [3, 2, 2, 1, 2, 1]);
        assert_eq!(structure(3, &[(0, 1)]).nodes[0].role, None);
    }

    #[test]
    fn the_shape_depends_on_the_largest_groups() {
        let rings = |count: usize, sizes: &[u32]| {
            let mut edges = Vec::new();
            let mut first = 0;
            for size in sizes {
                edges.extend((0..*size).map(|at| (first + at, first + (at + 1) % size)));
                first += size;
            }
            structure(count, &edges).shape()
        };
        assert_eq!(rings(100, &[]), Shape::Hierarchical);
        assert_eq!(rings(100, &[3]), Shape::Hierarchical);
        assert_eq!(rings(100, &[5, 2]), Shape::Borderline);
        assert_eq!(rings(100, &[6, 4]), Shape::CorePeriphery);
        assert_eq!(rings(100, &[6, 5]), Shape::MultiCore);
        assert_eq!(structure(0, &[]).shape(), Shape::Hierarchical);
    }

    #[test]
    fn weights_of_equal_dependencies_are_added() {
        let found = Structure::of(2, &[(0, 1, 2), (1, 0, 3), (0, 1, 2), (0, 0, 9)]);
        assert_eq!(found.dependencies, 2);
        assert_eq!((&*found.cycles[0].cut, found.cycles[0].cut_weight), (&[(1, 0)][..], 3));
    }

    /// Writes random graphs with their structure, a line of JSON for each. `ci/compare-metrics.sh` compares them with what
    /// networkx computes.
    #[test]
    #[ignore = "it writes a file for ci/compare-metrics.sh"]
    fn write_random_graphs() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut lines = String::new();
        for number in 0..200 {
            let count = random.usize(1..80);
            // From almost no dependencies to about four for each node; in every third graph without a cycle.
            let edges: Vec<(u32, u32, u64)> = (0..random.usize(..count * 4))
                .map(|_| (random.u32(..count as u32), random.u32(..count as u32), random.u64(1..9)))
                .filter(|(from, to, _)| number % 3 > 0 || from < to)
                .collect();
            let found = Structure::of(count, &edges);
            let all = |of: fn(&NodeStructure) -> u32| found.nodes.iter().map(of).collect::<Vec<_>>();
            let graph = serde_json::json!({
                "nodes": count,
                "edges": edges,
                "afferent": all(|node| node.afferent),
                "efferent": all(|node| node.efferent),
                "reaches": all(|node| node.reaches),
                "reached_by": all(|node| node.reached_by),
                "level": all(|node| node.level),
                "roles": found.nodes.iter().map(|node| node.role.map(Role::as_str)).collect::<Vec<_>>(),
                "cycles": found.cycles.iter().map(|group| &group.nodes).collect::<Vec<_>>(),
                "cuts": found.cycles.iter().map(|group| &group.cut).collect::<Vec<_>>(),
                "minimum": found.cycles.iter().map(|group| group.is_minimum).collect::<Vec<_>>(),
                "propagation_cost": found.propagation_cost(),
                "normalized": found.normalized(),
            });
            lines += &graph.to_string();
            lines.push('\n');
        }
        let path = std::env::var_os("ARCHCHECK_GRAPHS").expect("ARCHCHECK_GRAPHS names the file to write");
        std::fs::write(path, lines).expect("the file can be written");
    }

    #[test]
    fn a_large_graph_takes_little_time() {
        let mut random = fastrand::Rng::with_seed(1);
        let count = 5_000;
        let edges: Vec<_> = (0..50_000).map(|_| (random.u32(..count), random.u32(..count), 1)).collect();
        let found = Structure::of(count as usize, &edges);
        assert!(found.largest_cycle_share() > 0.9);
        // Without a cycle, the closure is as large as it gets.
        let edges: Vec<_> = edges.into_iter().filter(|(from, to, _)| from < to).collect();
        let found = Structure::of(count as usize, &edges);
        assert!(found.cycles.is_empty());
    }

    /// Returns for each node the nodes that it reaches, itself included.
    fn closure(count: usize, edges: &[(u32, u32)]) -> Vec<Vec<bool>> {
        let mut reached: Vec<Vec<bool>> = (0..count).map(|at| (0..count).map(|other| at == other).collect()).collect();
        for (from, to) in edges {
            reached[*from as usize][*to as usize] = true;
        }
        for via in 0..count {
            for from in 0..count {
                for to in 0..count {
                    reached[from][to] |= reached[from][via] && reached[via][to];
                }
            }
        }
        reached
    }

    proptest! {
        #[test]
        fn a_naive_closure_agrees(
            count in 1_usize..24,
            edges in prop::collection::vec((0_u32..24, 0_u32..24), 0..50),
        ) {
            let edges: Vec<_> =
                edges.into_iter().map(|(from, to)| (from % count as u32, to % count as u32)).collect();
            let found = structure(count, &edges);
            let reached = closure(count, &edges);
            for (at, node) in found.nodes.iter().enumerate() {
                let reaches = reached[at].iter().filter(|reached| **reached).count();
                let reached_by = reached.iter().filter(|row| row[at]).count();
                prop_assert_eq!((node.reaches as usize, node.reached_by as usize), (reaches, reached_by));
                let group: Vec<u32> =
                    (0..count).filter(|other| reached[at][*other] && reached[*other][at]).map(|other| other as u32).collect();
                let own = node.cycle.map(|cycle| found.cycles[cycle as usize].nodes.clone());
                prop_assert_eq!(own.unwrap_or_else(|| vec![at as u32]), group);
            }
            prop_assert!(found.propagation_cost() <= 1.0);
            prop_assert!(found.cumulative >= count as u64);
        }

        #[test]
        fn no_cycle_is_left_after_the_cut(
            edges in prop::collection::vec((0_u32..25, 0_u32..25, 1_u64..9), 0..90),
        ) {
            let found = Structure::of(25, &edges);
            let cut: Vec<_> = found.cycles.iter().flat_map(|group| group.cut.clone()).collect();
            let left: Vec<_> = edges.iter().filter(|(from, to, _)| !cut.contains(&(*from, *to))).copied().collect();
            prop_assert!(Structure::of(25, &left).cycles.is_empty());
        }

        #[test]
        fn the_order_of_dependencies_does_not_matter(
            edges in prop::collection::vec((0_u32..20, 0_u32..20, 1_u64..9), 0..60),
        ) {
            let mut reversed = edges.clone();
            reversed.reverse();
            prop_assert_eq!(Structure::of(20, &edges), Structure::of(20, &reversed));
        }
    }
}
