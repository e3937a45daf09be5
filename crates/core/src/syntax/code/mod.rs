//! Lexed source: the tokens of a file or an expansion, and what can be told from tokens alone.
//!
//! Everything else in `syntax` names code by the numbers of these tokens. Nothing here knows a grammar: that is the business of
//! the [token reader](super::reader) and of `syn`.

mod attributes;
mod kind;
mod literals;
mod paths;
mod tokens;
mod trees;

pub(in crate::syntax) use kind::Kind;
pub(in crate::syntax) use literals::{character_value, characters_of_string, string_literal, string_value};
pub(in crate::syntax) use paths::{path_in_string, paths_in_string};
pub(in crate::syntax) use tokens::{Code, Token};
pub(in crate::syntax) use trees::Trees;
