//! Where items end that are not read here: as far as their first words surely tell.

use super::tokens::{Code, Kind};

/// Where an item ends, and its name if it has one that hides others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) end: usize,
    pub(super) name: Option<usize>,
}

impl Code<'_> {
    /// The extent of the item that starts at a token, its attributes before that. None where it is not sure.
    pub(super) fn item_extent(&self, from: usize, end: usize) -> Option<Extent> {
        let kind = |token: usize| if token < end { self.kind(token) } else { Kind::End };
        let mut at = from;
        if kind(at) == Kind::Pub {
            at += 1;
            if kind(at) == Kind::OpenParen {
                at = self.after(at);
            }
        }
        loop {
            let next = kind(at + 1);
            match kind(at) {
                Kind::Async => at += 1,
                Kind::Unsafe if next != Kind::OpenBrace => at += 1,
                Kind::Const if matches!(next, Kind::Fn | Kind::Unsafe | Kind::Extern | Kind::Async) => at += 1,
                Kind::Extern if next == Kind::Fn => at += 1,
                Kind::Extern if next == Kind::Literal && kind(at + 2) == Kind::Fn => at += 2,
                _ => break,
            }
        }
        let named = |at: usize| matches!(kind(at), Kind::Ident | Kind::Underscore).then_some(at);
        let (end, name) = match kind(at) {
            Kind::Use => (self.semicolon(at, end)?, None),
            Kind::Extern if kind(at + 1) == Kind::Crate => (self.semicolon(at, end)?, None),
            // It may be that of a function.
            Kind::Extern if kind(at + 1) == Kind::OpenNone => return None,
            Kind::Extern | Kind::Impl => (self.brace(at, end, false)?, None),
            Kind::Type => (self.semicolon(at, end)?, Some(named(at + 1)?)),
            Kind::Const | Kind::Static => {
                let name = if kind(at + 1) == Kind::Mut { at + 2 } else { at + 1 };
                (self.semicolon(at, end)?, Some(named(name)?))
            }
            Kind::Fn | Kind::Struct | Kind::Mod => (self.brace(at, end, true)?, Some(named(at + 1)?)),
            Kind::Enum | Kind::Trait => (self.brace(at, end, false)?, Some(named(at + 1)?)),
            Kind::Ident if self.text_of(at) == "union" && kind(at + 1) == Kind::Ident => {
                (self.brace(at, end, false)?, Some(at + 1))
            }
            _ => (self.macro_end(at, end)?, None),
        };
        Some(Extent { end, name })
    }

    /// The token after the next semicolon of a group that ends at `end`.
    fn semicolon(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end {
            if self.kind(at) == Kind::Semi {
                return Some(at + 1);
            }
            at = self.after(at);
        }
        None
    }

    /// The token after the next group in braces that is no generic argument, or after a semicolon before it where there
    /// can be one.
    fn brace(&self, mut at: usize, end: usize, semicolon: bool) -> Option<usize> {
        while at < end {
            let after = self.after(at);
            match self.kind(at) {
                Kind::OpenBrace if !self.is_argument(after) => return Some(after),
                Kind::Semi => return semicolon.then_some(after),
                _ => at = after,
            }
        }
        None
    }

    /// Whether braces before a token are a generic argument.
    fn is_argument(&self, after: usize) -> bool {
        matches!(self.kind(after), Kind::Gt | Kind::Comma)
    }

    /// The token after a macro's call with a name: `path! name { … }`.
    fn macro_end(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end && self.kind(at) != Kind::Bang {
            if !matches!(self.kind(at), Kind::Ident | Kind::Colon) {
                return None;
            }
            at += 1;
        }
        let open = at + 2;
        if open >= end || self.kind(at + 1) != Kind::Ident || !self.kind(open).opens() {
            return None;
        }
        let after = self.after(open);
        if self.kind(open) == Kind::OpenBrace {
            return Some(after);
        }
        (after < end && self.kind(after) == Kind::Semi).then_some(after + 1)
    }
}
