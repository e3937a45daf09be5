//! [Paths](https://doc.rust-lang.org/reference/paths.html) in types, in expressions and without arguments.

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

impl FragmentEnds<'_> {
    /// A path in a type: `a::B<C>`, `Fn(A) -> B`.
    pub(super) fn type_path(self, at: usize) -> Option<usize> {
        self.path(at, Self::type_arguments)
    }

    /// A path in an expression or pattern: `a::B::<C>::d`.
    pub(super) fn expression_path(self, at: usize) -> Option<usize> {
        self.path(at, |_, at| Some(at))
    }

    /// The path of a macro, attribute or visibility.
    pub(super) fn plain_path(self, at: usize) -> Option<usize> {
        self.expression_path(at)
    }

    fn path(self, mut at: usize, arguments: impl Fn(Self, usize) -> Option<usize>) -> Option<usize> {
        let tokens = self.tokens;
        match tokens.lexeme(at) {
            // `<T as Trait>::X`
            Lexeme::Punct(text) if text.starts_with('<') => at = self.angles(at)?,
            Lexeme::Punct("::") => {}
            Lexeme::Group(_) => at = tokens.tree_end(at),
            _ if tokens.is_segment(at) => at = arguments(self, at + 1)?,
            _ => return None,
        }
        while tokens.is_punct(at, "::") {
            let segment = tokens.lexeme_end(at);
            if tokens.is_segment(segment) {
                at = arguments(self, segment + 1)?;
            } else if self.opens_angles(segment) {
                at = self.angles(segment)?;
            } else {
                break;
            }
        }
        Some(at)
    }

    /// The arguments of a segment in a type, if it has any.
    fn type_arguments(self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let open = if tokens.is_punct(at, "::") { tokens.lexeme_end(at) } else { at };
        if self.opens_angles(open) {
            return self.angles(open);
        }
        if tokens.is_open(open, Delimiter::Parenthesis) {
            let at = tokens.tree_end(open);
            return if tokens.is_punct(at, "->") { self.nested()?.ty(tokens.lexeme_end(at), false) } else { Some(at) };
        }
        Some(at)
    }

    pub(super) fn opens_angles(self, at: usize) -> bool {
        matches!(self.tokens.lexeme(at), Lexeme::Punct("<" | "<<" | "<-"))
    }

    /// The angle brackets that open at an index. The closing `>` may be a part of an operator.
    pub(super) fn angles(self, mut at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut depth = 0_usize;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct("->" | "=>") => at = tokens.lexeme_end(at),
                Lexeme::Punct(text) if text.starts_with('<') => {
                    depth += 1;
                    at += 1;
                }
                Lexeme::Punct(text) if text.starts_with('>') => {
                    depth = depth.checked_sub(1)?;
                    at += 1;
                }
                Lexeme::Punct(";") | Lexeme::Close | Lexeme::End => return None,
                _ => at = tokens.tree_end(at),
            }
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// The `!` and the delimited arguments after a macro's path.
    pub(super) fn macro_call(self, at: usize) -> Option<usize> {
        (self.tokens.is_punct(at, "!") && self.tokens.is_visible_group(at + 1)).then(|| self.tokens.tree_end(at + 1))
    }

    /// Whether the invisible group at an index is a path, or may start one.
    pub(super) fn is_path_group(self, at: usize) -> bool {
        matches!(self.tokens.lexeme(at), Lexeme::Group(Some(Fragment::Path | Fragment::Type)))
    }
}
