//! The severity of a diagnostic. It has a file of its own because both `codes` and `diagnostic` need it.

use bitcode::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Makes the run fail.
    Error,
    /// Is printed, but does not change the exit status.
    Warn,
    /// Is part of the summary, and does not change the exit status.
    Note,
}
