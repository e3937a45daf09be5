//! The token reader: events from tokens, without a syntax tree.
//!
//! Of most code only names count, and building a tree of all the rest was most of what a run cost. So files and expansions are
//! read here in one pass: a [`Reader`] recognizes items, signatures, statements, expressions (`operands` and `operators`),
//! patterns and types, and emits [events](super::events::Event) as it goes.
//!
//! `syn` stays the parser of record. What the reader accepts, it reads as `syn` does, with the same events as the visitor of
//! its [tree](super::tree) emits; `syntax::tests` compares the two. Whatever it is not certain to read so, it refuses as a
//! whole. So nothing here knows unstable syntax, old editions or errors.

mod definitions;
mod items;
mod operands;
mod operators;
mod patterns;
#[expect(clippy::module_inception, reason = "the state that every part of the reader extends")]
mod reader;
mod signatures;
mod statements;
mod types;

pub(in crate::syntax) use items::ItemContext;
pub(in crate::syntax) use reader::Reader;
