//! [Items](https://doc.rust-lang.org/reference/items.html) and [statements](https://doc.rust-lang.org/reference/statements.html).
//!
//! An item ends at its `;` or its braces, depending on its keyword.

use super::{FragmentEnds, expressions::ExpressionContext};
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

/// The token that ends an item.
#[derive(Clone, Copy, Debug)]
enum ItemEnd {
    /// Its `;`, even after braces.
    Semicolon,
    /// Its `;` or its braces, whichever come first.
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

    /// Whether an item with a keyword, so any but a macro call, starts at an index.
    pub(in crate::syntax) fn starts_item(self, at: usize) -> bool {
        self.keyword(self.visibility(at)).is_some()
    }

    /// Returns what ends the item whose keyword stands at an index, and where to start looking for it.
    fn keyword(self, mut at: usize) -> Option<(ItemEnd, usize)> {
        let tokens = self.tokens;
        loop {
            let Lexeme::Ident(word) = tokens.lexeme(at) else { return None };
            let next = tokens.lexeme(at + 1);
            let is_named = matches!(next, Lexeme::Ident(_));
            match word {
                "use" | "type" => return Some((ItemEnd::Semicolon, at + 1)),
                "mod" | "struct" | "enum" | "fn" | "trait" | "impl" => return Some((ItemEnd::Either, at + 1)),
                "union" | "macro" if is_named => return Some((ItemEnd::Either, at + 1)),
                "static" if is_named && !matches!(next, Lexeme::Ident("move" | "async")) => {
                    return Some((ItemEnd::Semicolon, at + 1));
                }
                "extern" => match next {
                    Lexeme::Ident("crate") => return Some((ItemEnd::Semicolon, at + 1)),
                    Lexeme::Open(Delimiter::Brace) => return Some((ItemEnd::Either, at + 1)),
                    Lexeme::Literal(_) if tokens.is_open(at + 2, Delimiter::Brace) => {
                        return Some((ItemEnd::Either, at + 2));
                    }
                    Lexeme::Literal(_) => at += 2,
                    _ => at += 1,
                },
                "const" => match next {
                    Lexeme::Ident("fn" | "unsafe" | "async" | "extern" | "safe" | "impl" | "trait" | "gen") => at += 1,
                    Lexeme::Ident("move" | "static") => return None,
                    Lexeme::Ident(_) => return Some((ItemEnd::Semicolon, at + 1)),
                    _ => return None,
                },
                // `unsafe impl`, `async unsafe fn`, `auto trait`, `default impl`
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

    fn end(self, ending: ItemEnd, at: usize) -> Option<usize> {
        match ending {
            ItemEnd::Semicolon => self.semicolon(at),
            ItemEnd::Either => self.body(at),
        }
    }

    /// A macro call as an item, and `macro_rules! name { … }`.
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

    /// The index after the next `;`.
    fn semicolon(self, mut at: usize) -> Option<usize> {
        loop {
            match self.tokens.lexeme(at) {
                Lexeme::Punct(";") => return Some(at + 1),
                Lexeme::Close | Lexeme::End => return None,
                _ => at = self.tokens.tree_end(at),
            }
        }
    }

    /// The index after the next `;` or braces outside angle brackets.
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

    /// A statement without its semicolon; an item includes its own.
    pub(in crate::syntax) fn statement(self, at: usize) -> Option<usize> {
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
        // `macro_rules! name { … }`, or a macro call after a visibility.
        let is_named_call = !tokens.is_keyword(start)
            && tokens.is_punct(start + 1, "!")
            && matches!(tokens.lexeme(start + 2), Lexeme::Ident(_));
        if item > start || is_named_call {
            return self.macro_item(item);
        }
        self.expression_at(start, ExpressionContext::Statement)
    }

    /// The pattern, type, value and `else` after `let`.
    fn local(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut at = self.pattern(at, true)?;
        if tokens.is_punct(at, ":") {
            at = self.ty(at + 1, true)?;
        }
        if tokens.is_punct(at, "=") {
            at = self.expression(at + 1)?;
            if tokens.is_ident(at, "else") && tokens.is_open(at + 1, Delimiter::Brace) {
                at = tokens.tree_end(at + 1);
            }
        }
        Some(at)
    }
}
