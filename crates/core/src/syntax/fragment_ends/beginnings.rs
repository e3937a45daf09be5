//! Whether a fragment may begin with a token: where not, the matcher looks elsewhere; where it may, there is no way back.
//!
//! After rustc's `nonterminal_may_begin_with`, `can_begin_expr`, `can_begin_type` and `can_begin_pattern`.

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

impl FragmentEnds<'_> {
    /// Whether rustc would read the fragment here.
    pub(in crate::syntax) fn may_begin(self, fragment: Fragment, at: usize) -> bool {
        use Fragment::{
            Block, Expr, Ident, Item, Lifetime, Literal, Meta, Pat, Path, Stmt, TokenTree, Type, Visibility,
        };
        let lexeme = self.tokens.lexeme(at);
        if matches!(lexeme, Lexeme::Close | Lexeme::End) {
            return false;
        }
        if let Lexeme::Group(held) = lexeme {
            let Some(held) = held else { return !matches!(fragment, Ident | Lifetime) };
            return match fragment {
                Ident | Lifetime => false,
                Item | Stmt | TokenTree | Visibility => true,
                Block => matches!(held, Block | Stmt | Expr { .. } | Literal),
                Expr { .. } => matches!(held, Block | Expr { .. } | Literal | Path),
                Literal => held == Literal || matches!(held, Expr { .. }) && self.holds_literal(at),
                Meta | Path => matches!(held, Stmt | Pat { .. } | Expr { .. } | Type | Literal | Meta | Path),
                Pat { .. } => matches!(held, Expr { .. } | Literal | Meta | Pat { .. } | Path | Type),
                Type => matches!(held, Type | Path),
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
                _ => self.begins_expr(at),
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

    /// Whether an expression can begin here; a block is one.
    pub(super) fn begins_expr(self, at: usize) -> bool {
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
            Lexeme::Group(held) => held.is_none_or(|held| {
                matches!(held, Fragment::Block | Fragment::Expr { .. } | Fragment::Literal | Fragment::Path)
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

    /// Whether the invisible group holds a literal and nothing else.
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
