//! Groups the diagnostics that are shown together. It must not know how they are rendered.
//!
//! Violations of one rule with one target in several files (for example, the users of one re-export) form a group, and
//! so do the other violations of one rule in one file.

use crate::report::{Report, is_whole};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity},
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Diagnostics with the same code, severity and rule, in the order of the report.
pub(super) type Group<'a> = Vec<&'a Diagnostic>;

/// The property that the diagnostics of a group share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Common<'a> {
    /// A target that several files refer to.
    Target(&'a str),
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
    let mut files: BTreeMap<(Code, Severity, &str, &str), BTreeSet<FileId>> = BTreeMap::new();
    for (_, one) in shown() {
        if let (Some(violation), Some(primary)) = (&one.violation, &one.primary) {
            let key = (one.code, one.severity, violation.rule.as_str(), violation.to.as_str());
            files.entry(key).or_default().insert(primary.place.file);
        }
    }
    let mut order: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, one) in shown() {
        let (rule, common) = match (&one.violation, &one.primary) {
            (Some(violation), Some(primary)) if !is_whole(one.code) => {
                let target = (one.code, one.severity, violation.rule.as_str(), violation.to.as_str());
                let several = files.get(&target).is_some_and(|files| files.len() > 1);
                let common = if several { Common::Target(&violation.to) } else { Common::File(primary.place.file) };
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
    groups.sort_by_key(|group| std::cmp::Reverse(group.first().map(|one| one.severity)));
    groups
}
