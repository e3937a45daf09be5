//! `forbid` with `transitive = true`: chains from `from` to `to` in any number of steps. The first step goes
//! by any end, each later one by the defined end of what is no re-export. The grain is the Rust module.
//!
//! A chain of one step is a plain violation of the rule, and reported as one.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Known, Said},
    selection::Selection,
};
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::Label,
    graph::{End, Graph, Kind, Reference, ReferenceId, RustModuleId},
    rules::{self, Match, Rule, Selector},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The steps that a chain can take from each Rust module.
#[derive(Debug, Default)]
struct Steps {
    /// To another Rust module, by its defined end.
    on: Vec<Vec<(RustModuleId, ReferenceId)>>,
    /// To another Rust module by any end: a first step.
    first: Vec<Vec<(RustModuleId, ReferenceId)>>,
    /// To a match of `to`, by the defined end.
    last: Vec<Vec<(Match, usize, ReferenceId)>>,
    /// Matches that are reached in one step, by any end: no chain is needed for them.
    direct: Vec<BTreeSet<Match>>,
}

impl Steps {
    /// Leaves one reference of those that lead to the same under the same condition, the first. First steps stay: an
    /// exception covers them one by one.
    fn thin_out(&mut self, graph: &Graph) {
        for steps in &mut self.on {
            let mut seen = FxHashSet::default();
            steps.retain(|(to, id)| seen.insert((*to, graph.reference(*id).cfg)));
        }
        for steps in &mut self.last {
            let mut seen = FxHashSet::default();
            steps.retain(|(found, _, id)| seen.insert((*found, graph.reference(*id).cfg)));
        }
    }
}

/// How many (Rust module, condition) pairs the search from one Rust module may see.
const STATES: usize = 100_000;

/// Judges one rule, for each binding of its captures.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, selection: &mut Selection<'_>, to: &[Selector]) {
    for number in 0..selection.binding_count() {
        let mut steps = steps(judge, rule, selection, number);
        let useful = useful(&steps);
        let starts: Vec<_> = judge
            .graph
            .modules()
            .map(|(id, _)| id)
            .filter(|id| selection.bindings_of(*id).contains(&number) && useful.contains(id))
            .collect();
        for start in starts {
            let chains = loop {
                let chains = chains(judge, &steps, &useful, start);
                // An exception takes its references out of the first step; there may be another way without them.
                let first: BTreeSet<_> = chains.values().filter_map(|(_, chain)| chain.first().copied()).collect();
                let covered = judge.take_out(&rule.meta.id, &first.into_iter().collect::<Vec<_>>());
                if covered.is_empty() {
                    break chains;
                }
                steps.first[start.0 as usize].retain(|(_, id)| !covered.contains(id));
            };
            for (found, chain) in chains {
                say(judge, rule, to, start, found, &chain);
            }
        }
    }
}

fn steps(judge: &Judge<'_>, rule: &Rule, selection: &mut Selection<'_>, number: u32) -> Steps {
    let count = judge.graph.modules.len();
    let mut steps = Steps {
        on: vec![Vec::new(); count],
        first: vec![Vec::new(); count],
        last: vec![Vec::new(); count],
        direct: vec![BTreeSet::new(); count],
    };
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let target = judge.graph.target_of(judge.seen(reference, opaque));
        if selection.is_exempt(judge, reference, number) {
            continue;
        }
        let at = reference.from.0 as usize;
        let ends = judge.ends(target, opaque);
        let hits = selection.hits(judge, reference, number);
        if !judge.is_covered(&rule.meta.id, id) {
            steps.direct[at].extend(hits.iter().map(|hit| hit.found));
        }
        for end in 0..ends {
            if let End::Module(to) = rules::end(target, end)
                && to != reference.from
            {
                steps.first[at].push((to, id));
            }
        }
        if reference.kind == Kind::Reexport {
            continue;
        }
        let defined = hits.iter().filter(|hit| hit.end + 1 == ends);
        steps.last[at].extend(defined.map(|hit| (hit.found, hit.selector, id)));
        if let Some(to) = judge.defined(reference, opaque).filter(|to| *to != reference.from) {
            steps.on[at].push((to, id));
        }
    }
    steps.thin_out(judge.graph);
    steps
}

