//! Compares two snapshots.

use super::{
    model::{
        CycleChange, DependencyChange, Kind, MemberChange, MetricChange, ReferenceLine, UnknownChange, ViolationChange,
    },
    snapshot::{Cycles, FoundViolation, Snapshot, UsedReference, ViolationKey},
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// Returns the owners of a part.
pub(super) type OwnersOf<'a> = &'a dyn Fn(&str) -> Vec<String>;

type Dependencies = BTreeMap<(String, String), Vec<UsedReference>>;

/// Compares dependencies.
pub(super) fn dependencies(base: &Dependencies, head: &Dependencies, owners: OwnersOf<'_>) -> Vec<DependencyChange> {
    let pairs: BTreeSet<&(String, String)> = base.keys().chain(head.keys()).collect();
    let none = Vec::new();
    let mut changes = Vec::new();
    for pair in pairs {
        let (before, after) = (base.get(pair).unwrap_or(&none), head.get(pair).unwrap_or(&none));
        let (added, removed) = (without(after, before), without(before, after));
        let kind = match (before.is_empty(), after.is_empty()) {
            (true, _) => Kind::New,
            (_, true) => Kind::Gone,
            _ if after.len() > before.len() => Kind::Heavier,
            _ if after.len() < before.len() => Kind::Lighter,
            _ => continue,
        };
        let shown = if matches!(kind, Kind::New | Kind::Heavier) { added } else { removed };
        let present = if after.is_empty() { before } else { after };
        changes.push(DependencyChange {
            kind,
            from: pair.0.clone(),
            to: pair.1.clone(),
            from_owners: owners(&pair.0),
            to_owners: owners(&pair.1),
            before: before.len(),
            after: after.len(),
            only_tests: present.iter().all(|one| !one.is_production),
            references: shown.into_iter().map(reference_line).collect(),
        });
    }
    // New dependencies of production code come first.
    changes.sort_by_key(|change| (change.kind, change.only_tests));
    changes
}

/// Compares which external crates are used, whatever the number of references.
pub(super) fn external(base: &Dependencies, head: &Dependencies, owners: OwnersOf<'_>) -> Vec<DependencyChange> {
    let mut changes = dependencies(base, head, owners);
    changes.retain(|change| matches!(change.kind, Kind::New | Kind::Gone));
    for change in &mut changes {
        change.to_owners.clear();
    }
    changes
}

/// Returns the external crates that only the head uses.
pub(super) fn new_external(base: &Dependencies, head: &Dependencies) -> Vec<String> {
    let crates = |side: &Dependencies| side.keys().map(|(_, to)| to.clone()).collect::<BTreeSet<String>>();
    crates(head).difference(&crates(base)).cloned().collect()
}

/// Compares the crates of the workspace.
pub(super) fn members(base: &BTreeSet<String>, head: &BTreeSet<String>) -> Vec<MemberChange> {
    let new = head.difference(base).map(|name| MemberChange { is_new: true, name: name.clone() });
    let gone = base.difference(head).map(|name| MemberChange { is_new: false, name: name.clone() });
    new.chain(gone).collect()
}

/// Returns the references that a list has more often than another one.
fn without<'a>(references: &'a [UsedReference], others: &[UsedReference]) -> Vec<&'a UsedReference> {
    let mut left: BTreeMap<_, usize> = BTreeMap::new();
    for one in others {
        *left.entry(one.key()).or_default() += 1;
    }
    let mut new: Vec<&UsedReference> = Vec::new();
    for one in references {
        match left.get_mut(&one.key()) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(one),
        }
    }
    new.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    new
}

fn reference_line(one: &UsedReference) -> ReferenceLine {
    ReferenceLine {
        file: one.file.clone(),
        line: one.line,
        column: one.column,
        from: one.from.clone(),
        to: one.to.clone(),
        kind: one.kind,
    }
}

/// Compares violations. `is_baselined` tells whether the baseline of the head records one.
pub(super) fn violations(
    base: &Snapshot,
    head: &Snapshot,
    is_baselined: &dyn Fn(&ViolationKey) -> bool,
    owners: OwnersOf<'_>,
) -> Vec<ViolationChange> {
    let change = |key: &ViolationKey, found: &FoundViolation, other: Option<&FoundViolation>, is_new: bool| {
        // A new cycle also has dependencies that were there before, and some of a broken one stay.
        let elsewhere = if is_new { base } else { head };
        if found.is_step && elsewhere.has_dependency(&key.1, &key.2) {
            return None;
        }
        let count = found.count.saturating_sub(other.map_or(0, |other| other.count));
        (count > 0).then(|| ViolationChange {
            is_new,
            rule: key.0.clone(),
            message: found.message.clone(),
            is_error: found.is_error,
            is_step: found.is_step,
            count,
            file: found.file.clone(),
            line: found.line,
            owners: found.module.as_deref().map(owners).unwrap_or_default(),
            is_baselined: is_new && is_baselined(key),
        })
    };
    let new = head.violations.iter().filter_map(|(key, found)| change(key, found, base.violations.get(key), true));
    let gone = base.violations.iter().filter_map(|(key, found)| change(key, found, head.violations.get(key), false));
    let mut all: Vec<ViolationChange> = new.chain(gone).collect();
    all.sort_by_key(|one| (!one.is_new, one.is_baselined, !one.is_error));
    all
}

