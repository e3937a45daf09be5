//! Code without a tree: what functions mention, read in one pass over their tokens.
//!
//! Most of a workspace's text is functions, and of a body or a signature only names count: paths, bindings, blocks, macro
//! calls, items. A syntax tree of all the rest is built by a parser to be thrown away. So these are cut out before the
//! parser sees a file or an expansion (`outline`), and read here: `tokens` lexes, a [`Reader`] recognises signatures,
//! statements, expressions (of `operands` and `operators`), patterns and types, and tells [events](Event) in the order in
//! which the lowering visits a tree.
//!
//! The law: what is read here is what the parser reads, with the same events, or else it is refused; whoever asked
//! then asks the parser. So nothing here knows unstable syntax, old editions or errors. `lower::tests` holds it to that.

mod events;
mod operands;
mod operators;
mod outline;
mod patterns;
mod reader;
mod signatures;
mod statements;
mod tokens;
mod types;

pub(in crate::syntax) use events::{Event, Place, Told, Words};
pub(in crate::syntax) use outline::Outline;
pub(in crate::syntax) use reader::Reader;
pub(in crate::syntax) use tokens::{Code, Kind};
