//! Directives: line comments that are addressed to this tool, `// archcheck: …`.
//!
//! A directive stands on the line above, or at the end of, a leaf of a `use`, a statement, an item or an entry of a list.
//! `comments` finds directives between the tokens, and `target` finds the code that they stand at. Both work on flat tokens,
//! since syntax trees hold no comments, and since directives may stand in a macro's arguments. What a directive means is not
//! known here.

mod comments;
mod target;

#[cfg(test)]
mod tests;

use crate::source::Span;
use bitcode::{Decode, Encode};

/// A comment that is addressed to this tool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Directive {
    /// The text after `archcheck:`, up to the end of the comment.
    pub text: Box<str>,
    /// The comment.
    pub span: Span,
    /// The code that the comment stands at; `None` if no code follows it.
    pub target: Option<Span>,
}

/// Returns the directives of a file's text in source order; none if the text cannot be lexed.
pub fn find_directives(text: &str) -> Vec<Directive> {
    if text.contains(MARK) { comments::find(text) } else { Vec::new() }
}

/// The start of a directive, after `//`.
const MARK: &str = "archcheck:";
