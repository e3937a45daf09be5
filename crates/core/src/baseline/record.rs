//! Making a baseline of what a run finds, and shrinking one to what is still there.

use super::model::{Baseline, Change, Entry, counted};
use crate::{diagnostic::Diagnostic, rules::Rules};

/// Whether an existing baseline may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It may not: what would grow is the result.
    Refuse,
    /// It may, and what grew is said.
    Allow,
}

/// A baseline that was made or shrunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The baseline.
    pub baseline: Baseline,
    /// What there is more of than before, new ones included; empty where there was no baseline before.
    pub grown: Vec<Change>,
    /// What there is less of than before.
    pub shrunk: Vec<Change>,
}

/// Records what the checks found, before any baseline was applied to it. Rules that are `strict` take none.
///
/// Where there is a baseline already, `Err` has what would grow, unless it may.
pub fn create(
    found: &[Diagnostic],
    rules: &Rules,
    existing: Option<&Baseline>,
    growth: Growth,
) -> Result<Recorded, Vec<Change>> {
    let entries = counted(found)
        .into_iter()
        .filter(|(identity, count)| *count > 0 && !rules.is_strict(&identity.rule))
        .map(|(identity, count)| (identity, Entry { count, place: None }))
        .collect();
    let recorded = compared(Baseline { entries }, existing);
    if growth == Growth::Refuse && !recorded.grown.is_empty() { Err(recorded.grown) } else { Ok(recorded) }
}

/// What is still needed of a baseline: of each entry as much as there is, and never more than before.
///
/// Only what a run over the whole workspace found can say so.
pub fn shrink(found: &[Diagnostic], rules: &Rules, existing: &Baseline) -> Recorded {
    let counts = counted(found);
    let left = |(identity, entry): (&_, &Entry)| {
        let found = counts.get(identity).copied().unwrap_or_default();
        // What is off finds nothing, which says nothing of the code.
        let count = if rules.is_off(&identity.rule) { entry.count } else { entry.count.min(found) };
        (count > 0 && !rules.is_strict(&identity.rule)).then(|| (identity.clone(), Entry { count, place: None }))
    };
    compared(Baseline { entries: existing.entries.iter().filter_map(left).collect() }, Some(existing))
}

fn compared(baseline: Baseline, before: Option<&Baseline>) -> Recorded {
    let mut recorded = Recorded { baseline, ..Recorded::default() };
    let Some(before) = before else { return recorded };
    let count = |of: &Baseline, identity| of.entries.get(identity).map_or(0, |entry: &Entry| entry.count);
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
