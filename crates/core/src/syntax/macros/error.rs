//! The limits of an expansion, and the errors of definitions and expansions.

use crate::syntax::tokens::Origin;
use std::fmt;

/// The limits of one expansion. The caller limits how deeply expansions are nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpansionLimits {
    /// The number of tokens in the expansion.
    pub tokens: usize,
    /// The number of steps of matching and transcribing: for most macros about one for each token and rule.
    pub steps: usize,
}

impl Default for ExpansionLimits {
    /// Limits that no real macro reaches, and that are reached within a second.
    fn default() -> Self {
        Self { tokens: 1 << 20, steps: 1 << 25 }
    }
}

/// The error of a macro's definition that rustc rejects too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// What is wrong; reads well after "failed to read the macro: ".
    pub message: String,
    /// The token at fault; `None` if no single token is.
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

/// The error of a call that cannot be expanded. rustc rejects the call too, unless a limit was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpandError {
    /// No rule's matcher accepts the arguments.
    NoRuleMatches {
        /// The token at which the rule that came furthest stopped; `None` at the end of the arguments.
        stopped_at: Option<Origin>,
    },
    /// Two variables of a rule could both start at one token.
    Ambiguous {
        /// The token.
        origin: Option<Origin>,
    },
    /// A variable had to match, and no fragment of its kind could be read. rustc tries no further rule then.
    Fragment {
        /// The variable.
        name: String,
        /// Where the fragment should start.
        origin: Option<Origin>,
    },
    /// The variables of a repetition repeat different numbers of times, or none of them repeats.
    Repetition {
        /// What is wrong with the repetition.
        message: String,
    },
    /// The expansion reached [`ExpansionLimits::tokens`].
    TooLarge {
        /// The limit.
        tokens: usize,
    },
    /// The expansion reached [`ExpansionLimits::steps`].
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
            Self::Fragment { name, .. } => write!(f, "the arguments do not match `${name}`"),
            Self::Repetition { message } => f.write_str(message),
            Self::TooLarge { tokens } => write!(f, "the macro expands to more than {tokens} tokens"),
            Self::TooSlow { steps } => write!(f, "expanding the macro takes more than {steps} steps"),
        }
    }
}

impl std::error::Error for ExpandError {}
