//! The parser of record: events from syntax trees that `syn` builds, for whatever the [token reader](super::reader) refuses.
//!
//! A tree never leaves the function that made it. Old editions and unstable syntax are made readable for `syn` on the tokens
//! before; spans stay, and lead from a node of the tree to the [tokens](super::code::Code) that events refer to.

mod arguments;
mod bodies;
mod emitter;
mod items;
mod parse;
mod tokens;
mod unparsed;

pub(in crate::syntax) use parse::{Parsed, arguments, expansion_of_items, file, in_place, included, lexed};
