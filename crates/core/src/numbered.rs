//! What is met often and kept once: each value of a table has a number.

use indexmap::{Equivalent, IndexSet};
use rustc_hash::FxBuildHasher;
use std::{hash::Hash, ops::Index};

/// Values, each once, by the numbers that they got in the order in which they came.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<T>(IndexSet<T, FxBuildHasher>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(IndexSet::default())
    }
}

impl<T> Numbered<T> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<T: Eq + Hash> Numbered<T> {
    /// The number of a value, which gets one if it has none.
    pub(crate) fn number(&mut self, value: T) -> u32 {
        self.0.insert_full(value).0 as u32
    }

    /// The number of what is equal to a value, if it has one.
    pub(crate) fn find<Q: Equivalent<T> + Hash + ?Sized>(&self, value: &Q) -> Option<u32> {
        self.0.get_index_of(value).map(|number| number as u32)
    }
}

impl Numbered<Box<str>> {
    /// The number of a text.
    pub(crate) fn text(&mut self, text: &str) -> u32 {
        self.find(text).unwrap_or_else(|| self.number(text.into()))
    }
}

impl<T> Index<u32> for Numbered<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        &self.0[number as usize]
    }
}

impl<T: Eq + Hash> FromIterator<T> for Numbered<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> From<Numbered<T>> for Vec<T> {
    fn from(numbered: Numbered<T>) -> Self {
        numbered.0.into_iter().collect()
    }
}
