//! Expands `macro_rules!` and `macro` as rustc does: token lists in, token lists out.
//!
//! A definition is compiled once ([`Definition::parse`]): the matcher of each rule to a flat list of steps (`matcher`), its body
//! to a flat list of operations (`body`). A call runs the steps over its arguments (`matching`), which binds each variable to a
//! fragment (`bindings`), and then the operations (`transcribe`).
//!
//! Nothing here knows `syn`, files or modules. Nothing recurses on the nesting of delimiters, so no input overflows the stack.

mod bindings;
mod body;
mod definition;
mod error;
mod matcher;
mod matching;
mod transcribe;

#[cfg(test)]
mod tests;

pub use definition::Definition;
pub use error::{DefinitionError, ExpandError, ExpansionLimits};
