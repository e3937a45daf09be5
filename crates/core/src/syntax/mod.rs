//! Source to facts. It alone knows `syn`.

mod tokens;

pub use tokens::*;
