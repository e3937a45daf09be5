//! Which diagnostics are shown together: what breaks one rule at one target from several files (the users of
//! one re-export, say), else what breaks it in one file. It knows no text.

use crate::report::{Report, is_whole};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity},
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Diagnostics of one code, severity and rule, in report order.
pub(super) type Group<'a> = Vec<&'a Diagnostic>;

/// What one group has in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Common<'a> {
    /// One target, named from several files.
    Target(&'a str),
    /// One file.
    File(FileId),
    /// Nothing: it stands alone.
    Alone(usize),
}

type Key<'a> = (Code, Severity, &'a str, Common<'a>);

/// All errors and warnings of a report in their groups: warnings first, so that the errors are beside the
/// verdict. Notes are the summary's.
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
            _ => ("", Common::Alone(index)),
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
