//! What an expansion may cost, and why there is none.

use std::fmt;

use super::super::tokens::Origin;

/// What one expansion may cost; the depth of expansions within expansions is for the caller to bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many tokens it may give.
    pub tokens: usize,
    /// How many steps matching and writing may take: about one for each token and rule, where a macro is
    /// well-behaved.
    pub steps: usize,
}

impl Default for Limits {
    /// More than any real macro needs, and still less than a second.
    fn default() -> Self {
        Self { tokens: 1 << 20, steps: 1 << 25 }
    }
}

/// Why a macro's definition can't be used. rustc refuses it, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// What is wrong; reads well after "failed to read the macro: ".
    pub message: String,
    /// The token at fault, where it is one.
    pub origin: Option<Origin>,
}

impl DefinitionError {
    pub(super) fn new(message: impl Into<String>, origin: Option<Origin>) -> Self {
        Self { message: message.into(), origin }
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DefinitionError {}

/// Why a call could not be expanded. All but the limits are errors in rustc, too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpandError {
    /// No rule's matcher accepts the arguments.
    NoRuleMatches {
        /// The token that the rule which came furthest stopped at; none at the end of the arguments.
        stopped_at: Option<Origin>,
    },
    /// Two variables of one rule could both start at a token.
    Ambiguous {
        /// The token.
        origin: Option<Origin>,
    },
    /// A variable had to match, and what stands there is not of its kind: rustc tries no further rule then.
    Fragment {
        /// The variable.
        name: String,
        /// Where its fragment should start.
        origin: Option<Origin>,
    },
    /// Variables of one repetition stand for different numbers of things, or none of them repeats.
    Repetition {
        /// What is wrong with it.
        message: String,
    },
    /// [`Limits::tokens`] is reached.
    TooLarge {
        /// The limit.
        tokens: usize,
    },
    /// [`Limits::steps`] is reached.
    TooSlow {
        /// The limit.
        steps: usize,
    },
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuleMatches { .. } => f.write_str("no rule of the macro matches the arguments"),
            Self::Ambiguous { .. } => f.write_str("two variables of the macro's rule could match here"),
            Self::Fragment { name, .. } => write!(f, "the arguments don't hold what `${name}` stands for"),
            Self::Repetition { message } => f.write_str(message),
            Self::TooLarge { tokens } => write!(f, "the macro expands to more than {tokens} tokens"),
            Self::TooSlow { steps } => write!(f, "expanding the macro takes more than {steps} steps"),
        }
    }
}

impl std::error::Error for ExpandError {}
