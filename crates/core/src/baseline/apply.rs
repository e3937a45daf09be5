//! Removes recorded violations from the result of a check, and reports stale entries of the baseline.

use super::model::{Baseline, BaselineEntry, Identity, counted, identity};
use crate::{
    codes::Code,
    diagnostic::{self, Diagnostic},
    rules::Rules,
    source::Sources,
};
use std::collections::BTreeSet;

/// The fix for stale entries.
const SHRINK: &str = "run `cargo archcheck baseline shrink`: it removes outdated entries, and adds nothing";

/// The result of a check without recorded violations.
#[derive(Debug, Default)]
pub struct Applied {
    /// The remaining diagnostics, in the order of the output.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of violations that were removed.
    pub known: usize,
}

/// Removes the violations that the baseline records from the result of a check.
///
/// A violation with more references than recorded stays as a whole, since it is unknown which references are new. An
/// entry with more references than exist is stale, which is only reported if the check covers the `whole` workspace
/// and every `cfg`.
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
                let note = format!(
                    "the baseline records {} of these {count} references, but it is unknown which",
                    entry.count
                );
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

/// Returns a diagnostic for a stale entry.
fn stale(
    identity: &Identity,
    entry: BaselineEntry,
    count: u32,
    rules: &Rules,
    ids: &BTreeSet<String>,
    whole: bool,
) -> Option<Diagnostic> {
    let Identity { rule, from, to } = identity;
    let message = if !ids.contains(rule) && !rules.unread.contains(rule) {
        format!("the baseline records violations of `{rule}`, but there is no such rule")
    } else if rules.is_strict(rule) {
        format!("the baseline records a violation of `{rule}`, but that rule is `strict`")
    } else if count >= entry.count || !whole || rules.is_off(rule) {
        return None;
    } else if count == 0 {
        format!("the baseline records a violation of `{rule}` that no longer exists: `{from}` -> `{to}`")
    } else {
        format!(
            "the baseline records {} references that violate `{rule}`, but only {count} exist: `{from}` -> `{to}`",
            entry.count
        )
    };
    let mut diagnostic = Diagnostic::new(Code::StaleBaseline, message).help(SHRINK);
    diagnostic.severity = rules.severity(None, Code::StaleBaseline)?;
    Some(match entry.place {
        Some(place) => diagnostic.at(place, ""),
        None => diagnostic,
    })
}
