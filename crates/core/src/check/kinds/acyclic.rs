//! `acyclic`: the matches of `among` must not form a dependency cycle. See `lift` for what counts as a dependency.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references. The search repeats while
//! exceptions cover cycles, since there may be other cycles without the covered references.

use super::kind::RuleKind;
use crate::{
    check::{
        context::CheckContext,
        lift::{Lifted, lift},
        report::{ViolationEdge, ViolationText},
    },
    codes::Code,
    graph::ReferenceId,
    rules::{
        Rule, RuleReader, Selector,
        keys::{self, Key},
    },
};
use rustc_hash::FxHashSet;

/// The maximum number of references to show for each step of a cycle.
const MAX_SHOWN: usize = 3;

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Acyclic {
    among: Vec<Selector>,
}

impl RuleKind for Acyclic {
    const NAME: &'static str = "acyclic";
    const SUMMARY: &'static str = "The matches of `among` must not form a dependency cycle.";
    const KEYS: &'static [Key] = &[keys::AMONG];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "no-cycles"
type = "acyclic"
among = ["shop::*"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { among: reader.code(&keys::AMONG) })
    }

    fn describe(&self) -> String {
        "the matches of `among` must not form a dependency cycle".to_owned()
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("among", &self.among)]
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { among } = self;
        let mut excepted = FxHashSet::default();
        loop {
            let lifted = lift(cx, rule, among, &excepted);
            let conditions = &mut cx.conditions;
            let cycles = lifted.dependencies.cycles(&mut |a, b| conditions.both(a, b));
            // Without the references that exceptions cover there may be other cycles.
            let before = excepted.len();
            for cycle in &cycles {
                let references =
                    edges(&lifted, cycle).into_iter().flat_map(|(_, _, references)| references.iter().copied());
                let references: Vec<_> = references.collect();
                excepted.extend(cx.cover(&rule.meta.id, &references));
            }
            if excepted.len() == before {
                for cycle in cycles {
                    report(cx, rule, &lifted, &cycle);
                }
                return;
            }
        }
    }
}

/// Returns the steps of a cycle, with the references of each.
fn edges<'l>(lifted: &'l Lifted, cycle: &[u32]) -> Vec<(u32, u32, &'l [ReferenceId])> {
    let next = cycle.iter().cycle().skip(1);
    let edge =
        |(from, to): (&u32, &u32)| Some((*from, *to, lifted.dependencies.get(*from, *to)?.references.as_slice()));
    cycle.iter().zip(next).filter_map(edge).collect()
}

fn report(cx: &mut CheckContext<'_>, rule: &Rule, lifted: &Lifted, cycle: &[u32]) {
    let name = |node: u32| lifted.nodes[node as usize].0.as_str();
    let edges = edges(lifted, cycle);
    let fewest = edges.iter().map(|(_, _, references)| references.len()).min().unwrap_or_default();
    let weakest: Vec<_> = edges
        .iter()
        .filter(|(_, _, references)| references.len() == fewest)
        .map(|(from, to, _)| format!("`{}` -> `{}`", name(*from), name(*to)))
        .collect();
    let count = if fewest == 1 { "1 reference".to_owned() } else { format!("{fewest} references") };
    let round: Vec<_> = cycle.iter().chain(cycle.first()).map(|node| format!("`{}`", name(*node))).collect();
    let text = ViolationText {
        code: Code::Cycle,
        message: format!("dependency cycle: {}", round.join(" -> ")),
        help: vec![format!("break the cycle at {}: {count}, the fewest of any step", weakest.join(" or "))],
        rule_place: rule.meta.place,
        rule_text: "forbids cycles".into(),
    };
    let edge = ViolationEdge {
        from: cycle.first().map(|node| name(*node).to_owned()).unwrap_or_default(),
        to: round[1..].iter().map(|name| name.trim_matches('`')).collect::<Vec<_>>().join(" -> "),
        references: edges.iter().flat_map(|(_, _, references)| references.iter().copied()).collect(),
    };
    let before = cx.found.len();
    cx.report_violation(&rule.meta, &rule.meta.id, text, edge);
    let Some(diagnostic) = cx.found.get_mut(before) else { return };
    for (from, to, references) in edges {
        for (at, id) in references.iter().take(MAX_SHOWN).enumerate() {
            let reference = cx.graph.reference(*id);
            let more = references.len() - MAX_SHOWN.min(references.len());
            let more = if at + 1 == MAX_SHOWN && more > 0 { format!(" (and {more} more)") } else { String::new() };
            let text = format!("`{}` -> `{}`{more}", name(from), name(to));
            diagnostic.related.push(crate::diagnostic::Label { place: reference.place(), text });
        }
    }
}
