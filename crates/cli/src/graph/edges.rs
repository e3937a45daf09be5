//! Aggregates references to edges between Rust modules and external crates, by the defined end.
//!
//! References within one Rust module and references to unknown items are ignored.

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

    /// Returns the name, if it is an external crate.
    pub(super) fn outside(self) -> Option<&'a str> {
        match self {
            Self::Module(_) => None,
            Self::Outside(name) => Some(name),
        }
    }
}

/// The number of references of each edge, sorted by start and target, Rust modules first.
pub(super) type Edges<'a> = BTreeMap<(RustModuleId, EdgeTarget<'a>), usize>;

/// Counts the references of each edge.
pub(super) fn edges(graph: &Graph) -> Edges<'_> {
    let mut edges = Edges::new();
    for reference in &graph.references {
        let target = graph.target(reference);
        let to = match target.defined {
            _ if target.unknown => continue,
            End::Module(id) if id == reference.from => continue,
            End::Module(id) => EdgeTarget::Module(&graph.module(id).path),
            End::Outside(id) => EdgeTarget::Outside(graph.outside(id).krate()),
        };
        *edges.entry((reference.from, to)).or_default() += 1;
    }
    edges
}
