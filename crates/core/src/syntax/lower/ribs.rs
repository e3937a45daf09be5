//! Local names: bindings, parameters and generics, which hide items of the same name (the Rust reference,
//! "Scopes").

use crate::syntax::facts::Word;
use rustc_hash::FxHashSet;

/// The local names around a place, innermost last.
#[derive(Debug, Default)]
pub(super) struct Ribs {
    ribs: Vec<Rib>,
}

#[derive(Debug, Default)]
struct Rib {
    values: FxHashSet<Word>,
    types: FxHashSet<Word>,
    /// Constant parameters. A bare `N` among generic arguments reads as a type.
    constants: FxHashSet<Word>,
    /// What the block declares or imports, which may hide the local names outside of it.
    items: FxHashSet<Word>,
    /// Whether the block imports names by a glob.
    has_globs: bool,
    /// Whether the block is a scope.
    is_scope: bool,
    /// An item starts here: what is outside of it can't be seen from it.
    barrier: bool,
}

/// What a name at a place means as far as its file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LocalName {
    /// It is no local name.
    No,
    /// It is a local name.
    Yes,
    /// It is a local name, unless one of this many scopes around the place declares or imports the name. Only their
    /// resolution shows in which namespace they do.
    Unless(u8),
}

impl Ribs {
    pub(super) fn push(&mut self, barrier: bool) {
        self.ribs.push(Rib { barrier, ..Rib::default() });
    }

    pub(super) fn pop(&mut self) {
        self.ribs.pop();
    }

    pub(super) fn bind_value(&mut self, word: Word) {
        if let Some(rib) = self.ribs.last_mut() {
            rib.values.insert(word);
        }
    }

    pub(super) fn bind_type(&mut self, word: Word) {
        if let Some(rib) = self.ribs.last_mut() {
            rib.types.insert(word);
        }
    }

    pub(super) fn bind_constant(&mut self, word: Word) {
        self.bind_value(word);
        if let Some(rib) = self.ribs.last_mut() {
            rib.constants.insert(word);
        }
    }

    pub(super) fn bind_item(&mut self, word: Word) {
        if let Some(rib) = self.ribs.last_mut() {
            rib.items.insert(word);
        }
    }

    /// Notes that the innermost block imports names by a glob.
    pub(super) fn bind_glob(&mut self) {
        if let Some(rib) = self.ribs.last_mut() {
            rib.has_globs = true;
        }
    }

    /// Notes that the innermost block is a scope.
    pub(super) fn set_scope(&mut self) {
        if let Some(rib) = self.ribs.last_mut() {
            rib.is_scope = true;
        }
    }

    /// Returns whether a name is that of a local value.
    pub(super) fn value(&self, word: Word) -> LocalName {
        self.find(word, |rib| rib.values.contains(&word))
    }

    pub(super) fn has_type(&self, word: Word) -> bool {
        self.visible()
            .find_map(
                |rib| if rib.types.contains(&word) { Some(true) } else { rib.items.contains(&word).then_some(false) },
            )
            .unwrap_or(false)
    }

    /// Returns whether a path of one name that reads as a type is a generic parameter.
    pub(super) fn generic(&self, word: Word) -> LocalName {
        self.find(word, |rib| rib.types.contains(&word) || rib.constants.contains(&word))
    }

    fn find(&self, word: Word, is_bound: impl Fn(&Rib) -> bool) -> LocalName {
        let (mut scopes, mut may_be_hidden) = (0_u8, false);
        for rib in self.visible() {
            if is_bound(rib) {
                return if may_be_hidden { LocalName::Unless(scopes) } else { LocalName::Yes };
            }
            may_be_hidden |= rib.has_globs || rib.items.contains(&word);
            scopes = scopes.saturating_add(rib.is_scope.into());
        }
        LocalName::No
    }

    /// The names of the generic parameters that can be seen, sorted.
    pub(super) fn types(&self) -> Vec<Word> {
        let mut types: Vec<Word> =
            self.visible().flat_map(|rib| rib.types.iter().chain(&rib.constants).copied()).collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    fn visible(&self) -> impl Iterator<Item = &Rib> {
        let start = self.ribs.iter().rposition(|rib| rib.barrier).unwrap_or(0);
        self.ribs[start..].iter().rev()
    }
}
