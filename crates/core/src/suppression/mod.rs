//! Suppression comments: `// archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`.
//!
//! Parses the text of a [`Directive`](crate::syntax::Directive), which `syntax` found in a source file. Whether the rule exists, whether the date has
//! passed and what the comment suppresses is decided by `check`.

mod parser;

#[cfg(test)]
mod tests;

use crate::{date::Date, source::Span};

/// A comment that suppresses the violations of one rule in the code that it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The id of the rule.
    pub rule: String,
    /// Why the violations are accepted.
    pub reason: Option<String>,
    /// The last day on which the comment should be there.
    pub expires: Option<Date>,
    /// The comment.
    pub span: Span,
    /// The code in which violations are suppressed; `None` if no code follows the comment.
    pub covers: Option<Span>,
}

/// A comment that starts as a suppression and cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedSuppression {
    /// What is wrong.
    pub message: String,
    /// The part of the comment that could not be parsed.
    pub span: Span,
}
