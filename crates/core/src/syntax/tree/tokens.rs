//! Between our tokens and those of `proc_macro2`.

use crate::syntax::{
    code::{Code, Kind, Token},
    span_map::Offsets,
};
use proc_macro2::{Delimiter, Group, LexError, Span, TokenStream, TokenTree, token_stream::IntoIter};
use std::ops::Range;

/// What a lifetime starts with.
const QUOTE: char = '\'';

/// Some tokens as `proc_macro2` has them, with the invisible groups among them. Spans are relative to the text of these tokens,
/// whose offsets are given, too.
pub(super) fn stream_of(code: &Code<'_>, tokens: Range<usize>) -> Result<(TokenStream, Offsets), LexError> {
    let bytes = code.bytes_around(&tokens);
    let text = code.plain(bytes.clone());
    let stream: TokenStream = text.parse()?;
    let offsets = Offsets::within(&text, bytes.start);
    let is_grouped = tokens.clone().any(|token| code.kind(token) == Kind::OpenNone);
    Ok((if is_grouped { regroup(code, tokens, stream) } else { stream }, offsets))
}

/// Puts the invisible groups among some tokens into the stream that their text reads as.
fn regroup(code: &Code<'_>, tokens: Range<usize>, stream: TokenStream) -> TokenStream {
    let mut outer: Vec<(IntoIter, Delimiter, Span)> = Vec::new();
    let mut trees = stream.into_iter();
    let mut done: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        let kind = code.kind(token);
        if kind == Kind::OpenNone {
            done.push(Vec::new());
        } else if kind.opens() {
            // The tokens are those of the text, so the stream has a group here.
            if let Some(TokenTree::Group(group)) = trees.next() {
                let parent = std::mem::replace(&mut trees, group.stream().into_iter());
                outer.push((parent, group.delimiter(), group.span()));
            }
            done.push(Vec::new());
        } else if kind.closes() {
            let content = done.pop().unwrap_or_default().into_iter().collect();
            let mut group = Group::new(Delimiter::None, content);
            if kind != Kind::CloseNone
                && let Some((parent, delimiter, span)) = outer.pop()
            {
                trees = parent;
                group = Group::new(delimiter, group.stream());
                group.set_span(span);
            }
            done.last_mut().expect("as many groups open as close").push(TokenTree::Group(group));
        } else {
            let count = if kind == Kind::Lifetime { 2 } else { 1 };
            done.last_mut().expect("as many groups open as close").extend(trees.by_ref().take(count));
        }
    }
    done.pop().unwrap_or_default().into_iter().collect()
}

/// The tokens of a text that `proc_macro2` has lexed as this stream.
pub(super) fn code_of<'t>(text: &'t str, stream: &TokenStream, offsets: &Offsets) -> Code<'t> {
    let (mut tokens, mut docs): (Vec<Token>, Vec<Range<u32>>) = (Vec::new(), Vec::new());
    let mut outer: Vec<(IntoIter, u32, Span)> = Vec::new();
    let mut trees = stream.clone().into_iter();
    let range = |span: Span| (offsets.start(span) as u32, offsets.end(span) as u32);
    loop {
        let Some(tree) = trees.next() else {
            let Some((parent, open, close)) = outer.pop() else { break };
            let (at, end) = range(close);
            let number = tokens.len() as u32;
            let kind = match tokens[open as usize].kind {
                Kind::OpenParen => Kind::CloseParen,
                Kind::OpenBracket => Kind::CloseBracket,
                _ => Kind::CloseBrace,
            };
            tokens[open as usize].partner = number;
            tokens.push(Token { kind, at, end, partner: open });
            trees = parent;
            continue;
        };
        let (at, end) = range(tree.span());
        // To `proc_macro2`, a comment that documents something is an attribute whose tokens all stand where the comment does.
        if text[at as usize..].starts_with('/') && !matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '/') {
            docs.push(at..end);
            if matches!(&tree, TokenTree::Punct(_)) && matches!(trees.next(), Some(TokenTree::Punct(_))) {
                trees.next();
            }
            continue;
        }
        match tree {
            TokenTree::Group(group) => {
                let (at, end) = range(group.span_open());
                let kind = match group.delimiter() {
                    Delimiter::Parenthesis => Kind::OpenParen,
                    Delimiter::Bracket => Kind::OpenBracket,
                    Delimiter::Brace | Delimiter::None => Kind::OpenBrace,
                };
                let number = tokens.len() as u32;
                tokens.push(Token { kind, at, end, partner: 0 });
                let parent = std::mem::replace(&mut trees, group.stream().into_iter());
                outer.push((parent, number, group.span_close()));
            }
            TokenTree::Punct(punct) if punct.as_char() == QUOTE => {
                let end = trees.next().map_or(end, |name| range(name.span()).1);
                tokens.push(Token { kind: Kind::Lifetime, at, end, partner: 0 });
            }
            TokenTree::Ident(_) => {
                let kind = Kind::of_word(&text[at as usize..end as usize]);
                tokens.push(Token { kind, at, end, partner: 0 });
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                let kind = Kind::of_mark(&text[at as usize..end as usize]).unwrap_or(Kind::Literal);
                tokens.push(Token { kind, at, end, partner: 0 });
            }
        }
    }
    Code::of_tokens(text, tokens, docs)
}
