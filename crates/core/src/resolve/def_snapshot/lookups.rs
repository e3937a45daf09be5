//! The persisted lookup log.

use crate::{
    resolve::{def_map::Persisted, ids::Symbol, query::LookupLog},
    source::FileId,
};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;

/// The names that were looked up in one scope, sorted, each with the file whose code did so; none if several did.
#[derive(Debug, Default, Encode, Decode)]
pub(crate) struct ScopeLookups(Vec<(Symbol, Option<FileId>)>);

impl ScopeLookups {
    /// Returns the lookups in each of a number of scopes, not sorted.
    pub(super) fn by_scope(logs: &[LookupLog], scopes: usize) -> Vec<Self> {
        let mut all = Vec::new();
        all.resize_with(scopes, Self::default);
        for (scope, name, file) in logs.iter().flat_map(LookupLog::iter) {
            all[scope.0 as usize].0.push((name, file));
        }
        all
    }

    /// Sorts the lookups, and joins those of several threads.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            if is_same && next.1 != first.1 {
                first.1 = None;
            }
            is_same
        });
    }

    /// Whether code outside some files looked a name up.
    pub(crate) fn is_looked_up_outside(&self, name: Symbol, files: &FxHashSet<FileId>) -> bool {
        let index = self.0.binary_search_by_key(&name, |(name, _)| *name);
        index.is_ok_and(|index| self.0[index].1.is_none_or(|file| !files.contains(&file)))
    }
}

impl Persisted for ScopeLookups {
    type Encoded = Self;

    fn restore(encoded: Self) -> Self {
        encoded
    }
}
