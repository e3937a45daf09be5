//! Removes recorded violations from the result of a check, and reports stale entries of the baseline.

use super::{
    model::{Baseline, BaselineEntry, Identity, Repeated, counted, identities},
    new_cycles::new_cycles,
};
use crate::{
    codes::Code,
    diagnostic::{self, Diagnostic},
    rules::Rules,
    source::Sources,
};
use std::collections::{BTreeMap, BTreeSet};

/// The fix for stale entries.
const SHRINK: &str = "run `cargo archcheck baseline shrink`: it removes outdated entries, and adds nothing";

/// The result of a check without recorded violations.
#[derive(Debug, Default)]
pub struct Applied {
    /// The remaining diagnostics, in the order of the output.
    pub diagnostics: Vec<Diagnostic>,
    /// The violations that were removed.
    pub known: Vec<Diagnostic>,
}

/// Removes the violations that the baseline records from the result of a check.
///
/// A violation with more references than recorded stays as a whole, since it is unknown which references are new. Of a
/// cycle, the new dependencies stay: see `new_cycles`. An entry with more references than exist is stale, which is only
/// reported if the check covers the `whole` workspace and every `cfg`.
pub fn apply(baseline: &Baseline, found: Vec<Diagnostic>, rules: &Rules, sources: &Sources, whole: bool) -> Applied {
    let counts = counted(&found);
    let mut applied = Applied::default();
    let is_known = |identity: &Identity| {
        let count = counts.get(identity).copied().unwrap_or_default();
        baseline.entries.get(identity).is_some_and(|entry| count <= entry.count)
    };
    for mut diagnostic in found {
        let violation = diagnostic.violation.as_ref().filter(|violation| !rules.is_strict(&violation.rule));
        let Some(violation) = violation else {
            applied.diagnostics.push(diagnostic);
            continue;
        };
        let identities = identities(violation);
        if identities.iter().all(is_known) {
            applied.known.push(diagnostic);
        } else if violation.dependencies.is_empty() {
            diagnostic.notes.extend(identities.first().and_then(|identity| growth(baseline, &counts, identity)));
            applied.diagnostics.push(diagnostic);
        } else {
            applied.diagnostics.extend(new_cycles(baseline, diagnostic, &is_known));
        }
    }
    let ids: BTreeSet<String> = rules.ids().collect();
    let mut fixed_steps: BTreeMap<&str, Vec<(&Identity, Diagnostic)>> = BTreeMap::new();
    for (identity, entry) in &baseline.entries {
        let count = counts.get(identity).copied().unwrap_or_default();
        let Some(found) = stale(identity, *entry, count, rules, &ids, whole) else { continue };
        if rules.finds_cycles(&identity.rule) {
            fixed_steps.entry(&identity.rule).or_default().push((identity, found));
        } else {
            applied.diagnostics.push(found);
        }
    }
    // One fix can break many cycles, so their dependencies are reported together.
    for (rule, mut steps) in fixed_steps {
        let count = steps.len();
        let (Identity { from, to, .. }, mut first) = steps.swap_remove(0);
        if count > 1 && !rules.is_strict(rule) {
            first.message = format!(
                "the baseline records {count} dependencies that `{rule}` no longer finds in a cycle: `{from}` -> `{to}` and \
                 {} more",
                count - 1
            );
        }
        applied.diagnostics.push(first);
    }
    if let Some(severity) = rules.severity(None, Code::StaleBaseline) {
        let repeated = baseline.repeated.iter().map(|one| Diagnostic { severity, ..repeated(one) });
        applied.diagnostics.extend(repeated);
    }
    diagnostic::sort(&mut applied.diagnostics, sources);
    applied
}

/// Returns a diagnostic for an entry that repeats another one.
fn repeated(repeated: &Repeated) -> Diagnostic {
    let Repeated { identity: Identity { rule, from, to }, first, second, counts: [one, other] } = repeated;
    let counts = if one == other { String::new() } else { format!(", with the counts {one} and {other}") };
    let message = format!("the baseline lists a violation of `{rule}` twice{counts}: `{from}` -> `{to}`");
    let mut diagnostic =
        Diagnostic::new(Code::StaleBaseline, message).at(*second, "").related(*first, "first listed here");
    diagnostic.notes.push("a merge of two branches can leave both entries; the smaller count applies".to_owned());
    diagnostic.help("run `cargo archcheck baseline shrink`: it merges them with the smaller count, and adds nothing")
}

/// Returns a note if the baseline records fewer references of a violation than exist.
fn growth(baseline: &Baseline, counts: &BTreeMap<Identity, u32>, identity: &Identity) -> Option<String> {
    let recorded = baseline.entries.get(identity)?.count;
    let count = counts.get(identity)?;
    Some(format!("the baseline records {recorded} of these {count} references, but it is unknown which"))
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
