//! Lowering: a syntax tree, while it lives on this thread, to facts that outlive it.
//!
//! One visitor goes through the tree once. What belongs together stands together: declarations in `items`,
//! code in `bodies`, names that hide others in `ribs`, conditions and other attributes in `attributes`, macro
//! calls in `macros`, what the parser keeps as tokens in `verbatim`, and the two doors in `door`. Most code has no tree:
//! `told` makes the same facts of what was read without one.

mod attributes;
mod bodies;
mod door;
mod items;
mod lowerer;
mod macros;
mod paths;
mod predicates;
mod ribs;
#[cfg(test)]
mod tests;
mod texts;
mod told;
mod uses;
mod verbatim;

pub(in crate::syntax) use door::prefix_length;
pub use door::{lower_arguments, lower_code, lower_expansion, lower_file, text_of};
