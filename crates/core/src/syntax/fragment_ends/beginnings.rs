//! Which tokens may begin a fragment. If a token may, the matcher is committed to the fragment.
//!
//! Follows rustc's `nonterminal_may_begin_with`, `can_begin_expr`, `can_begin_type` and `can_begin_pattern`.

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

impl FragmentEnds<'_> {
    /// Whether rustc would parse a fragment that starts at an index.
    pub(in crate::syntax) fn may_begin(self, fragment: Fragment, at: usize) -> bool {
        use Fragment::{
            Block, Expr, Ident, Item, Lifetime, Literal, Meta, Pat, Path, Stmt, TokenTree, Type, Visibility,
        };
        let lexeme = self.tokens.lexeme(at);
        if matches!(lexeme, Lexeme::Close | Lexeme::End) {
            return false;
        }
        if let Lexeme::Group(inner) = lexeme {
            let Some(inner) = inner else { return !matches!(fragment, Ident | Lifetime) };
            return match fragment {
                Ident | Lifetime => false,
                Item | Stmt | TokenTree | Visibility => true,
                Block => matches!(inner, Block | Stmt | Expr { .. } | Literal),
                Expr { .. } => matches!(inner, Block | Expr { .. } | Literal | Path),
                Literal => inner == Literal || matches!(inner, Expr { .. }) && self.holds_literal(at),
                Meta | Path => matches!(inner, Stmt | Pat { .. } | Expr { .. } | Type | Literal | Meta | Path),
                Pat { .. } => matches!(inner, Expr { .. } | Literal | Meta | Pat { .. } | Path | Type),
                Type => matches!(inner, Type | Path),
            };
        }
        match fragment {
            Item | Stmt | TokenTree => true,
            Ident => matches!(lexeme, Lexeme::Ident(name) if name != "_"),
            Lifetime => lexeme == Lexeme::Lifetime,
            Block => lexeme == Lexeme::Open(Delimiter::Brace),
            Expr { edition_2024 } => match lexeme {
                Lexeme::Ident("let") => false,
                Lexeme::Ident("_" | "const") => edition_2024,
                _ => self.begins_expression(at),
            },
            Literal => matches!(lexeme, Lexeme::Literal(_) | Lexeme::Punct("-") | Lexeme::Ident("true" | "false")),
            Meta | Path => matches!(lexeme, Lexeme::Ident(_) | Lexeme::Punct("::")),
            Pat { alternatives } => match lexeme {
                Lexeme::Ident(_) | Lexeme::Literal(_) => true,
                Lexeme::Open(delimiter) => delimiter != Delimiter::Brace,
                Lexeme::Punct(text) => {
                    matches!(text, "&" | "&&" | "-" | ".." | "..." | "::" | "<" | "<<") || alternatives && text == "|"
                }
                _ => false,
            },
            Type => self.begins_type(at),
            Visibility => matches!(lexeme, Lexeme::Ident(_) | Lexeme::Punct(",")) || self.begins_type(at),
        }
    }

    /// Whether an expression can begin at an index; a block is one.
    pub(super) fn begins_expression(self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Ident(name) => {
                !self.tokens.is_keyword(at)
                    || matches!(
                        name,
                        "async"
                            | "become"
                            | "break"
                            | "const"
                            | "continue"
                            | "crate"
                            | "do"
                            | "false"
                            | "for"
                            | "gen"
                            | "if"
                            | "let"
                            | "loop"
                            | "match"
                            | "move"
                            | "return"
                            | "self"
                            | "Self"
                            | "static"
                            | "super"
                            | "true"
                            | "try"
                            | "unsafe"
                            | "while"
                            | "yield"
                    )
            }
            Lexeme::Literal(_) | Lexeme::Lifetime | Lexeme::Open(_) => true,
            Lexeme::Punct(text) => matches!(
                text,
                "!" | "-" | "*" | "|" | "||" | "&" | "&&" | ".." | "..." | "..=" | "<" | "<<" | "::" | "#"
            ),
            Lexeme::Group(inner) => inner.is_none_or(|inner| {
                matches!(inner, Fragment::Block | Fragment::Expr { .. } | Fragment::Literal | Fragment::Path)
            }),
            Lexeme::Close | Lexeme::End => false,
        }
    }

    fn begins_type(self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Ident(name) => {
                self.tokens.is_segment(at)
                    || matches!(name, "_" | "for" | "impl" | "fn" | "unsafe" | "extern" | "typeof" | "dyn")
            }
            Lexeme::Open(delimiter) => delimiter != Delimiter::Brace,
            Lexeme::Punct(text) => matches!(text, "!" | "*" | "&" | "&&" | "?" | "<" | "<<" | "::"),
            _ => false,
        }
    }

    /// Whether the invisible group at an index holds nothing but a literal.
    fn holds_literal(self, at: usize) -> bool {
        let end = self.tokens.content(at).end;
        let mut at = at + 1;
        while matches!(self.tokens.lexeme(at), Lexeme::Group(_) | Lexeme::Punct("-")) {
            at += 1;
        }
        let is_literal = matches!(self.tokens.lexeme(at), Lexeme::Literal(_) | Lexeme::Ident("true" | "false"));
        is_literal && (at + 1..end).all(|at| self.tokens.lexeme(at) == Lexeme::Close)
    }
}
