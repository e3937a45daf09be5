//! Who has asked what a name means in a scope: whoever has not can't tell when it comes to mean something else.

use super::world::{ScopeId, Symbol};
use crate::source::FileId;
use rustc_hash::FxHashMap;

/// More than the code of one file: imports, calls of macros, and what these expand to.
const SEVERAL: FileId = FileId(u32::MAX);

/// The names that were asked for, and by what code.
#[derive(Debug)]
pub(super) struct Asks {
    /// The file whose code asks now.
    asker: FileId,
    by: FxHashMap<(ScopeId, Symbol), FileId>,
}

impl Default for Asks {
    fn default() -> Self {
        Self { asker: SEVERAL, by: FxHashMap::default() }
    }
}

impl Asks {
    /// Whose code asks from now on; none where it is not that of one file.
    pub(super) fn asks_for(&mut self, file: Option<FileId>) {
        self.asker = file.unwrap_or(SEVERAL);
    }

    pub(super) fn note(&mut self, scope: ScopeId, name: Symbol) {
        let asker = self.asker;
        let by = self.by.entry((scope, name)).or_insert(asker);
        if *by != asker {
            *by = SEVERAL;
        }
    }

    /// Notes what is asked once, and then remembered for whoever asks the same.
    pub(super) fn note_for_all(&mut self, scope: ScopeId, name: Symbol) {
        self.by.insert((scope, name), SEVERAL);
    }

    /// Each name, with the file that asked for it; none where it was not one alone. A name may be there again if these are
    /// of several threads.
    pub(super) fn all(&self) -> impl Iterator<Item = (ScopeId, Symbol, Option<FileId>)> {
        self.by.iter().map(|((scope, name), by)| (*scope, *name, Some(*by).filter(|by| *by != SEVERAL)))
    }
}
