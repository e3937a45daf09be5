//! Writes tokens in a canonical form, which does not depend on the layout of the source.

use crate::syntax::code::{Code, Kind};
use std::ops::Range;

/// Writes tokens. Commas before a closing delimiter and attributes are left out.
pub(super) fn render(code: &Code<'_>, tokens: Range<usize>) -> String {
    let mut text = String::new();
    let mut before: Option<Kind> = None;
    let mut at = tokens.start;
    while at < tokens.end {
        let kind = code.kind(at);
        if kind == Kind::Pound && code.kind(at + 1) == Kind::OpenBracket {
            at = code.after(at + 1);
            continue;
        }
        let next = if at + 1 < tokens.end { code.kind(at + 1) } else { Kind::End };
        let is_trailing = kind == Kind::Comma && (next.closes() || matches!(next, Kind::Gt | Kind::End));
        if is_trailing && !is_single_of_tuple(code, at) {
            at += 1;
            continue;
        }
        if before.is_some_and(|before| needs_space(before, kind, &text)) {
            text.push(' ');
        }
        text.push_str(code.text_of(at));
        before = Some(kind);
        at += 1;
    }
    text
}

/// Returns whether the comma at a token makes `(T,)` a tuple.
fn is_single_of_tuple(code: &Code<'_>, comma: usize) -> bool {
    if code.kind(comma + 1) != Kind::CloseParen {
        return false;
    }
    let open = code.tokens[comma + 1].partner as usize;
    // The arguments of `Fn(T,)` are no tuple.
    let is_call = open > 0 && (code.kind(open - 1) == Kind::Ident || code.kind(open - 1) == Kind::Fn);
    let mut at = open + 1;
    while at < comma && code.kind(at) != Kind::Comma {
        at = code.after(at);
    }
    at == comma && !is_call
}

#[expect(clippy::match_same_arms, reason = "an earlier arm takes precedence over a later one")]
fn needs_space(before: Kind, next: Kind, text: &str) -> bool {
    use Kind::{
        And, As, Bang, CloseBrace, CloseBracket, CloseParen, Colon, Comma, Const, Dot, Dyn, Eq, For, Gt, Impl,
        Lifetime, Lt, Minus, Mut, OpenBrace, OpenBracket, OpenParen, Or, Plus, Question, Semi, Star, Unsafe, Where,
    };
    let ends_value = |kind: Kind| kind.is_word() || kind.is_literal() || kind == Lifetime;
    match (before, next) {
        (_, Comma | Semi | CloseParen | CloseBracket | Dot) | (OpenParen | OpenBracket | Lt, _) => false,
        (Comma | Semi | Plus | OpenBrace | Or, _) | (_, Plus | OpenBrace | CloseBrace | Or) => true,
        (Minus, Gt) | (Eq, Gt | Eq) => false,
        (_, Minus | Eq) => true,
        (_, Colon) | (For | Impl, Lt) => false,
        (Colon, _) => !text.ends_with("::"),
        (_, Gt | Question) | (Question, _) => false,
        (Gt, _) if text.ends_with("->") || text.ends_with("=>") => true,
        (Eq | Where, _) => true,
        (Gt, next) => ends_value(next),
        (Lifetime, OpenParen | OpenBracket) => true,
        (As | Dyn | For | Impl | Mut | Const | Unsafe, _) => true,
        (And | Star | Bang, _) => false,
        (before, next) if ends_value(before) => ends_value(next) || matches!(next, And | Star | Bang),
        (_, next) => ends_value(next) && !matches!(before, Minus),
    }
}
