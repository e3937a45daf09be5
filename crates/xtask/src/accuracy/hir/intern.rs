//! An interner for the strings of a dump, many of which occur a hundred thousand times.

use std::{collections::HashMap, rc::Rc};

/// The ID of a string in an [`Interner`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Text(u32);

impl Text {
    /// Returns the index of the string, counted from 0.
    pub(crate) const fn index(self) -> u32 {
        self.0
    }
}

/// A table of distinct strings, in the order of their first occurrence.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    strings: Vec<Rc<str>>,
    known: HashMap<Rc<str>, Text>,
}

impl Interner {
    /// Returns the ID of a string and whether the string is new.
    pub(crate) fn insert(&mut self, string: &str) -> (Text, bool) {
        if let Some(&text) = self.known.get(string) {
            return (text, false);
        }
        let text = Text(self.strings.len() as u32);
        let string: Rc<str> = string.into();
        self.strings.push(Rc::clone(&string));
        self.known.insert(string, text);
        (text, true)
    }

    /// Returns the string with an ID.
    pub(crate) fn get(&self, text: Text) -> &str {
        &self.strings[text.0 as usize]
    }
}