/// Compares the cycles at one level. A cycle is the same one if most of its parts are.
pub(super) fn cycles(level: &'static str, base: &Cycles, head: &Cycles) -> Vec<CycleChange> {
    let sets = |cycles: &Cycles| -> Vec<BTreeSet<String>> {
        cycles.groups.iter().map(|group| group.parts.iter().cloned().collect()).collect()
    };
    let (before, after) = (sets(base), sets(head));
    let overlapping = |set: &BTreeSet<String>, others: &[BTreeSet<String>]| {
        let shared = |other: &BTreeSet<String>| set.intersection(other).count();
        // A cycle needs two parts, so one shared part is no cycle of both sides.
        others.iter().enumerate().map(|(at, other)| (shared(other), at)).filter(|(shared, _)| *shared > 1).max()
    };
    let mut changes = Vec::new();
    for (group, set) in head.groups.iter().zip(&after) {
        let (change, moved) = match overlapping(set, &before) {
            None => ("new", Vec::new()),
            Some((_, at)) => {
                let joined: Vec<String> = set.difference(&before[at]).cloned().collect();
                let left: Vec<String> = before[at].difference(set).cloned().collect();
                match set.len().cmp(&before[at].len()) {
                    Ordering::Greater => ("larger", joined),
                    Ordering::Less => ("smaller", left),
                    // A part that was renamed, or whose code moved, is no growth.
                    Ordering::Equal if !joined.is_empty() => ("changed", joined),
                    Ordering::Equal => continue,
                }
            }
        };
        let (parts, cut) = (group.parts.clone(), group.cut.clone());
        changes.push(CycleChange { change, level, parts, moved, cut });
    }
    for (group, set) in base.groups.iter().zip(&before) {
        if overlapping(set, &after).is_none() {
            let parts = group.parts.clone();
            changes.push(CycleChange { change: "gone", level, parts, moved: Vec::new(), cut: Vec::new() });
        }
    }
    changes
}

/// Compares the names that only a guess leads to.
pub(super) fn unknown(base: &Snapshot, head: &Snapshot) -> Vec<UnknownChange> {
    let only = |these: &Snapshot, those: &Snapshot, is_new: bool| {
        let own = these.unknown.iter().filter(|(key, _)| !those.unknown.contains_key(*key));
        let change = |((module, name), references): (&(String, String), &Vec<UsedReference>)| {
            let first = references.first()?;
            let (module, name) = (module.clone(), name.clone());
            Some(UnknownChange { is_new, name, module, file: first.file.clone(), line: first.line })
        };
        own.filter_map(change).collect::<Vec<_>>()
    };
    let (mut new, mut gone) = (only(head, base, true), only(base, head, false));
    // A guess that moved to another Rust module is neither new nor gone.
    new.retain(|one| {
        let moved = gone.iter().position(|other| other.name == one.name);
        moved.map(|at| gone.remove(at)).is_none()
    });
    [new, gone].concat()
}

/// The smallest change of a share, in percentage points, that is not chance: adding any part changes each share a little.
const NOISE: f64 = 0.5;

/// Compares the few numbers that tell about the whole.
pub(super) fn metrics(base: &Snapshot, head: &Snapshot) -> Vec<MetricChange> {
    let percent = |share: f64| (share * 1000.0).round() / 10.0;
    let mut changes = Vec::new();
    let mut share = |name: &'static str, before: f64, after: f64| {
        let (before, after) = (percent(before), percent(after));
        if (before - after).abs() >= NOISE {
            changes.push(MetricChange { name, before, after, unit: "%", is_better: Some(after < before) });
        }
    };
    let cost = |snapshot: &Snapshot| snapshot.rust_modules.propagation_cost;
    share("propagation cost of Rust modules", cost(base), cost(head));
    share("Rust modules in the largest cycle", largest(&base.rust_modules), largest(&head.rust_modules));
    share("names that are guesses", guesses(base), guesses(head));
    changes
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer parts than 2^52")]
fn largest(cycles: &Cycles) -> f64 {
    cycles.groups.first().map_or(0.0, |group| group.parts.len() as f64 / cycles.parts.max(1) as f64)
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer references than 2^52")]
fn guesses(snapshot: &Snapshot) -> f64 {
    let unknown: usize = snapshot.unknown.values().map(Vec::len).sum();
    unknown as f64 / snapshot.references.max(1) as f64
}
