//! The scanner itself: which room reads which fragment.

use super::super::{
    super::tokens::{Delimiter, Fragment},
    view::{Lexeme, View},
};

/// How deep constructs may stand in one another without brackets between them.
const MAX_DEPTH: u32 = 128;

/// Finds where things end. Each method takes a position and gives the one after what it reads, or nothing where that
/// does not stand there.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Scanner<'a> {
    pub(super) view: View<'a>,
    depth: u32,
}

impl<'a> Scanner<'a> {
    pub(in super::super) fn new(view: View<'a>) -> Self {
        Self { view, depth: 0 }
    }

    /// The scanner for what stands bare in something, down to a bound.
    pub(super) fn deeper(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self { depth: self.depth + 1, ..self })
    }

    /// The end of the fragment that starts at a position where it
    /// [may begin](Scanner::may_begin).
    pub(in super::super) fn fragment(self, fragment: Fragment, at: usize) -> Option<usize> {
        match fragment {
            Fragment::Ident | Fragment::Lifetime => Some(self.view.after(at)),
            Fragment::TokenTree | Fragment::Block => Some(self.view.next(at)),
            Fragment::Expr { .. } => self.expr(at),
            Fragment::Item => self.item(at),
            Fragment::Literal => self.literal(at),
            Fragment::Meta => self.meta(at),
            Fragment::Pat { alternatives } => self.pat(at, alternatives),
            Fragment::Path => self.type_path(at),
            Fragment::Stmt => self.stmt(at),
            Fragment::Type => self.ty(at, true),
            Fragment::Visibility => Some(self.visibility(at)),
        }
    }

    /// `#[…]` and `#![…]`, any number of them.
    pub(super) fn attributes(self, mut at: usize) -> usize {
        while self.view.is_punct(at, "#") {
            let bracket = if self.view.is_punct(at + 1, "!") { at + 2 } else { at + 1 };
            if !self.view.is_open(bracket, Delimiter::Bracket) {
                break;
            }
            at = self.view.next(bracket);
        }
        at
    }

    /// A [visibility](https://doc.rust-lang.org/reference/visibility-and-privacy.html), perhaps an empty one.
    pub(super) fn visibility(self, at: usize) -> usize {
        let view = self.view;
        if view.peek(at) == Lexeme::Group(Some(Fragment::Visibility)) {
            return view.next(at);
        }
        if !view.is_ident(at, "pub") {
            return at;
        }
        if !view.is_open(at + 1, Delimiter::Parenthesis) {
            return at + 1;
        }
        // In `pub (crate) u8` and `pub (A, B)` only the first parentheses belong to the visibility.
        match (view.peek(at + 2), view.peek(at + 3)) {
            (Lexeme::Ident("in"), _) | (Lexeme::Ident("crate" | "self" | "super"), Lexeme::Close) => view.next(at + 1),
            _ => at + 1,
        }
    }

    /// A literal with its minus, or `true`, or `false`.
    fn literal(self, at: usize) -> Option<usize> {
        let at = if self.view.is_punct(at, "-") { at + 1 } else { at };
        match self.view.peek(at) {
            Lexeme::Literal(_) | Lexeme::Ident("true" | "false") | Lexeme::Group(_) => Some(self.view.next(at)),
            _ => None,
        }
    }

    /// What an [attribute](https://doc.rust-lang.org/reference/attributes.html) holds.
    fn meta(self, at: usize) -> Option<usize> {
        let view = self.view;
        if view.is_ident(at, "unsafe") && view.is_group(at + 1) {
            return Some(view.next(at + 1));
        }
        let at = match view.peek(at) {
            Lexeme::Group(Some(Fragment::Meta)) => return Some(view.next(at)),
            _ => self.plain_path(at)?,
        };
        match view.peek(at) {
            Lexeme::Open(_) => Some(view.next(at)),
            Lexeme::Punct("=") => self.expr(view.after(at)),
            _ => Some(at),
        }
    }
}
