//! Creates a baseline from the result of a check, and shrinks one to the violations that still exist.

use super::model::{Baseline, BaselineEntry, Change, counted};
use crate::{diagnostic::Diagnostic, rules::Rules};

/// Whether an existing baseline may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It may not grow.
    Refuse,
    /// It may grow.
    Allow,
}

/// A created or shrunk baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The baseline.
    pub baseline: Baseline,
    /// The entries that grew, including new ones; empty without a previous baseline.
    pub grown: Vec<Change>,
    /// The entries that shrank.
    pub shrunk: Vec<Change>,
}

/// Records the result of a check, before any baseline is applied to it. Violations of `strict` rules are not recorded.
///
/// Returns the entries that would grow as an error, unless growth is allowed.
pub fn create(
    found: &[Diagnostic],
    rules: &Rules,
    existing: Option<&Baseline>,
    growth: Growth,
) -> Result<Recorded, Vec<Change>> {
    let entries = counted(found)
        .into_iter()
        .filter(|(identity, count)| *count > 0 && !rules.is_strict(&identity.rule))
        .map(|(identity, count)| (identity, BaselineEntry { count, place: None }))
        .collect();
    let recorded = compared(Baseline { entries, ..Baseline::default() }, existing);
    if growth == Growth::Refuse && !recorded.grown.is_empty() { Err(recorded.grown) } else { Ok(recorded) }
}

/// Shrinks each entry to the violations that still exist. The result must be of a check of the whole workspace.
pub fn shrink(found: &[Diagnostic], rules: &Rules, existing: &Baseline) -> Recorded {
    let counts = counted(found);
    let left = |(identity, entry): (&_, &BaselineEntry)| {
        let found = counts.get(identity).copied().unwrap_or_default();
        // A rule that is off finds nothing, so its violations are unknown.
        let count = if rules.is_off(&identity.rule) { entry.count } else { entry.count.min(found) };
        (count > 0 && !rules.is_strict(&identity.rule))
            .then(|| (identity.clone(), BaselineEntry { count, place: None }))
    };
    let entries = existing.entries.iter().filter_map(left).collect();
    compared(Baseline { entries, ..Baseline::default() }, Some(existing))
}

fn compared(baseline: Baseline, before: Option<&Baseline>) -> Recorded {
    let mut recorded = Recorded { baseline, ..Recorded::default() };
    let Some(before) = before else { return recorded };
    let count = |of: &Baseline, identity| of.entries.get(identity).map_or(0, |entry: &BaselineEntry| entry.count);
    for identity in recorded.baseline.entries.keys() {
        let (old, new) = (count(before, identity), count(&recorded.baseline, identity));
        if new > old {
            recorded.grown.push(Change { identity: identity.clone(), recorded: old, found: new });
        }
    }
    for identity in before.entries.keys() {
        let (old, new) = (count(before, identity), count(&recorded.baseline, identity));
        if new < old {
            recorded.shrunk.push(Change { identity: identity.clone(), recorded: old, found: new });
        }
    }
    recorded
}
