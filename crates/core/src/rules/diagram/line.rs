//! Reads one line from left to right.

use std::ops::Range;

/// The rest of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    rest: &'t str,
    /// The offset of the rest in the file.
    at: usize,
}

impl<'t> Line<'t> {
    /// Returns the lines of a text, without spaces around them.
    pub(super) fn all(text: &'t str) -> impl Iterator<Item = Self> {
        let mut start = 0;
        text.split_inclusive('\n').map(move |line| {
            let own = start;
            start += line.len();
            // A byte-order mark is no space.
            let trimmed =
                line.trim_start_matches(|char: char| char.is_whitespace() || (own == 0 && char == '\u{feff}'));
            Self { rest: trimmed.trim_end(), at: own + line.len() - trimmed.len() }
        })
    }

    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the range of the rest.
    pub(super) fn span(&self) -> Range<usize> {
        self.at..self.at + self.rest.len()
    }

    /// Returns the range from an offset to here.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        start..self.at
    }

    /// Skips bytes.
    pub(super) fn skip(&mut self, length: usize) {
        self.rest = &self.rest[length..];
        self.at += length;
    }

    /// Skips spaces.
    pub(super) fn spaces(&mut self) {
        let length = self.rest.len() - self.rest.trim_start().len();
        self.skip(length);
    }

    /// Skips a text, if it is next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest.starts_with(text);
        if found {
            self.skip(text.len());
        }
        found
    }

    /// Skips a word, if it is next and nothing of a word follows.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let behind = self.rest.strip_prefix(word);
        let found =
            behind.is_some_and(|behind| !behind.starts_with(|char: char| char.is_alphanumeric() || char == '_'));
        if found {
            self.skip(word.len());
            self.spaces();
        }
        found
    }

    /// Skips an identifier: letters, digits and `_`, and `-` or `.` between them.
    pub(super) fn identifier(&mut self) -> Option<&'t str> {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let mut end = 0;
        for (at, char) in self.rest.char_indices() {
            let next = self.rest[at + char.len_utf8()..].chars().next();
            let joins = matches!(char, '-' | '.') && end > 0 && next.is_some_and(is_word);
            if !is_word(char) && !joins {
                break;
            }
            end = at + char.len_utf8();
        }
        let found = &self.rest[..end];
        self.skip(end);
        (!found.is_empty()).then_some(found)
    }

    /// Skips a text in quotes, and returns what is in them.
    pub(super) fn quoted(&mut self) -> Option<&'t str> {
        let inner = self.rest.strip_prefix('"')?;
        let end = inner.find('"')?;
        self.skip(end + 2);
        Some(&inner[..end])
    }

    /// Skips up to and with a text, and returns what is before it.
    pub(super) fn until(&mut self, text: &str) -> Option<&'t str> {
        let end = self.rest.find(text)?;
        let found = &self.rest[..end];
        self.skip(end + text.len());
        Some(found)
    }
}
