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
    /// Items of the block, which hide the local names outside of it.
    items: FxHashSet<Word>,
    /// An item starts here: what is outside of it can't be seen from it.
    barrier: bool,
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

    pub(super) fn has_value(&self, word: Word) -> bool {
        self.visible()
            .find_map(
                |rib| if rib.values.contains(&word) { Some(true) } else { rib.items.contains(&word).then_some(false) },
            )
            .unwrap_or(false)
    }

    pub(super) fn has_type(&self, word: Word) -> bool {
        self.visible()
            .find_map(
                |rib| if rib.types.contains(&word) { Some(true) } else { rib.items.contains(&word).then_some(false) },
            )
            .unwrap_or(false)
    }

    /// Whether a path of one name that reads as a type is a generic parameter.
    pub(super) fn has_generic(&self, word: Word) -> bool {
        let is_generic = |rib: &Rib| rib.types.contains(&word) || rib.constants.contains(&word);
        self.visible()
            .find_map(|rib| if is_generic(rib) { Some(true) } else { rib.items.contains(&word).then_some(false) })
            .unwrap_or(false)
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
