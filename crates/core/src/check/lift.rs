//! Lifts references to dependencies between the matches of `among`, for the rules that treat them as nodes: `acyclic`,
//! `limit`, `stable`.
//!
//! A reference counts by the Rust module that defines its target. Re-exports that are visible outside their node do
//! not count: a facade is no cycle, and a use of a re-exported item depends on the module that defines it.

use super::{
    context::{CheckContext, Filter, Opacity},
    selection::Selection,
};
use crate::{
    graph::{DependencyGraph, ReferenceId, ReferenceKind},
    rules::{Match, Rule, Scope, Selector},
};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The matches of `among` as nodes, and their dependencies.
#[derive(Debug)]
pub(super) struct Lifted {
    /// Sorted by name.
    pub(super) nodes: Vec<(String, Match)>,
    /// The node of each Rust module.
    pub(super) node_of: Vec<Option<u32>>,
    pub(super) dependencies: DependencyGraph,
}

/// Lifts the references of a rule, except those of `without`, to the matches of `among`.
pub(super) fn lift(cx: &CheckContext<'_>, rule: &Rule, among: &[Selector], without: &FxHashSet<ReferenceId>) -> Lifted {
    let scope = Scope::new(among, &cx.code);
    let found: Vec<_> = cx.graph.modules().map(|(id, _)| scope.node(&cx.code, id)).collect();
    let names: BTreeMap<(String, Match), u32> =
        found.iter().flatten().map(|found| ((cx.match_name(*found), *found), 0)).collect();
    let nodes: Vec<_> = names.into_keys().collect();
    let numbers: BTreeMap<Match, u32> = nodes.iter().enumerate().map(|(at, (_, found))| (*found, at as u32)).collect();
    let node_of: Vec<_> = found.iter().map(|found| found.and_then(|found| numbers.get(&found).copied())).collect();
    let whole = whole(cx, &node_of);
    let mut dependencies = DependencyGraph::default();
    let mut selection = Selection::new(rule, &[], &[], &cx.code);
    let opaque = Opacity::of(rule);
    for (id, reference, _) in cx.references(Filter::from(rule)) {
        let hidden_in = reference.visible_in.map(|limit| (node_of[limit.0 as usize], whole[limit.0 as usize]));
        if reference.kind == ReferenceKind::Reexport && hidden_in != Some((node_of[reference.from.0 as usize], true)) {
            continue;
        }
        let from = node_of[reference.from.0 as usize];
        let to = cx.defined(reference, opaque).filter(|to| !scope.shares_owner(reference.from, *to));
        let to = to.and_then(|to| node_of[to.0 as usize]);
        if let (Some(from), Some(to)) = (from, to)
            && from != to
            && !without.contains(&id)
            && !selection.is_exempt(cx, reference, 0)
        {
            dependencies.add(from, to, id, reference.cfg);
        }
    }
    Lifted { nodes, node_of, dependencies }
}

/// Returns for each Rust module whether all Rust modules below it belong to the same node.
fn whole(cx: &CheckContext<'_>, node_of: &[Option<u32>]) -> Vec<bool> {
    let mut whole = vec![true; node_of.len()];
    // In reverse order, so that children come before their parents.
    for (at, module) in cx.graph.modules.iter().enumerate().rev() {
        if let Some(parent) = module.parent.map(|parent| parent.0 as usize) {
            whole[parent] &= whole[at] && node_of[parent] == node_of[at];
        }
    }
    whole
}
