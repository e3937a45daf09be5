//! Outputs of `graph`: the whole graph for other programs ([`json`]) and as a picture ([`dot`]). They print what
//! the core resolved, the same bytes each time, and judge nothing.

mod dot;
mod edges;
mod json;
mod view;

pub use dot::write as write_dot;
pub use json::write as write_json;
pub use view::View;
