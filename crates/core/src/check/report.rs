//! From what a check found to what is said: one cause, one violation.
//!
//! Within a Rust module, a reference that goes through an import which itself violates the rule is counted
//! at that import. A bare name that is left is counted at its first use in the Rust module. A path that leads to one
//! thing in several ways, each under a condition of its own, is one.

use super::judge::Judge;
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::{Diagnostic, Violation},
    graph::{Graph, Reference, ReferenceId, RustModuleId},
    rules::Meta,
    source::Place,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// A reference that violates a rule, with what the rule wants to say of it.
#[derive(Clone, Debug)]
pub(super) struct Finding<T> {
    pub(super) reference: ReferenceId,
    pub(super) detail: T,
}

/// A finding and the references that are counted with it.
#[derive(Debug)]
pub(super) struct Counted<T> {
    pub(super) finding: Finding<T>,
    /// In source order, the one it stands at first.
    pub(super) references: Vec<ReferenceId>,
}

/// What one violation says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Vec<String>,
    /// Where the rule says so, and what it says there.
    pub(super) rule_place: Place,
    pub(super) rule_text: String,
}

/// Counts the findings of one rule, at most one for each reference, in the order of references.
pub(super) fn count<T>(graph: &Graph, findings: Vec<Finding<T>>) -> Vec<Counted<T>> {
    let causes = causes(graph, &findings);
    let mut counted: Vec<Option<Counted<T>>> = Vec::with_capacity(findings.len());
    let mut rest: Vec<(usize, ReferenceId)> = Vec::new();
    for (index, finding) in findings.into_iter().enumerate() {
        if causes[index] == index {
            counted.push(Some(Counted { references: vec![finding.reference], finding }));
        } else {
            rest.push((causes[index], finding.reference));
            counted.push(None);
        }
    }
    for (cause, reference) in rest {
        if let Some(counted) = counted.get_mut(cause).and_then(Option::as_mut) {
            counted.references.push(reference);
        }
    }
    counted.into_iter().flatten().collect()
}

/// For each finding, the one that it is counted at: itself, or one that is counted at itself.
fn causes<T>(graph: &Graph, findings: &[Finding<T>]) -> Vec<usize> {
    let reference = |index: usize| graph.reference(findings[index].reference);
    let reached = |index: usize| graph.reached_path(graph.target(reference(index)));
    let mut imports: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for index in 0..findings.len() {
        if let Some(import) = reference(index).import {
            imports.entry((reference(index).from, import)).or_default().push(index);
        }
    }
    let through = |index: usize| -> Option<usize> {
        let own = reference(index);
        let found = imports.get(&(own.from, own.through?))?;
        let mut others = found.iter().copied().filter(|other| *other != index);
        // An import may lead to several things; best is the one that this reference is about.
        let same = |other: &usize| reference(*other).target == own.target;
        found.iter().copied().filter(|other| *other != index).find(same).or_else(|| others.next())
    };
    let mut same_path: FxHashMap<_, usize> = FxHashMap::default();
    let canonical: Vec<usize> = (0..findings.len())
        .map(|index| {
            let (own, target) = (reference(index), graph.target(reference(index)));
            *same_path.entry((own.from, own.place(), target.defined, target.item)).or_insert(index)
        })
        .collect();
    let direct = |index: usize| match canonical[index] {
        own if own == index => through(index).map(|import| canonical[import]).filter(|import| *import != index),
        first => Some(first),
    };
    let direct: Vec<_> = (0..findings.len()).map(direct).collect();
    let mut causes: Vec<_> = (0..findings.len()).map(|index| end_of(index, &direct)).collect();
    let mut first: FxHashMap<(RustModuleId, &str, String), usize> = FxHashMap::default();
    for (index, cause) in causes.iter_mut().enumerate() {
        let own = reference(index);
        let bare = *cause == index && own.import.is_none() && graph.target(own).written.is_none();
        if bare {
            let word = graph.name(own.path).split("::").next().unwrap_or_default().trim();
            *cause = *first.entry((own.from, word, reached(index))).or_insert(index);
        }
    }
    // What was counted at a bare name is counted where that one is now.
    (0..causes.len()).map(|index| causes[causes[index]]).collect()
}

