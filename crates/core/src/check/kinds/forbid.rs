//! `forbid`: no reference may lead from `from` to `to`, by any end.
//!
//! O(n s + m b) for s selectors, n Rust modules, m references, and at most b bindings of the captures of `from` for
//! one Rust module. `transitive` documents its own cost.

use super::kind::{ALL_EXEMPT, RuleKind};
use crate::{
    check::{
        context::{CheckContext, Filter, Opacity},
        findings::Finding,
        report::ViolationText,
        selection::Selection,
        transitive,
    },
    codes::Code,
    rules::{
        self, Judged, Part, Reach, Rule, RuleReader, Selector, SelectorHit,
        keys::{self, Key, ValueType, key},
    },
};

const TRANSITIVE: Key = key(
    "transitive",
    ValueType::Boolean,
    "Whether to forbid indirect dependencies too, through any number of Rust modules.",
);

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Forbid {
    from: Vec<Selector>,
    to: Vec<Selector>,
    transitive: bool,
}

impl RuleKind for Forbid {
    const NAME: &'static str = "forbid";
    const SUMMARY: &'static str = "Nothing in `from` may depend on `to`.";
    const KEYS: &'static [Key] = &[keys::FROM, keys::TO, TRANSITIVE];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["std::fs", "extern:sqlx"]
reason = "the domain must run without I/O""#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self {
            from: reader.code(&keys::FROM),
            to: reader.targets(&keys::TO),
            transitive: reader.flag(&TRANSITIVE),
        })
    }

    fn describe(&self) -> String {
        let steps = if self.transitive { ", directly or through other Rust modules" } else { "" };
        format!("nothing in `from` may depend on `to`{steps}")
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("from", &self.from), ("to", &self.to)]
    }

    fn judged(&self) -> Judged<'_> {
        // A chain can go through any code.
        if self.transitive { Judged::ALL } else { Judged::between(Part::Of(&self.from), &self.to) }
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        if reach.is_all_exempt(&self.from) {
            return Some(ALL_EXEMPT.into());
        }
        // A chain can leave `from` and come back.
        (!self.transitive && !reach.can_depend(&self.from, &self.to))
            .then(|| "`to` selects nothing but the code of `from` itself and what `except` covers".into())
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { from, to, transitive: is_transitive } = self;
        let mut selection = Selection::new(rule, from, to, &cx.code);
        let mut findings: Vec<Finding<SelectorHit>> = Vec::new();
        for (id, reference, _) in cx.references(Filter::from(rule)) {
            if let Some(hit) = selection.violates(cx, reference) {
                findings.push(Finding { reference: id, detail: hit });
            }
        }
        if *is_transitive {
            transitive::check(cx, rule, &mut selection, to);
        }
        let opaque = Opacity::of(rule);
        cx.report_findings(&rule.meta, &rule.meta.id, findings, |cx, reference, reached, hit| {
            let target = cx.effective_target(reference, opaque);
            ViolationText {
                code: Code::Forbidden,
                end: Some(rules::end(target, hit.end)),
                message: format!(
                    "`{}` must not depend on `{reached}`{}",
                    cx.path(reference.from),
                    cx.route(target, hit.end)
                ),
                help: Vec::new(),
                rule_place: to.get(hit.selector).map_or(rule.meta.place, |selector| selector.place),
                rule_text: "forbidden here".into(),
            }
        });
    }
}
