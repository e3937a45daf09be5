//! How much a diagnostic weighs: a room of its own, since the table of codes and the diagnostics both speak of it.

use bitcode::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Fails the run.
    Error,
    /// Is shown, and leaves the exit status alone.
    Warn,
    /// Is part of the summary's fine print.
    Note,
}
