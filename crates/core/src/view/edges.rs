//! Counts the references between the nodes of a view, and adds the findings of a check.
//!
//! A reference counts for every node that its path goes through or leads to, as for `depends-on`. Cycles are those of
//! references that lead to a definition, as for `acyclic`.

use super::{
    MarkKind, Marks,
    draft::{Draft, Input},
    marks::Mark,
};
use crate::{
    cfg::Cfg,
    graph::{End, Reference, ReferenceKind, RustModuleId, Target},
    rules,
};
use petgraph::{algo::kosaraju_scc, graph::DiGraph};

/// Adds all edges.
pub(super) fn add_edges(input: &Input<'_>, draft: &mut Draft) {
    for reference in &input.analysis.graph.references {
        if is_shown(input, reference) {
            add_reference(input, draft, reference);
        }
    }
}

fn is_shown(input: &Input<'_>, reference: &Reference) -> bool {
    if reference.cfg == Cfg::NEVER || reference.kind == ReferenceKind::Manifest {
        return false;
    }
    let Some(rules) = input.rules else { return input.contexts.contains(&reference.context) };
    let context = rules.analysis.context(input.code.package(reference.from), reference.context);
    input.contexts.contains(&context) && !rules.analysis.is_excluded(reference.file)
}

fn add_reference(input: &Input<'_>, draft: &mut Draft, reference: &Reference) {
    let Some(from) = draft.of_module[reference.from.0 as usize] else { return };
    let target = input.analysis.graph.target(reference);
    let ends = ends(input, target);
    let mut reached: Vec<usize> = Vec::new();
    for at in 0..ends {
        let end = rules::end(target, at);
        if target.unknown && matches!(end, End::Outside(_)) {
            continue;
        }
        let Some(to) = draft.node_of(end).filter(|to| *to != from) else { continue };
        let edge = draft.edges.entry((from, to)).or_default();
        if at + 1 == ends {
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
fn ends(input: &Input<'_>, target: &Target) -> usize {
    let Some(rules) = input.rules else { return rules::ends(target) };
    let facade = |module: RustModuleId| rules.owner(module).is_some_and(|owner| rules.module(owner).facade);
    let first_facade = target.via.iter().position(|entry| entry.reexport && facade(entry.module));
    first_facade.map_or(rules::ends(target), |at| at + 1)
}

/// Adds the findings of a check. A finding about two nodes without an edge adds one.
pub(super) fn add_marks(input: &Input<'_>, draft: &mut Draft, marks: &[Mark]) {
    for mark in marks.iter().filter(|mark| input.contexts.contains(&mark.context)) {
        let (Some(from), Some(to)) = (draft.of_module[mark.from.0 as usize], draft.node_of(mark.to)) else { continue };
        let own: &mut Marks = if from == to {
            &mut draft.nodes[from].marks
        } else {
            &mut draft.edges.entry((from, to)).or_default().marks
        };
        match mark.kind {
            MarkKind::Violation => own.violations += 1,
            MarkKind::Baselined => own.baselined += 1,
            MarkKind::Excepted => own.excepted += 1,
        }
        own.rules.insert(mark.rule.clone());
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
