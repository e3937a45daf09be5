//! `stable`: no match of `among` may depend on a less stable match. See `lift` for what counts as a dependency.
//!
//! Instability is Robert C. Martin's: of the dependencies from and to a match, the share of those from it.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references.

use super::kind::{RuleKind, idle_among, judged_among};
use crate::{
    check::{
        context::CheckContext,
        lift::{Lifted, lift},
        report::{ViolationEdge, ViolationText},
    },
    codes::Code,
    rules::{
        Judged, Reach, Rule, RuleReader, Selector,
        keys::{self, Key, ValueType, key},
    },
};
use petgraph::Direction;

const SLACK: Key = key("slack", ValueType::Share, "How much less stable the other match may be; 0 by default.");

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Stable {
    among: Vec<Selector>,
    slack: f64,
}

impl RuleKind for Stable {
    const NAME: &'static str = "stable";
    const SUMMARY: &'static str = "No match of `among` may depend on a less stable match.";
    const KEYS: &'static [Key] = &[keys::AMONG, SLACK];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "toward-stability"
type = "stable"
among = ["shop::*"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { among: reader.code(&keys::AMONG), slack: reader.share(&SLACK).unwrap_or_default() })
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
        let Self { among, slack } = self;
        let lifted = lift(cx, rule, among, &rustc_hash::FxHashSet::default());
        let instability: Vec<f64> = (0..lifted.nodes.len() as u32).map(|node| instability(&lifted, node)).collect();
        for from in 0..lifted.nodes.len() as u32 {
            for to in lifted.dependencies.neighbors(from, Direction::Outgoing) {
                let (own, other) = (instability[from as usize], instability[to as usize]);
                let Some(dependency) = lifted.dependencies.get(from, to).filter(|_| other > own + *slack) else {
                    continue;
                };
                let (from, to) = (&lifted.nodes[from as usize].0, &lifted.nodes[to as usize].0);
                let text = ViolationText {
                    code: Code::NotStable,
                    end: None,
                    message: format!(
                        "`{from}` (instability {own:.2}) depends on `{to}` ({other:.2}), which is less stable"
                    ),
                    help: vec!["invert the dependency: let the more stable code own an abstraction, and the other implement it".into()],
                    rule_place: rule.meta.place,
                    rule_text: "requires dependencies on more stable code".into(),
                };
                let all = dependency.references.clone();
                let references = cx.without_covered(&rule.meta.id, all.clone());
                let covered: Vec<_> = all.into_iter().filter(|id| !references.contains(id)).collect();
                cx.record_excepted(&rule.meta.id, &covered, None);
                let edge = ViolationEdge { from: from.clone(), to: to.clone(), references, is_whole: false };
                let reached = cx.reached_elsewhere(&edge.references, to);
                let reported = cx.report_violation(&rule.meta, &rule.meta.id, text, edge);
                if let Some(violation) = reported.and_then(|one| one.violation.as_mut()) {
                    violation.reached = reached;
                }
            }
        }
    }
}

/// Returns the instability: between 0 (others depend on it) and 1 (it depends on others).
fn instability(lifted: &Lifted, node: u32) -> f64 {
    let count = |direction| lifted.dependencies.neighbors(node, direction).len() as u32;
    let (on_it, on_others) = (count(Direction::Incoming), count(Direction::Outgoing));
    f64::from(on_others) / f64::from((on_it + on_others).max(1))
}
