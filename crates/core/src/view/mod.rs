//! Computes a view: the picture of a workspace as plain data, which every format of `graph` renders.
//!
//! [`build()`] turns the graph and the rules into a [`View`]: `nodes` chooses the nodes, and splits those of which a
//! `selection` covers a part, `edges` counts the references between them, or those on `paths`, `marks` adds what a check has found, `narrow` keeps a part, and `coarsen` merges nodes until the picture
//! is readable. [`layout()`] places a view on a plane. It checks no rules, and knows no format.

mod build;
mod coarsen;
mod dependencies;
mod draft;
mod edges;
mod families;
mod layers;
mod layout;
mod marks;
mod model;
mod narrow;
mod nodes;
mod paths;
mod request;
mod selection;

#[cfg(test)]
mod tests;

pub use build::build;
pub use dependencies::{CodeMap, Dependency, dependencies};
pub(crate) use layers::Layers;
pub use layout::{Layout, Point, Rectangle, layout, text_width};
pub use marks::{Mark, MarkKind, marks};
pub use model::{Edge, Granularity, Group, GroupKind, Marks, Node, NodeKind, Size, View};
pub use request::{Direction, MAX_EDGES, Narrow, Only, ViewRequest};
