//! Tables that give things numbers: strings, paths outside the workspace, and whatever else is met often and kept once.

use super::world::{OutsidePath, Symbol};
use rustc_hash::FxHashMap;
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

/// Gives each value a number, once.
#[derive(Clone, Debug)]
pub(super) struct Numbered<T> {
    pub values: Vec<T>,
    numbers: FxHashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Numbered<T> {
    /// With some values in it, each once.
    pub(super) fn of(values: Vec<T>) -> Self {
        let numbers = values.iter().cloned().zip(0..).collect();
        Self { values, numbers }
    }

    pub(super) fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = self.values.len() as u32;
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }
}

/// Paths outside the workspace, each by the one it goes on from and its last segment.
#[derive(Clone, Debug, Default)]
pub(super) struct OutsidePaths {
    nodes: Numbered<(Option<OutsidePath>, Symbol)>,
}

impl OutsidePaths {
    /// Those of [`Self::all`].
    pub(super) fn of(all: Vec<(Option<OutsidePath>, Symbol)>) -> Self {
        Self { nodes: Numbered::of(all) }
    }

    /// All of them, in the order of their numbers.
    pub(super) fn all(&self) -> &[(Option<OutsidePath>, Symbol)] {
        &self.nodes.values
    }

    /// A crate.
    pub(super) fn krate(&mut self, name: Symbol) -> OutsidePath {
        OutsidePath(self.nodes.number((None, name)))
    }

    /// The path one segment further.
    pub(super) fn child(&mut self, path: OutsidePath, name: Symbol) -> OutsidePath {
        OutsidePath(self.nodes.number((Some(path), name)))
    }

    /// The path that one goes on from, if it is no crate, and its last segment.
    pub(super) fn split(&self, path: OutsidePath) -> (Option<OutsidePath>, Symbol) {
        self.nodes.values[path.0 as usize]
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

/// Strings, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    strings: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

impl Symbols {
    pub(super) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(number) = self.numbers.get(text) {
            return Symbol(*number);
        }
        let number = self.strings.len() as u32;
        let text: Arc<str> = text.into();
        self.strings.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Symbol(number)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.strings.len()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().map(AsRef::as_ref)
    }

    pub(super) fn get(&self, symbol: Symbol) -> &str {
        &self.strings[symbol.0 as usize]
    }
}
