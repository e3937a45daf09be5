//! The lookup log: which code looked up which name in which scope.
//!
//! If a name resolves differently after an edit, only the code that has looked it up can be affected.

use crate::{
    resolve::ids::{ScopeId, Symbol},
    source::FileId,
};
use rustc_hash::FxHashMap;

/// Stands for code that is not that of a single file: imports, macro calls, and what they expand to.
const SEVERAL: FileId = FileId(u32::MAX);

/// The names that were looked up, each with the file whose code did so.
#[derive(Debug)]
pub(crate) struct LookupLog {
    /// The file whose code is being resolved.
    file: FileId,
    files: FxHashMap<(ScopeId, Symbol), FileId>,
}

impl Default for LookupLog {
    fn default() -> Self {
        Self { file: SEVERAL, files: FxHashMap::default() }
    }
}

impl LookupLog {
    /// Sets the file whose code is resolved from now on; none for code that is not that of a single file.
    pub(crate) fn set_file(&mut self, file: Option<FileId>) {
        self.file = file.unwrap_or(SEVERAL);
    }

    /// Records that the current file looks up a name.
    pub(super) fn record(&mut self, scope: ScopeId, name: Symbol) {
        let current = self.file;
        let file = self.files.entry((scope, name)).or_insert(current);
        if *file != current {
            *file = SEVERAL;
        }
    }

    /// Records that the current file looks for code that may declare any name in a scope.
    pub(super) fn record_generated(&mut self, scope: ScopeId) {
        self.record(scope, Symbol::GENERATED);
    }

    /// Records a lookup whose result is memoized, so that later lookups by other files will not be recorded.
    pub(super) fn record_for_all(&mut self, scope: ScopeId, name: Symbol) {
        self.files.insert((scope, name), SEVERAL);
    }

    /// Returns each name with the file that looked it up; without one if several did. The logs of several threads can
    /// contain the same name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ScopeId, Symbol, Option<FileId>)> {
        self.files.iter().map(|((scope, name), file)| (*scope, *name, Some(*file).filter(|file| *file != SEVERAL)))
    }
}
