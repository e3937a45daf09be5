//! Aggregates references to edges between Rust modules and external crates, by the defined end.
//!
//! References within one Rust module are ignored, and so are guesses that lead to external crates.

use archcheck_core::graph::{End, Graph, RustModuleId};
use std::collections::BTreeMap;

/// The target of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EdgeTarget<'a> {
    /// The path of a Rust module.
    Module(&'a str),
    /// The name of an external crate.
    Outside(&'a str),
}

impl<'a> EdgeTarget<'a> {
    /// Returns its name in outputs.
    pub(super) fn name(self) -> &'a str {
        match self {
            Self::Module(name) | Self::Outside(name) => name,
        }
    }
}

/// The edges, sorted by start and target, Rust modules first.
pub(super) type Edges<'a> = BTreeMap<(RustModuleId, EdgeTarget<'a>), Edge>;

/// The size of an edge.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edge {
    /// The number of references whose target is certain; if there are none, the number of guesses.
    pub(super) references: usize,
    /// Whether all references are guesses.
    pub(super) is_guess: bool,
}

/// Counts the references of each edge.
pub(super) fn edges(graph: &Graph) -> Edges<'_> {
    let mut edges = Edges::new();
    for reference in &graph.references {
        let target = graph.target(reference);
        let to = match target.defined {
            End::Module(id) if id == reference.from => continue,
            End::Module(id) => EdgeTarget::Module(&graph.module(id).path),
            End::Outside(_) if target.unknown => continue,
            End::Outside(id) => EdgeTarget::Outside(graph.outside(id).krate()),
        };
        let is_guess = target.unknown;
        let edge = edges.entry((reference.from, to)).or_insert(Edge { references: 0, is_guess });
        if edge.is_guess && !is_guess {
            *edge = Edge::default();
        }
        edge.references += usize::from(edge.is_guess == is_guess);
    }
    edges
}
