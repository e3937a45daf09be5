//! Builds a view: the steps in order.

use super::{
    Edge, Granularity, GroupKind, Mark, Narrow, Node, NodeKind, Size, View, ViewRequest,
    coarsen::{Merged, coarsen},
    draft::{Draft, DraftEdge, Input},
    edges, narrow, nodes,
    paths::Paths,
};
use crate::{analysis::Analysis, rules::Rules};
use std::collections::{BTreeMap, BTreeSet};

/// Builds a view of a workspace. `marks` are what a check has found.
///
/// Fails if nodes should stand for modules or layers, and there are none.
pub fn build(
    analysis: &Analysis,
    rules: Option<&Rules>,
    marks: &[Mark],
    request: &ViewRequest<'_>,
) -> Result<View, String> {
    let by = request.by.unwrap_or_else(|| default_granularity(analysis, rules));
    let input = Input::new(analysis, rules, request);
    let mut draft = nodes::nodes(&input, by)?;
    if let Some(at) = draft.selected.iter().position(BTreeSet::is_empty) {
        return Err(nothing_selected(input.selection.text(at), request.tests));
    }
    edges::add_edges(&input, &mut draft, None);
    edges::mark_cycles(&mut draft);
    let paths = matches!(request.narrow, Some(Narrow::Paths { .. })).then(|| Paths::find(&input));
    if let Some(paths) = &paths {
        // Whether a dependency is part of a cycle does not depend on what is shown.
        let all = std::mem::take(&mut draft.edges);
        edges::add_edges(&input, &mut draft, Some(paths));
        for (ends, edge) in &mut draft.edges {
            edge.is_cyclic = all.get(ends).is_some_and(|edge| edge.is_cyclic);
        }
    }
    edges::add_marks(&input, &mut draft, marks, paths.as_ref());
    let kept = narrow::narrow(&draft, request.narrow, request.only);
    let merged = coarsen(&draft, &kept.nodes, &kept.edges, request.max_edges);
    let full = Size { nodes: kept.nodes.len(), edges: kept.edges.len() };
    Ok(assemble(&draft, by, full, &merged, &kept.edges))
}

/// Returns the message for a selector that covers nothing to show.
fn nothing_selected(text: &str, tests: bool) -> String {
    let flag =
        if tests { "" } else { "; with `--tests`, tests, examples, benchmarks and build scripts are drawn, too" };
    format!("`{text}` covers nothing that is drawn, and nothing that drawn code refers to{flag}")
}

/// Returns what nodes stand for: modules if there are any, otherwise layers, otherwise crates.
fn default_granularity(analysis: &Analysis, rules: Option<&Rules>) -> Granularity {
    if rules.is_some_and(|rules| !rules.modules.is_empty()) {
        Granularity::Module
    } else if rules.is_some_and(|rules| !rules.stacks.is_empty()) {
        Granularity::Layer
    } else if analysis.workspace.packages.len() > 1 {
        Granularity::Crate
    } else {
        // A picture of a single crate would be a single box.
        Granularity::Depth(2)
    }
}

/// Assembles the view from what is left of a draft.
fn assemble(
    draft: &Draft,
    by: Granularity,
    full: Size,
    merged: &BTreeMap<usize, Merged>,
    kept: &BTreeSet<(usize, usize)>,
) -> View {
    let mut members: BTreeMap<&Merged, Vec<usize>> = BTreeMap::new();
    for (at, into) in merged {
        members.entry(into).or_default().push(*at);
    }
    let mut parts: Vec<(&Merged, Node)> = members.iter().map(|(into, own)| (*into, node(draft, into, own))).collect();
    // Nodes of one group are together; without a group, they are last. The order of first members is that of the output.
    parts.sort_by_key(|(into, node)| (node.group.is_none(), node.group, members[*into][0]));
    let index: BTreeMap<&Merged, usize> = parts.iter().enumerate().map(|(at, (into, _))| (*into, at)).collect();
    let mut edges: BTreeMap<(usize, usize), DraftEdge> = BTreeMap::new();
    for ends in kept {
        let (Some(from), Some(to)) = (merged.get(&ends.0), merged.get(&ends.1)) else { continue };
        let (from, to) = (index[from], index[to]);
        let edge = &draft.edges[ends];
        if from == to {
            parts[from].1.marks.add(&edge.marks);
        } else {
            edges.entry((from, to)).or_default().add(edge);
        }
    }
    let mut nodes: Vec<Node> = parts.into_iter().map(|(_, node)| node).collect();
    let used: BTreeSet<usize> = nodes.iter().filter_map(|node| node.group).collect();
    let place: BTreeMap<usize, usize> = used.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    for node in &mut nodes {
        node.group = node.group.map(|group| place[&group]);
    }
    let edges = edges.into_iter().map(|((from, to), edge)| Edge {
        from,
        to,
        references: edge.references,
        is_guess: edge.references > 0 && edge.guesses == edge.references,
        kinds: edge.kinds,
        is_cyclic: edge.is_cyclic,
        marks: edge.marks,
    });
    View {
        by,
        groups: used.iter().map(|at| draft.groups[*at].clone()).collect(),
        edges: edges.collect(),
        nodes,
        full,
        hidden: draft.hidden,
    }
}

/// Returns the node for one or more nodes of a draft.
fn node(draft: &Draft, into: &Merged, members: &[usize]) -> Node {
    let first = &draft.nodes[members[0]];
    if let (Merged::Itself(_), [_]) = (into, members) {
        return first.clone();
    }
    let all = || members.iter().map(|at| &draft.nodes[*at]);
    let group = all().all(|node| node.group == first.group).then_some(first.group).flatten();
    let krate = first.krate.clone().filter(|krate| all().all(|node| node.krate.as_ref() == Some(krate)));
    let kind = match into {
        Merged::External => NodeKind::External,
        Merged::Ancestor(name) if all().any(|node| node.kind == NodeKind::RustModule) && krate.is_some() => {
            if Some(name) == krate.as_ref() { NodeKind::Crate } else { NodeKind::RustModule }
        }
        _ => NodeKind::Merged,
    };
    let name = match into {
        Merged::External => "other external crates".to_owned(),
        Merged::Rest => "everything else".to_owned(),
        Merged::Ancestor(name) => name.clone(),
        Merged::Itself(_) => first.name.clone(),
    };
    let in_crate = group.is_some_and(|group| draft.groups[group].kind == GroupKind::Crate);
    let label = match &krate {
        Some(krate) if in_crate => name.strip_prefix(&format!("{krate}::")).unwrap_or(&name).to_owned(),
        _ => name.clone(),
    };
    let mut marks = super::Marks::default();
    for node in all() {
        marks.add(&node.marks);
    }
    Node {
        name,
        label: format!("{label} ({})", all().map(|node| node.merged).sum::<usize>()),
        kind,
        group,
        module: first.module.clone().filter(|module| all().all(|node| node.module.as_ref() == Some(module))),
        layer: first.layer.clone().filter(|layer| all().all(|node| node.layer.as_ref() == Some(layer))),
        owner: first.owner.clone().filter(|owner| all().all(|node| node.owner.as_ref() == Some(owner))),
        krate,
        members: all().flat_map(|node| node.members.iter().copied()).collect(),
        merged: all().map(|node| node.merged).sum(),
        is_selected: all().any(|node| node.is_selected),
        marks,
    }
}
