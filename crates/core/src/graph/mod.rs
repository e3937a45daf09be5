//! The model that every question is asked of: Rust modules, references between them, and the dependencies
//! that these add up to. It knows neither syntax nor rules.

mod model;

pub use model::*;
