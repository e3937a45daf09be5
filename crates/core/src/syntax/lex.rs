//! Converts texts and `proc_macro2` streams to token lists.
//!
//! `proc_macro2` has tokens of another form: a lifetime is a quote and a name, a documentation comment is an attribute (`#[doc = "…"]`), and
//! spans are relative to the text that was lexed. Nothing here recurses, so the nesting of delimiters has no limit.

use super::{
    span_map::Offsets,
    tokens::{Delimiter, Origin, TokenKind, Tokens, TokensBuilder},
};
use crate::{source::Span, workspace::Edition};
use proc_macro2::{Group, LineColumn, Spacing, TokenStream, TokenTree, token_stream::IntoIter};
use std::{fmt, fmt::Write as _, iter::Peekable};

/// The error of a text that cannot be lexed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl fmt::Display for LexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LexError {}

/// Lexes a text to [tokens](https://doc.rust-lang.org/reference/tokens.html) without comments.
///
/// A byte-order mark is skipped, but counts in the spans.
pub fn lex(text: &str, file: u32, edition: Edition) -> Result<Tokens, LexError> {
    match text.parse::<TokenStream>() {
        Ok(stream) => Ok(from_proc_macro2(stream, &Offsets::of(text), 0, file, edition)),
        Err(error) => Err(lex_error(text, &error)),
    }
}

/// Converts a stream that this thread lexed from the text of `offsets`. `base` is added to all spans.
///
/// The spans must still be valid: see `proc_macro2::extra::invalidate_current_thread_spans`.
pub fn from_proc_macro2(stream: TokenStream, offsets: &Offsets, base: u32, file: u32, edition: Edition) -> Tokens {
    let mut builder = TokensBuilder::default();
    let mut outer: Vec<(Peekable<IntoIter>, Delimiter, Origin)> = Vec::new();
    let mut trees = stream.into_iter().peekable();
    let mut text = String::new();
    let origin = |span: proc_macro2::Span| {
        let span = offsets.span(span, base);
        Origin { file, span, edition, from_body: false, dollar_crate: None }
    };
    loop {
        let Some(tree) = trees.next() else {
            let Some((parent, delimiter, close)) = outer.pop() else { break };
            builder.push(TokenKind::Close(delimiter), delimiter.closing(), close);
            trees = parent;
            continue;
        };
        text.clear();
        match tree {
            TokenTree::Group(group) => {
                let delimiter = delimiter(&group);
                builder.push(TokenKind::Open(delimiter), delimiter.opening(), origin(group.span_open()));
                let close = origin(group.span_close());
                let inner = group.stream();
                // With the group gone, the stream is the only owner of its tokens, so iterating copies none.
                drop(group);
                let parent = std::mem::replace(&mut trees, inner.into_iter().peekable());
                outer.push((parent, delimiter, close));
            }
            TokenTree::Ident(ident) => {
                let _ = write!(text, "{ident}");
                builder.push(TokenKind::Ident, &text, origin(ident.span()));
            }
            TokenTree::Literal(literal) => {
                let _ = write!(text, "{literal}");
                builder.push(TokenKind::Literal, &text, origin(literal.span()));
            }
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                let from = origin(punct.span());
                let name = if punct.as_char() == QUOTE { trees.next() } else { None };
                if let Some(TokenTree::Ident(name)) = name {
                    let _ = write!(text, "{name}");
                    let span = Span { start: from.span.start, end: origin(name.span()).span.end };
                    builder.push(TokenKind::Lifetime, &text, Origin { span, ..from });
                    continue;
                }
                let joint = punct.spacing() == Spacing::Joint
                    && matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() != QUOTE);
                builder.push(TokenKind::Punct { joint }, &text, from);
            }
        }
    }
    builder.finish()
}

/// The start of a lifetime.
const QUOTE: char = '\'';

fn lex_error(text: &str, error: &proc_macro2::LexError) -> LexError {
    let (start, end) = (offset(text, error.span().start()), offset(text, error.span().end()));
    LexError { message: error.to_string(), span: Span::new(start..end.max(start)) }
}

fn delimiter(group: &Group) -> Delimiter {
    match group.delimiter() {
        proc_macro2::Delimiter::Parenthesis => Delimiter::Parenthesis,
        proc_macro2::Delimiter::Brace => Delimiter::Brace,
        proc_macro2::Delimiter::Bracket => Delimiter::Bracket,
        proc_macro2::Delimiter::None => Delimiter::None,
    }
}

/// Converts a line and column of `proc_macro2` to a byte offset.
fn offset(text: &str, place: LineColumn) -> usize {
    let line: usize = text.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
    let column = text[line..].char_indices().nth(place.column).map_or(text.len() - line, |(at, _)| at);
    line + column
}
