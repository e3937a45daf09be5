//! Groups the diagnostics that are shown together. It must not know how they are rendered.
//!
//! Violations of one rule with the same cause form a group: the users of one re-export, the chains with the same last
//! step, or the dependencies between two parts. Other violations of one rule in one file form a group, too.

use crate::report::{Report, is_whole};
use archcheck_core::{
    codes::Code,
    diagnostic::{Cause, CauseKind, Diagnostic, Severity},
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Diagnostics with the same code, severity and rule, in the order of the report. Chains start with the shortest one.
pub(super) type Group<'a> = Vec<&'a Diagnostic>;

/// The property that the diagnostics of a group share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Common<'a> {
    /// The re-export that code of several parts uses: its Rust module, and what it leads to.
    Reexport(&'a str, &'a str),
    /// A dependency between two parts.
    Parts(&'a str, &'a str),
    /// The last step of chains.
    LastStep(&'a str, &'a str),
    /// The file.
    File(FileId),
    /// Nothing: the group is this one diagnostic.
    Single(usize),
}

type Key<'a> = (Code, Severity, &'a str, Common<'a>);

/// Groups the errors and warnings of a report. Notes belong to the summary.
///
/// Warnings come first, so that the errors are next to the verdict.
pub(super) fn groups<'a>(report: &'a Report<'_>) -> Vec<Group<'a>> {
    let shown = || report.diagnostics.iter().enumerate().filter(|(_, one)| one.severity != Severity::Note);
    let users = users_of_reexports(shown().map(|(_, one)| one));
    let mut order: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, one) in shown() {
        let (rule, common) = match (&one.violation, &one.primary) {
            (Some(violation), Some(primary)) => {
                let common = match &violation.cause {
                    Some(Cause { kind: CauseKind::LastStep, from, to }) => Common::LastStep(from, to),
                    _ if is_whole(one.code) => Common::Single(index),
                    Some(Cause { kind: CauseKind::Reexport { module, item }, from, to }) => {
                        let parts = users.get(&(&violation.rule, module, item)).map_or(0, BTreeSet::len);
                        if parts > 1 { Common::Reexport(module, item) } else { Common::Parts(from, to) }
                    }
                    Some(Cause { kind: CauseKind::Parts, from, to }) => Common::Parts(from, to),
                    None => Common::File(primary.place.file),
                };
                (violation.rule.as_str(), common)
            }
            _ => ("", Common::Single(index)),
        };
        let at = *order.entry((one.code, one.severity, rule, common)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(one);
    }
    for group in &mut groups {
        if group.first().is_some_and(|one| one.code == Code::Chain) {
            group.sort_by_key(|one| one.violation.as_ref().map_or(0, |violation| violation.references.len()));
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.first().map(|one| one.severity)));
    groups
}

/// A rule, the Rust module of a re-export, and what it leads to.
type RuleReexport<'a> = (&'a String, &'a String, &'a String);

/// Returns the parts that use each re-export, for each rule that it violates.
fn users_of_reexports<'a>(
    diagnostics: impl Iterator<Item = &'a Diagnostic>,
) -> BTreeMap<RuleReexport<'a>, BTreeSet<&'a str>> {
    let mut users: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for violation in diagnostics.filter_map(|one| one.violation.as_ref()) {
        if let Some(Cause { kind: CauseKind::Reexport { module, item }, from, .. }) = &violation.cause {
            users.entry((&violation.rule, module, item)).or_default().insert(from);
        }
    }
    users
}

/// Describes what the violations of a group have in common, behind `and 3 more`.
pub(super) fn of_cause(group: &[&Diagnostic]) -> String {
    let cause = group.first().and_then(|one| one.violation.as_ref()?.cause.as_ref());
    match cause {
        Some(Cause { kind: CauseKind::Reexport { module, .. }, .. }) if is_of_several_parts(group) => {
            format!("through the re-export in `{module}`")
        }
        Some(Cause { kind: CauseKind::LastStep, .. }) => "that end with the same step".to_owned(),
        Some(Cause { from, to, .. }) => format!("from `{from}` to `{to}`"),
        None => "in this file".to_owned(),
    }
}

fn is_of_several_parts(group: &[&Diagnostic]) -> bool {
    let mut parts = group.iter().filter_map(|one| Some(&one.violation.as_ref()?.cause.as_ref()?.from));
    let first = parts.next();
    parts.any(|part| Some(part) != first)
}
