//! `independent`: those that `among` matches do not reach each other, by any end. Of nested matches the
//! deepest owns the code.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Finding, Said},
    selection::Selection,
};
use crate::{
    codes::Code,
    graph::End,
    rules::{self, Match, Rule, Scope, Selector},
};

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, among: &[Selector]) {
    let scope = Scope::new(among, &judge.code);
    let nodes: Vec<_> = judge.graph.modules().map(|(id, _)| scope.node(&judge.code, id)).collect();
    let mut selection = Selection::new(rule, &[], &[], &judge.code);
    let opaque = if rule.opaque { Opaque::Reexports } else { Opaque::Facades };
    let mut findings: Vec<Finding<(Match, Match, usize)>> = Vec::new();
    for (id, reference, _) in judge.references(Filter::from(rule)) {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        let Some(from) = nodes[reference.from.0 as usize] else { continue };
        let reached = |end: usize| match rules::end(target, end) {
            End::Module(module) => nodes[module.0 as usize].filter(|to| *to != from).map(|to| (from, to, end)),
            End::Outside(_) => None,
        };
        let wrong = (0..judge.ends(target, opaque)).find_map(reached);
        if let Some(detail) = wrong
            && !selection.is_exempt(judge, reference, 0)
        {
            findings.push(Finding { reference: id, detail });
        }
    }
    judge.report(&rule.meta, &rule.meta.id, findings, |judge, reference, (from, to, end)| {
        let target = judge.graph.target_by_id(judge.seen(reference, opaque));
        Said {
            code: Code::NotIndependent,
            message: format!(
                "`{}` depends on `{}` (`{}`), and `{}` keeps them independent{}",
                judge.match_name(*from),
                judge.match_name(*to),
                judge.graph.reached_path(judge.graph.target(reference)),
                rule.meta.id,
                judge.route(target, *end)
            ),
            help: judge.facade_help(reference.from, target, *end).into_iter().collect(),
            rule_place: rule.meta.place,
            rule_text: "keeps them apart".into(),
        }
    });
}

impl Judge<'_> {
    /// The name of a match in messages.
    pub(super) fn match_name(&self, found: Match) -> String {
        match found {
            Match::Module(module) => self.name(module).to_owned(),
            Match::Package(package) => self.analysis.workspace.package(package).name.clone(),
            Match::Code(root) => self.path(root).to_owned(),
            Match::Item(_) | Match::Outside(_) => String::new(),
        }
    }
}
