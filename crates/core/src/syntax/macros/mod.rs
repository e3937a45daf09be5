//! `macro_rules!`, expanded as rustc does: token lists in, token lists out.
//!
//! A definition is compiled once ([`Definition::parse`]): each rule's matcher to a flat program of steps
//! (`matcher`), each rule's body to a flat list of operations (`body`). A call runs the steps over its
//! arguments (`matching`), which gives each variable what it stands for (`bindings`), and then the operations
//! (`transcribe`). How far an expression, a type or an item reaches is found by `scan`.
//!
//! The rooms below know no `syn`, no file, no module tree: only tokens. Nothing in them recurses on the nesting of
//! brackets, so that no input overflows the stack.

mod bindings;
mod body;
mod cfg_if;
mod definition;
mod error;
mod matcher;
mod matching;
mod transcribe;

#[cfg(test)]
mod tests;

pub use cfg_if::{Branch, cfg_if_branches};
pub use definition::Definition;
pub use error::{DefinitionError, ExpandError, Limits};
