//! The plain data of a baseline, and what a violation is known by.

use crate::{diagnostic::Diagnostic, source::Place};
use std::collections::BTreeMap;

/// What a violation is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The rule's id.
    pub rule: String,
    /// The Rust module it is from, by its path.
    pub from: String,
    /// The item or Rust module it reaches, by its path; of a cycle its edges, of a limit what is measured.
    pub to: String,
}

/// What is recorded of one violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How much of it is known.
    pub count: u32,
    /// Where the entry stands; none where it was not read from a file.
    pub place: Option<Place>,
}

/// Recorded violations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Sorted as the file is.
    pub entries: BTreeMap<Identity, Entry>,
}

/// How what is known of one violation differs from what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The violation.
    pub identity: Identity,
    /// How much of it is recorded; 0 where it is new.
    pub recorded: u32,
    /// How much of it there is; 0 where it is gone.
    pub found: u32,
}

/// How much there is of each violation among the diagnostics.
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

/// What a diagnostic's violation is known by; none where it is about something else than code.
pub(super) fn identity(diagnostic: &Diagnostic) -> Option<Identity> {
    let violation = diagnostic.violation.as_ref()?;
    Some(Identity { rule: violation.rule.clone(), from: violation.from.clone(), to: violation.to.clone() })
}