/// Follows "goes through" to its end; in a circle, everything is counted at the first of it.
fn end_of(index: usize, direct: &[Option<usize>]) -> usize {
    let mut at = index;
    let mut seen = vec![at];
    while let Some(next) = direct[at] {
        if let Some(start) = seen.iter().position(|before| *before == next) {
            return seen[start..].iter().copied().min().unwrap_or(index);
        }
        seen.push(next);
        at = next;
    }
    at
}

impl Judge<'_> {
    /// Says all findings of one rule, counted; `rule` is its id, where it differs from the meta's.
    pub(super) fn report<T>(
        &mut self,
        meta: &Meta,
        rule: &str,
        findings: Vec<Finding<T>>,
        say: impl Fn(&Self, &Reference, &T) -> Said,
    ) {
        for counted in count(self.graph, findings) {
            let references = self.uncovered(rule, counted.references);
            let Some(first) = references.first() else { continue };
            let reference = self.graph.reference(*first);
            let said = say(self, reference, &counted.finding.detail);
            let to = self.graph.reached_path(self.graph.target(reference));
            let from = self.path(reference.from).to_owned();
            self.say(meta, rule, said, Known { from, to, references });
        }
    }

    /// Says one violation that stands at references.
    pub(super) fn say(&mut self, meta: &Meta, rule: &str, said: Said, known: Known) {
        let Some(first) = known.references.first() else { return };
        let reference = *self.graph.reference(*first);
        let code = said.code;
        let all = || known.references.iter().map(|id| self.graph.reference(*id));
        let mut seen = FxHashSet::default();
        let references: Vec<_> = all().map(Reference::place).filter(|place| seen.insert(*place)).collect();
        let here = all().filter(|one| one.place() == reference.place());
        let cfg = here.fold(Cfg::NEVER, |so_far, one| self.conditions.either(so_far, one.cfg));
        let Some(mut diagnostic) = self.diagnostic(meta, said) else { return };
        diagnostic = diagnostic.at(reference.place(), "");
        diagnostic.violation = Some(Violation {
            rule: rule.to_owned(),
            from: known.from,
            to: known.to,
            kind: reference.kind.as_str(),
            context: self.context(&reference).as_str(),
            cfg: self.conditions.render(cfg),
            count: if matches!(code, Code::Cycle | Code::Chain) { 1 } else { references.len() as u32 },
            references,
        });
        self.found.push(diagnostic);
    }

    /// Says one violation that has no reference: it stands at a Rust module.
    pub(super) fn say_of_module(&mut self, meta: &Meta, rule: &str, said: Said, module: RustModuleId, to: String) {
        let violation = self.of_module(rule, module, to);
        if self.is_excepted(&violation, module) {
            return;
        }
        let Some(mut diagnostic) = self.diagnostic(meta, said) else { return };
        if let Some(place) = self.module_place(module) {
            diagnostic = diagnostic.at(place, "");
        }
        diagnostic.violation = Some(violation);
        self.found.push(diagnostic);
    }

    /// The identity of a violation that stands at a Rust module.
    pub(super) fn of_module(&self, rule: &str, module: RustModuleId, to: String) -> Violation {
        Violation {
            rule: rule.to_owned(),
            from: self.path(module).to_owned(),
            to,
            kind: "module",
            context: self.module_context(module).as_str(),
            cfg: None,
            count: 1,
            references: self.module_place(module).into_iter().collect(),
        }
    }

    /// Where a Rust module is said to start.
    pub(super) fn module_place(&self, module: RustModuleId) -> Option<Place> {
        self.graph.module(module).declarations.first().map(|declaration| declaration.place)
    }

    /// All but the place; none where the rule is off.
    fn diagnostic(&self, meta: &Meta, said: Said) -> Option<Diagnostic> {
        let mut diagnostic = Diagnostic::new(said.code, said.message);
        diagnostic.severity = self.rules.severity(meta.severity, said.code)?;
        diagnostic = diagnostic.related(said.rule_place, said.rule_text);
        let notes = [("reason", &meta.reason), ("adr", &meta.adr), ("owner", &meta.owner)];
        let notes = notes.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?)));
        diagnostic.notes.extend(notes);
        diagnostic.notes.extend(meta.review_by.map(|day| format!("review-by: {day}")));
        diagnostic.help.extend(said.help);
        Some(diagnostic)
    }
}

/// What a violation is known by.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) references: Vec<ReferenceId>,
}
