//! Converts texts and `proc_macro2` streams to token lists, and back.
//!
//! Only this file knows the form of `proc_macro2`'s tokens: a lifetime is a quote and a name, a documentation comment is an
//! attribute (`#[doc = "…"]`), and spans are relative to the text that was lexed. Nothing here recurses, so the nesting of
//! delimiters has no limit.

use super::{
    span_map::Offsets,
    tokens::{Delimiter, Origin, Token, TokenKind, Tokens, TokensBuilder},
};
use crate::{source::Span, workspace::Edition};
use proc_macro2::{Group, LineColumn, Spacing, TokenStream, TokenTree, token_stream::IntoIter};
use std::{fmt, fmt::Write as _, iter::Peekable, ops::Range};

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

/// Converts a token list to a stream, with its invisible groups.
///
/// The spans of the stream are relative to [`Tokens::text`], so that an offset leads to a token and its origin.
pub fn to_proc_macro2(tokens: &Tokens) -> Result<TokenStream, LexError> {
    part_to_proc_macro2(tokens, 0..tokens.text.len(), &tokens.text)
}

/// Converts the tokens of a part of the text, which is lexed as `text`.
pub(super) fn part_to_proc_macro2(tokens: &Tokens, bytes: Range<usize>, text: &str) -> Result<TokenStream, LexError> {
    let stream = match text.parse::<TokenStream>() {
        Ok(stream) => stream,
        Err(error) => return Err(lex_error(text, &error)),
    };
    let part = tokens.part(bytes);
    if tokens.tokens[part.clone()].iter().any(|token| token.kind == TokenKind::Open(Delimiter::None)) {
        regroup(tokens, part, stream)
    } else {
        Ok(stream)
    }
}

/// Inserts the invisible groups into the stream that was lexed from the text of some tokens.
fn regroup(tokens: &Tokens, part: Range<usize>, stream: TokenStream) -> Result<TokenStream, LexError> {
    let mut outer: Vec<(IntoIter, proc_macro2::Span)> = Vec::new();
    let mut trees = stream.into_iter();
    let mut done: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for number in part {
        let token = &tokens.tokens[number];
        match token.kind {
            TokenKind::Open(Delimiter::None) => done.push(Vec::new()),
            TokenKind::Open(_) => {
                let Some(TokenTree::Group(group)) = trees.next() else { return Err(out_of_step(token)) };
                let parent = std::mem::replace(&mut trees, group.stream().into_iter());
                outer.push((parent, group.span()));
                done.push(Vec::new());
            }
            TokenKind::Close(delimiter) => {
                let content = done.pop().unwrap_or_default().into_iter().collect();
                let mut group = Group::new(proc_macro2_delimiter(delimiter), content);
                if delimiter != Delimiter::None {
                    let Some((parent, span)) = outer.pop() else { return Err(out_of_step(token)) };
                    trees = parent;
                    group.set_span(span);
                }
                done.last_mut().ok_or_else(|| out_of_step(token))?.push(TokenTree::Group(group));
            }
            TokenKind::Ident | TokenKind::Lifetime | TokenKind::Literal | TokenKind::Punct { .. } => {
                let count = if token.kind == TokenKind::Lifetime { 2 } else { 1 };
                done.last_mut().ok_or_else(|| out_of_step(token))?.extend(trees.by_ref().take(count));
            }
        }
    }
    Ok(done.pop().unwrap_or_default().into_iter().collect())
}

/// The start of a lifetime.
const QUOTE: char = '\'';

fn lex_error(text: &str, error: &proc_macro2::LexError) -> LexError {
    let (start, end) = (offset(text, error.span().start()), offset(text, error.span().end()));
    LexError { message: error.to_string(), span: Span::new(start..end.max(start)) }
}

/// The error of a list whose tokens are not those of its text; no [`TokensBuilder`] makes one.
fn out_of_step(token: &Token) -> LexError {
    let start = token.at as usize;
    LexError { message: "the tokens are not those of their text".into(), span: Span::new(start..start) }
}

fn proc_macro2_delimiter(delimiter: Delimiter) -> proc_macro2::Delimiter {
    match delimiter {
        Delimiter::Parenthesis => proc_macro2::Delimiter::Parenthesis,
        Delimiter::Brace => proc_macro2::Delimiter::Brace,
        Delimiter::Bracket => proc_macro2::Delimiter::Bracket,
        Delimiter::None => proc_macro2::Delimiter::None,
    }
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
