//! The findings of a check as marks between Rust modules. It knows no nodes and edges.

use crate::{
    analysis::Analysis,
    check::ExceptedReference,
    diagnostic::{Diagnostic, Violation},
    graph::{Context, End, Graph, Reference, RustModuleId, TargetId},
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

/// A part of a violation: a dependency between two Rust modules, or a Rust module, that violates a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The kind.
    pub kind: MarkKind,
    /// The number of the violation among those of its kind, from 0. A violation has a mark for each of its references.
    pub number: usize,
    /// The id of the rule.
    pub rule: String,
    /// The referring Rust module.
    pub from: RustModuleId,
    /// What it must not refer to; `from` itself for a violation without a reference.
    pub to: End,
    /// What the reference resolves to. `None` for a violation without a reference.
    pub target: Option<TargetId>,
    /// The context of the reference.
    pub context: Context,
}

/// Returns the marks of a check: of the violations that it reports, those that the baseline records, and the references
/// that exceptions cover.
pub fn marks(
    analysis: &Analysis,
    reported: &[Diagnostic],
    baselined: &[Diagnostic],
    excepted: &[ExceptedReference],
) -> Vec<Mark> {
    let kinds = [(MarkKind::Violation, reported), (MarkKind::Baselined, baselined)];
    let violations = || {
        kinds.into_iter().flat_map(|(kind, all)| {
            let violations = all.iter().filter_map(|one| one.violation.as_ref());
            violations.enumerate().map(move |(number, violation)| (kind, number, violation))
        })
    };
    let wanted: FxHashSet<Place> = violations().flat_map(|(_, _, violation)| places(violation)).collect();
    let mut references: FxHashMap<Place, Vec<&Reference>> = FxHashMap::default();
    for reference in &analysis.graph.references {
        if wanted.contains(&reference.place()) {
            references.entry(reference.place()).or_default().push(reference);
        }
    }
    let mut marks = Vec::new();
    for (kind, number, violation) in violations() {
        let context = Context::ALL.iter().copied().find(|context| context.as_str() == violation.context);
        let context = context.unwrap_or(Context::Production);
        let mut seen = FxHashSet::default();
        for place in places(violation).filter(|place| seen.insert(*place)) {
            let at = references.get(&place).map_or(&[][..], Vec::as_slice);
            let ends = ends(&analysis.graph, violation, at);
            marks.extend(ends.into_iter().map(|(from, to, target)| Mark {
                kind,
                number,
                rule: violation.rule.clone(),
                from,
                to,
                target,
                context,
            }));
        }
    }
    marks.extend(excepted.iter().enumerate().map(|(number, one)| Mark {
        kind: MarkKind::Excepted,
        number,
        rule: one.rule.clone(),
        from: one.from,
        to: one.to,
        target: Some(one.target),
        context: one.context,
    }));
    marks
}

/// Returns the places of all references of a violation.
fn places(violation: &Violation) -> impl Iterator<Item = Place> {
    let of_cycle = violation.dependencies.iter().flat_map(|one| &one.references);
    violation.references.iter().chain(of_cycle).copied()
}

/// Returns the ends of the references of a violation at one place, and what they resolve to.
fn ends(graph: &Graph, violation: &Violation, references: &[&Reference]) -> Vec<(RustModuleId, End, Option<TargetId>)> {
    let wanted = violation.end.as_deref().and_then(|path| end(graph, path));
    if references.is_empty() {
        // The violation is of a manifest or of a Rust module as a whole.
        let from = end(graph, &violation.from);
        let to = wanted.or_else(|| end(graph, &violation.to)).or(from);
        return match (from, to) {
            (Some(End::Module(from)), Some(to)) => vec![(from, to, None)],
            _ => Vec::new(),
        };
    }
    let reaches = |reference: &Reference, end: End| {
        let target = graph.target(reference);
        (0..rules::ends(target)).any(|at| rules::end(target, at) == end)
    };
    let own: Vec<_> = references.iter().filter(|one| wanted.is_some_and(|end| reaches(one, end))).collect();
    match wanted {
        Some(end) if !own.is_empty() => own.into_iter().map(|one| (one.from, end, Some(one.target))).collect(),
        _ => references.iter().map(|one| (one.from, graph.target(one).defined, Some(one.target))).collect(),
    }
}

/// Returns the node of the graph with a path.
fn end(graph: &Graph, path: &str) -> Option<End> {
    let module = graph.modules.binary_search_by(|module| module.path.as_str().cmp(path));
    let outside = || graph.outside.binary_search_by(|outside| outside.path.as_str().cmp(path));
    let module = module.ok().map(|at| End::Module(RustModuleId(at as u32)));
    module.or_else(|| outside().ok().map(|at| End::Outside(crate::graph::OutsideId(at as u32))))
}
