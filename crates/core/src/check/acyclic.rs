//! `acyclic`: no cycle among the matches of `among`. By the defined end of every reference but re-exports that
//! are visible outside the node: a facade is no cycle, and using what one re-exports is a dependency on where
//! that is defined.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references; as often again as exceptions cover
//! some cycle, since there may be another one without what they cover.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Known, Said},
    selection::Selection,
};
use crate::{
    codes::Code,
    graph::{DependencyGraph, ReferenceId, ReferenceKind},
    rules::{Match, Rule, Scope, Selector},
};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The matches of `among` as nodes, and the dependencies between them.
#[derive(Debug)]
pub(super) struct Lifted {
    /// Sorted by name.
    pub(super) nodes: Vec<(String, Match)>,
    /// For each Rust module, its node.
    pub(super) node_of: Vec<Option<u32>>,
    pub(super) dependencies: DependencyGraph,
}

/// Lifts the references that a rule is about, `without` some, to the matches of `among`.
pub(super) fn lift(judge: &Judge<'_>, rule: &Rule, among: &[Selector], without: &FxHashSet<ReferenceId>) -> Lifted {
    let scope = Scope::new(among, &judge.code);
    let found: Vec<_> = judge.graph.modules().map(|(id, _)| scope.node(&judge.code, id)).collect();
    let names: BTreeMap<(String, Match), u32> =
        found.iter().flatten().map(|found| ((judge.match_name(*found), *found), 0)).collect();
    let nodes: Vec<_> = names.into_keys().collect();
    let numbers: BTreeMap<Match, u32> = nodes.iter().enumerate().map(|(at, (_, found))| (*found, at as u32)).collect();
    let node_of: Vec<_> = found.iter().map(|found| found.and_then(|found| numbers.get(&found).copied())).collect();
    let whole = whole(judge, &node_of);
    let mut dependencies = DependencyGraph::default();
    let mut selection = Selection::new(rule, &[], &[], &judge.code);
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let hidden_in = reference.visible_in.map(|limit| (node_of[limit.0 as usize], whole[limit.0 as usize]));
        if reference.kind == ReferenceKind::Reexport && hidden_in != Some((node_of[reference.from.0 as usize], true)) {
            continue;
        }
        let from = node_of[reference.from.0 as usize];
        let to = judge.defined(reference, opaque).and_then(|to| node_of[to.0 as usize]);
        if let (Some(from), Some(to)) = (from, to)
            && from != to
            && !without.contains(&id)
            && !selection.is_exempt(judge, reference, 0)
        {
            dependencies.add(from, to, id, reference.cfg);
        }
    }
    Lifted { nodes, node_of, dependencies }
}

/// For each Rust module, whether all that is below it is in its own node.
fn whole(judge: &Judge<'_>, node_of: &[Option<u32>]) -> Vec<bool> {
    let mut whole = vec![true; node_of.len()];
    // From the leaves up: what is in a Rust module comes after it.
    for (at, module) in judge.graph.modules.iter().enumerate().rev() {
        if let Some(parent) = module.parent.map(|parent| parent.0 as usize) {
            whole[parent] &= whole[at] && node_of[parent] == node_of[at];
        }
    }
    whole
}

/// How many references behind one edge are shown.
const SHOWN: usize = 3;

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, among: &[Selector]) {
    let mut excepted = FxHashSet::default();
    loop {
        let lifted = lift(judge, rule, among, &excepted);
        let conditions = &mut judge.conditions;
        let cycles = lifted.dependencies.cycles(&mut |a, b| conditions.both(a, b));
        // An exception takes its references out; there may be another cycle without them.
        let before = excepted.len();
        for cycle in &cycles {
            let references =
                edges(&lifted, cycle).into_iter().flat_map(|(_, _, references)| references.iter().copied());
            let references: Vec<_> = references.collect();
            excepted.extend(judge.take_out(&rule.meta.id, &references));
        }
        if excepted.len() == before {
            for cycle in cycles {
                say(judge, rule, &lifted, &cycle);
            }
            return;
        }
    }
}

/// The edges of a cycle, with the references behind each.
fn edges<'l>(lifted: &'l Lifted, cycle: &[u32]) -> Vec<(u32, u32, &'l [ReferenceId])> {
    let next = cycle.iter().cycle().skip(1);
    let edge =
        |(from, to): (&u32, &u32)| Some((*from, *to, lifted.dependencies.get(*from, *to)?.references.as_slice()));
    cycle.iter().zip(next).filter_map(edge).collect()
}

fn say(judge: &mut Judge<'_>, rule: &Rule, lifted: &Lifted, cycle: &[u32]) {
    let name = |node: u32| lifted.nodes[node as usize].0.as_str();
    let edges = edges(lifted, cycle);
    let fewest = edges.iter().map(|(_, _, references)| references.len()).min().unwrap_or_default();
    let weakest: Vec<_> = edges
        .iter()
        .filter(|(_, _, references)| references.len() == fewest)
        .map(|(from, to, _)| format!("`{}` -> `{}`", name(*from), name(*to)))
        .collect();
    let count = if fewest == 1 { "1 reference".to_owned() } else { format!("{fewest} references") };
    let round: Vec<_> = cycle.iter().chain(cycle.first()).map(|node| format!("`{}`", name(*node))).collect();
    let said = Said {
        code: Code::Cycle,
        message: format!("dependency cycle: {}", round.join(" -> ")),
        help: vec![format!("cut {}: {count}, the fewest of this cycle", weakest.join(" or "))],
        rule_place: rule.meta.place,
        rule_text: "allows no cycle".into(),
    };
    let known = Known {
        from: cycle.first().map(|node| name(*node).to_owned()).unwrap_or_default(),
        to: round[1..].iter().map(|name| name.trim_matches('`')).collect::<Vec<_>>().join(" -> "),
        references: edges.iter().flat_map(|(_, _, references)| references.iter().copied()).collect(),
    };
    let before = judge.found.len();
    judge.say(&rule.meta, &rule.meta.id, said, known);
    let Some(diagnostic) = judge.found.get_mut(before) else { return };
    for (from, to, references) in edges {
        for (at, id) in references.iter().take(SHOWN).enumerate() {
            let reference = judge.graph.reference(*id);
            let more = references.len() - SHOWN.min(references.len());
            let more = if at + 1 == SHOWN && more > 0 { format!(" (and {more} more)") } else { String::new() };
            let text = format!("`{}` -> `{}`{more}", name(from), name(to));
            diagnostic.related.push(crate::diagnostic::Label { place: reference.place(), text });
        }
    }
}
