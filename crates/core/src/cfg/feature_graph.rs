//! Which feature enables which, as the manifests of a workspace declare it.

use crate::workspace::{PackageId, Workspace};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// A feature and the package that has it.
type Feature = (PackageId, String);

/// The features that each feature enables directly, in its own package and in other members.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct FeatureGraph {
    #[bitcode(skip)]
    enables: FxHashMap<Feature, Vec<Feature>>,
    /// The features that are enabled exactly where tests are built: those that only dev-dependencies ask for.
    #[bitcode(skip)]
    pub(super) only_with_tests: FxHashSet<Feature>,
}

impl FeatureGraph {
    /// Reads the features of all members.
    pub(super) fn new(workspace: &Workspace) -> Self {
        let mut enables: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (index, package) in workspace.packages.iter().enumerate() {
            let id = PackageId(index as u32);
            for (feature, entries) in &package.features {
                let enabled_features = entries.iter().flat_map(|entry| match entry.split_once('/') {
                    None if entry.starts_with("dep:") => Vec::new(),
                    None => vec![(id, entry.clone())],
                    // `name?/feature` enables the feature only if something else enables the dependency.
                    Some((dependency, _)) if dependency.ends_with('?') => Vec::new(),
                    Some((dependency, of)) => package
                        .dependencies
                        .iter()
                        .filter(|candidate| candidate.key == dependency)
                        .filter_map(|candidate| Some((candidate.member?, of.to_owned())))
                        .collect(),
                });
                enables.entry((id, feature.clone())).or_default().extend(enabled_features);
            }
        }
        Self { enables, only_with_tests: FxHashSet::default() }
    }

    /// Returns whether one feature enables another, directly or not.
    pub(super) fn implies(&self, from: &Feature, to: &Feature) -> bool {
        let mut seen = FxHashSet::default();
        let mut open = vec![from];
        while let Some(feature) = open.pop() {
            for next in self.enables.get(feature).into_iter().flatten() {
                if next == to {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }
}
