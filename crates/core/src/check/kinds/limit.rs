//! `limit`: a measure of each match of `among` must not exceed `max`. See `lift` for what counts as a dependency.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references, and the time of `measures`.

use super::kind::{RuleKind, idle_among, judged_among};
use crate::{
    check::{
        context::CheckContext,
        lift::{Lifted, lift},
        measures::{Measure, Measured, Measures},
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

const MEASURE: Key = required(
    "measure",
    ValueType::Word(&Measure::NAMES),
    "What is measured, of each match or of all of them: see the page of `limit` rules.",
);
const MAX: Key = required("max", ValueType::Whole, "The largest value allowed; shares are in per cent.");

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
        let measure = Measure::ALL.into_iter().find(|measure| reader.word(&MEASURE) == Some(measure.as_str()))?;
        if measure.is_of_code() {
            reader.reject_reference_keys(&format!("`{}`", measure.as_str()));
        }
        Some(Self { among: reader.code(&keys::AMONG), measure, max: reader.number(&MAX)? })
    }

    fn describe(&self) -> String {
        let (measure, max) = (self.measure.as_str(), with_unit(self.measure, self.max));
        if self.measure.is_of_all() {
            format!("the {measure} of the matches of `among` must be at most {max}")
        } else {
            format!("the {measure} of each match of `among` must be at most {max}")
        }
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("among", &self.among)]
    }

    fn judged(&self) -> Judged<'_> {
        judged_among(&self.among)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        if self.measure.is_of_code() { None } else { idle_among(&self.among, reach) }
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
        let selection = Selection::new(rule, &[], &[], &cx.code);
        let is_counted = |id: &RustModuleId| {
            rule.contexts.contains(&cx.module_context(*id))
                && !cx.is_excluded(*id)
                && !selection.is_module_exempt(cx, *id, 0)
        };
        let of_code: &[_] = if measure.needs_items() { &modules_of } else { &[] };
        let counted: Vec<Vec<RustModuleId>> =
            of_code.iter().map(|own| own.iter().copied().filter(is_counted).collect()).collect();
        let values = Measures::new(cx, &lifted, counted, measure);
        if measure.is_of_all() {
            let Some((node, measured)) = values.of_all(measure).filter(|(_, measured)| measured.value > max) else {
                return;
            };
            let (value, limit, count) =
                (with_unit(measure, measured.value), with_unit(measure, max), lifted.nodes.len());
            let message = match measure {
                Measure::LargestCycle => {
                    format!(
                        "the largest cycle contains {value} of the {count} matches of `among`, but the limit is {limit}"
                    )
                }
                Measure::CutDependencies => {
                    format!(
                        "the number of dependencies to cut between the {count} matches of `among` is {value}, but the limit is {limit}"
                    )
                }
                _ => {
                    let measure = measure.as_str().replace('-', " ");
                    format!("the {measure} of the {count} matches of `among` is {value}, but the limit is {limit}")
                }
            };
            return self.report(cx, rule, &modules_of[node], measured, message);
        }
        for (node, own) in modules_of.iter().enumerate() {
            let name = &lifted.nodes[node].0;
            let measured = if measure == Measure::Depth {
                depth(cx, rule, &lifted, node as u32, own)
            } else {
                values.of_match(measure, node)
            };
            let Some(measured) = measured.filter(|measured| measured.value > max) else { continue };
            let value = with_unit(measure, measured.value);
            let message = match measure {
                Measure::Depth => {
                    format!("the Rust modules below `{name}` are nested {value} deep, but the limit is {max}")
                }
                Measure::FanIn | Measure::FanOut => {
                    format!("`{name}` has a {} of {value}, but the limit is {max}", measure.as_str())
                }
                Measure::Reaches => format!("`{name}` reaches {value} others, but the limit is {max}"),
                Measure::ReachedBy => format!("`{name}` is reached by {value} others, but the limit is {max}"),
                Measure::Level => format!("`{name}` is at level {value}, but the limit is {max}"),
                Measure::VisibleItems => format!("`{name}` has {value} visible items, but the limit is {max}"),
                Measure::Lines | Measure::Items => {
                    format!("`{name}` has {value} {}, but the limit is {max}", measure.as_str())
                }
                _ => {
                    let (limit, measure) = (with_unit(measure, max), measure.as_str().replace('-', " "));
                    format!("the {measure} of `{name}` is {value}, but the limit is {limit}")
                }
            };
            self.report(cx, rule, own, measured, message);
        }
    }
}

impl Limit {
    /// Reports a measure at the first of some Rust modules.
    fn report(
        &self,
        cx: &mut CheckContext<'_>,
        rule: &Rule,
        modules: &[RustModuleId],
        measured: Measured,
        message: String,
    ) {
        let Some(first) = cx.first_of(modules.iter().copied()) else { return };
        let text = ViolationText {
            code: Code::Limit,
            end: None,
            message,
            help: vec![measured.what],
            rule_place: rule.meta.place,
            rule_text: format!("limits the {} to {}", self.measure.as_str(), with_unit(self.measure, self.max)),
        };
        cx.report_at_module(&rule.meta, text, first, self.measure.as_str().to_owned(), measured.value);
    }
}

/// Returns a value with its unit.
fn with_unit(measure: Measure, value: u32) -> String {
    if measure.is_share() { format!("{value} %") } else { value.to_string() }
}

/// Returns the depth of a node in the contexts of the rule and its deepest Rust module.
/// `own` are the Rust modules of the node.
fn depth(cx: &CheckContext<'_>, rule: &Rule, lifted: &Lifted, node: u32, own: &[RustModuleId]) -> Option<Measured> {
    let selection = Selection::new(rule, &[], &[], &cx.code);
    let is_measured =
        |id: RustModuleId| rule.contexts.contains(&cx.module_context(id)) && !selection.is_module_exempt(cx, id, 0);
    let owned = own.iter().copied().filter(|id| is_measured(*id));
    let depth = |id: RustModuleId| {
        cx.code.upward(id).skip(1).take_while(|at| lifted.node_of[at.0 as usize] == Some(node)).count()
    };
    let (depth, id) = owned.map(|id| (depth(id), std::cmp::Reverse(id))).max()?;
    let value = u32::try_from(depth).ok()?;
    Some(Measured { value, what: format!("`{}` is the deepest Rust module", cx.path(id.0)) })
}
