//! Turns the findings of a rule into diagnostics, with the rule's severity, reason and owner. Findings that exceptions
//! cover are left out. It knows no rule kind.

use super::{
    context::CheckContext,
    findings::{Finding, count, named_path},
};
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::{Diagnostic, Violation},
    graph::{Context, End, Reference, ReferenceId, RustModuleId},
    rules::Meta,
    source::Place,
};
use rustc_hash::FxHashSet;

/// The texts of a violation.
#[derive(Debug)]
pub(super) struct ViolationText {
    pub(super) code: Code,
    /// The node that the references must not reach, or `None` if the rule is about where they are defined.
    pub(super) end: Option<End>,
    pub(super) message: String,
    /// What to do, if it depends on the case. The general advice is [`CodeInfo::fix`](crate::codes::CodeInfo::fix), which
    /// `explain` and SARIF show.
    pub(super) help: Vec<String>,
    /// The place of the rule, and the label to show there.
    pub(super) rule_place: Place,
    pub(super) rule_text: String,
}

/// The identity of a violation, and its references.
#[derive(Debug)]
pub(super) struct ViolationEdge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) references: Vec<ReferenceId>,
    /// If set, the references count as one, as the steps of a cycle or chain. Otherwise, each of them counts.
    pub(super) is_whole: bool,
}

