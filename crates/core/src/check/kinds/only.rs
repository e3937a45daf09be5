//! `only`: each match of `from` may depend on `to` and on itself, and on nothing else. It checks all ends of a
//! reference that `scope` restricts.

use super::kind::{ALL_EXEMPT, RuleKind};
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
        self, Judged, Nested, Part, Reach, Rule, RuleReader, Scope, Selector,
        keys::{self, Key, ValueType, key},
    },
};

/// `to`, which may be empty: then each match may only depend on itself.
const TO: Key = Key { value: keys::SELECTORS, ..keys::TO };

const SCOPE: Key = key(
    "scope",
    ValueType::Word(&[Restricted::Workspace.as_str(), Restricted::Outside.as_str(), Restricted::All.as_str()]),
    "Which dependencies are restricted: those on the workspace (the default), those on external crates, or all.",
);

/// Which dependencies a rule restricts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Restricted {
    /// Those on code of the workspace.
    Workspace,
    /// Those on crates outside.
    Outside,
    /// All.
    All,
}

impl Restricted {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Outside => "outside",
            Self::All => "all",
        }
    }
}

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Only {
    from: Vec<Selector>,
    to: Vec<Selector>,
    scope: Restricted,
}

impl RuleKind for Only {
    const NAME: &'static str = "only";
    const SUMMARY: &'static str = "Each match of `from` may depend on `to` and on itself, and on nothing else.";
    const KEYS: &'static [Key] = &[keys::FROM, TO, SCOPE];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "model-stands-alone"
type = "only"
from = ["shop::model"]
to = ["shop::money"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        let scope = [Restricted::Outside, Restricted::All]
            .into_iter()
            .find(|scope| reader.word(&SCOPE) == Some(scope.as_str()));
        Some(Self {
            from: reader.code(&keys::FROM),
            to: reader.targets(&TO),
            scope: scope.unwrap_or(Restricted::Workspace),
        })
    }

    fn describe(&self) -> String {
        let others = match self.scope {
            Restricted::Workspace => "nothing else in the workspace",
            Restricted::Outside => "no other external crates",
            Restricted::All => "nothing else",
        };
        format!("each match of `from` may depend on `to` and on itself, and on {others}")
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("from", &self.from), ("to", &self.to)]
    }

    fn judged(&self) -> Judged<'_> {
        let others = Some(Part::AllBut(&self.to));
        Judged {
            from: Part::Of(&self.from),
            inside: others.filter(|_| self.scope != Restricted::Outside),
            outside: others.filter(|_| self.scope != Restricted::Workspace),
        }
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        if reach.is_all_exempt(&self.from) {
            return Some(ALL_EXEMPT.into());
        }
        (self.scope == Restricted::Workspace && !reach.can_leave(&self.from, &self.to))
            .then(|| "`to` covers all code that `from` could depend on".into())
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { from, to, scope } = self;
        let mut selection = Selection::new(rule, from, to, &cx.code);
        let matches = Scope::new(from, &cx.code);
        let opaque = Opacity::of(rule);
        let mut findings = Vec::new();
        for (id, reference, _) in cx.references(Filter::from(rule)) {
            let target = cx.effective_target(reference, opaque);
            for at in 0..selection.bindings_of(reference.from).len() {
                let number = selection.bindings_of(reference.from)[at];
                let binding = selection.binding(number).clone();
                let ends = cx.ends(target, opaque);
                let is_wrong = |end: usize| {
                    let itself = |selector: usize, module| {
                        let own = matches.find_in(selector, &cx.code, reference.from, &binding, Nested::Outermost);
                        own.is_some() && own == matches.find_in(selector, &cx.code, module, &binding, Nested::Outermost)
                    };
                    let is_restricted = match rules::end(target, end) {
                        End::Module(module) => {
                            *scope != Restricted::Outside
                                && !(0..matches.len()).any(|selector| itself(selector, module))
                        }
                        End::Outside(_) => *scope != Restricted::Workspace,
                    };
                    is_restricted && !selection.to.covers_end(&cx.code, target, end, &binding)
                };
                let wrong = (0..ends).find(|end| is_wrong(*end));
                if let Some(end) = wrong
                    && !selection.is_exempt(cx, reference, number)
                {
                    findings.push(Finding { reference: id, detail: end });
                    break;
                }
            }
        }
        cx.report_findings(&rule.meta, &rule.meta.id, findings, |cx, reference, reached, end| {
            let target = cx.effective_target(reference, opaque);
            ViolationText {
                code: Code::NotOnly,
                end: Some(rules::end(target, *end)),
                message: format!(
                    "`{}` must not depend on `{reached}`{}, which the rule's `to` does not list",
                    cx.path(reference.from),
                    cx.route(target, *end)
                ),
                help: vec![format!(
                    "remove the dependency, or add `{}` to the rule's `to`",
                    cx.graph.end_path(rules::end(target, *end))
                )],
                rule_place: rule.meta.place,
                rule_text: "lists what is allowed".into(),
            }
        });
    }
}
