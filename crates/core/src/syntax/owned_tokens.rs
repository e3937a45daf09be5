//! Copies tokens of a text into a list that facts can keep and macros can expand.

use super::{
    code::{Code, Kind, string_literal},
    tokens::{Delimiter, Origin, TokenKind, Tokens, TokensBuilder},
};
use crate::{identifier::normalize, source::Span, workspace::Edition};
use std::ops::Range;

/// Copies some tokens of a text, and the documentation among them that a macro can see. The text starts at `base` in its file.
/// Adds `$crate::` before the given names of `local_inner_macros`, which are in order.
pub(super) fn owned_tokens(
    code: &Code<'_>,
    tokens: Range<usize>,
    file: u32,
    base: u32,
    edition: Edition,
    mut local_calls: &[usize],
) -> Tokens {
    let origin = |span: Range<u32>| {
        let span = Span { start: span.start + base, end: span.end + base };
        Origin { file, span, edition, from_body: false, from_arguments: false, dollar_crate: None }
    };
    let mut docs = code.macro_docs(&code.bytes_around(&tokens));
    let mut builder = TokensBuilder::default();
    for at in tokens.start..=tokens.end {
        // The documentation before the token, or before the end.
        let start = code.tokens.get(at).map_or(code.text.len() as u32, |token| token.at);
        while let [doc, rest @ ..] = docs
            && doc.start < start
        {
            push_doc(&mut builder, &code.text[doc.start as usize..doc.end as usize], doc.start, &origin);
            docs = rest;
        }
        if at < tokens.end {
            let (token, text) = (code.tokens[at], code.text_of(at));
            let origin = origin(token.at..token.end);
            if let [call, rest @ ..] = local_calls
                && *call == at
            {
                local_calls = rest;
                let (alone, joint) = (TokenKind::Punct { joint: false }, TokenKind::Punct { joint: true });
                for (kind, text) in [(alone, "$"), (TokenKind::Ident, "crate"), (joint, ":"), (alone, ":")] {
                    builder.push(kind, text, origin);
                }
            }
            if edition == Edition::E2015 && is_plain_name_in_2015(code, at) {
                builder.push(TokenKind::Ident, &format!("r#{text}"), origin);
            } else {
                let kind = token_kind(code, at);
                // Macros compare the names in their arguments.
                let text = if kind == TokenKind::Ident { normalize(text) } else { text.into() };
                builder.push(kind, &text, origin);
            }
        }
    }
    builder.finish()
}

/// Whether a word is a plain name in edition 2015 and a keyword later (the Rust reference, "Keywords").
fn is_plain_name_in_2015(code: &Code<'_>, token: usize) -> bool {
    match code.kind(token) {
        Kind::Async | Kind::Await | Kind::Try => true,
        // A type would follow.
        Kind::Dyn => match code.kind(token + 1) {
            Kind::As | Kind::In => true,
            next => !next.is_word() && !matches!(next, Kind::Lifetime | Kind::Question),
        },
        _ => false,
    }
}

/// Adds documentation as macros get it (the Rust reference, "Doc comments"): an attribute, all of whose tokens are where the
/// comment is, which starts at an offset.
fn push_doc(builder: &mut TokensBuilder, doc: &str, at: u32, origin: &dyn Fn(Range<u32>) -> Origin) {
    let (mark, line) = (&doc[..3], doc.starts_with("//"));
    let text = if line { &doc[3..] } else { &doc[3..doc.len() - 2] };
    let end = at + doc.len() as u32;
    let last = doc.chars().next_back().map_or(0, char::len_utf8) as u32;
    let alone = TokenKind::Punct { joint: false };
    builder.push(alone, "#", origin(at..end));
    if mark.ends_with('!') {
        builder.push(alone, "!", origin(at..end));
    }
    builder.push(TokenKind::Open(Delimiter::Bracket), "[", origin(at..at + 1));
    builder.push(TokenKind::Ident, "doc", origin(at..end));
    builder.push(alone, "=", origin(at..end));
    builder.push(TokenKind::Literal, &string_literal(text), origin(at..end));
    builder.push(TokenKind::Close(Delimiter::Bracket), "]", origin(end - last..end));
}

fn token_kind(code: &Code<'_>, token: usize) -> TokenKind {
    match code.kind(token) {
        Kind::OpenParen => TokenKind::Open(Delimiter::Parenthesis),
        Kind::OpenBracket => TokenKind::Open(Delimiter::Bracket),
        Kind::OpenBrace => TokenKind::Open(Delimiter::Brace),
        Kind::CloseParen => TokenKind::Close(Delimiter::Parenthesis),
        Kind::CloseBracket => TokenKind::Close(Delimiter::Bracket),
        Kind::CloseBrace => TokenKind::Close(Delimiter::Brace),
        Kind::Lifetime => TokenKind::Lifetime,
        Kind::Int | Kind::Float | Kind::Literal => TokenKind::Literal,
        kind if kind.is_word() => TokenKind::Ident,
        _ => TokenKind::Punct { joint: code.joined(token + 1) && code.kind(token + 1).is_mark() },
    }
}

/// Lexes a text as the arguments of a macro call. Returns `None` if `proc_macro2` might lex it differently.
#[cfg(test)]
pub(super) fn lex(text: &str, edition: Edition) -> Option<Tokens> {
    const CALL: &str = "m!{";
    let call = format!("{CALL}{text}\n}}");
    let code = Code::of(&call)?;
    let content = code.content(2);
    let mut tokens =
        (content.end + 1 == code.tokens.len()).then(|| owned_tokens(&code, content, 0, 0, edition, &[]))?;
    for token in &mut tokens.tokens {
        token.origin.span.start -= CALL.len() as u32;
        token.origin.span.end -= CALL.len() as u32;
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_origins_kinds_and_partners() {
        let code = Code::of("é 'a { >>= } // c\n -1.5").unwrap();
        let list = owned_tokens(&code, 0..code.tokens.len(), 3, 3, Edition::E2018, &[]);
        let tokens: Vec<_> =
            list.tokens.iter().map(|token| (list.text_of(token), token.origin.span.start, token.partner)).collect();
        assert_eq!(
            tokens,
            [
                ("é", 3, 0),
                ("'a", 6, 0),
                ("{", 9, 6),
                (">", 11, 0),
                (">", 12, 0),
                ("=", 13, 0),
                ("}", 15, 2),
                ("-", 23, 0),
                ("1.5", 24, 0)
            ]
        );
        assert_eq!(list.tokens[1].kind, TokenKind::Lifetime);
        assert_eq!(list.tokens[1].origin.span, Span { start: 6, end: 8 });
        assert!(list.tokens.iter().all(|token| token.origin.file == 3 && token.origin.edition == Edition::E2018));
    }

    #[test]
    fn documentation_in_a_call_is_an_attribute() {
        let list = lex("/// a \"b\"\n x /** c */", Edition::E2021).unwrap();
        assert_eq!(list.text, "#[doc=\" a \\\"b\\\"\"]x #[doc=\" c \"]");
    }
}
