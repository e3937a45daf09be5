//! One entry of `[[rules]]`: its selectors are found, its captures agree, and none of them matches nothing.
//! It judges no code.

use super::{
    document,
    matching::Binding,
    model::{Meaning, Rule, RuleKind, Selector},
    names::Names,
    pattern,
    read::{meta, nothing, reaches_something},
    scope::{Nested, Scope},
    table::{Problems, Text},
};
use crate::{codes::Code, graph::Context};
use std::collections::BTreeSet;

/// What a list of selectors is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// `from`, `among`: code.
    Code,
    /// `to`: code, items, things outside.
    Target,
    /// `except`: as `to`, and nothing is asked of what it matches.
    Except,
}

/// Reads one rule; none where it can't be judged. `excluded` says which files are not judged.
pub(super) fn read(
    written: &document::Rule,
    names: &Names<'_>,
    excluded: &dyn Fn(crate::graph::RustModuleId, &[Context]) -> bool,
    problems: &mut Problems,
) -> Option<Rule> {
    let before = problems.found.len();
    let meta = meta(&written.meta, names, problems);
    let mut reader = Reader { names, written, excluded, problems };
    let kind = match &written.kind {
        document::RuleKind::Forbid { from, to, transitive } => {
            let (from, to) = reader.pair(from, to);
            RuleKind::Forbid { from, to, transitive: *transitive }
        }
        document::RuleKind::Only { from, to, scope } => {
            let (from, to) = reader.pair(from, to);
            RuleKind::Only { from, to, scope: *scope }
        }
        document::RuleKind::Protect { from, to } => {
            let (from, to) = reader.pair(from, to);
            RuleKind::Protect { from, to }
        }
        document::RuleKind::Require { from, to } => {
            let (from, to) = reader.pair(from, to);
            RuleKind::Require { from, to }
        }
        document::RuleKind::Independent { among } => RuleKind::Independent { among: reader.code(among) },
        document::RuleKind::Stable { among, slack } => RuleKind::Stable { among: reader.code(among), slack: *slack },
        document::RuleKind::Acyclic { among } => RuleKind::Acyclic { among: reader.code(among) },
        document::RuleKind::Limit { among, measure, max } => {
            RuleKind::Limit { among: reader.code(among), measure: *measure, max: *max }
        }
    };
    let from: &[Text] = match &written.kind {
        document::RuleKind::Forbid { from, .. }
        | document::RuleKind::Only { from, .. }
        | document::RuleKind::Protect { from, .. }
        | document::RuleKind::Require { from, .. } => from,
        _ => &[],
    };
    let except = reader.list(&written.except, Role::Except);
    let captured = captured(from);
    for text in &written.except {
        reader.captures_are_bound(text, &captured);
    }
    let rule = Rule {
        meta,
        kind,
        except,
        kinds: written.kinds.clone(),
        contexts: written.contexts.clone(),
        opaque: written.opaque,
        edges: written.edges,
        strict: written.strict,
    };
    (problems.found.len() == before && !written.broken).then_some(rule)
}

/// The captures of every entry, and those of any.
struct Captured {
    everywhere: BTreeSet<String>,
    somewhere: BTreeSet<String>,
}

fn captured(from: &[Text]) -> Captured {
    let of = |text: &Text| -> BTreeSet<String> {
        match pattern::selector(&text.value) {
            Ok(pattern::Written::Pattern(pattern)) => pattern::captures(&pattern.segments).map(str::to_owned).collect(),
            _ => BTreeSet::new(),
        }
    };
    let mut all = from.iter().map(of);
    let first = all.next().unwrap_or_default();
    let start = Captured { everywhere: first.clone(), somewhere: first };
    all.fold(start, |so_far, next| Captured {
        everywhere: &so_far.everywhere & &next,
        somewhere: &so_far.somewhere | &next,
    })
}

