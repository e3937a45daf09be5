//! References added up to edges, by the defined end. What is outside counts as its crate; a reference within one
//! Rust module, or to something unknown, is no edge.

use archcheck_core::graph::{End, Graph, RustModuleId};
use std::collections::BTreeMap;

/// What an edge leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum To<'a> {
    /// A Rust module, by its path.
    Module(&'a str),
    /// A crate outside, by its name.
    Outside(&'a str),
}

impl<'a> To<'a> {
    /// As outputs name it.
    pub(super) fn name(self) -> &'a str {
        match self {
            Self::Module(name) | Self::Outside(name) => name,
        }
    }

    /// The crate outside that it is.
    pub(super) fn outside(self) -> Option<&'a str> {
        match self {
            Self::Module(_) => None,
            Self::Outside(name) => Some(name),
        }
    }
}

/// Edges in the order of where they start, then of what they lead to: Rust modules first.
pub(super) type Edges<'a> = BTreeMap<(RustModuleId, To<'a>), usize>;

/// How many references each edge has, by where it starts and the path it leads to.
pub(super) fn edges(graph: &Graph) -> Edges<'_> {
    let mut edges = Edges::new();
    for reference in &graph.references {
        let target = graph.target(reference);
        let to = match target.defined {
            _ if target.unknown => continue,
            End::Module(id) if id == reference.from => continue,
            End::Module(id) => To::Module(&graph.module(id).path),
            End::Outside(id) => To::Outside(graph.outside(id).krate()),
        };
        *edges.entry((reference.from, to)).or_default() += 1;
    }
    edges
}
