//! `cfg` conditions, read from tokens: what is not a condition is read as an atom of its own text, so that
//! nothing that a macro or a newer compiler understands is lost.

use super::lowerer::Lowerer;
use crate::syntax::facts::{Predicate, PredicateId};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

impl Lowerer<'_> {
    /// The conjunction of two predicates.
    pub(super) fn both(&mut self, a: PredicateId, b: PredicateId) -> PredicateId {
        if a == PredicateId::ALWAYS || a == b {
            return b;
        }
        if b == PredicateId::ALWAYS {
            return a;
        }
        self.predicate_of(Predicate::All(vec![a, b]))
    }

    pub(super) fn predicate_of(&mut self, predicate: Predicate) -> PredicateId {
        PredicateId(self.predicates.intern(predicate))
    }

    pub(super) fn negation(&mut self, predicate: PredicateId) -> PredicateId {
        self.predicate_of(Predicate::Not(predicate))
    }

    /// A bare atom, such as `test`.
    pub(super) fn atom(&mut self, name: &str) -> PredicateId {
        let name = self.names.word(name);
        self.predicate_of(Predicate::Atom(name, None))
    }

    /// The predicates of a comma-separated list: what stands in `cfg(…)`, `all(…)`, `any(…)`.
    pub(super) fn predicate_list(&mut self, tokens: TokenStream) -> Vec<PredicateId> {
        split_at_commas(tokens).iter().map(|part| self.predicate(part)).collect()
    }

    /// What stands in one `cfg(…)`.
    pub(super) fn cfg(&mut self, tokens: TokenStream) -> PredicateId {
        let list = self.predicate_list(tokens);
        list.first().copied().unwrap_or(PredicateId::ALWAYS)
    }

    fn predicate(&mut self, tokens: &[TokenTree]) -> PredicateId {
        match tokens {
            [TokenTree::Ident(name)] if name == "true" => PredicateId::ALWAYS,
            [TokenTree::Ident(name)] if name == "false" => self.predicate_of(Predicate::Any(Vec::new())),
            [TokenTree::Ident(name)] => {
                let name = self.ident(name);
                self.predicate_of(Predicate::Atom(name, None))
            }
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if equals.as_char() == '=' =>
            {
                let name = self.ident(name);
                let value = string_value(value);
                let value = self.names.word(&value);
                self.predicate_of(Predicate::Atom(name, Some(value)))
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if name == "all" => {
                let list = self.predicate_list(group.stream());
                list.into_iter().fold(PredicateId::ALWAYS, |all, one| self.both(all, one))
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if name == "any" => {
                let list = self.predicate_list(group.stream());
                match list.as_slice() {
                    [one] => *one,
                    _ => self.predicate_of(Predicate::Any(list)),
                }
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if name == "not" => {
                let inner = self.cfg(group.stream());
                self.negation(inner)
            }
            other => {
                let text = other.iter().cloned().collect::<TokenStream>().to_string();
                self.atom(&text)
            }
        }
    }
}

/// The parts of a token list between its commas, empty ones left out. What a macro's variable stood for is read as what
/// it holds.
pub(super) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    split_into(tokens, &mut parts);
    parts.retain(|part| !part.is_empty());
    parts
}

fn split_into(tokens: TokenStream, parts: &mut Vec<Vec<TokenTree>>) {
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => split_into(group.stream(), parts),
            token => parts.last_mut().expect("there is always one").push(token),
        }
    }
}

/// What a literal says if it is a string, else its text.
pub(super) fn string_value(literal: &proc_macro2::Literal) -> String {
    let text = literal.to_string();
    syn::parse_str::<syn::LitStr>(&text).map_or(text, |string| string.value())
}
