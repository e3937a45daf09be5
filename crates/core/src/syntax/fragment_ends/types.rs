//! [Types](https://doc.rust-lang.org/reference/types.html), with the bounds of trait objects.

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};
use crate::workspace::Edition;

impl FragmentEnds<'_> {
    /// A type. If `plus`, `A + B` is one: a trait object without `dyn`.
    pub(super) fn ty(self, mut at: usize, mut plus: bool) -> Option<usize> {
        let tokens = self.tokens;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct("&" | "&&") => {
                    at = tokens.lexeme_end(at);
                    if tokens.lexeme(at) == Lexeme::Lifetime {
                        at += 1;
                    }
                    if tokens.is_ident(at, "mut") {
                        at += 1;
                    }
                    plus = false;
                }
                Lexeme::Punct("*") => {
                    at = if tokens.is_ident(at + 1, "const") || tokens.is_ident(at + 1, "mut") {
                        at + 2
                    } else {
                        return None;
                    };
                    plus = false;
                }
                Lexeme::Punct("!" | "...") => return Some(tokens.lexeme_end(at)),
                Lexeme::Ident("_") => return Some(at + 1),
                Lexeme::Open(Delimiter::Parenthesis) => return self.more_bounds(tokens.tree_end(at), plus),
                Lexeme::Open(Delimiter::Bracket) => return Some(tokens.tree_end(at)),
                Lexeme::Group(_) if !self.is_path_group(at) => return Some(tokens.tree_end(at)),
                Lexeme::Punct("?") | Lexeme::Lifetime => return self.bounds(at),
                Lexeme::Ident("for" | "unsafe") if self.opens_angles(at + 1) => at = self.angles(at + 1)?,
                Lexeme::Ident("impl") => return self.bounds(at + 1),
                Lexeme::Ident("dyn") if self.is_dyn(at) => return self.bounds(at + 1),
                Lexeme::Ident("fn") => {
                    let open = at + 1;
                    if !tokens.is_open(open, Delimiter::Parenthesis) {
                        return None;
                    }
                    at = tokens.tree_end(open);
                    if !tokens.is_punct(at, "->") {
                        return Some(at);
                    }
                    return self.nested()?.ty(tokens.lexeme_end(at), plus);
                }
                Lexeme::Ident("unsafe" | "const" | "async") => at += 1,
                Lexeme::Ident("safe") if matches!(tokens.lexeme(at + 1), Lexeme::Ident("fn" | "extern")) => at += 1,
                Lexeme::Ident("extern") => {
                    at = if matches!(tokens.lexeme(at + 1), Lexeme::Literal(_)) { at + 2 } else { at + 1 }
                }
                Lexeme::Ident("typeof") if tokens.is_visible_group(at + 1) => return Some(tokens.tree_end(at + 1)),
                _ => {
                    let end = self.type_path(at)?;
                    return self.macro_call(end).or_else(|| self.more_bounds(end, plus));
                }
            }
        }
    }

    /// In edition 2015 `dyn` is a keyword only where a bound follows.
    fn is_dyn(self, at: usize) -> bool {
        let tokens = self.tokens;
        if tokens.origin(at).is_some_and(|origin| origin.edition > Edition::E2015) {
            return true;
        }
        match tokens.lexeme(at + 1) {
            Lexeme::Ident("for") | Lexeme::Lifetime | Lexeme::Group(_) | Lexeme::Open(Delimiter::Parenthesis) => true,
            Lexeme::Ident(_) => tokens.is_segment(at + 1),
            Lexeme::Punct(text) => matches!(text, "?" | "!" | "~"),
            _ => false,
        }
    }

    fn more_bounds(self, at: usize, plus: bool) -> Option<usize> {
        if plus && self.tokens.is_punct(at, "+") { self.bounds(at + 1) } else { Some(at) }
    }

    /// [Bounds](https://doc.rust-lang.org/reference/trait-bounds.html), with `+` between them.
    fn bounds(self, mut at: usize) -> Option<usize> {
        let tokens = self.tokens;
        loop {
            at = match tokens.lexeme(at) {
                Lexeme::Lifetime => at + 1,
                Lexeme::Open(Delimiter::Parenthesis) => tokens.tree_end(at),
                Lexeme::Ident("use") if self.opens_angles(at + 1) => self.angles(at + 1)?,
                _ => match self.bound(at) {
                    Some(end) => end,
                    // A `+` at the end is allowed.
                    None if !tokens.is_segment(at) => return Some(at),
                    None => return None,
                },
            };
            if !tokens.is_punct(at, "+") {
                return Some(at);
            }
            at += 1;
        }
    }

    fn bound(self, mut at: usize) -> Option<usize> {
        let tokens = self.tokens;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct("?" | "!" | "~") | Lexeme::Ident("const" | "async") => at += 1,
                Lexeme::Open(Delimiter::Bracket) => at = tokens.tree_end(at),
                Lexeme::Ident("for") if self.opens_angles(at + 1) => at = self.angles(at + 1)?,
                Lexeme::Group(Some(Fragment::Lifetime)) => return Some(tokens.tree_end(at)),
                _ => return self.type_path(at),
            }
        }
    }
}
