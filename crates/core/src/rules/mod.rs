//! Reading `archcheck.toml` into a checked model. Every mistake of the file is reported at once, each where
//! it stands; what is read is known to exist in the workspace. It judges no code.
//!
//! `document` takes the TOML apart (by way of `table`) into a form that is as written. `read` turns that into
//! the [`Rules`] that checks use, in this order: `modules` (`ownership` settles who owns what), `layers`, each
//! `rule`; `pattern` says what a selector says, `names` what it means here. `code`, `matching` and `scope` say
//! which code a pattern covers, for reading and for checking.

mod code;
mod command_line;
mod coverage;
mod document;
mod exception;
mod files;
mod items;
pub mod keys;
mod layers;
mod levels;
mod matching;
mod meta;
mod model;
mod modules;
mod names;
mod ownership;
mod pattern;
mod read;
mod rule;
mod rule_reader;
mod rule_type;
mod scope;
mod settings;
mod suggest;
mod table;

pub use code::Codebase;
pub use command_line::{SelectorError, parse_selector};
pub use files::Load;
pub use matching::{Binding, bindings};
pub use model::*;
pub use pattern::{InterfacePart, Pattern, PatternError, Piece, Segment, SelectorSyntax, pattern, selector};
pub use read::read;
pub(crate) use rule_reader::RuleReader;
pub use rule_type::RuleType;
pub use scope::{Match, Nested, Scope, SelectorHit, end, ends};
pub use suggest::sentence as nearest;
