//! A token list as rustc's parser sees it: operators in one piece, invisible groups with what they hold.
//!
//! [`Tokens`] keeps characters of punctuation apart; the language [glues] them to the longest operator, and takes
//! one apart again only where a type or pattern ends within (`>>`, `&&`, `||`). A position here is an index of
//! [`Tokens::tokens`], and may lie within an operator.
//!
//! [glues]: https://doc.rust-lang.org/reference/tokens.html#punctuation

use super::super::tokens::{Delimiter, Fragment, Origin, TokenKind, Tokens};
use crate::workspace::Edition;

/// A token list and where its operators end.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) tokens: &'a Tokens,
    /// For each token, the index after the operator that it is part of, or after itself.
    ends: &'a [u32],
}

/// What stands at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lexeme<'a> {
    /// An identifier or keyword, `_` included.
    Ident(&'a str),
    Lifetime,
    Literal(&'a str),
    /// A whole operator, or what is left of one.
    Punct(&'a str),
    Open(Delimiter),
    /// An invisible group.
    Group(Option<Fragment>),
    Close,
    /// The end of the list.
    End,
}

/// Where the operators of a list end: see [`View`].
pub(super) fn glue(tokens: &Tokens) -> Vec<u32> {
    let mut ends: Vec<u32> = (1..=tokens.tokens.len() as u32).collect();
    let mut at = 0;
    while at < ends.len() {
        let start = at;
        while let Some(next) = tokens.tokens.get(at + 1)
            && tokens.tokens[at].kind == (TokenKind::Punct { joint: true })
            && matches!(next.kind, TokenKind::Punct { .. })
            && is_operator(text(tokens, start, at + 2))
        {
            at += 1;
        }
        at += 1;
        ends[start..at].fill(at as u32);
    }
    ends
}

/// Whether characters of punctuation are one token. Each longer operator's beginnings are operators.
fn is_operator(text: &str) -> bool {
    matches!(
        text,
        "==" | "=>"
            | "<="
            | "<<"
            | "<-"
            | "<<="
            | ">="
            | ">>"
            | ">>="
            | "!="
            | "+="
            | "-="
            | "->"
            | "*="
            | "/="
            | "%="
            | "^="
            | "&&"
            | "&="
            | "||"
            | "|="
            | ".."
            | "..."
            | "..="
            | "::"
    )
}

fn text(tokens: &Tokens, start: usize, end: usize) -> &str {
    match (tokens.tokens.get(start), tokens.tokens.get(end.wrapping_sub(1))) {
        (Some(first), Some(last)) => {
            tokens.text.get(first.at as usize..(last.at + last.len) as usize).unwrap_or_default()
        }
        _ => "",
    }
}

impl<'a> View<'a> {
    /// A view of a list, with what [`glue`] says of it.
    pub(super) fn new(tokens: &'a Tokens, ends: &'a [u32]) -> Self {
        Self { tokens, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.tokens.len()
    }

    /// What stands at a position.
    pub(super) fn peek(&self, at: usize) -> Lexeme<'a> {
        let Some(token) = self.tokens.tokens.get(at) else { return Lexeme::End };
        match token.kind {
            TokenKind::Ident => Lexeme::Ident(self.tokens.text_of(token)),
            TokenKind::Lifetime => Lexeme::Lifetime,
            TokenKind::Literal => Lexeme::Literal(self.tokens.text_of(token)),
            TokenKind::Punct { .. } => Lexeme::Punct(self.text(at)),
            TokenKind::Open(Delimiter::None) => Lexeme::Group(token.fragment),
            TokenKind::Open(delimiter) => Lexeme::Open(delimiter),
            TokenKind::Close(_) => Lexeme::Close,
        }
    }

    /// The text of the token at a position, operators in one piece.
    pub(super) fn text(&self, at: usize) -> &'a str {
        text(self.tokens, at, self.after(at))
    }

    /// The position after the token at a position: of a group, the one within.
    pub(super) fn after(&self, at: usize) -> usize {
        self.ends.get(at).map_or(at, |end| *end as usize)
    }

    /// The position after the token tree at a position: of a group, the one behind it.
    pub(super) fn next(&self, at: usize) -> usize {
        match self.tokens.tokens.get(at) {
            Some(token) if matches!(token.kind, TokenKind::Open(_)) => self.tokens.tree_end(at),
            _ => self.after(at),
        }
    }

    /// Whether the character of punctuation at a position goes on in one operator with the next one.
    pub(super) fn is_joint(&self, at: usize) -> bool {
        self.after(at) > at + 1
    }

    pub(super) fn is_punct(&self, at: usize, text: &str) -> bool {
        self.peek(at) == Lexeme::Punct(text)
    }

    pub(super) fn is_ident(&self, at: usize, text: &str) -> bool {
        self.peek(at) == Lexeme::Ident(text)
    }

    pub(super) fn is_open(&self, at: usize, delimiter: Delimiter) -> bool {
        self.peek(at) == Lexeme::Open(delimiter)
    }

    /// Whether a visible group starts here.
    pub(super) fn is_group(&self, at: usize) -> bool {
        matches!(self.peek(at), Lexeme::Open(_))
    }

    pub(super) fn origin(&self, at: usize) -> Option<Origin> {
        self.tokens.tokens.get(at).map(|token| token.origin)
    }

    /// Whether the identifier at a position is a [keyword](https://doc.rust-lang.org/reference/keywords.html) in
    /// the edition it was written in, so that it can't be a name. `_` is one.
    pub(super) fn is_reserved(&self, at: usize) -> bool {
        let Some(token) = self.tokens.tokens.get(at) else { return false };
        let edition = token.origin.edition;
        match self.tokens.text_of(token) {
            "_" | "as" | "break" | "const" | "continue" | "crate" | "else" | "enum" | "extern" | "false" | "fn"
            | "for" | "if" | "impl" | "in" | "let" | "loop" | "match" | "mod" | "move" | "mut" | "pub" | "ref"
            | "return" | "self" | "Self" | "static" | "struct" | "super" | "trait" | "true" | "type" | "unsafe"
            | "use" | "where" | "while" | "abstract" | "become" | "box" | "do" | "final" | "macro" | "override"
            | "priv" | "typeof" | "unsized" | "virtual" | "yield" => true,
            "async" | "await" | "dyn" | "try" => edition > Edition::E2015,
            "gen" => edition >= Edition::E2024,
            _ => false,
        }
    }

    /// Whether a path can start, or go on, with the identifier at a position.
    pub(super) fn is_segment(&self, at: usize) -> bool {
        match self.peek(at) {
            Lexeme::Ident("self" | "Self" | "super" | "crate") => true,
            Lexeme::Ident(_) => !self.is_reserved(at),
            _ => false,
        }
    }
}
