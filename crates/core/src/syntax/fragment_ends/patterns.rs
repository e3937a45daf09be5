//! [Patterns](https://doc.rust-lang.org/reference/patterns.html).

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

impl FragmentEnds<'_> {
    /// A pattern; with `alternatives`, also `a | b`.
    pub(super) fn pattern(self, mut at: usize, alternatives: bool) -> Option<usize> {
        let tokens = self.tokens;
        if alternatives && tokens.is_punct(at, "|") {
            at += 1;
        }
        loop {
            at = self.alternative(at)?;
            if !alternatives || !tokens.is_punct(at, "|") {
                return Some(at);
            }
            at += 1;
        }
    }

    fn alternative(self, mut at: usize) -> Option<usize> {
        let tokens = self.tokens;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct("&" | "&&") => at = tokens.lexeme_end(at),
                // `&mut x`, `mut x`, `ref mut x`
                Lexeme::Ident("mut" | "ref" | "box") => at += 1,
                Lexeme::Punct("!")
                | Lexeme::Ident("_")
                | Lexeme::Open(Delimiter::Parenthesis | Delimiter::Bracket)
                | Lexeme::Group(Some(Fragment::Pat { .. })) => return Some(tokens.tree_end(at)),
                Lexeme::Punct(".." | "..=" | "...") => {
                    let end = tokens.lexeme_end(at);
                    return Some(self.range_end(end).unwrap_or(end));
                }
                Lexeme::Ident(_) if tokens.is_punct(at + 1, "@") => at += 2,
                _ => break,
            }
        }
        // The start of a range, or all of the pattern.
        let end = self.range_end(at)?;
        match tokens.lexeme(end) {
            Lexeme::Punct(".." | "..=" | "...") => {
                let open = tokens.lexeme_end(end);
                Some(self.range_end(open).unwrap_or(open))
            }
            Lexeme::Open(Delimiter::Parenthesis | Delimiter::Brace) if self.is_path(at) => Some(tokens.tree_end(end)),
            Lexeme::Punct("!") => Some(self.macro_call(end).unwrap_or(end)),
            _ => Some(end),
        }
    }

    /// An end of a range: a literal, a path or a constant block.
    fn range_end(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        match tokens.lexeme(at) {
            Lexeme::Punct("-") => match tokens.lexeme(at + 1) {
                Lexeme::Literal(_) | Lexeme::Group(_) => Some(tokens.tree_end(at + 1)),
                _ => None,
            },
            Lexeme::Literal(_) | Lexeme::Ident("true" | "false") => Some(at + 1),
            Lexeme::Ident("const") if tokens.is_open(at + 1, Delimiter::Brace) => Some(tokens.tree_end(at + 1)),
            _ => self.expression_path(at),
        }
    }

    fn is_path(self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Ident(_) => self.tokens.is_segment(at),
            Lexeme::Punct(text) => text.starts_with(['<', ':']),
            Lexeme::Group(_) => self.is_path_group(at),
            _ => false,
        }
    }
}
