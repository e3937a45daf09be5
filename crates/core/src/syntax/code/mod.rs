//! Code without a tree: what files and expansions declare and mention, read in one pass over their tokens.
//!
//! Of most code only names count: what items are called, paths, bindings, blocks, macro calls. A syntax tree of all the rest is
//! built by a parser to be thrown away. So it is read here: `tokens` lexes, a [`Reader`] recognises items, signatures,
//! statements, expressions (of `operands` and `operators`), patterns and types, and tells [events](Event) in the order in
//! which the lowering visits a tree.
//!
//! The law: what is read here is what the parser reads, with the same events, or else it is refused: a body, an item or all of
//! it, and the parser then reads that. So nothing here knows unstable syntax, old editions or errors. `lower::tests` holds it
//! to that.

mod attributes;
mod definitions;
mod events;
mod extent;
mod items;
mod operands;
mod operators;
mod patterns;
mod reader;
mod signatures;
mod statements;
mod tokens;
mod types;

pub(in crate::syntax) use events::{Constructor, Event, Form, Item, Place, Told, Words};
pub(in crate::syntax) use items::Holder;
pub(in crate::syntax) use reader::Reader;
pub(in crate::syntax) use tokens::{Code, Kind};
