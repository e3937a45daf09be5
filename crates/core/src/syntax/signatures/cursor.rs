//! Walks the tokens of a file without a grammar: groups, angle brackets, lists.

use crate::syntax::code::{Code, Kind};
use std::ops::Range;

/// A position in the tokens of a file.
pub(in crate::syntax) struct Cursor<'c, 't> {
    pub(in crate::syntax) code: &'c Code<'t>,
    pub(in crate::syntax) at: usize,
    /// The token after the last one to read.
    pub(in crate::syntax) end: usize,
}

impl<'c, 't> Cursor<'c, 't> {
    pub(in crate::syntax) fn new(code: &'c Code<'t>, tokens: Range<usize>) -> Self {
        Self { code, at: tokens.start, end: tokens.end }
    }

    /// Returns the kind of the token `ahead` of the position.
    pub(in crate::syntax) fn peek(&self, ahead: usize) -> Kind {
        let token = self.at + ahead;
        if token < self.end { self.code.kind(token) } else { Kind::End }
    }

    pub(in crate::syntax) fn kind(&self) -> Kind {
        self.peek(0)
    }

    pub(in crate::syntax) fn text(&self) -> &'t str {
        if self.at < self.end { self.code.text_of(self.at) } else { "" }
    }

    pub(in crate::syntax) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// Skips one token tree.
    pub(in crate::syntax) fn skip(&mut self) {
        self.at = self.code.after(self.at).min(self.end);
    }

    pub(in crate::syntax) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        self.at += usize::from(found);
        found
    }

    /// Returns the tokens in the group at the position, and skips it.
    pub(in crate::syntax) fn group(&mut self) -> Range<usize> {
        let start = self.at + 1;
        self.skip();
        start..self.at.saturating_sub(1).max(start)
    }

    /// Returns whether the `>` at the position is the end of `->` or `=>`.
    fn is_arrow_head(&self) -> bool {
        self.at > 0 && self.code.joined(self.at) && matches!(self.code.kind(self.at - 1), Kind::Minus | Kind::Eq)
    }

    /// Skips tokens up to one at which `stop` holds, outside groups and angle brackets, and returns them.
    pub(in crate::syntax) fn until(&mut self, stop: impl Fn(&Self) -> bool) -> Range<usize> {
        let start = self.at;
        let mut depth = 0_usize;
        while !self.is_done() && (depth > 0 || !stop(self)) {
            match self.kind() {
                Kind::Lt => depth += 1,
                Kind::Gt if !self.is_arrow_head() => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.skip();
        }
        start..self.at
    }

    /// Returns the generic parameters at the position, without the angle brackets.
    pub(in crate::syntax) fn angles(&mut self) -> Option<Range<usize>> {
        if self.kind() != Kind::Lt {
            return None;
        }
        self.at += 1;
        let inner = self.until(|this| this.kind() == Kind::Gt && !this.is_arrow_head());
        self.eat(Kind::Gt);
        Some(inner)
    }

    /// Splits tokens at commas.
    pub(in crate::syntax) fn list(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut inner = Self::new(self.code, tokens);
        let mut parts = Vec::new();
        while !inner.is_done() {
            let part = inner.until(|this| this.kind() == Kind::Comma);
            inner.eat(Kind::Comma);
            if !part.is_empty() {
                parts.push(part);
            }
        }
        parts
    }

    /// Returns whether the token at the position is a `:` that is not part of `::`.
    pub(in crate::syntax) fn is_single_colon(&self) -> bool {
        let is_colon = |token: usize| self.code.kind(token) == Kind::Colon;
        self.kind() == Kind::Colon
            && !(is_colon(self.at + 1) && self.code.joined(self.at + 1))
            && !(self.at > 0 && is_colon(self.at - 1) && self.code.joined(self.at))
    }
}
