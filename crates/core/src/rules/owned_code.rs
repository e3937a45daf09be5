//! Finds the code of owners: of the `owner` of its module, or else of those of its files in CODEOWNERS. It knows no rule.

use super::{
    code::Codebase,
    model::{OwnerId, split_owners},
};
use crate::{codeowners::FileOwners, graph::RustModuleId};
use std::collections::{BTreeMap, BTreeSet};

/// All owners, with the code of each.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnedCode {
    /// Each owner as it is written first in alphabetical order, and its Rust modules in order. An owner may have no code.
    owners: Vec<(String, Vec<RustModuleId>)>,
}

impl OwnedCode {
    /// Collects the code of all owners. `of_modules` has the `owner` of each module.
    pub(super) fn new(code: &Codebase<'_>, of_modules: &[Option<String>], files: Option<&FileOwners>) -> Self {
        let mut owners: BTreeMap<String, (BTreeSet<String>, Vec<RustModuleId>)> = BTreeMap::new();
        let mut add = |name: &str, id: Option<RustModuleId>| {
            let (names, modules) = owners.entry(key(name)).or_default();
            names.insert(name.to_owned());
            modules.extend(id);
        };
        for name in of_modules.iter().flatten().flat_map(|owner| split_owners(owner)) {
            add(&name, None);
        }
        for name in files.iter().flat_map(|files| files.codeowners.all_owners()) {
            add(name, None);
        }
        let mut of_paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, _) in code.graph.modules() {
            let own = code.owner(id).and_then(|module| of_modules.get(module.0 as usize)?.as_deref());
            if let Some(own) = own {
                for name in split_owners(own) {
                    add(&name, Some(id));
                }
                continue;
            }
            let Some(files) = files else { continue };
            let mut names: BTreeSet<&str> = BTreeSet::new();
            for path in code.files_of(id) {
                let of_path = of_paths.entry(path).or_insert_with(|| files.of(&code.workspace.root.join(path)));
                names.extend(of_path.iter());
            }
            for name in names {
                add(name, Some(id));
            }
        }
        let first = |(names, mut modules): (BTreeSet<String>, Vec<RustModuleId>)| {
            modules.dedup();
            (names.into_iter().next().unwrap_or_default(), modules)
        };
        Self { owners: owners.into_values().map(first).collect() }
    }

    /// Returns the names of all owners, in the order of their ids.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.owners.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the owners with a name, with their Rust modules. `*` stands for any text. The name is in its [`key`] form.
    pub(super) fn find(&self, name: &str) -> Vec<(OwnerId, &[RustModuleId])> {
        let pieces: Vec<&str> = name.split('*').collect();
        let all = (0u32..).map(OwnerId).zip(&self.owners);
        let fits = |owner: &str| fits(&pieces, owner);
        all.filter(|(_, (name, _))| fits(&key(name))).map(|(id, (_, modules))| (id, modules.as_slice())).collect()
    }
}

/// Returns whether a text consists of pieces, in order, with any text between them.
fn fits(pieces: &[&str], text: &str) -> bool {
    let (Some((first, rest)), Some(last)) = (pieces.split_first(), pieces.last()) else { return false };
    if rest.is_empty() {
        return *first == text;
    }
    let Some(inner) = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    let mut left = inner;
    rest[..rest.len() - 1].iter().all(|piece| match left.split_once(piece) {
        Some((_, after)) => {
            left = after;
            true
        }
        None => false,
    })
}

/// Returns the form of a name that is equal for equal owners: hosts ignore the case of accounts and addresses.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
