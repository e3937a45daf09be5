//! Translates the spans of a text that was parsed to places in files.
//!
//! The text of a file has its own offsets; each token of an expansion has an origin of its own.

use super::{Origin, Tokens, tokens::Token};
use crate::source::Span;
use bitcode::{Decode, Encode};
use proc_macro2::LineColumn;

/// Computes the byte offsets of the `proc_macro2` spans of one text.
///
/// `proc_macro2` computes byte offsets by counting characters, but knows lines and columns at once.
#[derive(Debug)]
pub struct Offsets {
    /// The start of the text in the text that it is a part of.
    base: usize,
    length: usize,
    /// The start of each line.
    starts: Vec<u32>,
    /// The start of each character, and the number of the first character of each line; empty if the text is ASCII.
    characters: (Vec<u32>, Vec<u32>),
}

impl Offsets {
    /// Indexes a text.
    pub fn of(text: &str) -> Self {
        Self::within(text, 0)
    }

    /// Indexes a part of a text that starts at `base`. Offsets are those of the whole text.
    pub(super) fn within(text: &str, base: usize) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        let characters = if text.is_ascii() {
            (Vec::new(), Vec::new())
        } else {
            let mut firsts = vec![0];
            let mut characters = Vec::with_capacity(text.len());
            for (at, character) in text.char_indices() {
                characters.push(at as u32);
                if character == '\n' {
                    firsts.push(characters.len() as u32);
                }
            }
            (characters, firsts)
        };
        Self { base, length: text.len(), starts: starts.collect(), characters }
    }

    /// Returns the start of a span.
    pub fn start(&self, span: proc_macro2::Span) -> usize {
        self.base + self.offset(span.start())
    }

    /// Returns the end of a span.
    pub fn end(&self, span: proc_macro2::Span) -> usize {
        self.base + self.offset(span.end())
    }

    /// Converts a span, and adds `base` to it.
    pub fn span(&self, span: proc_macro2::Span, base: u32) -> Span {
        Span { start: self.start(span) as u32 + base, end: self.end(span) as u32 + base }
    }

    /// Converts a place to an offset in the text. Lines are counted from 1; columns are characters.
    fn offset(&self, place: LineColumn) -> usize {
        let line = place.line.saturating_sub(1);
        let (characters, firsts) = &self.characters;
        let offset = if firsts.is_empty() {
            self.starts.get(line).map(|start| *start as usize + place.column)
        } else {
            let character = firsts.get(line).map(|first| *first as usize + place.column);
            character.and_then(|character| characters.get(character)).map(|at| *at as usize)
        };
        offset.unwrap_or(self.length)
    }
}

/// A span in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Located {
    /// The number that the driver gave the file.
    pub file: u32,
    /// The span there.
    pub span: Span,
}

/// Translates offsets of a text that was parsed to places in files.
#[derive(Clone, Debug)]
pub(super) enum SpanMap<'a> {
    /// The text of a file.
    File {
        /// The number that the driver gave the file.
        file: u32,
        /// The length of what was cut off before the text: a byte-order mark, a shebang line.
        base: u32,
    },
    /// The text of an expansion.
    Expansion(&'a Tokens),
}

impl SpanMap<'_> {
    /// Returns the place of a byte range of the text.
    pub(super) fn locate(&self, start: usize, end: usize) -> Located {
        match self {
            Self::File { file, base } => {
                Located { file: *file, span: Span { start: start as u32 + base, end: end as u32 + base } }
            }
            Self::Expansion(tokens) => {
                let Some(first) = token_at(tokens, start).map(|token| origin_within(token, start, end)) else {
                    return Located { file: 0, span: Span::default() };
                };
                let last = token_at(tokens, end.saturating_sub(1));
                let last = last.map_or(first, |token| origin_within(token, start, end));
                // The tokens of one path may come from two places: the first one counts.
                let end = if last.file == first.file && last.span.end >= first.span.start { last } else { first };
                Located { file: first.file, span: Span { start: first.span.start, end: end.span.end } }
            }
        }
    }

    /// Returns the origin of the token at an offset, if the text is that of an expansion.
    pub(super) fn origin(&self, offset: usize) -> Option<Origin> {
        match self {
            Self::File { .. } => None,
            Self::Expansion(tokens) => origin_at(tokens, offset),
        }
    }
}

fn origin_at(tokens: &Tokens, offset: usize) -> Option<Origin> {
    token_at(tokens, offset).map(|token| token.origin)
}

fn token_at(tokens: &Tokens, offset: usize) -> Option<&Token> {
    let after = tokens.tokens.partition_point(|token| token.at as usize <= offset);
    tokens.tokens[..after].iter().rev().find(|token| token.len > 0)
}

/// Returns the origin of a token or, if a range is a part of the token and the token is written as in its file, of that part.
fn origin_within(token: &Token, start: usize, end: usize) -> Origin {
    let mut origin = token.origin;
    let (from, to) = (token.at as usize, (token.at + token.len) as usize);
    if start > from && end < to && origin.span.end - origin.span.start == token.len {
        origin.span.start += (start - from) as u32;
        origin.span.end -= (to - end) as u32;
    }
    origin
}
