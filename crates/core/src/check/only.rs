//! `only`: each match of `from` may reach `to` and itself, nothing else. All ends are asked that the scope
//! speaks of.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Finding, Said},
    selection::Selection,
};
use crate::{
    codes::Code,
    graph::End,
    rules::{self, Nested, OnlyScope, Rule, Scope, Selector},
};

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, from: &[Selector], to: &[Selector], scope: OnlyScope) {
    let mut selection = Selection::new(rule, from, to, &judge.code);
    let matches = Scope::new(from, &judge.code);
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::No };
    let mut findings = Vec::new();
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        for at in 0..selection.bindings_of(reference.from).len() {
            let number = selection.bindings_of(reference.from)[at];
            let binding = selection.binding(number).clone();
            let ends = judge.ends(target, opaque);
            let is_wrong = |end: usize| {
                let itself = |selector: usize, module| {
                    let own = matches.find_in(selector, &judge.code, reference.from, &binding, Nested::Outermost);
                    own.is_some() && own == matches.find_in(selector, &judge.code, module, &binding, Nested::Outermost)
                };
                let asked = match rules::end(target, end) {
                    End::Module(module) => {
                        scope != OnlyScope::Outside && !(0..matches.len()).any(|selector| itself(selector, module))
                    }
                    End::Outside(_) => scope != OnlyScope::Workspace,
                };
                asked && !selection.to.covers_end(&judge.code, target, end, &binding)
            };
            let wrong = (0..ends).find(|end| is_wrong(*end));
            if let Some(end) = wrong
                && !selection.is_exempt(judge, reference, number)
            {
                findings.push(Finding { reference: id, detail: end });
                break;
            }
        }
    }
    judge.report(&rule.meta, &rule.meta.id, findings, |judge, reference, end| {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        Said {
            code: Code::NotOnly,
            message: format!(
                "`{}` depends on `{}`, which is not among what `{}` allows it{}",
                judge.path(reference.from),
                judge.graph.reached_path(judge.graph.target(reference)),
                rule.meta.id,
                judge.route(target, *end)
            ),
            help: vec![format!(
                "add `{}` to the rule's `to` if it is meant to be reached",
                judge.graph.end_path(rules::end(target, *end))
            )],
            rule_place: rule.meta.place,
            rule_text: "lists all that may be reached".into(),
        }
    });
}
