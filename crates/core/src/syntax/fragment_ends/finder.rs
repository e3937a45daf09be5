//! The scanner itself: which room reads which fragment.

use crate::syntax::tokens::{Delimiter, Fragment, Lexeme, Tokens};

/// How deep constructs may stand in one another without brackets between them.
const MAX_DEPTH: u32 = 128;

/// Finds where things end. Each method takes a position and gives the one after what it reads, or nothing where that
/// does not stand there.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct FragmentEnds<'a> {
    pub(super) tokens: &'a Tokens,
    depth: u32,
}

impl<'a> FragmentEnds<'a> {
    pub(in crate::syntax) fn new(tokens: &'a Tokens) -> Self {
        Self { tokens, depth: 0 }
    }

    /// The scanner for what stands bare in something, down to a bound.
    pub(super) fn deeper(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self { depth: self.depth + 1, ..self })
    }

    /// The end of the fragment that starts at a position where it
    /// [may begin](FragmentEnds::may_begin).
    pub(in crate::syntax) fn fragment(self, fragment: Fragment, at: usize) -> Option<usize> {
        match fragment {
            Fragment::Ident | Fragment::Lifetime => Some(self.tokens.lexeme_end(at)),
            Fragment::TokenTree | Fragment::Block => Some(self.tokens.tree_end(at)),
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
        while self.tokens.is_punct(at, "#") {
            let bracket = if self.tokens.is_punct(at + 1, "!") { at + 2 } else { at + 1 };
            if !self.tokens.is_open(bracket, Delimiter::Bracket) {
                break;
            }
            at = self.tokens.tree_end(bracket);
        }
        at
    }

    /// A [visibility](https://doc.rust-lang.org/reference/visibility-and-privacy.html), perhaps an empty one.
    pub(super) fn visibility(self, at: usize) -> usize {
        let tokens = self.tokens;
        if tokens.lexeme(at) == Lexeme::Group(Some(Fragment::Visibility)) {
            return tokens.tree_end(at);
        }
        if !tokens.is_ident(at, "pub") {
            return at;
        }
        if !tokens.is_open(at + 1, Delimiter::Parenthesis) {
            return at + 1;
        }
        // In `pub (crate) u8` and `pub (A, B)` only the first parentheses belong to the visibility.
        match (tokens.lexeme(at + 2), tokens.lexeme(at + 3)) {
            (Lexeme::Ident("in"), _) | (Lexeme::Ident("crate" | "self" | "super"), Lexeme::Close) => {
                tokens.tree_end(at + 1)
            }
            _ => at + 1,
        }
    }

    /// A literal with its minus, or `true`, or `false`.
    fn literal(self, at: usize) -> Option<usize> {
        let at = if self.tokens.is_punct(at, "-") { at + 1 } else { at };
        match self.tokens.lexeme(at) {
            Lexeme::Literal(_) | Lexeme::Ident("true" | "false") | Lexeme::Group(_) => Some(self.tokens.tree_end(at)),
            _ => None,
        }
    }

    /// What an [attribute](https://doc.rust-lang.org/reference/attributes.html) holds.
    fn meta(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        if tokens.is_ident(at, "unsafe") && tokens.is_visible_group(at + 1) {
            return Some(tokens.tree_end(at + 1));
        }
        let at = match tokens.lexeme(at) {
            Lexeme::Group(Some(Fragment::Meta)) => return Some(tokens.tree_end(at)),
            _ => self.plain_path(at)?,
        };
        match tokens.lexeme(at) {
            Lexeme::Open(_) => Some(tokens.tree_end(at)),
            Lexeme::Punct("=") => self.expr(tokens.lexeme_end(at)),
            _ => Some(at),
        }
    }
}
