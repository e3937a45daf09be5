//! Token lists as rustc's parser sees them: operators in one piece, invisible groups with their fragment.
//!
//! An index may lie inside an operator, since the language takes an operator apart where a type or pattern ends within it
//! (`>>`, `&&`, `||`). The lexeme is then the rest of the operator.

use super::token::{Delimiter, Fragment, Origin, TokenKind, Tokens};
use crate::workspace::Edition;

/// The token, or the operator of several, at an index of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Lexeme<'a> {
    /// An identifier or keyword; `_` is one.
    Ident(&'a str),
    Lifetime,
    Literal(&'a str),
    /// An operator, or the rest of one.
    Punct(&'a str),
    /// The opening delimiter of a visible group.
    Open(Delimiter),
    /// The opening delimiter of an invisible group.
    Group(Option<Fragment>),
    /// A closing delimiter.
    Close,
    /// The end of the list.
    End,
}

/// The part of [`Tokens`] that macro matching uses.
impl Tokens {
    /// Returns the lexeme at an index.
    pub(in crate::syntax) fn lexeme(&self, at: usize) -> Lexeme<'_> {
        let Some(token) = self.tokens.get(at) else { return Lexeme::End };
        match token.kind {
            TokenKind::Ident => Lexeme::Ident(self.text_of(token)),
            TokenKind::Lifetime => Lexeme::Lifetime,
            TokenKind::Literal => Lexeme::Literal(self.text_of(token)),
            TokenKind::Punct { .. } => Lexeme::Punct(self.lexeme_text(at)),
            TokenKind::Open(Delimiter::None) => Lexeme::Group(token.fragment),
            TokenKind::Open(delimiter) => Lexeme::Open(delimiter),
            TokenKind::Close(_) => Lexeme::Close,
        }
    }

    /// Returns the text of the lexeme at an index.
    pub(in crate::syntax) fn lexeme_text(&self, at: usize) -> &str {
        let last = self.lexeme_end(at).saturating_sub(1);
        match (self.tokens.get(at), self.tokens.get(last)) {
            (Some(first), Some(last)) => {
                self.text.get(first.at as usize..(last.at + last.len) as usize).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// Returns the index after the lexeme at an index: of a group, the index of its first token.
    pub(in crate::syntax) fn lexeme_end(&self, mut at: usize) -> usize {
        while let Some(token) = self.tokens.get(at) {
            at += 1;
            if token.kind != (TokenKind::Punct { joint: true }) {
                break;
            }
        }
        at
    }

    /// Whether the lexeme at an index is this operator.
    pub(in crate::syntax) fn is_punct(&self, at: usize, text: &str) -> bool {
        self.lexeme(at) == Lexeme::Punct(text)
    }

    /// Whether the lexeme at an index is this identifier or keyword.
    pub(in crate::syntax) fn is_ident(&self, at: usize, text: &str) -> bool {
        self.lexeme(at) == Lexeme::Ident(text)
    }

    /// Whether this delimiter opens at an index.
    pub(in crate::syntax) fn is_open(&self, at: usize, delimiter: Delimiter) -> bool {
        self.lexeme(at) == Lexeme::Open(delimiter)
    }

    /// Whether a visible group starts at an index.
    pub(in crate::syntax) fn is_visible_group(&self, at: usize) -> bool {
        matches!(self.lexeme(at), Lexeme::Open(_))
    }

    /// Returns the origin of the token at an index; `None` at the end of the list.
    pub(in crate::syntax) fn origin(&self, at: usize) -> Option<Origin> {
        self.tokens.get(at).map(|token| token.origin)
    }

    /// Whether the identifier at an index is a [keyword](https://doc.rust-lang.org/reference/keywords.html) in the edition in
    /// which it was written, so that it cannot be a name. `_` counts as one.
    pub(in crate::syntax) fn is_keyword(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let edition = token.origin.edition;
        match self.text_of(token) {
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

    /// Whether the lexeme at an index can be a segment of a path.
    pub(in crate::syntax) fn is_segment(&self, at: usize) -> bool {
        match self.lexeme(at) {
            Lexeme::Ident("self" | "Self" | "super" | "crate") => true,
            Lexeme::Ident(_) => !self.is_keyword(at),
            _ => false,
        }
    }
}
