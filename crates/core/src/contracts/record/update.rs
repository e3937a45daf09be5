//! Records the current contracts.

use super::{
    check::Locked,
    model::{Recorded, Records, Version},
};
use crate::{
    contracts::{Change, compare},
    date::Date,
};
use std::collections::BTreeMap;

/// What to record with a new version of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bump {
    /// Why the contracts change.
    pub reason: String,
}

/// The result of recording contracts.
#[derive(Clone, Debug, Default)]
pub struct Updated {
    /// The new records.
    pub records: Records,
    /// The new contracts.
    pub added: Vec<String>,
    /// The contracts that are no longer locked.
    pub removed: Vec<String>,
    /// The contracts that changed, with the new version if it was recorded.
    pub changed: Vec<(String, Vec<Change>, Option<Version>)>,
}

/// Records the current contracts. Without `bump`, contracts that changed keep their record.
pub fn update(records: &Records, locked: &BTreeMap<String, Locked>, today: Date, bump: Option<&Bump>) -> Updated {
    let mut updated = Updated::default();
    for (name, contract) in locked {
        let Some(recorded) = records.get(name) else {
            let version = Version { major: 1, minor: 0, date: today, reason: String::new() };
            let recorded = Recorded { versions: vec![version], surface: contract.surface.clone(), place: None };
            updated.records.insert(name.clone(), recorded);
            updated.added.push(name.clone());
            continue;
        };
        let changes = compare(&recorded.surface, &contract.surface);
        let mut kept = recorded.clone();
        if changes.is_empty() {
            // What has no meaning may differ, such as which of two paths of an item is listed as its own.
            kept.surface = contract.surface.clone();
            updated.records.insert(name.clone(), kept);
            continue;
        }
        let version = bump.zip(recorded.versions.last()).map(|(bump, last)| {
            let is_breaking = changes.iter().any(Change::is_breaking);
            let (major, minor) = if is_breaking {
                (last.major.saturating_add(1), 0)
            } else {
                (last.major, last.minor.saturating_add(1))
            };
            Version { major, minor, date: today, reason: bump.reason.clone() }
        });
        if let Some(version) = &version {
            kept.versions.push(version.clone());
            kept.surface = contract.surface.clone();
        }
        updated.records.insert(name.clone(), kept);
        updated.changed.push((name.clone(), changes, version));
    }
    updated.removed = records.keys().filter(|name| !locked.contains_key(*name)).cloned().collect();
    updated
}
