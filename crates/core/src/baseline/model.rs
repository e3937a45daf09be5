//! The data of a baseline, and the identity of violations.

use crate::{diagnostic::Diagnostic, source::Place};
use std::collections::BTreeMap;

/// The identity of a violation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The id of the rule.
    pub rule: String,
    /// The path of the Rust module that contains it.
    pub from: String,
    /// The path of the target; for cycles the steps, for limits the measure.
    pub to: String,
}

/// An entry of the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaselineEntry {
    /// The number of references, or the value of a limit.
    pub count: u32,
    /// The place of the entry, if it was read from a file.
    pub place: Option<Place>,
}

/// A baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The entries, in the order of the file.
    pub entries: BTreeMap<Identity, BaselineEntry>,
}

/// The difference between a recorded and an actual violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The violation.
    pub identity: Identity,
    /// The recorded number; 0 if the violation is new.
    pub recorded: u32,
    /// The actual number; 0 if the violation no longer exists.
    pub found: u32,
}

/// Counts each violation among some diagnostics.
pub(super) fn counted(found: &[Diagnostic]) -> BTreeMap<Identity, u32> {
    let mut counted = BTreeMap::new();
    for diagnostic in found {
        if let (Some(identity), Some(violation)) = (identity(diagnostic), &diagnostic.violation) {
            let count: &mut u32 = counted.entry(identity).or_default();
            *count = count.saturating_add(violation.count);
        }
    }
    counted
}

/// Returns the identity of a diagnostic's violation, or `None` if it is not a violation of code.
pub(super) fn identity(diagnostic: &Diagnostic) -> Option<Identity> {
    let violation = diagnostic.violation.as_ref()?;
    Some(Identity { rule: violation.rule.clone(), from: violation.from.clone(), to: violation.to.clone() })
}
