//! Strings that a dump repeats a hundred thousand times, kept once.

use std::{collections::HashMap, rc::Rc};

/// A string of an [`Interner`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Text(u32);

impl Text {
    /// Its place among all strings, counted from 0.
    pub(crate) const fn index(self) -> u32 {
        self.0
    }
}

/// Each string once, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    strings: Vec<Rc<str>>,
    known: HashMap<Rc<str>, Text>,
}

impl Interner {
    /// The string's number, and whether it is new.
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

    /// The string of a number.
    pub(crate) fn get(&self, text: Text) -> &str {
        &self.strings[text.0 as usize]
    }
}
