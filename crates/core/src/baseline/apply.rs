//! Taking what is known out of a run, and saying what the baseline no longer needs.

use super::model::{Baseline, Entry, Identity, counted, identity};
use crate::{
    codes::Code,
    diagnostic::{self, Diagnostic},
    rules::Rules,
    source::Sources,
};
use std::collections::BTreeSet;

/// What mends a baseline that has more than is needed.
const SHRINK: &str = "run `cargo archcheck baseline shrink`: it removes what is no longer needed, and adds nothing";

/// A run without what is known.
#[derive(Debug, Default)]
pub struct Applied {
    /// What is left to say, sorted as every output has it.
    pub diagnostics: Vec<Diagnostic>,
    /// How many recorded violations there are, and are left out for that: as many as `create` says it wrote.
    pub known: usize,
}

/// Takes the violations that the baseline knows out of what the checks found.
///
/// A violation of which there is more than is recorded stays, all of it: which part of it is new can't be told.
/// Where there is less, the entry is an error, but only a run over the `whole` workspace and every `cfg` can say so.
pub fn apply(baseline: &Baseline, found: Vec<Diagnostic>, rules: &Rules, sources: &Sources, whole: bool) -> Applied {
    let counts = counted(&found);
    let mut applied = Applied::default();
    let mut known: BTreeSet<Identity> = BTreeSet::new();
    for mut diagnostic in found {
        let entry = identity(&diagnostic).and_then(|identity| {
            let entry = baseline.entries.get(&identity).filter(|_| !rules.is_strict(&identity.rule))?;
            let count = counts.get(&identity).copied().unwrap_or_default();
            Some((identity, entry, count))
        });
        match entry {
            Some((identity, entry, count)) if count <= entry.count => {
                known.insert(identity);
            }
            Some((_, entry, count)) => {
                let note =
                    format!("baseline: {} of {count} are known, and what is new can't be told apart", entry.count);
                diagnostic.notes.push(note);
                applied.diagnostics.push(diagnostic);
            }
            None => applied.diagnostics.push(diagnostic),
        }
    }
    applied.known = known.len();
    let ids: BTreeSet<String> = rules.ids().collect();
    for (identity, entry) in &baseline.entries {
        let count = counts.get(identity).copied().unwrap_or_default();
        applied.diagnostics.extend(stale(identity, *entry, count, rules, &ids, whole));
    }
    diagnostic::sort(&mut applied.diagnostics, sources);
    applied
}

/// What is wrong with an entry that a run does not need as it is.
fn stale(
    identity: &Identity,
    entry: Entry,
    count: u32,
    rules: &Rules,
    ids: &BTreeSet<String>,
    whole: bool,
) -> Option<Diagnostic> {
    let Identity { rule, from, to } = identity;
    let message = if !ids.contains(rule) && !rules.unread.contains(rule) {
        format!("the baseline has violations of `{rule}`, and there is no such rule")
    } else if rules.is_strict(rule) {
        format!("the baseline has a violation of `{rule}`, and that rule is `strict`: it takes none")
    } else if count >= entry.count || !whole || rules.is_off(rule) {
        return None;
    } else if count == 0 {
        format!("the baseline has a violation of `{rule}` that is gone: `{from}` -> `{to}`")
    } else {
        format!("the baseline counts {} of `{rule}`, and {count} are left: `{from}` -> `{to}`", entry.count)
    };
    let mut diagnostic = Diagnostic::new(Code::StaleBaseline, message).help(SHRINK);
    diagnostic.severity = rules.severity(None, Code::StaleBaseline)?;
    Some(match entry.place {
        Some(place) => diagnostic.at(place, ""),
        None => diagnostic,
    })
}