struct Reader<'r, 'n, 'p> {
    names: &'r Names<'n>,
    written: &'r document::Rule,
    excluded: &'r dyn Fn(crate::graph::RustModuleId, &[Context]) -> bool,
    problems: &'p mut Problems,
}

impl Reader<'_, '_, '_> {
    fn pair(&mut self, from: &[Text], to: &[Text]) -> (Vec<Selector>, Vec<Selector>) {
        let read = (self.code(from), self.list(to, Role::Target));
        let captured = captured(from);
        for text in to {
            self.captures_are_bound(text, &captured);
        }
        read
    }

    fn code(&mut self, texts: &[Text]) -> Vec<Selector> {
        let nothing_captured = Captured { everywhere: BTreeSet::new(), somewhere: BTreeSet::new() };
        for text in texts {
            self.captures_are_bound(text, &nothing_captured);
        }
        self.list(texts, Role::Code)
    }

    fn list(&mut self, texts: &[Text], role: Role) -> Vec<Selector> {
        let mut selectors = Vec::new();
        for text in texts {
            let Some(selector) = self.names.selector(text, self.problems) else { continue };
            if self.is_sound(&selector, text, role) {
                selectors.push(selector);
            }
        }
        selectors
    }

    fn is_sound(&mut self, selector: &Selector, text: &Text, role: Role) -> bool {
        if role == Role::Code && has_outside(&selector.meaning) {
            let message = format!("`{}` is outside the workspace, and here stands code of it", text.value);
            self.problems.report(Code::WrongValue, text.span.clone(), message);
            return false;
        }
        // What an exception or an `allow-empty` rule names may be gone, or not there yet.
        if role == Role::Except || self.written.allow_empty {
            return true;
        }
        let code = &self.names.code;
        if role == Role::Target {
            let found = reaches_something(&selector.meaning, code);
            if !found {
                nothing(text, code, self.problems);
            }
            return found;
        }
        let scope = Scope::of(&selector.meaning, code);
        let free = Binding::new();
        let covered = || {
            let ids = code.graph.modules().map(|(id, _)| id);
            ids.filter(|id| scope.find(code, *id, &free, Nested::Deepest).is_some())
        };
        if covered().next().is_none() {
            nothing(text, code, self.problems);
            return false;
        }
        if !self.names.speaks_for_own(text, covered(), self.problems) {
            return false;
        }
        if covered().all(|id| (self.excluded)(id, &self.written.contexts)) {
            let contexts: Vec<_> = self.written.contexts.iter().map(|context| context.as_str()).collect();
            let message = format!("`{}` matches only code that this rule does not look at", text.value);
            let diagnostic = self.problems.report(Code::MatchesNothing, text.span.clone(), message);
            let help = format!("it looks at code of the context {} whose file is not excluded", contexts.join(", "));
            diagnostic.help.push(help);
            return false;
        }
        true
    }

    /// `{!x}` needs an `x`, and an `x` of `from` must be there whichever of its entries matched.
    fn captures_are_bound(&mut self, text: &Text, from: &Captured) {
        let Ok(pattern::Written::Pattern(pattern)) = pattern::selector(&text.value) else { return };
        let own: BTreeSet<_> = pattern::captures(&pattern.segments).collect();
        let used = own.iter().copied().filter(|name| from.somewhere.contains(*name));
        let differing = pattern::differing(&pattern.segments).filter(|name| !own.contains(name));
        for name in used.chain(differing).collect::<BTreeSet<_>>() {
            if from.everywhere.contains(name) {
                continue;
            }
            let message = if from.somewhere.contains(name) {
                format!("`{}`: `{{{name}}}` is not captured by every entry of `from`", text.value)
            } else {
                format!("`{}`: nothing captures `{{{name}}}`", text.value)
            };
            self.problems.report(Code::BadPattern, text.span.clone(), message);
        }
    }
}

fn has_outside(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Outside(_) => true,
        Meaning::Any(all) => all.iter().any(has_outside),
        _ => false,
    }
}
