//! What features bring along: that a package's manifest makes one enable another is known of `cfg`, too.
//!
//! A workspace can have thousands of features, and a diagram of all their implications would be far larger than any
//! question needs. What implications say about the few names of one predicate is exactly those between these
//! names, in any number of steps; so they are drawn in question by question.

use super::{Atom, Cfg, Cfgs};
use crate::workspace::{PackageId, Workspace};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// The features that each feature enables directly, in its own package and in other members.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct Brings {
    #[bitcode(skip)]
    direct: FxHashMap<(PackageId, String), Vec<(PackageId, String)>>,
}

impl Brings {
    /// Those of a workspace's manifests.
    pub(super) fn of(workspace: &Workspace) -> Self {
        let mut direct: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (index, package) in workspace.packages.iter().enumerate() {
            let id = PackageId(index as u32);
            for (feature, entries) in &package.features {
                let enables = entries.iter().flat_map(|entry| match entry.split_once('/') {
                    None if entry.starts_with("dep:") => Vec::new(),
                    None => vec![(id, entry.clone())],
                    // `name?/feature` enables it only where something else brings the dependency in.
                    Some((dependency, _)) if dependency.ends_with('?') => Vec::new(),
                    Some((dependency, of)) => package
                        .dependencies
                        .iter()
                        .filter(|candidate| candidate.key == dependency)
                        .filter_map(|candidate| Some((candidate.member?, of.to_owned())))
                        .collect(),
                });
                direct.entry((id, feature.clone())).or_default().extend(enables);
            }
        }
        Self { direct }
    }

    /// Whether one feature enables another, in any number of steps.
    fn brings(&self, from: &(PackageId, String), to: &(PackageId, String)) -> bool {
        let mut seen = FxHashSet::default();
        let mut open = vec![from];
        while let Some(feature) = open.pop() {
            for next in self.direct.get(feature).into_iter().flatten() {
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

impl Cfgs {
    /// A store that knows what the features of a workspace bring along.
    pub fn of(workspace: &Workspace) -> Self {
        let mut cfgs = Self::default();
        cfgs.brings = Brings::of(workspace);
        cfgs
    }

    /// A predicate together with what is known of the features in it.
    pub(super) fn with_features(&mut self, a: Cfg) -> Cfg {
        let features: Vec<(PackageId, String)> = self
            .atoms(a)
            .into_iter()
            .filter_map(|atom| match atom {
                Atom::Feature(package, name) => Some((*package, name.clone())),
                _ => None,
            })
            .collect();
        let mut all = a;
        for from in &features {
            for to in &features {
                if from != to && self.brings.brings(from, to) {
                    let from = self.atom(Atom::Feature(from.0, from.1.clone()));
                    let to = self.atom(Atom::Feature(to.0, to.1.clone()));
                    let not = self.not(from);
                    let known = self.or(not, to);
                    all = self.and(all, known);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::workspace;

    #[test]
    fn a_feature_holds_where_one_that_enables_it_does() {
        let workspace = workspace(&[
            (
                "Cargo.toml",
                "[package]\nname = 'a'\nedition = '2021'\n[workspace]\nmembers = ['b']\n\
                 [features]\nfull = ['rt-multi']\nrt-multi = ['rt', 'b/io']\nrt = []\nweak = ['b?/io']\n\
                 [dependencies]\nb = { path = 'b', optional = true }\n",
            ),
            ("src/lib.rs", ""),
            ("b/Cargo.toml", "[package]\nname = 'b'\nedition = '2021'\n[features]\nio = []\n"),
            ("b/src/lib.rs", ""),
        ]);
        let mut cfgs = Cfgs::of(&workspace);
        let mut feature = |package, name: &str| cfgs.atom(Atom::Feature(PackageId(package), name.to_owned()));
        let (full, rt, weak, io) = (feature(0, "full"), feature(0, "rt"), feature(0, "weak"), feature(1, "io"));
        assert!(cfgs.implies(full, rt));
        assert!(cfgs.implies(full, io));
        assert!(!cfgs.implies(rt, full));
        assert!(!cfgs.implies(weak, io));
        let not_rt = cfgs.not(rt);
        let never = cfgs.and(full, not_rt);
        assert!(!cfgs.possible(never));
    }
}
