//! Tables that give things numbers: strings, and paths outside the workspace.

use super::world::{OutsidePath, Symbol};
use crate::interner::Interner;
use bitcode::{Decode, Encode};
use std::sync::Arc;

/// Data that a world and its forks share. Whoever changes it while others hold it gets a copy of his own.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub(super) fn new(data: T) -> Self {
        Self(Arc::new(data))
    }
}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> std::ops::DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

/// Paths outside the workspace, each by the one it goes on from and its last segment.
#[derive(Clone, Debug, Default)]
pub(super) struct OutsidePaths {
    nodes: Interner<(Option<OutsidePath>, Symbol)>,
}

impl OutsidePaths {
    /// Those of [`Self::all`].
    pub(super) fn of(all: Vec<(Option<OutsidePath>, Symbol)>) -> Self {
        Self { nodes: all.into_iter().collect() }
    }

    /// All of them, in the order of their numbers.
    pub(super) fn all(&self) -> Vec<(Option<OutsidePath>, Symbol)> {
        self.nodes.iter().copied().collect()
    }

    /// A crate.
    pub(super) fn krate(&mut self, name: Symbol) -> OutsidePath {
        OutsidePath(self.nodes.intern((None, name)))
    }

    /// The path one segment further.
    pub(super) fn child(&mut self, path: OutsidePath, name: Symbol) -> OutsidePath {
        OutsidePath(self.nodes.intern((Some(path), name)))
    }

    /// The path that one goes on from, if it is no crate, and its last segment.
    pub(super) fn split(&self, path: OutsidePath) -> (Option<OutsidePath>, Symbol) {
        self.nodes[path.0]
    }

    /// The crate's name.
    pub(super) fn first(&self, path: OutsidePath) -> Symbol {
        let mut at = path;
        loop {
            match self.split(at) {
                (Some(before), _) => at = before,
                (None, name) => return name,
            }
        }
    }

    /// How many segments it has.
    pub(super) fn len(&self, path: OutsidePath) -> usize {
        std::iter::successors(Some(path), |path| self.split(*path).0).count()
    }

    /// Its segments, the crate's name first.
    pub(super) fn segments(&self, path: OutsidePath) -> Vec<Symbol> {
        let parts = std::iter::successors(Some(path), |path| self.split(*path).0);
        let mut segments: Vec<Symbol> = parts.map(|path| self.split(path).1).collect();
        segments.reverse();
        segments
    }
}

/// Strings, each once: first those that were kept, if any were, then those that have come since.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    kept: KeptSymbols,
    since: Interner<Box<str>>,
}

impl Symbols {
    pub(super) fn intern(&mut self, text: &str) -> Symbol {
        let before = self.kept.ends.len() as u32;
        self.kept.find(text).unwrap_or_else(|| Symbol(before + self.since.intern_str(text)))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kept.ends.len() + self.since.len()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let kept = (0..self.kept.ends.len() as u32).map(|number| self.kept.get(Symbol(number)));
        kept.chain(self.since.iter().map(AsRef::as_ref))
    }

    pub(super) fn get(&self, symbol: Symbol) -> &str {
        match symbol.0.checked_sub(self.kept.ends.len() as u32) {
            Some(since) => &self.since[since],
            None => self.kept.get(symbol),
        }
    }
}

impl From<KeptSymbols> for Symbols {
    fn from(kept: KeptSymbols) -> Self {
        Self { kept, ..Self::default() }
    }
}

/// Strings as they are kept.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct KeptSymbols {
    /// One after the other.
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// The numbers of all, in the order of the strings, once that is [made](Self::sort).
    order: Vec<u32>,
}

impl KeptSymbols {
    pub(super) fn of(symbols: &Symbols) -> Self {
        let mut kept = Self::default();
        for symbol in symbols.iter() {
            kept.text.push_str(symbol);
            kept.ends.push(kept.text.len() as u32);
        }
        kept
    }

    /// So that they can be found.
    pub(super) fn sort(&mut self) {
        let mut order: Vec<u32> = (0..self.ends.len() as u32).collect();
        order.sort_unstable_by_key(|number| self.get(Symbol(*number)));
        self.order = order;
    }

    /// Whether the text can be cut where it says, and each number is one.
    pub(super) fn is_sound(&self) -> bool {
        let count = self.ends.len();
        self.ends.is_sorted()
            && self.ends.iter().all(|end| self.text.is_char_boundary(*end as usize))
            && self.order.len() == count
            && self.order.iter().all(|number| (*number as usize) < count)
    }

    pub(super) fn get(&self, symbol: Symbol) -> &str {
        let number = symbol.0 as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }

    fn find(&self, text: &str) -> Option<Symbol> {
        let at = self.order.binary_search_by_key(&text, |number| self.get(Symbol(*number))).ok()?;
        Some(Symbol(self.order[at]))
    }
}
