//! Exceptions in the source: `// archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`, on the line above
//! or at the end of a `use` leaf, statement or item, for what stands in it.
//!
//! Comments are in no syntax tree. `comments` finds them between the tokens, `extent` what they stand at, both
//! on flat tokens, so that what stands in a macro's arguments can be excepted too. Which rules there are is not
//! known here.

mod comments;
mod extent;

#[cfg(test)]
mod tests;

use crate::{date::Date, source::Span};
use bitcode::{Decode, Encode};

/// An exception in the source.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Allow {
    /// The id of the rule that it is about.
    pub rule: String,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it should be there.
    pub expires: Option<Date>,
    /// The comment.
    pub span: Span,
    /// What it stands at; none where it stands before nothing.
    pub covers: Option<Span>,
}

/// A comment that should be an exception, and can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BadAllow {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// The exceptions in a file's text, in its order.
///
/// A text that is not even a list of tokens has none: that is said of the file anyhow.
pub fn allows(text: &str) -> Vec<Result<Allow, BadAllow>> {
    if !text.contains(MARK) {
        return Vec::new();
    }
    comments::read(text)
}

/// What such a comment starts with.
const MARK: &str = "archcheck:";