/// The Rust modules from which some match can be reached, whatever the conditions.
fn useful(steps: &Steps) -> FxHashSet<RustModuleId> {
    let mut before: FxHashMap<RustModuleId, Vec<RustModuleId>> = FxHashMap::default();
    for (at, (on, first)) in steps.on.iter().zip(&steps.first).enumerate() {
        for (to, _) in on.iter().chain(first) {
            before.entry(*to).or_default().push(RustModuleId(at as u32));
        }
    }
    let ends = steps.last.iter().enumerate().filter(|(_, last)| !last.is_empty());
    let mut queue: Vec<_> = ends.map(|(at, _)| RustModuleId(at as u32)).collect();
    let mut useful: FxHashSet<_> = queue.iter().copied().collect();
    while let Some(at) = queue.pop() {
        for next in before.get(&at).into_iter().flatten() {
            if useful.insert(*next) {
                queue.push(*next);
            }
        }
    }
    useful
}

/// The shortest chain from a Rust module to each match that it does not reach in one step.
fn chains(
    judge: &mut Judge<'_>,
    steps: &Steps,
    useful: &FxHashSet<RustModuleId>,
    start: RustModuleId,
) -> BTreeMap<Match, (usize, Vec<ReferenceId>)> {
    let mut found: BTreeMap<Match, (usize, Vec<ReferenceId>)> = BTreeMap::new();
    // (where, under which condition, the state before, the reference that led here)
    let mut states: Vec<(RustModuleId, Cfg, usize, Option<ReferenceId>)> = vec![(start, Cfg::ALWAYS, usize::MAX, None)];
    let mut seen: FxHashMap<RustModuleId, Vec<Cfg>> = FxHashMap::default();
    seen.insert(start, vec![Cfg::ALWAYS]);
    let mut queue = VecDeque::from([0usize]);
    while let Some(state) = queue.pop_front() {
        let (at, condition, ..) = states[state];
        if state != 0 {
            for (hit, selector, id) in &steps.last[at.0 as usize] {
                let open = !found.contains_key(hit) && !steps.direct[start.0 as usize].contains(hit);
                if open && judge.conditions.both(condition, judge.graph.reference(*id).cfg).is_some() {
                    found.insert(*hit, (*selector, chain(&states, state, *id)));
                }
            }
        }
        let next = if state == 0 { &steps.first } else { &steps.on };
        for (to, id) in next[at.0 as usize].iter().filter(|(to, _)| useful.contains(to)) {
            let Some(together) = judge.conditions.both(condition, judge.graph.reference(*id).cfg) else { continue };
            // Whatever a way can do from here on, an earlier one that exists wherever it does can do as well.
            let before = seen.entry(*to).or_default();
            let is_new = !before.iter().any(|earlier| judge.conditions.holds_with(*earlier, together));
            if states.len() < STATES && is_new {
                before.push(together);
                queue.push_back(states.len());
                states.push((*to, together, state, Some(*id)));
            }
        }
    }
    found
}

fn chain(
    states: &[(RustModuleId, Cfg, usize, Option<ReferenceId>)],
    last: usize,
    step: ReferenceId,
) -> Vec<ReferenceId> {
    let way = std::iter::successors(Some(last), |at| Some(states[*at].2).filter(|before| *before != usize::MAX));
    let mut chain: Vec<_> = std::iter::once(step).chain(way.filter_map(|at| states[at].3)).collect();
    chain.reverse();
    chain
}

fn say(
    judge: &mut Judge<'_>,
    rule: &Rule,
    to: &[Selector],
    start: RustModuleId,
    found: Match,
    (selector, chain): &(usize, Vec<ReferenceId>),
) {
    let references: Vec<&Reference> = chain.iter().map(|id| judge.graph.reference(*id)).collect();
    let Some(last) = references.last() else { return };
    let reached = judge.graph.reached(judge.graph.target(last));
    let mut way: Vec<_> = references.iter().map(|step| format!("`{}`", judge.path(step.from))).collect();
    way.push(format!("`{reached}`"));
    let wanted = to.get(*selector);
    let said = Said {
        code: Code::Chain,
        message: format!(
            "`{}` reaches `{reached}` in {} steps, which `{}` forbids: {}",
            judge.path(start),
            chain.len(),
            rule.meta.id,
            way.join(" -> ")
        ),
        help: Vec::new(),
        rule_place: wanted.map_or(rule.meta.place, |selector| selector.place),
        rule_text: "forbidden here, in any number of steps".into(),
    };
    let to = match found {
        Match::Item(_) | Match::Outside(_) => wanted.map_or(reached, |selector| selector.text.clone()),
        other => judge.match_name(other),
    };
    let steps: Vec<Label> = references
        .iter()
        .skip(1)
        .map(|step| Label { place: step.place(), text: format!("then `{}`", judge.graph.name(step.path)) })
        .collect();
    let known = Known { from: judge.path(start).to_owned(), to, references: chain.clone() };
    let before = judge.found.len();
    judge.say(&rule.meta, &rule.meta.id, said, known);
    if let Some(diagnostic) = judge.found.get_mut(before) {
        diagnostic.related.extend(steps);
    }
}
