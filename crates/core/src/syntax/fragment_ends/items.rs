//! [Items](https://doc.rust-lang.org/reference/items.html) and [statements](https://doc.rust-lang.org/reference/statements.html).
//!
//! An item ends at its `;` or its braces, which its keyword tells apart; nothing in it is read.

use super::{FragmentEnds, expressions::Place};
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

/// What ends an item.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// Its `;`, whatever braces stand before it.
    Semicolon,
    /// Its `;` or its braces, whichever comes first.
    Either,
}

impl FragmentEnds<'_> {
    /// An item with its attributes.
    pub(super) fn item(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let at = self.attributes(at);
        if let Lexeme::Group(Some(Fragment::Item | Fragment::Stmt)) = tokens.lexeme(at) {
            return Some(tokens.tree_end(at));
        }
        let at = self.visibility(at);
        match self.keyword(at) {
            Some((ending, at)) => self.end(ending, at),
            None => self.macro_item(at),
        }
    }

    /// What ends the item whose keyword stands here, and where to look for it; nothing where there is no keyword.
    fn keyword(self, mut at: usize) -> Option<(Ending, usize)> {
        let tokens = self.tokens;
        loop {
            let Lexeme::Ident(word) = tokens.lexeme(at) else { return None };
            let next = tokens.lexeme(at + 1);
            let is_named = matches!(next, Lexeme::Ident(_));
            match word {
                "use" | "type" => return Some((Ending::Semicolon, at + 1)),
                "mod" | "struct" | "enum" | "fn" | "trait" | "impl" => return Some((Ending::Either, at + 1)),
                "union" | "macro" if is_named => return Some((Ending::Either, at + 1)),
                "static" if is_named && !matches!(next, Lexeme::Ident("move" | "async")) => {
                    return Some((Ending::Semicolon, at + 1));
                }
                "extern" => match next {
                    Lexeme::Ident("crate") => return Some((Ending::Semicolon, at + 1)),
                    Lexeme::Open(Delimiter::Brace) => return Some((Ending::Either, at + 1)),
                    Lexeme::Literal(_) if tokens.is_open(at + 2, Delimiter::Brace) => {
                        return Some((Ending::Either, at + 2));
                    }
                    Lexeme::Literal(_) => at += 2,
                    _ => at += 1,
                },
                "const" => match next {
                    Lexeme::Ident("fn" | "unsafe" | "async" | "extern" | "safe" | "impl" | "trait" | "gen") => at += 1,
                    Lexeme::Ident("move" | "static") => return None,
                    Lexeme::Ident(_) => return Some((Ending::Semicolon, at + 1)),
                    _ => return None,
                },
                // As in `unsafe impl`, `async unsafe fn`, `auto trait`, `default impl`.
                "unsafe" | "async" | "safe" | "auto" | "default" | "gen"
                    if matches!(
                        next,
                        Lexeme::Ident(
                            "fn" | "impl"
                                | "trait"
                                | "extern"
                                | "mod"
                                | "unsafe"
                                | "async"
                                | "const"
                                | "auto"
                                | "type"
                                | "static"
                                | "gen"
                        )
                    ) =>
                {
                    at += 1;
                }
                _ => return None,
            }
        }
    }

    fn end(self, ending: Ending, at: usize) -> Option<usize> {
        match ending {
            Ending::Semicolon => self.semicolon(at),
            Ending::Either => self.body(at),
        }
    }

    /// The call of a macro as an item; `macro_rules! name { … }` reads the same.
    fn macro_item(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let bang = self.plain_path(at)?;
        if !tokens.is_punct(bang, "!") {
            return None;
        }
        let open = if matches!(tokens.lexeme(bang + 1), Lexeme::Ident(_)) { bang + 2 } else { bang + 1 };
        if !tokens.is_visible_group(open) {
            return None;
        }
        let end = tokens.tree_end(open);
        let is_ended = tokens.is_open(open, Delimiter::Brace) || !tokens.is_punct(end, ";");
        Some(if is_ended { end } else { end + 1 })
    }

    /// The position behind the next `;`.
    fn semicolon(self, mut at: usize) -> Option<usize> {
        loop {
            match self.tokens.lexeme(at) {
                Lexeme::Punct(";") => return Some(at + 1),
                Lexeme::Close | Lexeme::End => return None,
                _ => at = self.tokens.tree_end(at),
            }
        }
    }

    /// The position behind the next `;` or braces that stand in no angle brackets.
    fn body(self, mut at: usize) -> Option<usize> {
        let tokens = self.tokens;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct(";") => return Some(at + 1),
                Lexeme::Open(Delimiter::Brace) => return Some(tokens.tree_end(at)),
                Lexeme::Punct(text) if text.starts_with('<') => at = self.angles(at)?,
                Lexeme::Close | Lexeme::End => return None,
                _ => at = tokens.tree_end(at),
            }
        }
    }

    /// A statement without its semicolon, but for that of an item.
    pub(super) fn stmt(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let start = self.attributes(at);
        if let Lexeme::Group(Some(Fragment::Stmt | Fragment::Item)) = tokens.lexeme(start) {
            return Some(tokens.tree_end(start));
        }
        if tokens.is_ident(start, "let") {
            return self.local(start + 1);
        }
        let item = self.visibility(start);
        if let Some((ending, at)) = self.keyword(item) {
            return self.end(ending, at);
        }
        // `macro_rules! name { … }`, or a macro after a visibility.
        if item > start || tokens.is_punct(start + 1, "!") && matches!(tokens.lexeme(start + 2), Lexeme::Ident(_)) {
            return self.macro_item(item);
        }
        self.expr_at(start, Place::Statement)
    }

    /// What follows `let`: a pattern, a type, a value, an `else`.
    fn local(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut at = self.pat(at, true)?;
        if tokens.is_punct(at, ":") {
            at = self.ty(at + 1, true)?;
        }
        if tokens.is_punct(at, "=") {
            at = self.expr(at + 1)?;
            if tokens.is_ident(at, "else") && tokens.is_open(at + 1, Delimiter::Brace) {
                at = tokens.tree_end(at + 1);
            }
        }
        Some(at)
    }
}
