//! The graph of what was resolved: ids of definitions become indices of the graph.
//!
//! The order of the graph is that of paths, so that it does not depend on the order in which anything was found.

mod builder;
mod modules;
mod target;

pub(crate) use builder::{GraphBuilder, ResolvedReference};
