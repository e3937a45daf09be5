//! Source to facts. It alone knows `syn`.

mod lex;
mod macros;
mod tokens;

pub use lex::*;
pub use macros::*;
pub use tokens::*;
