//! Reading `archcheck.toml` into a checked model. Every mistake of the file is reported at once, each where
//! it stands; what is read is known to exist in the workspace. It judges no code.
//!
//! `document` takes the TOML apart (by way of `table`) into a form that is as written. `read` turns that into
//! the [`Rules`] that checks use, in this order: `modules` (`ownership` settles who owns what), `layers`, each
//! `rule`; `pattern` says what a selector says, `names` what it means here. `code`, `matching` and `scope` say
//! which code a pattern covers, for reading and for checking.

mod ask;
mod code;
mod document;
mod exception;
mod files;
mod items;
pub mod keys;
mod layers;
mod levels;
mod matching;
mod model;
mod modules;
mod names;
mod ownership;
mod pattern;
mod read;
mod rule;
mod scope;
mod suggest;
mod table;

pub use ask::{Unasked, ask};
pub use code::Codebase;
pub use files::Load;
pub use matching::{Binding, bindings};
pub use model::*;
pub use pattern::{Part, Pattern, PatternError, Piece, Segment, Written, pattern, selector};
pub use read::read;
pub use scope::{Hit, Match, Nested, Scope, end, ends};
pub use suggest::sentence as nearest;
