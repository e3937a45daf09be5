//! Attributes that surely read as what they are here; the others are parsed.

use super::{Named, NamedPath};
use crate::syntax::{
    builtin,
    code::{Code, Kind},
    facts::{Predicate, PredicateId, ReferenceKind, Spaces},
    lower::{
        attributes::{Said, serde_key},
        lowerer::Lowerer,
        paths::Segment,
    },
};
use smallvec::SmallVec;
use std::ops::Range;

/// An attribute: its path, and what stands after it.
struct Meta<'t> {
    path: NamedPath<'t>,
    /// The tokens of its arguments, without delimiters.
    arguments: Option<Range<usize>>,
    /// The token after `=`.
    value: Option<usize>,
}

impl Meta<'_> {
    fn is_condition(&self) -> bool {
        self.path.is("cfg") && self.arguments.is_some()
    }
}

impl<'a> Lowerer<'a> {
    /// The condition that attributes give, and what else they say.
    pub(super) fn told_attributes(&mut self, code: &'a Code<'a>, tokens: Range<usize>) -> Option<(PredicateId, Said)> {
        if tokens.is_empty() {
            return Some((PredicateId::ALWAYS, Said::default()));
        }
        match metas(code, tokens.clone()) {
            Some(metas) => Some(self.metas_said(code, &metas)),
            None => self.parsed_attributes(code, tokens),
        }
    }

    /// The condition that attributes give, for what is declared by another's entry.
    pub(super) fn told_conditions(&mut self, code: &'a Code<'a>, tokens: Range<usize>) -> Option<PredicateId> {
        if tokens.is_empty() {
            return Some(PredicateId::ALWAYS);
        }
        let Some(metas) = metas(code, tokens.clone()) else { return self.parsed_conditions(code, tokens) };
        Some(self.metas_conditions(code, &metas))
    }

    fn metas_conditions(&mut self, code: &Code<'_>, metas: &[Meta<'_>]) -> PredicateId {
        let mut predicate = PredicateId::ALWAYS;
        for arguments in metas.iter().filter(|meta| meta.is_condition()).filter_map(|meta| meta.arguments.clone()) {
            let cfg = self.told_cfg(code, arguments);
            predicate = self.both(predicate, cfg);
        }
        predicate
    }

    fn metas_said(&mut self, code: &Code<'_>, metas: &[Meta<'_>]) -> (PredicateId, Said) {
        let mut said = Said::default();
        let mut predicate = self.metas_conditions(code, metas);
        let outer = self.predicate;
        for meta in metas.iter().filter(|meta| !meta.is_condition()) {
            self.predicate = self.both(outer, predicate);
            self.told_meta(code, meta, &mut predicate, &mut said);
        }
        self.predicate = outer;
        if said.generates {
            self.generated.push(self.scope);
        }
        (predicate, said)
    }

    fn told_meta(&mut self, code: &Code<'_>, meta: &Meta<'_>, predicate: &mut PredicateId, said: &mut Said) {
        match (meta.path.single(), &meta.arguments, meta.value) {
            (Some("macro_use"), ..) => said.macro_use = true,
            (Some("macro_export"), ..) => said.macro_export = true,
            (Some("path"), None, Some(value)) => {
                let value = self.names.word(plain_string(code, value).unwrap_or_default());
                said.paths.push((PredicateId::ALWAYS, value));
            }
            (Some("derive"), Some(arguments), _) => {
                for part in code.parts(arguments.start, arguments.end).filter(|part| !part.is_empty()) {
                    let path = NamedPath::between(code, part.start, part.end);
                    let std = path.names.len() == 1 && builtin::is_std_derive(path.names[0].text);
                    said.generates |= !std;
                    if !std {
                        self.possibly(false, |this| {
                            this.reference(path.leading, &path.names, Spaces::MACRO, ReferenceKind::Derive);
                        });
                    }
                }
                return;
            }
            _ => {}
        }
        self.plain_attribute(&meta.path.names, PredicateId::ALWAYS, predicate, said, |_| {});
    }

    /// What stands in one `cfg(…)`.
    fn told_cfg(&mut self, code: &Code<'_>, tokens: Range<usize>) -> PredicateId {
        self.told_predicates(code, tokens).first().copied().unwrap_or(PredicateId::ALWAYS)
    }

    fn told_predicates(&mut self, code: &Code<'_>, tokens: Range<usize>) -> SmallVec<[PredicateId; 4]> {
        let parts = code.parts(tokens.start, tokens.end).filter(|part| !part.is_empty());
        parts.map(|part| self.told_predicate(code, part)).collect()
    }

    fn told_predicate(&mut self, code: &Code<'_>, part: Range<usize>) -> PredicateId {
        let first = part.start;
        let word = Named::at(code, first);
        match (code.kind(first), code.kind(first + 1)) {
            _ if part.len() == 1 => match code.kind(first) {
                Kind::True => PredicateId::ALWAYS,
                Kind::False => self.predicate_of(Predicate::Any(Vec::new())),
                _ => {
                    let name = word.word(self);
                    self.predicate_of(Predicate::Atom(name, None))
                }
            },
            (_, Kind::Eq) => {
                let name = word.word(self);
                let value = self.names.word(plain_string(code, first + 2).unwrap_or_default());
                self.predicate_of(Predicate::Atom(name, Some(value)))
            }
            _ => {
                let inner = first + 2..part.end - 1;
                match word.text {
                    "all" => {
                        let list = self.told_predicates(code, inner);
                        list.into_iter().fold(PredicateId::ALWAYS, |all, one| self.both(all, one))
                    }
                    "any" => {
                        let list = self.told_predicates(code, inner);
                        match list.as_slice() {
                            [one] => *one,
                            _ => self.predicate_of(Predicate::Any(list.into_vec())),
                        }
                    }
                    _ => {
                        let inner = self.told_cfg(code, inner);
                        self.negation(inner)
                    }
                }
            }
        }
    }
}

