//! `protect`: only `from`, `to` itself and the module that owns `to` may reach it, by any end.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Finding, Said},
    selection::Selection,
};
use crate::{
    codes::Code,
    graph::End,
    rules::{self, Binding, Hit, Nested, Rule, Scope, Selector},
};

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, from: &[Selector], to: &[Selector]) {
    let allowed = Scope::new(from, &judge.code);
    let all = Scope::new(to, &judge.code);
    let mut selection = Selection::new(rule, from, to, &judge.code);
    let captures = allowed.has_captures();
    let free = Binding::new();
    let mut findings: Vec<Finding<Hit>> = Vec::new();
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        let ends = judge.ends(target, opaque);
        // Where `from` captures, a place is open to the code whose captures fit it.
        let may = |hit: &Hit| {
            if !captures {
                return allowed.find(&judge.code, reference.from, &free, Nested::Deepest).is_some();
            }
            selection.bindings_of(reference.from).iter().any(|number| {
                let binding = selection.binding(*number);
                all.hits(&judge.code, target, ends, binding).iter().any(|open| open.end == hit.end)
            })
        };
        let owns = |hit: &Hit| match rules::end(target, hit.end) {
            End::Module(module) => {
                let owner = judge.rules.owner(module);
                owner.is_some() && owner == judge.rules.owner(reference.from)
            }
            End::Outside(_) => false,
        };
        let within = |hit: &Hit| {
            all.find_in(hit.selector, &judge.code, reference.from, &free, Nested::Outermost) == Some(hit.found)
        };
        let hits = all.hits(&judge.code, target, ends, &free);
        let wrong = hits.iter().find(|hit| !within(hit) && !owns(hit) && !may(hit)).copied();
        let number = selection.bindings_of(reference.from).first().copied().unwrap_or(u32::MAX);
        if let Some(hit) = wrong
            && !selection.is_exempt(judge, reference, number)
        {
            findings.push(Finding { reference: id, detail: hit });
        }
    }
    judge.report(&rule.meta, &rule.meta.id, findings, |judge, reference, hit| {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        Said {
            code: Code::Protected,
            message: format!(
                "`{}` depends on `{}`, which `{}` protects{}",
                judge.path(reference.from),
                judge.graph.reached_path(judge.graph.target(reference)),
                rule.meta.id,
                judge.route(target, hit.end)
            ),
            help: vec![format!("reach it through code that may: {}", texts(from))],
            rule_place: to.get(hit.selector).map_or(rule.meta.place, |selector| selector.place),
            rule_text: "protected here".into(),
        }
    });
}

fn texts(selectors: &[Selector]) -> String {
    if selectors.is_empty() {
        return "nothing but itself".into();
    }
    selectors.iter().map(|selector| format!("`{}`", selector.text)).collect::<Vec<_>>().join(", ")
}
