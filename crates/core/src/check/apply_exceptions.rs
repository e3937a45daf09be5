//! Applies exceptions to violations: which references they cover, and what is left of a violation.

use super::{
    context::{CheckContext, MAX_IMPORTS},
    exceptions::{Cover, ExceptedReference},
};
use crate::{
    diagnostic::Violation,
    graph::{End, Reference, ReferenceId, RustModuleId},
    source::Place,
};
use std::collections::BTreeSet;

impl CheckContext<'_> {
    /// Returns the exceptions that cover a reference that violates a rule.
    fn covers(&self, rule: &str, reference: ReferenceId) -> Vec<Cover> {
        if self.exceptions.is_empty_for(rule) {
            return Vec::new();
        }
        let reference = self.graph.reference(reference);
        let own = self.exceptions.of_reference(&self.code, self.graph, rule, reference);
        if own.is_empty() { self.covers_of_import(rule, reference) } else { own }
    }

    /// Returns the exceptions that cover an import through which a reference resolves its first name.
    fn covers_of_import(&self, rule: &str, reference: &Reference) -> Vec<Cover> {
        let mut at = *reference;
        for _ in 0..MAX_IMPORTS {
            // An import can lead to several items. Prefer the one that this reference leads to.
            let Some(next) = self.imports_of(&at).min_by_key(|one| one.target != at.target) else { break };
            let covers = self.exceptions.of_reference(&self.code, self.graph, rule, next);
            if !covers.is_empty() {
                return covers;
            }
            at = *next;
        }
        Vec::new()
    }

    /// Returns whether an exception covers a reference that violates a rule.
    pub(super) fn is_covered(&self, rule: &str, reference: ReferenceId) -> bool {
        !self.covers(rule, reference).is_empty()
    }

    /// Returns the references of a violation that no exception covers. An exception for an import covers the
    /// references through that import, too.
    pub(super) fn without_covered(&mut self, rule: &str, references: Vec<ReferenceId>) -> Vec<ReferenceId> {
        let Some(first) = references.first().copied().filter(|_| !self.exceptions.is_empty_for(rule)) else {
            return references;
        };
        let covers: Vec<_> = references.iter().map(|id| self.covers(rule, *id)).collect();
        if !covers[0].is_empty() && self.graph.reference(first).import.is_some() {
            self.count(&covers[0], first);
            return Vec::new();
        }
        let all = covers.iter().all(|covers| !covers.is_empty());
        let own: BTreeSet<Cover> = covers.iter().flatten().copied().collect();
        if all {
            self.count(&own.into_iter().collect::<Vec<_>>(), first);
            return Vec::new();
        }
        for cover in own {
            self.exceptions.touch(cover);
        }
        references.into_iter().zip(covers).filter(|(_, covers)| covers.is_empty()).map(|(id, _)| id).collect()
    }

    /// Returns the references of a cycle or of the first step of a chain that exceptions cover. They count as one
    /// covered violation.
    pub(super) fn cover(&mut self, rule: &str, references: &[ReferenceId]) -> Vec<ReferenceId> {
        let covered: Vec<_> = references.iter().map(|id| (*id, self.covers(rule, *id))).collect();
        let own: BTreeSet<Cover> = covered.iter().flat_map(|(_, covers)| covers).copied().collect();
        let covered: Vec<_> = covered.into_iter().filter(|(_, covers)| !covers.is_empty()).map(|(id, _)| id).collect();
        if let Some(first) = covered.first() {
            self.count(&own.into_iter().collect::<Vec<_>>(), *first);
            self.record_excepted(rule, &covered, None);
        }
        covered
    }

    /// Records references that violate a rule, but are covered. `end` is the node that they must not reach, or `None` for
    /// the one where their target is defined.
    pub(super) fn record_excepted(&mut self, rule: &str, references: &[ReferenceId], end: Option<End>) {
        for reference in references.iter().map(|id| self.graph.reference(*id)) {
            self.exceptions.references.push(ExceptedReference {
                rule: rule.to_owned(),
                from: reference.from,
                to: end.unwrap_or(self.graph.target(reference).defined),
                target: reference.target,
                context: self.context(reference),
            });
        }
    }

    /// Counts a covered violation.
    fn count(&mut self, covers: &[Cover], at: ReferenceId) {
        let place = self.graph.reference(at).place();
        self.exceptions.count(covers, place);
    }

    /// Returns whether an exception covers a violation of an item at a place.
    pub(super) fn is_item_excepted(&mut self, violation: &Violation, module: RustModuleId, place: Place) -> bool {
        if self.exceptions.is_empty_for(&violation.rule) {
            return false;
        }
        let covers = self.exceptions.of_module(&self.code, place, violation, module);
        if !covers.is_empty() {
            self.exceptions.count(&covers, place);
        }
        !covers.is_empty()
    }

    /// Returns whether an exception covers a violation at a Rust module.
    pub(super) fn is_excepted(&mut self, violation: &Violation, module: RustModuleId) -> bool {
        let place = self.module_place(module).filter(|_| !self.exceptions.is_empty_for(&violation.rule));
        let Some(place) = place else { return false };
        let covers = self.exceptions.of_module(&self.code, place, violation, module);
        if !covers.is_empty() {
            self.exceptions.count(&covers, place);
        }
        !covers.is_empty()
    }
}
