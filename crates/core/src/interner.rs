//! An interner: a table that stores each distinct value once and refers to it by a small number.
//!
//! It knows nothing about the values. Strings, paths and predicates each get a table of their own:
//!
//! ```ignore
//! let mut names = Interner::default();
//! assert_eq!(names.intern("a"), 0);
//! assert_eq!(names.intern("b"), 1);
//! assert_eq!(names.intern("a"), 0);
//! assert_eq!(names[1], "b");
//! ```

use indexmap::{Equivalent, IndexSet};
use rustc_hash::FxBuildHasher;
use std::{hash::Hash, ops::Index};

/// A set of values, each with an ID. IDs count from 0, in the order in which values were first interned.
#[derive(Clone, Debug)]
pub(crate) struct Interner<T>(IndexSet<T, FxBuildHasher>);

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self(IndexSet::default())
    }
}

impl<T> Interner<T> {
    /// Returns the number of distinct values.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Iterates over the values in the order of their IDs.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<T: Eq + Hash> Interner<T> {
    /// Returns the ID of a value, and adds the value if it is new.
    pub(crate) fn intern(&mut self, value: T) -> u32 {
        self.0.insert_full(value).0 as u32
    }

    /// Returns the ID of a value, or `None` if the value has not been interned.
    pub(crate) fn find<Q: Equivalent<T> + Hash + ?Sized>(&self, value: &Q) -> Option<u32> {
        self.0.get_index_of(value).map(|id| id as u32)
    }
}

impl Interner<Box<str>> {
    /// Returns the ID of a string, and copies the string only if it is new.
    pub(crate) fn intern_str(&mut self, text: &str) -> u32 {
        self.find(text).unwrap_or_else(|| self.intern(text.into()))
    }
}

impl<T> Index<u32> for Interner<T> {
    type Output = T;

    fn index(&self, id: u32) -> &T {
        &self.0[id as usize]
    }
}

impl<T: Eq + Hash> FromIterator<T> for Interner<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> From<Interner<T>> for Vec<T> {
    fn from(interner: Interner<T>) -> Self {
        interner.0.into_iter().collect()
    }
}