/// Attributes that surely read as what they are here; those that say nothing are left out.
fn metas<'t>(code: &'t Code<'t>, tokens: Range<usize>) -> Option<SmallVec<[Meta<'t>; 2]>> {
    let mut metas = SmallVec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        if matches!(code.kind(at), Kind::OpenNone | Kind::CloseNone) {
            at += 1;
            continue;
        }
        let (from, end) = (at + 2, code.after(at + 1) - 1);
        at = end + 1;
        if !code.says_nothing(from, end) {
            metas.push(meta(code, from, end)?);
        }
    }
    Some(metas)
}

fn meta<'t>(code: &'t Code<'t>, from: usize, end: usize) -> Option<Meta<'t>> {
    let after = code.plain_path_end(from, end)?;
    if code.kind(from) == Kind::Colon || (from..end).any(|at| code.kind(at) == Kind::OpenNone) {
        return None;
    }
    let path = NamedPath::between(code, from, after);
    let (arguments, value) = match code.kind(after) {
        _ if after == end => (None, None),
        Kind::Eq => (None, Some(after + 1)),
        _ => (Some(after + 1..end - 1), None),
    };
    let known = match (path.single(), &arguments, value) {
        (Some("cfg"), Some(arguments), _) => is_condition(code, arguments.clone()),
        (Some("path"), None, Some(value)) => plain_string(code, value).is_some(),
        (Some("derive"), Some(arguments), _) => {
            let mut parts = code.parts(arguments.start, arguments.end).filter(|part| !part.is_empty());
            parts.all(|part| code.plain_path_end(part.start, part.end) == Some(part.end))
        }
        (
            Some(
                "cfg"
                | "cfg_attr"
                | "derive"
                | "path"
                | "proc_macro"
                | "proc_macro_attribute"
                | "proc_macro_derive"
                | "unsafe",
            ),
            ..,
        ) => false,
        // No paths among its arguments.
        (_, Some(arguments), _) => {
            let serde = path.names.last().is_some_and(|last| last.text == "serde");
            arguments.clone().all(|at| {
                let key = serde && code.kind(at + 1) == Kind::Eq && serde_key(code.text_of(at)).is_some();
                code.kind(at) != Kind::Colon && !key
            })
        }
        _ => true,
    };
    known.then_some(Meta { path, arguments, value })
}

/// Whether what stands in `cfg(…)` is made of names, values, `all`, `any` and `not`.
fn is_condition(code: &Code<'_>, tokens: Range<usize>) -> bool {
    code.parts(tokens.start, tokens.end).filter(|part| !part.is_empty()).all(|part| {
        let first = part.start;
        match (code.kind(first), code.kind(first + 1)) {
            (Kind::Ident | Kind::True | Kind::False, _) if part.len() == 1 => true,
            (Kind::Ident, Kind::Eq) => part.len() == 3 && plain_string(code, first + 2).is_some(),
            (Kind::Ident, next) if next.opens() => {
                matches!(code.text_of(first), "all" | "any" | "not")
                    && code.after(first + 1) == part.end
                    && is_condition(code, first + 2..part.end - 1)
            }
            _ => false,
        }
    })
}

/// What a string says that is written as it is.
fn plain_string<'t>(code: &Code<'t>, token: usize) -> Option<&'t str> {
    let text = code.text_of(token).strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['\\', '\r', '"'])).then_some(text)
}
