//! Attributes that cannot change any fact: documentation, lints, hints. Most attributes are such.

use super::{kind::Kind, tokens::Code};
use crate::syntax::builtin;
use std::ops::Range;

impl Code<'_> {
    /// The tokens between the brackets of the attribute whose `#` is given, if it has the usual form.
    pub(in crate::syntax) fn attribute_content(&self, hash: usize) -> Option<Range<usize>> {
        let open = hash + 1 + usize::from(self.kind(hash + 1) == Kind::Bang);
        if self.kind(open) != Kind::OpenBracket {
            return None;
        }
        let mut content = open + 1..self.after(open) - 1;
        // All of it may be what a macro's variable stood for.
        while self.kind(content.start) == Kind::OpenNone && self.after(content.start) == content.end {
            content = content.start + 1..content.end - 1;
        }
        Some(content)
    }

    /// Whether the attribute whose `#` is given certainly changes no fact.
    pub(in crate::syntax) fn is_irrelevant_attribute(&self, hash: usize) -> bool {
        let Some(Range { start, end }) = self.attribute_content(hash) else { return false };
        let open = start + 1;
        if self.kind(start) == Kind::Ident && self.text_of(start) == "cfg_attr" {
            return open < end
                && self.kind(open).opens()
                && self.after(open) == end
                && self.adds_nothing(open + 1, end - 1);
        }
        self.is_irrelevant_meta(start, end)
    }

    /// Whether an attribute's content certainly changes no fact, conditional attributes aside.
    pub(in crate::syntax) fn is_irrelevant_meta(&self, from: usize, end: usize) -> bool {
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

    /// The token after the value of an attribute: a literal, or a macro call.
    pub(in crate::syntax) fn value_end(&self, from: usize) -> Option<usize> {
        if self.kind(from).is_literal() {
            return Some(from + 1);
        }
        let bang = self.plain_path_end(from, self.tokens.len())?;
        let is_call = self.kind(bang) == Kind::Bang && self.kind(bang + 1).opens();
        is_call.then(|| self.after(bang + 1))
    }

    /// Whether the arguments of `cfg_attr` are a condition and attributes that change no fact.
    fn adds_nothing(&self, from: usize, end: usize) -> bool {
        // What a macro's variable stands for may hold commas.
        if (from..end).any(|at| self.kind(at) == Kind::OpenNone) {
            return false;
        }
        let mut parts = self.parts(from, end);
        parts.next().is_some()
            && parts.clone().next().is_some()
            && parts.all(|part| self.is_irrelevant_meta(part.start, part.end))
    }

    /// Whether the arguments of `derive` are names of the standard library.
    fn derives_nothing(&self, from: usize, end: usize) -> bool {
        self.parts(from, end).all(|part| part.len() == 1 && builtin::is_std_derive(self.text_of(part.start)))
    }

    /// The tokens between the commas of a group.
    fn parts(&self, from: usize, end: usize) -> impl Iterator<Item = Range<usize>> + Clone {
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
