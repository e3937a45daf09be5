//! Interned names: first those of a snapshot, if the definitions come from one, then those that have come since.

use crate::{interner::Interner, resolve::ids::Symbol};
use bitcode::{Decode, Encode};

/// Strings by their symbols.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    persisted: PersistedSymbols,
    added: Interner<Box<str>>,
}

impl Symbols {
    /// Returns the symbol of a text, which gets one if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        let before = self.persisted.ends.len() as u32;
        self.persisted.find(text).unwrap_or_else(|| Symbol(before + self.added.intern_str(text)))
    }

    /// Returns the number of symbols.
    pub(crate) fn len(&self) -> usize {
        self.persisted.ends.len() + self.added.len()
    }

    /// Returns all strings in the order of their symbols.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let persisted = (0..self.persisted.ends.len() as u32).map(|index| self.persisted.get(Symbol(index)));
        persisted.chain(self.added.iter().map(AsRef::as_ref))
    }

    /// Returns the string of a symbol.
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        match symbol.0.checked_sub(self.persisted.ends.len() as u32) {
            Some(added) => &self.added[added],
            None => self.persisted.get(symbol),
        }
    }
}

impl From<PersistedSymbols> for Symbols {
    fn from(persisted: PersistedSymbols) -> Self {
        Self { persisted, ..Self::default() }
    }
}

/// The strings of a snapshot, in one text.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(crate) struct PersistedSymbols {
    /// All strings, one after another.
    text: String,
    /// Where each string ends.
    ends: Vec<u32>,
    /// All symbols in the order of their strings; empty until they are [sorted](Self::sort).
    order: Vec<u32>,
}

impl PersistedSymbols {
    pub(crate) fn new(symbols: &Symbols) -> Self {
        let mut persisted = Self::default();
        for symbol in symbols.iter() {
            persisted.text.push_str(symbol);
            persisted.ends.push(persisted.text.len() as u32);
        }
        persisted
    }

    /// Sorts the symbols by their strings, which makes it possible to find one.
    pub(crate) fn sort(&mut self) {
        let mut order: Vec<u32> = (0..self.ends.len() as u32).collect();
        order.sort_unstable_by_key(|index| self.get(Symbol(*index)));
        self.order = order;
    }

    /// Returns the string of a symbol.
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        let index = symbol.0 as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }

    fn find(&self, text: &str) -> Option<Symbol> {
        let at = self.order.binary_search_by_key(&text, |index| self.get(Symbol(*index))).ok()?;
        Some(Symbol(self.order[at]))
    }
}
