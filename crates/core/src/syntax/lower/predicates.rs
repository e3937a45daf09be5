//! `cfg` conditions. What is no condition becomes an atom of its own text, so that nothing is lost that a macro or a newer
//! compiler understands.

use super::lowerer::Lowerer;
use crate::syntax::{
    code::{Kind, string_value},
    facts::{Predicate, PredicateId, Word},
};
use std::ops::Range;

impl Lowerer<'_> {
    /// The conjunction of two predicates.
    pub(super) fn both(&mut self, a: PredicateId, b: PredicateId) -> PredicateId {
        if a == PredicateId::ALWAYS || a == b {
            return b;
        }
        if b == PredicateId::ALWAYS {
            return a;
        }
        self.number(Predicate::All(vec![a, b]))
    }

    /// `predicate` where `condition` holds, and true elsewhere.
    pub(super) fn implied(&mut self, condition: PredicateId, predicate: PredicateId) -> PredicateId {
        if condition == PredicateId::ALWAYS {
            return predicate;
        }
        let not = self.negation(condition);
        self.number(Predicate::Any(vec![not, predicate]))
    }

    /// A bare atom, such as `test`.
    pub(super) fn atom(&mut self, name: &str) -> PredicateId {
        let name = self.names.word(name);
        self.number(Predicate::Atom(name, None))
    }

    /// The condition that `cfg(…)` with these arguments gives.
    pub(super) fn cfg(&mut self, arguments: Range<usize>) -> PredicateId {
        self.list(arguments).first().copied().unwrap_or(PredicateId::ALWAYS)
    }

    /// One condition.
    pub(super) fn condition(&mut self, trees: &[usize]) -> PredicateId {
        match *trees {
            [name] if self.kind(name).is_word() => match self.kind(name) {
                Kind::True => PredicateId::ALWAYS,
                Kind::False => self.number(Predicate::Any(Vec::new())),
                _ => {
                    let name = self.name(name).word(self);
                    self.number(Predicate::Atom(name, None))
                }
            },
            [name, equals, value]
                if self.kind(name).is_word() && self.kind(equals) == Kind::Eq && self.is_literal(value) =>
            {
                let name = self.name(name).word(self);
                let value = self.string_word(value);
                self.number(Predicate::Atom(name, Some(value)))
            }
            [name, group] if self.is_group(group) && matches!(self.text_of(name), "all" | "any" | "not") => {
                self.combination(self.text_of(name), self.code().content(group))
            }
            _ => {
                let text = self.code().print(trees);
                self.atom(&text)
            }
        }
    }

    fn combination(&mut self, name: &str, arguments: Range<usize>) -> PredicateId {
        if name == "not" {
            let inner = self.cfg(arguments);
            return self.negation(inner);
        }
        let list = self.list(arguments);
        match (name, list.as_slice()) {
            ("any", [one]) => *one,
            ("any", _) => self.number(Predicate::Any(list)),
            _ => list.into_iter().fold(PredicateId::ALWAYS, |all, one| self.both(all, one)),
        }
    }

    fn list(&mut self, tokens: Range<usize>) -> Vec<PredicateId> {
        self.code().trees_between_commas(tokens).iter().map(|part| self.condition(part)).collect()
    }

    fn number(&mut self, predicate: Predicate) -> PredicateId {
        PredicateId(self.predicates.intern(predicate))
    }

    pub(super) fn negation(&mut self, predicate: PredicateId) -> PredicateId {
        self.number(Predicate::Not(predicate))
    }

    fn is_literal(&self, token: usize) -> bool {
        matches!(self.kind(token), Kind::Int | Kind::Float | Kind::Literal)
    }

    /// The word of what a literal stands for if it is a string, else of its text.
    pub(super) fn string_word(&mut self, literal: usize) -> Word {
        let text = self.text_of(literal);
        match string_value(text) {
            Some(value) => self.names.word(&value),
            None => self.names.word(text),
        }
    }
}
