//! `forbid`: no reference from `from` to `to`, by any end.
//!
//! O(n s + m b) for s selectors, n Rust modules and m references, with b bindings of the captures of `from` at most for
//! one Rust module; `transitive` says what that takes beyond this.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Finding, Said},
    selection::Selection,
    transitive,
};
use crate::{
    codes::Code,
    rules::{Hit, Rule, Selector},
};

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, from: &[Selector], to: &[Selector], is_transitive: bool) {
    let mut selection = Selection::new(rule, from, to, &judge.code);
    let mut findings: Vec<Finding<Hit>> = Vec::new();
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        if let Some(hit) = selection.violates(judge, reference) {
            findings.push(Finding { reference: id, detail: hit });
        }
    }
    if is_transitive {
        transitive::check(judge, rule, &mut selection, to);
    }
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    judge.report(&rule.meta, &rule.meta.id, findings, |judge, reference, hit| {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        Said {
            code: Code::Forbidden,
            message: format!(
                "`{}` depends on `{}`, which `{}` forbids{}",
                judge.path(reference.from),
                judge.graph.reached_path(judge.graph.target(reference)),
                rule.meta.id,
                judge.route(target, hit.end)
            ),
            help: Vec::new(),
            rule_place: to.get(hit.selector).map_or(rule.meta.place, |selector| selector.place),
            rule_text: "forbidden here".into(),
        }
    });
}
