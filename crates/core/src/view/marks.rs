//! The findings of a check as marks between Rust modules. It knows no nodes and edges.

use crate::{
    analysis::Analysis,
    check::ExceptedReference,
    diagnostic::{Diagnostic, Violation},
    graph::{Context, End, Graph, Reference, RustModuleId},
    rules,
    source::Place,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The kind of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A violation.
    Violation,
    /// A violation that the baseline records.
    Baselined,
    /// A violation that an exception covers.
    Excepted,
}

/// A reference that violates a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The kind.
    pub kind: MarkKind,
    /// The id of the rule.
    pub rule: String,
    /// The referring Rust module.
    pub from: RustModuleId,
    /// What it must not refer to; `from` itself for a violation without a reference.
    pub to: End,
    /// The context of the reference.
    pub context: Context,
}

/// Returns the marks of a check. `found` are its diagnostics, and `remaining` those that the baseline does not record.
pub fn marks(
    analysis: &Analysis,
    found: &[Diagnostic],
    remaining: &[Diagnostic],
    excepted: &[ExceptedReference],
) -> Vec<Mark> {
    let new: FxHashSet<(&str, Place)> =
        remaining.iter().filter_map(|one| one.violation.as_ref()).flat_map(rule_and_places).collect();
    let violations = || found.iter().filter_map(|one| one.violation.as_ref());
    let wanted: FxHashSet<Place> = violations().flat_map(rule_and_places).map(|(_, place)| place).collect();
    let mut references: FxHashMap<Place, Vec<&Reference>> = FxHashMap::default();
    for reference in &analysis.graph.references {
        if wanted.contains(&reference.place()) {
            references.entry(reference.place()).or_default().push(reference);
        }
    }
    let mut marks = Vec::new();
    for violation in violations() {
        let context = Context::ALL.iter().copied().find(|context| context.as_str() == violation.context);
        let context = context.unwrap_or(Context::Production);
        let mut seen = FxHashSet::default();
        for (_, place) in rule_and_places(violation).filter(|(_, place)| seen.insert(*place)) {
            let is_new = new.contains(&(violation.rule.as_str(), place));
            let kind = if is_new { MarkKind::Violation } else { MarkKind::Baselined };
            let at = references.get(&place).map_or(&[][..], Vec::as_slice);
            let ends = ends(&analysis.graph, violation, at);
            marks.extend(ends.into_iter().map(|(from, to)| Mark {
                kind,
                rule: violation.rule.clone(),
                from,
                to,
                context,
            }));
        }
    }
    marks.extend(excepted.iter().map(|one| Mark {
        kind: MarkKind::Excepted,
        rule: one.rule.clone(),
        from: one.from,
        to: one.to,
        context: one.context,
    }));
    marks
}

/// Returns the places of all references of a violation, with its rule.
fn rule_and_places(violation: &Violation) -> impl Iterator<Item = (&str, Place)> {
    let of_cycle = violation.dependencies.iter().flat_map(|one| &one.references);
    violation.references.iter().chain(of_cycle).map(|place| (violation.rule.as_str(), *place))
}

/// Returns the ends of the references of a violation at one place.
fn ends(graph: &Graph, violation: &Violation, references: &[&Reference]) -> Vec<(RustModuleId, End)> {
    let wanted = violation.end.as_deref().and_then(|path| end(graph, path));
    if references.is_empty() {
        // The violation is of a manifest or of a Rust module as a whole.
        let from = end(graph, &violation.from);
        let to = wanted.or_else(|| end(graph, &violation.to)).or(from);
        return match (from, to) {
            (Some(End::Module(from)), Some(to)) => vec![(from, to)],
            _ => Vec::new(),
        };
    }
    let reaches = |reference: &Reference, end: End| {
        let target = graph.target(reference);
        (0..rules::ends(target)).any(|at| rules::end(target, at) == end)
    };
    let own: Vec<_> = references.iter().filter(|one| wanted.is_some_and(|end| reaches(one, end))).collect();
    match wanted {
        Some(end) if !own.is_empty() => own.into_iter().map(|one| (one.from, end)).collect(),
        _ => references.iter().map(|one| (one.from, graph.target(one).defined)).collect(),
    }
}

/// Returns the node of the graph with a path.
fn end(graph: &Graph, path: &str) -> Option<End> {
    let module = graph.modules.binary_search_by(|module| module.path.as_str().cmp(path));
    let outside = || graph.outside.binary_search_by(|outside| outside.path.as_str().cmp(path));
    let module = module.ok().map(|at| End::Module(RustModuleId(at as u32)));
    module.or_else(|| outside().ok().map(|at| End::Outside(crate::graph::OutsideId(at as u32))))
}
