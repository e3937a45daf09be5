//! `limit`: a measure of each match of `among` must not exceed `max`. See `lift` for what counts as a dependency.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references.

use super::kind::{RuleKind, idle_among, judged_among};
use crate::{
    check::{
        context::CheckContext,
        lift::{Lifted, lift},
        report::ViolationText,
        selection::Selection,
    },
    codes::Code,
    graph::RustModuleId,
    rules::{
        Judged, Reach, Rule, RuleReader, Selector,
        keys::{self, Key, ValueType, required},
    },
};
use petgraph::Direction;

const MEASURE: Key = required(
    "measure",
    ValueType::Word(&[Measure::FanIn.as_str(), Measure::FanOut.as_str(), Measure::Depth.as_str()]),
    "What is measured: how many matches depend on this one, on how many it depends, or how deep its Rust modules nest.",
);
const MAX: Key = required("max", ValueType::Whole, "The largest value allowed.");

/// What a rule measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// How many others depend on a match.
    FanIn,
    /// On how many others a match depends.
    FanOut,
    /// How many levels of Rust modules are below the highest one of a match.
    Depth,
}

impl Measure {
    const fn as_str(self) -> &'static str {
        match self {
            Self::FanIn => "fan-in",
            Self::FanOut => "fan-out",
            Self::Depth => "depth",
        }
    }
}

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Limit {
    among: Vec<Selector>,
    measure: Measure,
    max: u32,
}

impl RuleKind for Limit {
    const NAME: &'static str = "limit";
    const SUMMARY: &'static str = "A measure of each match of `among` must not exceed `max`.";
    const KEYS: &'static [Key] = &[keys::AMONG, MEASURE, MAX];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "no-hubs"
type = "limit"
among = ["shop::*"]
measure = "fan-out"
max = 8"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        let measures = [Measure::FanIn, Measure::FanOut, Measure::Depth];
        Some(Self {
            among: reader.code(&keys::AMONG),
            measure: measures.into_iter().find(|measure| reader.word(&MEASURE) == Some(measure.as_str()))?,
            max: reader.number(&MAX)?,
        })
    }

    fn describe(&self) -> String {
        format!("the {} of each match of `among` must be at most {}", self.measure.as_str(), self.max)
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("among", &self.among)]
    }

    fn judged(&self) -> Judged<'_> {
        judged_among(&self.among)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        match self.measure {
            Measure::FanIn | Measure::FanOut => idle_among(&self.among, reach),
            Measure::Depth => None,
        }
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { among, measure, max } = self;
        let (measure, max) = (*measure, *max);
        let lifted = lift(cx, rule, among, &rustc_hash::FxHashSet::default());
        let mut modules_of: Vec<Vec<RustModuleId>> = vec![Vec::new(); lifted.nodes.len()];
        for (id, _) in cx.graph.modules() {
            if let Some(node) = lifted.node_of[id.0 as usize] {
                modules_of[node as usize].push(id);
            }
        }
        for (node, own) in modules_of.into_iter().enumerate() {
            let node = node as u32;
            let measured = match measure {
                Measure::FanIn => named(&lifted, node, max, Direction::Incoming, "is used by"),
                Measure::FanOut => named(&lifted, node, max, Direction::Outgoing, "depends on"),
                Measure::Depth => depth(cx, rule, &lifted, node, max, &own),
            };
            let Some((value, what)) = measured else { continue };
            let Some(first) = cx.first_of(own.into_iter()) else { continue };
            let name = &lifted.nodes[node as usize].0;
            let text = ViolationText {
                code: Code::Limit,
                end: None,
                message: match measure {
                    Measure::FanIn | Measure::FanOut => {
                        format!("`{name}` has a {} of {value}, but the limit is {max}", measure.as_str())
                    }
                    Measure::Depth => {
                        format!("the Rust modules below `{name}` are nested {value} deep, but the limit is {max}")
                    }
                },
                help: vec![what],
                rule_place: rule.meta.place,
                rule_text: format!("limits the {} to {max}", measure.as_str()),
            };
            cx.report_at_module(&rule.meta, text, first, measure.as_str().to_owned(), value);
        }
    }
}

/// Returns the number of dependencies in one direction and their names, if it exceeds `max`.
fn named(lifted: &Lifted, node: u32, max: u32, direction: Direction, what: &str) -> Option<(u32, String)> {
    let others = lifted.dependencies.neighbors(node, direction);
    let count = u32::try_from(others.len()).ok().filter(|count| *count > max)?;
    let names: Vec<_> = others.iter().map(|other| format!("`{}`", lifted.nodes[*other as usize].0)).collect();
    Some((count, format!("`{}` {what} {}", lifted.nodes[node as usize].0, names.join(", "))))
}

/// Returns the depth of a node in the contexts of the rule and its deepest Rust module, if the depth exceeds `max`.
/// `own` are the Rust modules of the node.
fn depth(
    cx: &CheckContext<'_>,
    rule: &Rule,
    lifted: &Lifted,
    node: u32,
    max: u32,
    own: &[RustModuleId],
) -> Option<(u32, String)> {
    let selection = Selection::new(rule, &[], &[], &cx.code);
    let is_measured =
        |id: RustModuleId| rule.contexts.contains(&cx.module_context(id)) && !selection.is_module_exempt(cx, id, 0);
    let owned = own.iter().copied().filter(|id| is_measured(*id));
    let depth = |id: RustModuleId| {
        cx.code.upward(id).skip(1).take_while(|at| lifted.node_of[at.0 as usize] == Some(node)).count()
    };
    let (depth, id) = owned.map(|id| (depth(id), std::cmp::Reverse(id))).max()?;
    let value = u32::try_from(depth).ok().filter(|depth| *depth > max)?;
    Some((value, format!("`{}` is the deepest Rust module", cx.path(id.0))))
}
