//! [Paths](https://doc.rust-lang.org/reference/paths.html), in the styles of types, expressions and modules.

use super::{
    super::{
        super::tokens::{Delimiter, Fragment},
        view::Lexeme,
    },
    scanner::Scanner,
};

impl Scanner<'_> {
    /// A path in the style of types: `a::B<C>`, `Fn(A) -> B`.
    pub(super) fn type_path(self, at: usize) -> Option<usize> {
        self.path(at, Self::type_arguments)
    }

    /// A path in the style of expressions and patterns: `a::B::<C>::d`.
    pub(super) fn expr_path(self, at: usize) -> Option<usize> {
        self.path(at, |_, at| Some(at))
    }

    /// A path without arguments: that of a macro, an attribute, a visibility.
    pub(super) fn plain_path(self, at: usize) -> Option<usize> {
        self.expr_path(at)
    }

    fn path(self, mut at: usize, arguments: impl Fn(Self, usize) -> Option<usize>) -> Option<usize> {
        let view = self.view;
        match view.peek(at) {
            // `<T as Trait>::X`
            Lexeme::Punct(text) if text.starts_with('<') => at = self.angles(at)?,
            Lexeme::Punct("::") => {}
            Lexeme::Group(_) => at = view.next(at),
            _ if view.is_segment(at) => at = arguments(self, at + 1)?,
            _ => return None,
        }
        while view.is_punct(at, "::") {
            let segment = view.after(at);
            if view.is_segment(segment) {
                at = arguments(self, segment + 1)?;
            } else if self.opens_angles(segment) {
                at = self.angles(segment)?;
            } else {
                break;
            }
        }
        Some(at)
    }

    /// The arguments of a segment in the style of types, if there are any.
    fn type_arguments(self, at: usize) -> Option<usize> {
        let view = self.view;
        let open = if view.is_punct(at, "::") { view.after(at) } else { at };
        if self.opens_angles(open) {
            return self.angles(open);
        }
        if view.is_open(open, Delimiter::Parenthesis) {
            let at = view.next(open);
            return if view.is_punct(at, "->") { self.deeper()?.ty(view.after(at), false) } else { Some(at) };
        }
        Some(at)
    }

    pub(super) fn opens_angles(self, at: usize) -> bool {
        matches!(self.view.peek(at), Lexeme::Punct("<" | "<<" | "<-"))
    }

    /// From a `<` to behind the `>` that closes it, which may be a part of an operator.
    pub(super) fn angles(self, mut at: usize) -> Option<usize> {
        let view = self.view;
        let mut depth = 0_usize;
        loop {
            match view.peek(at) {
                Lexeme::Punct("->" | "=>") => at = view.after(at),
                Lexeme::Punct(text) if text.starts_with('<') => {
                    depth += 1;
                    at += 1;
                }
                Lexeme::Punct(text) if text.starts_with('>') => {
                    depth = depth.checked_sub(1)?;
                    at += 1;
                }
                Lexeme::Punct(";") | Lexeme::Close | Lexeme::End => return None,
                _ => at = view.next(at),
            }
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// The `!` and the brackets after a macro's path.
    pub(super) fn macro_call(self, at: usize) -> Option<usize> {
        (self.view.is_punct(at, "!") && self.view.is_group(at + 1)).then(|| self.view.next(at + 1))
    }

    /// Whether an invisible group stands for a path, or may start one.
    pub(super) fn is_path_group(self, at: usize) -> bool {
        matches!(self.view.peek(at), Lexeme::Group(Some(Fragment::Path | Fragment::Type)))
    }
}
