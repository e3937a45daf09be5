//! `protect`: only `from`, `to` itself and the module that owns `to` may depend on `to`, by any end.

use super::kind::RuleKind;
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
        self, Binding, Judged, Nested, Part, Reach, Rule, RuleReader, Scope, Selector, SelectorHit,
        keys::{self, Key},
    },
};

/// `from`, which may be empty: then only `to` itself and its module may depend on it.
const FROM: Key = Key { value: keys::SELECTORS, ..keys::FROM };

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Protect {
    from: Vec<Selector>,
    to: Vec<Selector>,
}

impl RuleKind for Protect {
    const NAME: &'static str = "protect";
    const SUMMARY: &'static str = "Only `from`, `to` itself and the module that owns `to` may depend on `to`.";
    const KEYS: &'static [Key] = &[FROM, keys::TO];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "ledger-by-billing-alone"
type = "protect"
from = ["shop::billing"]
to = ["shop::ledger"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { from: reader.code(&FROM), to: reader.targets(&keys::TO) })
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("from", &self.from), ("to", &self.to)]
    }

    fn judged(&self) -> Judged<'_> {
        Judged::between(Part::AllBut(&self.from), &self.to)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        (!reach.can_intrude(&self.from, &self.to)).then(|| "all code may depend on `to`".into())
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { from, to } = self;
        let allowed = Scope::new(from, &cx.code);
        let all = Scope::new(to, &cx.code);
        let mut selection = Selection::new(rule, from, to, &cx.code);
        let captures = allowed.has_captures();
        let free = Binding::new();
        let mut findings: Vec<Finding<SelectorHit>> = Vec::new();
        let opaque = Opacity::of(rule);
        for (id, reference, _) in cx.references(Filter::from(rule)) {
            let target = cx.effective_target(reference, opaque);
            let ends = cx.ends(target, opaque);
            // If `from` has captures, `to` is matched with the values that they have for this code.
            let may = |hit: &SelectorHit| {
                if !captures {
                    return allowed.find(&cx.code, reference.from, &free, Nested::Deepest).is_some();
                }
                selection.bindings_of(reference.from).iter().any(|number| {
                    let binding = selection.binding(*number);
                    all.hits(&cx.code, target, ends, binding).iter().any(|open| open.end == hit.end)
                })
            };
            let owns = |hit: &SelectorHit| match rules::end(target, hit.end) {
                End::Module(module) => {
                    let owner = cx.rules.owner(module);
                    owner.is_some() && owner == cx.rules.owner(reference.from)
                }
                End::Outside(_) => false,
            };
            let within = |hit: &SelectorHit| {
                all.find_in(hit.selector, &cx.code, reference.from, &free, Nested::Outermost) == Some(hit.found)
            };
            let hits = all.hits(&cx.code, target, ends, &free);
            let wrong = hits.iter().find(|hit| !within(hit) && !owns(hit) && !may(hit)).copied();
            let number = selection.bindings_of(reference.from).first().copied().unwrap_or(u32::MAX);
            if let Some(hit) = wrong
                && !selection.is_exempt(cx, reference, number)
            {
                findings.push(Finding { reference: id, detail: hit });
            }
        }
        cx.report_findings(&rule.meta, &rule.meta.id, findings, |cx, reference, reached, hit| {
            let target = cx.effective_target(reference, opaque);
            ViolationText {
                code: Code::Protected,
                end: Some(rules::end(target, hit.end)),
                message: format!(
                    "`{}` must not depend on protected `{reached}`{}",
                    cx.path(reference.from),
                    cx.route(target, hit.end)
                ),
                help: vec![format!(
                    "use code that has access: {}",
                    texts(from, &binding_of(cx, to.get(hit.selector), rules::end(target, hit.end)))
                )],
                rule_place: to.get(hit.selector).map_or(rule.meta.place, |selector| selector.place),
                rule_text: "protected here".into(),
            }
        });
    }
}

/// Returns the values of the captures of an entry of `to` with which it covers an end.
fn binding_of(cx: &CheckContext<'_>, selector: Option<&Selector>, end: End) -> Binding {
    let (Some(selector), End::Module(module)) = (selector, end) else { return Binding::new() };
    let scope = Scope::of(&selector.meaning, &cx.code);
    scope.bindings_of(&selector.meaning, &cx.code, module).into_iter().next().unwrap_or_default()
}

fn texts(selectors: &[Selector], binding: &Binding) -> String {
    if selectors.is_empty() {
        return "only the protected code itself".into();
    }
    selectors.iter().map(|selector| format!("`{}`", selector.text_with(binding))).collect::<Vec<_>>().join(", ")
}
