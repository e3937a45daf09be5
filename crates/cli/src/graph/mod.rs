//! Renders the graph: as JSON for other programs ([`json`]), and for Graphviz ([`dot`]).
//!
//! The output is sorted, so that the same code gives the same bytes. It must not check rules.

mod dot;
mod edges;
mod json;
mod view;

pub use dot::write as write_dot;
pub use json::write as write_json;
pub use view::View;
