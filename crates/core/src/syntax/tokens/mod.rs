//! Owned token lists: the body of a macro's definition, the arguments of a call, the result of an expansion.
//!
//! Of the three forms that tokens have in `syntax`, this one is kept in facts, and `macros` works on it:
//!
//! - [`Tokens`] owns its text, and knows where each token was written. Delimiters are matched, and the characters of an
//!   operator are joint, so that macro matching sees the operators that rustc sees (see [`Lexeme`]).
//! - `code::Code` is a compact index over a text or over `Tokens`, borrowed for the time of one reading. Its kinds are
//!   numbers, which costs a look at each word and literal; only what is read to the end is worth it.
//! - A `proc_macro2` stream is what `syn` parses. `tree` makes one for a parse, `lex` makes `Tokens` of one, and nothing keeps one.

mod builder;
mod lexemes;
mod token;

pub use builder::TokensBuilder;
pub use token::{Delimiter, Fragment, Origin, Token, TokenKind, Tokens};

pub(in crate::syntax) use lexemes::Lexeme;
