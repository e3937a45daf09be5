//! The data of a baseline, and the identity of violations.

use crate::{
    diagnostic::{CycleDependency, Diagnostic, Violation},
    source::Place,
};
use std::collections::{BTreeMap, BTreeSet};

/// The identity of a violation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The id of the rule.
    pub rule: String,
    /// The path of the Rust module that contains it.
    pub from: String,
    /// The path of the target; for limits the measure. A cycle has an identity for each dependency of its component.
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
    /// The rules for which the file records whole cycles, as older versions did. Their steps are among the entries.
    pub(super) whole_cycles: BTreeSet<String>,
    /// The violations that the file lists more than once, as a merge can leave them.
    pub(super) repeated: Vec<Repeated>,
}

/// A violation that a file lists a second time. The entry with the smaller count applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repeated {
    /// The violation.
    pub identity: Identity,
    /// The place of the first entry.
    pub first: Place,
    /// The place of the other entry.
    pub second: Place,
    /// The counts of the two entries.
    pub counts: [u32; 2],
}

impl Baseline {
    /// Returns whether it was read from a file in an older form, or with repeated entries, which `create` and `shrink`
    /// replace.
    pub fn is_outdated(&self) -> bool {
        !self.whole_cycles.is_empty() || !self.repeated.is_empty()
    }

    /// Returns the number of entries that repeat another one.
    pub fn repeated_count(&self) -> usize {
        self.repeated.len()
    }
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
    for violation in found.iter().filter_map(|diagnostic| diagnostic.violation.as_ref()) {
        for identity in identities(violation) {
            let count: &mut u32 = counted.entry(identity).or_default();
            *count = count.saturating_add(violation.count);
        }
    }
    counted
}

/// Returns the identities of a violation: several for a cycle, one for each dependency of its component.
pub(super) fn identities(violation: &Violation) -> Vec<Identity> {
    if violation.dependencies.is_empty() {
        let Violation { rule, from, to, .. } = violation;
        return vec![Identity { rule: rule.clone(), from: from.clone(), to: to.clone() }];
    }
    violation.dependencies.iter().map(|dependency| of_dependency(&violation.rule, dependency)).collect()
}

/// Returns the identity of a dependency of a cycle.
pub(super) fn of_dependency(rule: &str, dependency: &CycleDependency) -> Identity {
    Identity { rule: rule.to_owned(), from: dependency.from.clone(), to: dependency.to.clone() }
}
