//! `forbid` with `transitive = true`: chains from `from` to `to` in any number of steps. The first step goes
//! by any end, each later one by the defined end of what is no re-export. The grain is the Rust module.
//!
//! A chain of one step is a plain violation of the rule, and reported as one.
//!
//! For each binding of the rule's captures: O(m) to find the steps of m references, then what `chains` takes.

use super::{
    chains::{Chain, ENDS, Search, Steps},
    judge::{Filter, Judge, Opaque},
    report::{Known, Said},
    selection::Selection,
};
use crate::{
    codes::Code,
    diagnostic::Label,
    graph::{End, Reference, ReferenceKind, RustModuleId},
    rules::{self, Match, Rule, Selector},
};
use std::collections::BTreeSet;

/// Judges one rule, for each binding of its captures.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, selection: &mut Selection<'_>, to: &[Selector]) {
    for number in 0..selection.binding_count() {
        let mut steps = steps(judge, rule, selection, number);
        let useful = steps.useful();
        let starts: Vec<_> = judge
            .graph
            .modules()
            .map(|(id, _)| id)
            .filter(|id| selection.bindings_of(*id).contains(&number) && useful[id.0 as usize])
            .collect();
        let (mut search, found) = Search::run(judge, &mut steps, &useful, &starts);
        for (start, mut chains) in starts.into_iter().zip(found) {
            loop {
                // An exception takes its references out of the first step; there may be another way without them.
                let first: BTreeSet<_> = chains.values().filter_map(|one| one.references.first().copied()).collect();
                let covered = judge.take_out(&rule.meta.id, &first.into_iter().collect::<Vec<_>>());
                if covered.is_empty() {
                    break;
                }
                chains = search.again(judge, start, &covered);
            }
            for (found, chain) in chains {
                say(judge, rule, to, start, found, &chain);
            }
        }
    }
}

fn steps(judge: &Judge<'_>, rule: &Rule, selection: &mut Selection<'_>, number: u32) -> Steps {
    let mut steps = Steps::new(judge.graph.modules.len());
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
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
        if reference.kind == ReferenceKind::Reexport {
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

fn say(judge: &mut Judge<'_>, rule: &Rule, to: &[Selector], start: RustModuleId, found: Match, chain: &Chain) {
    let references: Vec<&Reference> = chain.references.iter().map(|id| judge.graph.reference(*id)).collect();
    let Some(last) = references.last() else { return };
    let reached = judge.graph.reached_path(judge.graph.target(last));
    let mut way: Vec<_> = references.iter().map(|step| format!("`{}`", judge.path(step.from))).collect();
    way.push(format!("`{reached}`"));
    if chain.length > references.len() {
        way.insert(ENDS, format!("({} more)", chain.length - references.len()));
    }
    let wanted = to.get(chain.selector);
    let said = Said {
        code: Code::Chain,
        message: format!(
            "`{}` reaches `{reached}` in {} steps, which `{}` forbids: {}",
            judge.path(start),
            chain.length,
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
    let known = Known { from: judge.path(start).to_owned(), to, references: chain.references.clone() };
    let before = judge.found.len();
    judge.say(&rule.meta, &rule.meta.id, said, known);
    if let Some(diagnostic) = judge.found.get_mut(before) {
        diagnostic.related.extend(steps);
    }
}