impl CheckContext<'_> {
    /// Reports the findings of a rule with the id `rule`. `text_of` receives the first reference of a violation, the path
    /// that all its references lead to, and the details of the finding.
    pub(super) fn report_findings<T>(
        &mut self,
        meta: &Meta,
        rule: &str,
        findings: Vec<Finding<T>>,
        text_of: impl Fn(&Self, &Reference, &str, &T) -> ViolationText,
    ) {
        for counted in count(self.graph, findings) {
            let all = counted.references.clone();
            let references = self.without_covered(rule, counted.references);
            let covered: Vec<_> = all.into_iter().filter(|id| !references.contains(id)).collect();
            if let Some(first) = covered.first() {
                let end = text_of(self, self.graph.reference(*first), "", &counted.finding.detail).end;
                self.record_excepted(rule, &covered, end);
            }
            let Some(first) = references.first() else { continue };
            let reference = self.graph.reference(*first);
            let to = named_path(self.graph, reference);
            let path = |id: &ReferenceId| self.graph.reached_path(self.graph.target(self.graph.reference(*id)));
            let reached = path(first);
            // `Instant` and `Instant::now` have only the name in common.
            let is_shared = references.iter().all(|id| path(id) == reached);
            let others = if is_shared { Vec::new() } else { self.reached_elsewhere(&references, &to) };
            let text = text_of(self, reference, if is_shared { &reached } else { &to }, &counted.finding.detail);
            let from = self.path(reference.from).to_owned();
            let edge = ViolationEdge { from, to, references, is_whole: false };
            let violation = self.report_violation(meta, rule, text, edge).and_then(|one| one.violation.as_mut());
            if let Some(violation) = violation {
                violation.reached = others;
            }
        }
    }

    /// Returns the paths that references lead to, other than one of them.
    pub(super) fn reached_elsewhere(&self, references: &[ReferenceId], to: &str) -> Vec<(Place, String)> {
        let references = references.iter().map(|id| self.graph.reference(*id));
        let reached = references.map(|one| (one.place(), self.graph.reached_path(self.graph.target(one))));
        reached.filter(|(_, path)| path != to).collect()
    }

    /// Reports a violation at its first reference. The caller has removed the references that exceptions cover.
    ///
    /// Returns the diagnostic, or `None` if the rule is off or there are no references.
    pub(super) fn report_violation(
        &mut self,
        meta: &Meta,
        rule: &str,
        text: ViolationText,
        edge: ViolationEdge,
    ) -> Option<&mut Diagnostic> {
        let reference = *self.graph.reference(*edge.references.first()?);
        let all = || edge.references.iter().map(|id| self.graph.reference(*id));
        let mut seen = FxHashSet::default();
        let references: Vec<_> = all().map(Reference::place).filter(|place| seen.insert(*place)).collect();
        let call = |one: &Reference| Some((one.place(), self.graph.call_place(one)?));
        let mut calls: Vec<_> = all().filter_map(call).collect();
        calls.sort_by_key(|(place, _)| *place);
        calls.dedup_by_key(|(place, _)| *place);
        let here = all().filter(|one| one.place() == reference.place());
        let cfg = here.fold(Cfg::NEVER, |so_far, one| self.conditions.either(so_far, one.cfg));
        let cause = (!edge.is_whole).then(|| self.cause(&reference, text.end));
        let end = text.end.map(|end| self.graph.end_path(end).to_owned());
        let mut diagnostic = self.diagnostic(meta, text)?.at(reference.place(), "");
        if let Some(call) = self.graph.call_place(&reference) {
            diagnostic = diagnostic.related(call, "in the expansion of this macro call");
        }
        diagnostic.violation = Some(Violation {
            rule: rule.to_owned(),
            from: edge.from,
            to: edge.to,
            kind: reference.kind.as_str(),
            context: self.context(&reference).as_str(),
            cfg: self.conditions.render(cfg),
            count: if edge.is_whole { 1 } else { references.len() as u32 },
            is_guess: false,
            references,
            calls,
            end,
            reached: Vec::new(),
            dependencies: Vec::new(),
            cause,
        });
        let is_guess = |one: &Reference| self.graph.target(one).unknown;
        // A chain is a guess if one of its steps is. A cycle has several references for a step, and is marked elsewhere.
        let is_guessed = match (edge.is_whole, diagnostic.code) {
            (false, _) => all().all(is_guess),
            (true, Code::Cycle) => false,
            (true, _) => all().any(is_guess),
        };
        if is_guessed {
            diagnostic.set_guess();
        }
        self.found.push(diagnostic);
        self.found.last_mut()
    }

    /// Reports a violation without references at a Rust module. `to` tells it from other violations of the rule there, in the
    /// baseline too; a `count` larger than a recorded one is a new violation.
    pub(super) fn report_at_module(
        &mut self,
        meta: &Meta,
        text: ViolationText,
        module: RustModuleId,
        to: String,
        count: u32,
    ) {
        let violation = Violation { count, ..self.module_violation(&meta.id, module, to) };
        if self.is_excepted(&violation, module) {
            return;
        }
        let Some(mut diagnostic) = self.diagnostic(meta, text) else { return };
        if let Some(place) = self.module_place(module) {
            diagnostic = diagnostic.at(place, "");
        }
        diagnostic.violation = Some(violation);
        self.found.push(diagnostic);
    }

    /// Reports a violation of an item, at the first of some places that no exception covers. `to` is the path of the item.
    pub(super) fn report_item(
        &mut self,
        meta: &Meta,
        text: ViolationText,
        at: (RustModuleId, Context),
        places: &[Place],
        to: String,
        is_guess: bool,
    ) {
        let (module, context) = at;
        let all = Violation {
            kind: "item",
            context: context.as_str(),
            references: places.to_vec(),
            count: places.len() as u32,
            ..self.module_violation(&meta.id, module, to)
        };
        let places: Vec<Place> =
            places.iter().copied().filter(|place| !self.is_item_excepted(&all, module, *place)).collect();
        let Some(first) = places.first() else { return };
        let Some(mut diagnostic) = self.diagnostic(meta, text) else { return };
        diagnostic = diagnostic.at(*first, "");
        diagnostic.violation = Some(Violation { count: places.len() as u32, references: places, ..all });
        if is_guess {
            diagnostic.set_guess();
        }
        self.found.push(diagnostic);
    }

    /// Reports that a rule is about no code, unless its file sets the code of such mistakes to `off`.
    pub(super) fn report_mistake(&mut self, meta: &Meta, code: Code, message: String, help: String) {
        let mut diagnostic = Diagnostic::new(code, message).at(meta.place, "").help(help);
        if let Some(severity) = self.rules.severity(None, code) {
            diagnostic.severity = severity;
            self.found.push(diagnostic);
        }
    }

    /// Returns a violation of the size 1 at a Rust module.
    pub(super) fn module_violation(&self, rule: &str, module: RustModuleId, to: String) -> Violation {
        Violation {
            rule: rule.to_owned(),
            from: self.path(module).to_owned(),
            to,
            kind: "module",
            context: self.module_context(module).as_str(),
            cfg: None,
            count: 1,
            is_guess: false,
            references: self.module_place(module).into_iter().collect(),
            calls: Vec::new(),
            end: None,
            reached: Vec::new(),
            dependencies: Vec::new(),
            cause: None,
        }
    }

    /// Returns the place of the first declaration of a Rust module.
    pub(super) fn module_place(&self, module: RustModuleId) -> Option<Place> {
        self.graph.module(module).declarations.first().map(|declaration| declaration.place)
    }

    /// Returns a diagnostic without its place, or `None` if the rule is off.
    fn diagnostic(&self, meta: &Meta, text: ViolationText) -> Option<Diagnostic> {
        let mut diagnostic = Diagnostic::new(text.code, text.message);
        diagnostic.severity = self.rules.severity(meta.severity, text.code)?;
        diagnostic = diagnostic.related(text.rule_place, text.rule_text);
        let notes = [("reason", &meta.reason), ("adr", &meta.adr), ("owner", &meta.owner)];
        let notes = notes.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?)));
        diagnostic.notes.extend(notes);
        diagnostic.notes.extend(meta.review_by.map(|day| format!("review-by: {day}")));
        diagnostic.help.extend(text.help);
        Some(diagnostic)
    }
}
