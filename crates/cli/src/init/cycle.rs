//! Cycles of dependencies, each as its shortest path around. It must not know what the nodes stand for.

use archcheck_core::{analysis::Analysis, graph::DependencyGraph};

/// A cycle of dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cycle {
    /// The edges in order; the last one leads back to the start.
    pub(super) edges: Vec<CycleEdge>,
}

/// An edge of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CycleEdge {
    pub(super) from: String,
    pub(super) to: String,
    /// The number of references behind the edge.
    pub(super) references: usize,
}

impl Cycle {
    /// Returns the edges with the fewest references, which are the cheapest to cut.
    pub(super) fn weakest(&self) -> impl Iterator<Item = &CycleEdge> {
        let fewest = self.edges.iter().map(|edge| edge.references).min().unwrap_or(0);
        self.edges.iter().filter(move |edge| edge.references == fewest)
    }
}

/// Finds the shortest cycle of each strongly connected component.
pub(super) fn cycles(dependencies: &DependencyGraph, analysis: &Analysis, name: &dyn Fn(u32) -> String) -> Vec<Cycle> {
    let mut cfgs = analysis.cfgs.clone();
    let cycles = dependencies.cycles(&mut |a, b| {
        let both = cfgs.and(a, b);
        cfgs.is_satisfiable(both).then_some(both)
    });
    let cycle = |nodes: &Vec<u32>| {
        let next = nodes.iter().cycle().skip(1);
        let edge = |(from, to): (&u32, &u32)| CycleEdge {
            from: name(*from),
            to: name(*to),
            references: dependencies.get(*from, *to).map_or(0, |edge| edge.references.len()),
        };
        Cycle { edges: nodes.iter().zip(next).map(edge).collect() }
    };
    cycles.iter().map(cycle).collect()
}
