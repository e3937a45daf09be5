//! Where the tokens of a text were written: in the file itself, or, for an expansion, wherever its tokens come from.

use super::{Origin, Tokens};
use crate::source::Span;
use bitcode::{Decode, Encode};
use proc_macro2::LineColumn;

/// Byte offsets of the spans of one text that this thread lexed.
///
/// `proc_macro2` can tell them itself, but counts characters to do so, from the nearest place it has counted to; lines
/// and columns it knows at once.
#[derive(Debug)]
pub struct Offsets {
    /// Where the text starts, in the one that it is a part of.
    base: usize,
    length: usize,
    /// Where each line starts.
    starts: Vec<u32>,
    /// Where each character starts, and for each line which is its first; empty where every byte is one.
    characters: (Vec<u32>, Vec<u32>),
}

impl Offsets {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        Self::within(text, 0)
    }

    /// Those of a part of a text, in the whole of it, from where the part starts.
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

    /// Where a span starts.
    pub fn start(&self, span: proc_macro2::Span) -> usize {
        self.base + self.offset(span.start())
    }

    /// Where a span ends.
    pub fn end(&self, span: proc_macro2::Span) -> usize {
        self.base + self.offset(span.end())
    }

    /// The span, counted from `base` on.
    pub fn span(&self, span: proc_macro2::Span, base: u32) -> Span {
        Span { start: self.start(span) as u32 + base, end: self.end(span) as u32 + base }
    }

    /// The offset in the text. Columns count characters, lines from 1.
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

/// A span in a file, by the number that the driver gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Located {
    /// The file's number.
    pub file: u32,
    /// The span there.
    pub span: Span,
}

/// Translates offsets of a text that was parsed into places in files.
#[derive(Clone, Debug)]
pub(super) enum SpanMap<'a> {
    /// The text is a file's, from this offset on.
    File {
        /// The file's number.
        file: u32,
        /// What was cut off before the text (a byte-order mark, a shebang line).
        base: u32,
    },
    /// The text is an expansion's.
    Expansion(&'a Tokens),
}

impl SpanMap<'_> {
    /// The place of a byte range of the text.
    pub(super) fn locate(&self, start: usize, end: usize) -> Located {
        match self {
            Self::File { file, base } => {
                Located { file: *file, span: Span { start: start as u32 + base, end: end as u32 + base } }
            }
            Self::Expansion(tokens) => {
                let Some(first) = origin_at(tokens, start) else {
                    return Located { file: 0, span: Span::default() };
                };
                let last = origin_at(tokens, end.saturating_sub(1)).unwrap_or(first);
                // Tokens of one path can come from two places: then the first one stands for it.
                let end = if last.file == first.file && last.span.end >= first.span.start { last } else { first };
                Located { file: first.file, span: Span { start: first.span.start, end: end.span.end } }
            }
        }
    }

    /// Where the token at an offset was written, if the text is an expansion's.
    pub(super) fn origin(&self, offset: usize) -> Option<Origin> {
        match self {
            Self::File { .. } => None,
            Self::Expansion(tokens) => origin_at(tokens, offset),
        }
    }
}

fn origin_at(tokens: &Tokens, offset: usize) -> Option<Origin> {
    let after = tokens.tokens.partition_point(|token| token.at as usize <= offset);
    tokens.tokens[..after].iter().rev().find(|token| token.len > 0).map(|token| token.origin)
}
