//! `require`: each match of `from` must depend on `to`, by any end of some reference. A match inside `to` needs no
//! reference, and neither does a match without code of the rule's contexts.

use super::kind::RuleKind;
use crate::{
    check::{
        context::{CheckContext, Filter},
        report::ViolationText,
        selection::Selection,
    },
    codes::Code,
    graph::RustModuleId,
    rules::{
        Judged, Match, Nested, Part, Reach, Rule, RuleReader, Scope, Selector,
        keys::{self, Key},
    },
};
use std::collections::BTreeMap;

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Require {
    from: Vec<Selector>,
    to: Vec<Selector>,
}

impl RuleKind for Require {
    const NAME: &'static str = "require";
    const SUMMARY: &'static str = "Each match of `from` must depend on `to`.";
    const KEYS: &'static [Key] = &[keys::FROM, keys::TO];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "handlers-check-access"
type = "require"
from = ["shop::web::handlers::*"]
to = ["shop::auth"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { from: reader.code(&keys::FROM), to: reader.targets(&keys::TO) })
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("from", &self.from), ("to", &self.to)]
    }

    fn judged(&self) -> Judged<'_> {
        Judged::between(Part::Of(&self.from), &self.to)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        (!reach.is_partly_outside(&self.from, &self.to)).then(|| "all of `from` is part of `to`".into())
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { from, to } = self;
        let mut selection = Selection::new(rule, from, to, &cx.code);
        let scope = Scope::new(from, &cx.code);
        // The matches under each binding: their Rust modules, and whether they depend on `to`.
        let mut matches: BTreeMap<(Match, u32), (Vec<RustModuleId>, bool)> = BTreeMap::new();
        let find = |selection: &Selection<'_>, cx: &CheckContext<'_>, id: RustModuleId, number: u32| {
            scope.find(&cx.code, id, selection.binding(number), Nested::Outermost)
        };
        for (id, _) in cx.graph.modules().filter(|(id, _)| cx.is_checked(*id, &rule.contexts)) {
            for number in selection.bindings_of(id).to_vec() {
                if selection.is_module_exempt(cx, id, number) {
                    continue;
                }
                let Some(found) = find(&selection, cx, id, number) else { continue };
                matches.entry((found, number)).or_default().0.push(id);
            }
        }
        for (_, reference, _) in cx.references(Filter::from(rule)) {
            for number in selection.bindings_of(reference.from).to_vec() {
                let Some(found) = find(&selection, cx, reference.from, number) else { continue };
                let reaches =
                    !selection.is_exempt(cx, reference, number) && !selection.hits(cx, reference, number).is_empty();
                if let Some((_, done)) = matches.get_mut(&(found, number)) {
                    *done |= reaches;
                }
            }
        }
        for ((_, number), (ids, done)) in &mut matches {
            let is_part = |id| selection.to.find(&cx.code, id, selection.binding(*number), Nested::Outermost).is_some();
            *done |= ids.iter().all(|id| is_part(*id));
        }
        for ((found, number), (ids, _)) in matches.into_iter().filter(|(_, (_, reaches))| !reaches) {
            let Some(at) = cx.first_of(ids.into_iter()) else { continue };
            let binding = selection.binding(number);
            let wanted: Vec<_> = to.iter().map(|selector| format!("`{}`", selector.text_with(binding))).collect();
            let text = ViolationText {
                code: Code::Required,
                end: None,
                message: format!("`{}` must depend on {}, but does not", cx.match_name(found), wanted.join(" or ")),
                help: vec!["add the dependency, or exclude the code from the rule's `from`".into()],
                rule_place: rule.meta.place,
                rule_text: "required here".into(),
            };
            let to = to.iter().map(|selector| selector.text.as_str()).collect::<Vec<_>>().join(", ");
            cx.report_at_module(&rule.meta, text, at, to, 1);
        }
    }
}
