//! Checks `forbid` with `transitive = true`: finds chains of references from `from` to `to` through other Rust
//! modules.
//!
//! The first step may use any end of a reference. Each later step uses the defined end, and no re-exports. A chain of
//! one step is a direct violation, which `forbid` reports itself.
//!
//! For each binding of the rule's captures: O(m) to collect the steps of m references, then the cost of `chains`. If the code
//! of a binding reaches all matches in one step, it is O(t) for t targets instead. What is kept is O(n + m), and at most
//! [`MAX_CHAINS`] chains, since there can be one for each pair of Rust modules.

use super::{
    chains::{KEPT_STEPS, Search, ShortestChain, Steps},
    context::{CheckContext, Filter, Opacity},
    report::{ViolationEdge, ViolationText},
    selection::Selection,
};
use crate::{
    codes::Code,
    diagnostic::{Cause, CauseKind, Diagnostic, Label},
    graph::{End, Reference, ReferenceId, ReferenceKind, RustModuleId, TargetId},
    rules::{self, Match, Rule, Selector},
};
use std::collections::BTreeSet;

/// The maximum number of chains that one rule reports. A rule with more is too broad to act on.
const MAX_CHAINS: usize = 50_000;

/// Checks one rule, for each binding of its captures.
pub(super) fn check(cx: &mut CheckContext<'_>, rule: &Rule, selection: &mut Selection<'_>, to: &[Selector]) {
    let references: Vec<_> = cx.references(Filter::from(rule)).map(|(id, reference, _)| (id, reference)).collect();
    let mut left = MAX_CHAINS;
    for number in 0..selection.binding_count() {
        let starts = cx.graph.modules().map(|(id, _)| id).filter(|id| selection.bindings_of(*id).contains(&number));
        let mut starts: Vec<_> = starts.collect();
        if selection.binding_count() > 1 && are_all_direct(cx, rule, selection, number, &starts, &references) {
            selection.forget();
            continue;
        }
        let mut steps = steps(cx, rule, selection, number, &references);
        selection.forget();
        let useful = steps.useful();
        starts.retain(|id| useful[id.0 as usize]);
        let (mut search, found) = Search::run(cx, &mut steps, &useful, &starts, left + 1);
        for (start, mut chains) in starts.into_iter().zip(found) {
            loop {
                // Without the first steps that exceptions cover there may be other chains.
                let first: BTreeSet<_> = chains.values().filter_map(|one| one.references.first().copied()).collect();
                let covered = cx.cover(&rule.meta.id, &first.into_iter().collect::<Vec<_>>());
                if covered.is_empty() {
                    break;
                }
                chains = search.again(cx, start, &covered);
            }
            for (found, chain) in chains {
                if left == 0 {
                    return report_too_many(cx, rule);
                }
                left -= 1;
                report(cx, rule, to, start, found, &chain);
            }
        }
    }
}

/// Returns whether each of some Rust modules reaches all matches of a binding in one step, so that there are no chains.
fn are_all_direct(
    cx: &CheckContext<'_>,
    rule: &Rule,
    selection: &mut Selection<'_>,
    number: u32,
    starts: &[RustModuleId],
    references: &[(ReferenceId, &Reference)],
) -> bool {
    let ids = (0..cx.graph.targets.len()).map(|id| TargetId(id as u32));
    let all: BTreeSet<Match> = ids.flat_map(|id| selection.matches_of(cx, id, number)).collect();
    starts.iter().all(|start| {
        let first = references.partition_point(|(_, reference)| reference.from < *start);
        let own = references[first..].iter().take_while(|(_, reference)| reference.from == *start);
        let mut reached = BTreeSet::new();
        for (id, reference) in own {
            if !selection.is_exempt(cx, reference, number) && !cx.is_covered(&rule.meta.id, *id) {
                reached.extend(selection.hits(cx, reference, number).iter().map(|hit| hit.found));
            }
        }
        reached.is_superset(&all)
    })
}

