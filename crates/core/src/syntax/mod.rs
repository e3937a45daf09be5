//! Source to facts: modules, items, imports, references, macro definitions and calls. It alone knows `syn`.
//!
//! Two doors lead to the same lowering: a file, and a token list (a macro's expansion). A syntax tree never
//! leaves the thread that made it.

mod builtin;
mod code;
mod directives;
mod facts;
mod fragment_ends;
mod lex;
mod lower;
mod macros;
mod nesting;
mod old_editions;
mod recovery;
mod span_map;
mod tokens;
mod unstable;

pub use builtin::is_primitive;
pub use directives::{Directive, find_directives};
pub use facts::*;
pub use lex::*;
pub use lower::{lower_arguments, lower_code, lower_expansion, lower_file, text_of};
pub use macros::*;
pub use nesting::STACKS;
pub use span_map::{Located, Offsets};
pub use tokens::*;
