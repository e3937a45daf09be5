//! Reads the attributes and the documentation before an item.

use super::{
    documentation::documentation,
    model::{OutlineAttribute, OutlinePath},
};
use crate::{
    source::Span,
    syntax::{
        code::{Code, Kind},
        signatures::{cursor::Cursor, headers::plain},
    },
};
use std::ops::Range;

/// The depth to which conditions and attributes in attributes are read.
const MAX_NESTING: usize = 16;

/// What is before an item.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    pub(super) attributes: Vec<OutlineAttribute>,
    pub(super) derives: Vec<OutlinePath>,
    pub(super) is_documented: bool,
    /// Whether there is documentation of what contains the item, as in the first lines of a file.
    pub(super) is_around_documented: bool,
    pub(super) is_test: bool,
    pub(super) unsafe_at: Vec<Span>,
}

/// The text of a file, with its tokens.
#[derive(Clone, Copy)]
pub(super) struct Source<'c, 't> {
    pub(super) code: &'c Code<'t>,
    /// The bytes of the file before the text.
    pub(super) base: usize,
}

impl<'c, 't> Source<'c, 't> {
    pub(super) fn cursor(&self, tokens: Range<usize>) -> Cursor<'c, 't> {
        Cursor::new(self.code, tokens)
    }

    /// Returns the place of some tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        let at = |token: usize| self.code.tokens.get(token);
        let start = at(tokens.start).map_or(0, |token| token.at as usize);
        let end = at(tokens.end.max(tokens.start + 1) - 1).map_or(start, |token| token.end as usize);
        Span::new(self.base + start..self.base + end.max(start))
    }

    /// Returns the text between a token and the one before it.
    fn gap(&self, token: usize) -> &'t str {
        let end = self.code.tokens.get(token).map_or(self.code.text.len(), |token| token.at as usize);
        let start = match token {
            0 => 0,
            _ => self.code.tokens.get(token - 1).map_or(end, |token| token.end as usize),
        };
        self.code.text.get(start..end).unwrap_or_default()
    }

    /// Reads a path at the start of some tokens, up to its generic arguments.
    pub(super) fn path(&self, tokens: Range<usize>) -> Option<OutlinePath> {
        let mut inner = self.cursor(tokens);
        let start = inner.at;
        let mut names = Vec::new();
        let mut end = start;
        while !inner.is_done() {
            match inner.kind() {
                Kind::Colon => inner.at += 1,
                Kind::Lt if !names.is_empty() => drop(inner.angles()),
                kind if kind.is_word() && (names.is_empty() || is_after_colon(&inner)) => {
                    names.push(plain(inner.text()));
                    inner.at += 1;
                    end = inner.at;
                }
                _ => break,
            }
        }
        (!names.is_empty()).then(|| OutlinePath { names, span: self.span(start..end) })
    }

    /// Reads the attributes at a position, and skips them.
    pub(super) fn before(&self, cursor: &mut Cursor<'c, 't>) -> Before {
        let mut found = Before::default();
        let mut gap = documentation(self.gap(cursor.at));
        found.is_around_documented |= gap.is_inner;
        found.is_documented |= gap.is_outer;
        while cursor.kind() == Kind::Pound {
            cursor.at += 1;
            let is_inner = cursor.eat(Kind::Bang);
            if cursor.kind() != Kind::OpenBracket {
                break;
            }
            let inner = cursor.group();
            if is_inner {
                found.is_around_documented |= self.code.text_of(inner.start) == "doc";
            } else {
                self.attribute(inner, &mut found, MAX_NESTING);
            }
            gap = documentation(self.gap(cursor.at));
            found.is_around_documented |= gap.is_inner;
            found.is_documented |= gap.is_outer;
        }
        found
    }

    fn attribute(&self, mut inner: Range<usize>, found: &mut Before, depth: usize) {
        // `#[unsafe(no_mangle)]`
        if self.code.kind(inner.start) == Kind::Unsafe {
            found.unsafe_at.push(self.span(inner.start..inner.start + 1));
            inner = inner.start + 2..inner.end.saturating_sub(1).max(inner.start + 2);
        }
        let Some(path) = self.path(inner.clone()) else { return };
        let mut cursor = self.cursor(inner.clone());
        cursor.until(|this| this.kind().opens() || this.kind() == Kind::Eq);
        let has_value = cursor.kind() == Kind::Eq;
        let arguments = if cursor.kind().opens() { cursor.group() } else { inner.end..inner.end };
        let parts = cursor.list(arguments.clone());
        match path.names.join("::").as_str() {
            "derive" => {
                found.derives.extend(parts.into_iter().filter_map(|part| self.path(part)));
                return;
            }
            "cfg" => found.is_test |= self.is_test(arguments, MAX_NESTING),
            // `doc(cfg(…))` and others are no documentation; what is hidden needs none.
            "doc" => found.is_documented |= has_value || self.code.text_of(arguments.start) == "hidden",
            "test" | "bench" => found.is_test = true,
            "cfg_attr" if depth > 0 => {
                for part in parts.into_iter().skip(1) {
                    self.attribute(part, found, depth - 1);
                }
                return;
            }
            other if other.ends_with("::test") => found.is_test = true,
            _ => {}
        }
        let arguments = parts.into_iter().map(|part| cursor.render(part)).collect();
        found.attributes.push(OutlineAttribute { path, arguments });
    }

    /// Returns whether a condition holds only in tests: `test`, or `all(…)` with `test` in it.
    fn is_test(&self, condition: Range<usize>, depth: usize) -> bool {
        match self.code.text_of(condition.start) {
            "test" => condition.len() == 1,
            "all" if depth > 0 && self.code.kind(condition.start + 1) == Kind::OpenParen => {
                let inner = condition.start + 2..condition.end.saturating_sub(1).max(condition.start + 2);
                self.cursor(inner.clone()).list(inner).into_iter().any(|part| self.is_test(part, depth - 1))
            }
            _ => false,
        }
    }
}

fn is_after_colon(cursor: &Cursor<'_, '_>) -> bool {
    cursor.at > 0 && cursor.code.kind(cursor.at - 1) == Kind::Colon
}
