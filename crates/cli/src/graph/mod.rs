//! Renders the graph: as JSON for other programs ([`json`]), and as pictures in the formats that teams use.
//!
//! A picture shows a view, which the library computes. Each format is one file with one function that escapes labels, so
//! that every label is literal. Nodes have numbered identifiers. The output is sorted, so that the same code gives the
//! same bytes. It must not check rules.

mod c4;
mod csv;
mod d2;
mod dot;
mod drawio;
mod edges;
mod graphml;
mod input;
mod json;
mod mermaid;
mod picture;
mod plantuml;
mod structurizr;
mod svg;
mod view_json;

#[cfg(test)]
mod tests;

pub use c4::write as write_c4;
pub use csv::write as write_csv;
pub use d2::write as write_d2;
pub use dot::write as write_dot;
pub use drawio::write as write_drawio;
pub use graphml::write as write_graphml;
pub use input::GraphInput;
pub use json::write as write_json;
pub use mermaid::{MAX_EDGES as MERMAID_MAX_EDGES, MAX_TEXT as MERMAID_MAX_TEXT, write as write_mermaid};
pub use picture::{Picture, hidden_note, merged_note};
pub use plantuml::write as write_plantuml;
pub use structurizr::write as write_structurizr;
pub use svg::write as write_svg;
