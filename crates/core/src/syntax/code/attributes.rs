//! Attributes that say nothing of what is of interest: documentation, lints, hints. They are most of all.

use super::tokens::{Code, Kind};
use crate::syntax::builtin;
use std::ops::Range;

impl Code<'_> {
    /// Whether the content of an attribute surely reads as one that says nothing of what is of interest.
    pub(in crate::syntax) fn says_nothing(&self, from: usize, end: usize) -> bool {
        let open = from + 1;
        if self.kind(from) == Kind::Ident && self.text_of(from) == "cfg_attr" {
            return open < end
                && self.kind(open).opens()
                && self.after(open) == end
                && self.adds_nothing(open + 1, end - 1);
        }
        self.is_silent(from, end)
    }

    /// The same of one without a condition.
    fn is_silent(&self, from: usize, end: usize) -> bool {
        if self.kind(from) != Kind::Ident || from >= end {
            return false;
        }
        let name = self.text_of(from);
        let (next, after) = (from + 1, self.after(from + 1));
        let group = next < end && self.kind(next).opens() && after == end;
        match name {
            "derive" => group && self.derives_nothing(next + 1, after - 1),
            _ if !builtin::is_silent_attribute(name) => false,
            _ => next == end || group || (self.kind(next) == Kind::Eq && self.value_end(next + 1) == Some(end)),
        }
    }

    /// The token after the value of an attribute: a literal, or a macro's call.
    pub(super) fn value_end(&self, from: usize) -> Option<usize> {
        if self.kind(from).is_literal() {
            return Some(from + 1);
        }
        let calls = self.kind(from) == Kind::Ident && self.kind(from + 1) == Kind::Bang && self.kind(from + 2).opens();
        calls.then(|| self.after(from + 2))
    }

    /// Whether what stands in `cfg_attr(…)` is a condition and, after a comma, what says nothing.
    fn adds_nothing(&self, from: usize, end: usize) -> bool {
        // What a macro's variable stands for may hold commas.
        if (from..end).any(|at| self.kind(at) == Kind::OpenNone) {
            return false;
        }
        let mut parts = self.parts(from, end);
        parts.next().is_some()
            && parts.clone().next().is_some()
            && parts.all(|part| self.is_silent(part.start, part.end))
    }

    /// Whether what stands in `derive(…)` are names of the standard library's.
    fn derives_nothing(&self, from: usize, end: usize) -> bool {
        self.parts(from, end).all(|part| part.len() == 1 && builtin::is_std_derive(self.text_of(part.start)))
    }

    /// The tokens between the commas of a group.
    pub(in crate::syntax) fn parts(&self, from: usize, end: usize) -> impl Iterator<Item = Range<usize>> + Clone {
        let mut at = from;
        std::iter::from_fn(move || {
            let first = at;
            while at < end && self.kind(at) != Kind::Comma {
                at = self.after(at);
            }
            let part = first..at;
            at += 1;
            (first < end).then_some(part)
        })
    }
}
