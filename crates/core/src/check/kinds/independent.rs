//! `independent`: no match of `among` may depend on another match, by any end. Code in nested matches belongs to the
//! deepest one.

use super::kind::{RuleKind, idle_among, judged_among};
use crate::{
    check::{
        context::{CheckContext, Filter, Opacity},
        findings::Finding,
        report::ViolationText,
        selection::Selection,
    },
    codes::Code,
    graph::End,
    rules::{
        self, Judged, Match, Reach, Rule, RuleReader, Scope, Selector,
        keys::{self, Key},
    },
};

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Independent {
    among: Vec<Selector>,
}

impl RuleKind for Independent {
    const NAME: &'static str = "independent";
    const SUMMARY: &'static str = "No match of `among` may depend on another match.";
    const KEYS: &'static [Key] = &[keys::AMONG];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "features-apart"
type = "independent"
among = ["shop::features::*"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { among: reader.code(&keys::AMONG) })
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("among", &self.among)]
    }

    fn judged(&self) -> Judged<'_> {
        judged_among(&self.among)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        idle_among(&self.among, reach)
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { among } = self;
        let scope = Scope::new(among, &cx.code);
        let nodes: Vec<_> = cx.graph.modules().map(|(id, _)| scope.node(&cx.code, id)).collect();
        let mut selection = Selection::new(rule, &[], &[], &cx.code);
        // As for modules and layers, a facade is opaque without `reexports`, too.
        let opaque = if rule.opaque { Opacity::Reexports } else { Opacity::Facades };
        let mut findings: Vec<Finding<(Match, Match, usize)>> = Vec::new();
        for (id, reference, _) in cx.references(Filter::from(rule)) {
            let target = cx.effective_target(reference, opaque);
            let Some(from) = nodes[reference.from.0 as usize] else { continue };
            let reached = |end: usize| match rules::end(target, end) {
                End::Module(module) => nodes[module.0 as usize]
                    .filter(|to| *to != from && !scope.shares_owner(reference.from, module))
                    .map(|to| (from, to, end)),
                End::Outside(_) => None,
            };
            let wrong = (0..cx.ends(target, opaque)).find_map(reached);
            if let Some(detail) = wrong
                && !selection.is_exempt(cx, reference, 0)
            {
                findings.push(Finding { reference: id, detail });
            }
        }
        cx.report_findings(&rule.meta, &rule.meta.id, findings, |cx, reference, reached, (from, to, end)| {
            let target = cx.effective_target(reference, opaque);
            let from_name = cx.match_name(*from);
            ViolationText {
                code: Code::NotIndependent,
                end: Some(rules::end(target, *end)),
                message: format!(
                    "`{from_name}` and `{}` must be independent, but `{from_name}` uses `{reached}`{}",
                    cx.match_name(*to),
                    cx.route(target, *end)
                ),
                help: cx.facade_help(reference.from, target, *end).into_iter().collect(),
                rule_place: rule.meta.place,
                rule_text: "requires independence".into(),
            }
        });
    }
}
