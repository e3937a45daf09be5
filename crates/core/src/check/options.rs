//! The input of a check beside the rules and the analysis.

use crate::date::Date;

/// The options of a check.
#[derive(Clone, Copy, Debug)]
pub struct CheckOptions {
    /// The current date, UTC.
    pub today: Date,
    /// Whether the whole workspace is checked under every `cfg`. Unused exceptions are only reported then.
    pub whole: bool,
}
