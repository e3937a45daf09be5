//! The search itself, and the fragments that need no file of their own: visibilities, literals, attributes.

use crate::syntax::tokens::{Delimiter, Fragment, Lexeme, Tokens};

/// How many constructs may be nested without delimiters between them.
const MAX_DEPTH: u32 = 128;

/// Finds the ends of fragments in a token list.
///
/// Each method takes the index at which a fragment starts and returns the index after it, or `None` if no such fragment starts
/// there.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct FragmentEnds<'a> {
    pub(super) tokens: &'a Tokens,
    depth: u32,
}

impl<'a> FragmentEnds<'a> {
    pub(in crate::syntax) fn new(tokens: &'a Tokens) -> Self {
        Self { tokens, depth: 0 }
    }

    /// The search for a construct that stands in another without delimiters; `None` if they are nested too deeply.
    pub(super) fn nested(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self { depth: self.depth + 1, ..self })
    }

    /// Finds the end of a fragment that [may begin](Self::may_begin) at an index.
    pub(in crate::syntax) fn fragment(self, fragment: Fragment, at: usize) -> Option<usize> {
        match fragment {
            Fragment::Ident | Fragment::Lifetime => Some(self.tokens.lexeme_end(at)),
            Fragment::TokenTree | Fragment::Block => Some(self.tokens.tree_end(at)),
            Fragment::Expr { .. } => self.expression(at),
            Fragment::Item => self.item(at),
            Fragment::Literal => self.literal(at),
            Fragment::Meta => self.meta(at),
            Fragment::Pat { alternatives } => self.pattern(at, alternatives),
            Fragment::Path => self.type_path(at),
            Fragment::Stmt => self.statement(at),
            Fragment::Type => self.ty(at, true),
            Fragment::Visibility => Some(self.visibility(at)),
        }
    }

    /// Any number of `#[…]` and `#![…]`.
    pub(in crate::syntax) fn attributes(self, mut at: usize) -> usize {
        while self.tokens.is_punct(at, "#") {
            let bracket = if self.tokens.is_punct(at + 1, "!") { at + 2 } else { at + 1 };
            if !self.tokens.is_open(bracket, Delimiter::Bracket) {
                break;
            }
            at = self.tokens.tree_end(bracket);
        }
        at
    }

    /// A [visibility](https://doc.rust-lang.org/reference/visibility-and-privacy.html), which may be empty.
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
        // The parentheses of `pub (crate)` belong to the visibility; those of `pub (A, B)` are a type.
        match (tokens.lexeme(at + 2), tokens.lexeme(at + 3)) {
            (Lexeme::Ident("in"), _) | (Lexeme::Ident("crate" | "self" | "super"), Lexeme::Close) => {
                tokens.tree_end(at + 1)
            }
            _ => at + 1,
        }
    }

    /// A literal with its sign, `true` or `false`.
    fn literal(self, at: usize) -> Option<usize> {
        let at = if self.tokens.is_punct(at, "-") { at + 1 } else { at };
        match self.tokens.lexeme(at) {
            Lexeme::Literal(_) | Lexeme::Ident("true" | "false") | Lexeme::Group(_) => Some(self.tokens.tree_end(at)),
            _ => None,
        }
    }

    /// The content of an [attribute](https://doc.rust-lang.org/reference/attributes.html).
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
            Lexeme::Punct("=") => self.expression(tokens.lexeme_end(at)),
            _ => Some(at),
        }
    }
}
