//! Recorded contracts as plain data.

use crate::{contracts::Surface, date::Date, source::Place};
use std::{collections::BTreeMap, fmt};

/// The recorded contracts by name: `orders` for a module, `orders#events` for an interface.
pub type Records = BTreeMap<String, Recorded>;

/// A recorded contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The versions, the current one last. Never empty.
    pub versions: Vec<Version>,
    /// The recorded items.
    pub surface: Surface,
    /// The place of the record, if it was read from a file.
    pub place: Option<Place>,
}

/// A version of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counts incompatible changes.
    pub major: u32,
    /// Counts compatible changes since the last incompatible one.
    pub minor: u32,
    /// The day on which it was recorded.
    pub date: Date,
    /// Why the contract changed.
    pub reason: String,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
