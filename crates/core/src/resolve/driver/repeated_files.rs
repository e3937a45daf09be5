//! Files that a crate reads several times, through `#[path]` or `include!`. Their number is bounded: two such lines in each of a
//! few files make billions of Rust modules.

use crate::{syntax::Facts, workspace::CrateId};
use std::path::{Path, PathBuf};

/// What the second and further uses of files may cost in one crate: the number of their declarations and references.
pub(super) const BUDGET: usize = 1 << 20;

/// How a crate uses a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileUse {
    /// As the file of a Rust module.
    Module,
    /// As a part of a Rust module, which then may declare the same names many times.
    Include,
}

impl FileUse {
    /// What a use costs beside its declarations and references.
    fn base_cost(self) -> usize {
        match self {
            Self::Module => 1 << 5,
            Self::Include => 1 << 10,
        }
    }
}

/// How often files are used by each crate.
#[derive(Debug, Default)]
pub(super) struct RepeatedFiles {
    used: rustc_hash::FxHashSet<(CrateId, PathBuf)>,
    spent: rustc_hash::FxHashMap<CrateId, usize>,
}

impl RepeatedFiles {
    /// Counts a use of a file. Returns whether there was anything left to spend on it.
    pub(super) fn spend(&mut self, krate: CrateId, file_use: FileUse, file: &Path, facts: &Facts) -> bool {
        if self.used.insert((krate, file.to_owned())) {
            return true;
        }
        let spent = self.spent.entry(krate).or_default();
        *spent = spent.saturating_add(file_use.base_cost() + facts.declarations.len() + facts.references.len());
        *spent <= BUDGET
    }
}
