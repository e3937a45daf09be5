//! Counts the references between the nodes of a view, and adds the findings of a check.
//!
//! A reference counts for every node that its path goes through or leads to, as for `depends-on`. Cycles are those of
//! references that lead to a definition, as for `acyclic`.

use super::{
    MarkKind, Marks,
    draft::{Draft, Input},
    marks::Mark,
    paths::Paths,
};
use crate::{
    graph::{End, Reference, ReferenceKind, RustModuleId, Target, TargetId},
    rules,
};
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use std::collections::BTreeSet;

/// Adds the edges of all references, or of those on paths.
pub(super) fn add_edges(input: &Input<'_>, draft: &mut Draft, paths: Option<&Paths>) {
    for reference in &input.analysis.graph.references {
        if input.is_counted(reference) {
            add_reference(input, draft, reference, paths);
        }
    }
}

fn add_reference(input: &Input<'_>, draft: &mut Draft, reference: &Reference, paths: Option<&Paths>) {
    let Some(from) = draft.of_module[reference.from.0 as usize] else { return };
    let target = input.analysis.graph.target(reference);
    let ends = ends(input, target);
    // A re-export that is visible elsewhere closes no cycle: a facade may re-export what depends on it.
    let visible_in = reference.visible_in.and_then(|limit| draft.of_module[limit.0 as usize]);
    let is_facade = reference.kind == ReferenceKind::Reexport && visible_in != Some(from);
    let mut reached: Vec<usize> = Vec::new();
    for at in 0..ends {
        let end = rules::end(target, at);
        if target.unknown && matches!(end, End::Outside(_)) {
            continue;
        }
        if paths.is_some_and(|paths| !paths.contain(reference.from, reference.target, at)) {
            continue;
        }
        let to = draft.node_at(&input.analysis.graph, reference.target, at);
        let Some(to) = to.filter(|to| *to != from) else { continue };
        let edge = draft.edges.entry((from, to)).or_default();
        if at + 1 == ends && !is_facade {
            edge.defined += 1;
        }
        if reached.contains(&to) {
            continue;
        }
        reached.push(to);
        edge.references += 1;
        edge.guesses += usize::from(target.unknown);
        *edge.kinds.entry(reference.kind).or_default() += 1;
    }
}

/// Returns how many ends of a target count: those up to the first re-export of a facade.
pub(super) fn ends(input: &Input<'_>, target: &Target) -> usize {
    let Some(rules) = input.rules else { return rules::ends(target) };
    let facade = |module: RustModuleId| rules.owner(module).is_some_and(|owner| rules.module(owner).facade);
    let first_facade = target.via.iter().position(|entry| entry.reexport && facade(entry.module));
    first_facade.map_or(rules::ends(target), |at| at + 1)
}

/// Adds the findings of a check. A finding about two nodes without an edge adds one. A finding about something that is not
/// shown is one about the node with the reference.
pub(super) fn add_marks(input: &Input<'_>, draft: &mut Draft, marks: &[Mark], paths: Option<&Paths>) {
    let (mut all, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for mark in marks {
        let is_reported = mark.kind == MarkKind::Violation;
        all.extend(is_reported.then_some(mark.number));
        let from = draft.of_module[mark.from.0 as usize].filter(|_| input.contexts.contains(&mark.context));
        let Some(from) = from else { continue };
        shown.extend(is_reported.then_some(mark.number));
        let own: &mut Marks = match node_of_mark(input, draft, mark).filter(|to| *to != from) {
            None => &mut draft.nodes[from].marks,
            Some(to) if paths.is_none() => &mut draft.edges.entry((from, to)).or_default().marks,
            Some(to) => {
                let is_on_path = |target| paths.is_some_and(|paths| paths.contain_any(mark.from, target));
                let edge = draft.edges.get_mut(&(from, to)).filter(|_| mark.target.is_some_and(is_on_path));
                let Some(edge) = edge else { continue };
                &mut edge.marks
            }
        };
        let numbers = match mark.kind {
            MarkKind::Violation => &mut own.violations,
            MarkKind::Baselined => &mut own.baselined,
            MarkKind::Excepted => &mut own.excepted,
        };
        numbers.insert(mark.number);
        own.rules.insert(mark.rule.clone());
    }
    draft.hidden = all.difference(&shown).count();
}

/// Returns the node that a mark leads to, if it is shown.
fn node_of_mark(input: &Input<'_>, draft: &Draft, mark: &Mark) -> Option<usize> {
    let graph = &input.analysis.graph;
    let leads_there = |id: TargetId| {
        let target = &graph.targets[id.0 as usize];
        (0..rules::ends(target)).find(|at| rules::end(target, *at) == mark.to).map(|at| (id, at))
    };
    match mark.target.and_then(leads_there) {
        Some((id, at)) => draft.node_at(graph, id, at),
        None => draft.node_of(mark.to),
    }
}

/// Marks the edges that are part of a cycle.
pub(super) fn mark_cycles(draft: &mut Draft) {
    let mut graph: DiGraph<(), (), u32> = DiGraph::with_capacity(draft.nodes.len(), draft.edges.len());
    for _ in &draft.nodes {
        graph.add_node(());
    }
    let defined = draft.edges.iter().filter(|(_, edge)| edge.defined > 0);
    graph.extend_with_edges(defined.map(|((from, to), _)| (*from as u32, *to as u32)));
    let mut component = vec![0; draft.nodes.len()];
    for (number, nodes) in kosaraju_scc(&graph).into_iter().enumerate() {
        for node in nodes {
            component[node.index()] = number;
        }
    }
    for ((from, to), edge) in &mut draft.edges {
        edge.is_cyclic = edge.defined > 0 && component[*from] == component[*to];
    }
}
