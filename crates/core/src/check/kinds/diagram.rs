//! `diagram`: the arrows of a diagram are the allowed dependencies between the modules of the rules file. It checks all
//! ends of a reference, as `depends-on` does.

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
        self, Judged, ModuleDiagram, ModuleId, Part, Reach, Rule, RuleReader, Selector,
        keys::{Key, ValueType, required},
    },
};

const FILE: Key = required(
    "file",
    ValueType::File,
    "A Mermaid flowchart or PlantUML component diagram, by its path relative to the rules file. Its nodes are the modules.",
);

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Diagram {
    drawn: ModuleDiagram,
}

impl RuleKind for Diagram {
    const NAME: &'static str = "diagram";
    const SUMMARY: &'static str = "Modules may only depend on each other where the diagram in `file` has an arrow.";
    const KEYS: &'static [Key] = &[FILE];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "as-drawn"
type = "diagram"
file = "docs/architecture.mmd""#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { drawn: reader.diagram(&FILE)? })
    }

    fn describe(&self) -> String {
        format!("modules may only depend on each other where `{}` has an arrow", self.drawn.path)
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        Vec::new()
    }

    fn drawn(&self) -> Vec<(ModuleId, ModuleId)> {
        self.drawn.allowed.iter().copied().filter(|(from, to)| from != to).collect()
    }

    fn judged(&self) -> Judged<'_> {
        Judged { from: Part::AllBut(&[]), inside: Some(Part::AllBut(&[])), outside: None }
    }

    fn idle(&self, _: &Reach<'_, '_>) -> Option<String> {
        let pairs = self.drawn.modules * self.drawn.modules.saturating_sub(1);
        let drawn = self.drawn.allowed.iter().filter(|(from, to)| from != to).count();
        (drawn >= pairs).then(|| "the diagram has arrows between any two modules".into())
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let opaque = if rule.opaque { Opacity::Reexports } else { Opacity::Facades };
        let mut findings: Vec<Finding<(ModuleId, ModuleId, usize)>> = Vec::new();
        let mut selection = Selection::new(rule, &[], &[], &cx.code);
        for (id, reference, _) in cx.references(Filter::from(rule)) {
            let Some(from) = cx.rules.owner(reference.from) else { continue };
            let target = cx.effective_target(reference, opaque);
            let undrawn = (0..cx.ends(target, opaque)).find_map(|end| {
                let End::Module(at) = rules::end(target, end) else { return None };
                let to = cx.rules.owner(at).filter(|to| *to != from && !self.drawn.allowed.contains(&(from, *to)))?;
                Some((from, to, end))
            });
            if let Some(detail) = undrawn
                && !selection.is_exempt(cx, reference, 0)
            {
                findings.push(Finding { reference: id, detail });
            }
        }
        cx.report_findings(&rule.meta, &rule.meta.id, findings, |cx, reference, reached, (from, to, end)| {
            let target = cx.effective_target(reference, opaque);
            let (from, to) = (cx.name(*from), cx.name(*to));
            let mut help =
                vec![format!("remove the dependency, or add an arrow from `{from}` to `{to}` to the diagram")];
            help.extend(cx.facade_help(reference.from, target, *end));
            ViolationText {
                code: Code::NotDrawn,
                end: Some(rules::end(target, *end)),
                message: format!(
                    "module `{from}` depends on module `{to}` (`{reached}`), but `{}` has no such arrow{}",
                    self.drawn.path,
                    cx.route(target, *end)
                ),
                help,
                rule_place: self.drawn.place,
                rule_text: "the diagram".into(),
            }
        });
    }
}