/// Reports that a rule has too many chains to list all of them. A baseline can't record this, since a new chain could be
/// among those that are not listed.
fn report_too_many(cx: &mut CheckContext<'_>, rule: &Rule) {
    let Some(severity) = cx.rules.severity(rule.meta.severity, Code::Chain) else { return };
    let message =
        format!("`{}` forbids more than {MAX_CHAINS} chains, of which only the first are reported", rule.meta.id);
    let help = "forbid dependencies between fewer and larger parts, such as the modules of the rules file";
    cx.found.push(Diagnostic { severity, ..Diagnostic::new(Code::Chain, message).at(rule.meta.place, "").help(help) });
}

fn steps(
    cx: &CheckContext<'_>,
    rule: &Rule,
    selection: &mut Selection<'_>,
    number: u32,
    references: &[(ReferenceId, &Reference)],
) -> Steps {
    let mut steps = Steps::new(cx.graph.modules.len());
    let opaque = Opacity::of(rule);
    let mut is_start = vec![false; cx.graph.modules.len()];
    for (id, _) in cx.graph.modules() {
        is_start[id.0 as usize] = selection.bindings_of(id).contains(&number);
    }
    for &(id, reference) in references {
        let target = cx.effective_target(reference, opaque);
        if selection.is_exempt(cx, reference, number) {
            continue;
        }
        let at = reference.from.0 as usize;
        let ends = cx.ends(target, opaque);
        let hits = selection.hits(cx, reference, number);
        // Only chains from a start have a first step.
        if is_start[at] {
            if !cx.is_covered(&rule.meta.id, id) {
                steps.direct[at].extend(hits.iter().map(|hit| hit.found));
            }
            for end in 0..ends {
                if let End::Module(to) = rules::end(target, end)
                    && to != reference.from
                {
                    steps.first[at].push((to, id));
                }
            }
        }
        if reference.kind == ReferenceKind::Reexport {
            continue;
        }
        let defined = hits.iter().filter(|hit| hit.end + 1 == ends);
        steps.last[at].extend(defined.map(|hit| (hit.found, hit.selector, id)));
        if let Some(to) = cx.defined(reference, opaque).filter(|to| *to != reference.from) {
            steps.on[at].push((to, id));
        }
    }
    steps.thin_out(cx.graph);
    steps
}

fn report(
    cx: &mut CheckContext<'_>,
    rule: &Rule,
    to: &[Selector],
    start: RustModuleId,
    found: Match,
    chain: &ShortestChain,
) {
    let references: Vec<&Reference> = chain.references.iter().map(|id| cx.graph.reference(*id)).collect();
    let Some(last) = references.last() else { return };
    let reached = cx.graph.reached_path(cx.graph.target(last));
    let mut way: Vec<_> = references.iter().map(|step| format!("`{}`", cx.path(step.from))).collect();
    way.push(format!("`{reached}`"));
    if chain.length > references.len() {
        way.insert(KEPT_STEPS, format!("({} more)", chain.length - references.len()));
    }
    let last_target = reached.clone();
    let wanted = to.get(chain.selector);
    let text = ViolationText {
        code: Code::Chain,
        end: None,
        message: format!(
            "`{}` must not depend on `{reached}`, but does in {} steps: {}",
            cx.path(start),
            chain.length,
            way.join(" -> ")
        ),
        help: Vec::new(),
        rule_place: wanted.map_or(rule.meta.place, |selector| selector.place),
        rule_text: "forbidden here, directly and indirectly".into(),
    };
    let to = match found {
        Match::Item(_) | Match::Outside(_) => wanted.map_or(reached, |selector| selector.text.clone()),
        other => cx.match_name(other),
    };
    let steps: Vec<Label> = references
        .iter()
        .skip(1)
        .map(|step| Label { place: step.place(), text: format!("then `{}`", cx.graph.name(step.path)) })
        .collect();
    let (from, references) = (cx.path(start).to_owned(), chain.references.clone());
    let edge = ViolationEdge { from, to, references, is_whole: true };
    let cause = Cause { kind: CauseKind::LastStep, from: cx.path(last.from).to_owned(), to: last_target };
    if let Some(diagnostic) = cx.report_violation(&rule.meta, &rule.meta.id, text, edge) {
        diagnostic.related.extend(steps);
        if let Some(violation) = &mut diagnostic.violation {
            violation.cause = Some(cause);
        }
    }
}
