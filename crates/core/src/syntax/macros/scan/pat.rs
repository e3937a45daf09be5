//! [Patterns](https://doc.rust-lang.org/reference/patterns.html).

use super::{
    super::{
        super::tokens::{Delimiter, Fragment},
        view::Lexeme,
    },
    scanner::Scanner,
};

impl Scanner<'_> {
    /// A pattern; with `alternatives`, also `a | b`.
    pub(super) fn pat(self, mut at: usize, alternatives: bool) -> Option<usize> {
        let view = self.view;
        if alternatives && view.is_punct(at, "|") {
            at += 1;
        }
        loop {
            at = self.alternative(at)?;
            if !alternatives || !view.is_punct(at, "|") {
                return Some(at);
            }
            at += 1;
        }
    }

    fn alternative(self, mut at: usize) -> Option<usize> {
        let view = self.view;
        loop {
            match view.peek(at) {
                Lexeme::Punct("&" | "&&") => at = view.after(at),
                // As in `&mut x`, `mut x`, `ref mut x`.
                Lexeme::Ident("mut" | "ref" | "box") => at += 1,
                Lexeme::Punct("!")
                | Lexeme::Ident("_")
                | Lexeme::Open(Delimiter::Parenthesis | Delimiter::Bracket)
                | Lexeme::Group(Some(Fragment::Pat { .. })) => return Some(view.next(at)),
                Lexeme::Punct(".." | "..=" | "...") => {
                    let end = view.after(at);
                    return Some(self.range_end(end).unwrap_or(end));
                }
                Lexeme::Ident(_) if view.is_punct(at + 1, "@") => at += 2,
                _ => break,
            }
        }
        // What a range may start with.
        let end = self.range_end(at)?;
        match view.peek(end) {
            Lexeme::Punct(".." | "..=" | "...") => {
                let open = view.after(end);
                Some(self.range_end(open).unwrap_or(open))
            }
            Lexeme::Open(Delimiter::Parenthesis | Delimiter::Brace) if self.is_path(at) => Some(view.next(end)),
            Lexeme::Punct("!") => Some(self.macro_call(end).unwrap_or(end)),
            _ => Some(end),
        }
    }

    /// What can stand on either side of a range: a literal, a path, a constant block.
    fn range_end(self, at: usize) -> Option<usize> {
        let view = self.view;
        match view.peek(at) {
            Lexeme::Punct("-") => match view.peek(at + 1) {
                Lexeme::Literal(_) | Lexeme::Group(_) => Some(view.next(at + 1)),
                _ => None,
            },
            Lexeme::Literal(_) | Lexeme::Ident("true" | "false") => Some(at + 1),
            Lexeme::Ident("const") if view.is_open(at + 1, Delimiter::Brace) => Some(view.next(at + 1)),
            _ => self.expr_path(at),
        }
    }

    fn is_path(self, at: usize) -> bool {
        match self.view.peek(at) {
            Lexeme::Ident(_) => self.view.is_segment(at),
            Lexeme::Punct(text) => text.starts_with(['<', ':']),
            Lexeme::Group(_) => self.is_path_group(at),
            _ => false,
        }
    }
}
