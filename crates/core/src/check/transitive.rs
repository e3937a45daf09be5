//! Checks `forbid` with `transitive = true`: finds chains of references from `from` to `to` through other Rust
//! modules.
//!
//! The first step may use any end of a reference. Each later step uses the defined end, and no re-exports. A chain of
//! one step is a direct violation, which `forbid` reports itself.
//!
//! For each binding of the rule's captures: O(m) to collect the steps of m references, then the cost of `chains`.

use super::{
    chains::{KEPT_STEPS, Search, ShortestChain, Steps},
    context::{CheckContext, Filter, Opacity},
    report::{ViolationEdge, ViolationText},
    selection::Selection,
};
use crate::{
    codes::Code,
    diagnostic::Label,
    graph::{End, Reference, ReferenceKind, RustModuleId},
    rules::{self, Match, Rule, Selector},
};
use std::collections::BTreeSet;

/// Checks one rule, for each binding of its captures.
pub(super) fn check(cx: &mut CheckContext<'_>, rule: &Rule, selection: &mut Selection<'_>, to: &[Selector]) {
    for number in 0..selection.binding_count() {
        let mut steps = steps(cx, rule, selection, number);
        let useful = steps.useful();
        let starts: Vec<_> = cx
            .graph
            .modules()
            .map(|(id, _)| id)
            .filter(|id| selection.bindings_of(*id).contains(&number) && useful[id.0 as usize])
            .collect();
        let (mut search, found) = Search::run(cx, &mut steps, &useful, &starts);
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
                report(cx, rule, to, start, found, &chain);
            }
        }
    }
}

fn steps(cx: &CheckContext<'_>, rule: &Rule, selection: &mut Selection<'_>, number: u32) -> Steps {
    let mut steps = Steps::new(cx.graph.modules.len());
    let opaque = Opacity::of(rule);
    for (id, reference, _) in cx.references(Filter::from(rule)) {
        let target = cx.effective_target(reference, opaque);
        if selection.is_exempt(cx, reference, number) {
            continue;
        }
        let at = reference.from.0 as usize;
        let ends = cx.ends(target, opaque);
        let hits = selection.hits(cx, reference, number);
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
    if let Some(diagnostic) = cx.report_violation(&rule.meta, &rule.meta.id, text, edge) {
        diagnostic.related.extend(steps);
    }
}
