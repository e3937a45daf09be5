//! `limit`: a measure of each match of `among` stays within `max`. Dependencies are lifted as for `acyclic`.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references.

use super::{
    acyclic::{Lifted, lift},
    judge::Judge,
    report::Said,
};
use crate::{
    codes::Code,
    graph::RustModuleId,
    rules::{Measure, Rule, Selector},
};
use petgraph::Direction;

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, among: &[Selector], measure: Measure, max: u32) {
    let lifted = lift(judge, rule, among, &rustc_hash::FxHashSet::default());
    let mut modules_of: Vec<Vec<RustModuleId>> = vec![Vec::new(); lifted.nodes.len()];
    for (id, _) in judge.graph.modules() {
        if let Some(node) = lifted.node_of[id.0 as usize] {
            modules_of[node as usize].push(id);
        }
    }
    for (node, own) in modules_of.into_iter().enumerate() {
        let node = node as u32;
        let measured = match measure {
            Measure::FanIn => named(&lifted, node, max, Direction::Incoming, "is depended on by"),
            Measure::FanOut => named(&lifted, node, max, Direction::Outgoing, "depends on"),
            Measure::Depth => depth(judge, rule, &lifted, node, max, &own),
        };
        let Some((value, what)) = measured else { continue };
        let Some(first) = judge.first_of(own.into_iter()) else { continue };
        let said = Said {
            code: Code::Limit,
            message: format!(
                "`{}` has a {} of {value}, and `{}` allows {max}",
                lifted.nodes[node as usize].0,
                measure.as_str(),
                rule.meta.id
            ),
            help: vec![what],
            rule_place: rule.meta.place,
            rule_text: format!("allows a {} of {max}", measure.as_str()),
        };
        let to = measure.as_str().to_owned();
        let before = judge.found.len();
        judge.say_of_module(&rule.meta, &rule.meta.id, said, first, to);
        // A limit is known by its number.
        if let Some(violation) = judge.found.get_mut(before).and_then(|found| found.violation.as_mut()) {
            violation.count = value;
        }
    }
}

/// The number of dependencies on one side and what they are, where there are too many.
fn named(lifted: &Lifted, node: u32, max: u32, direction: Direction, what: &str) -> Option<(u32, String)> {
    let others = lifted.dependencies.neighbors(node, direction);
    let count = u32::try_from(others.len()).ok().filter(|count| *count > max)?;
    let names: Vec<_> = others.iter().map(|other| format!("`{}`", lifted.nodes[*other as usize].0)).collect();
    Some((count, format!("`{}` {what} {}", lifted.nodes[node as usize].0, names.join(", "))))
}

/// How many Rust modules deep the node goes below its highest one, in the code that the rule looks at, where that is
/// too deep. `own` are its Rust modules.
fn depth(
    judge: &Judge<'_>,
    rule: &Rule,
    lifted: &Lifted,
    node: u32,
    max: u32,
    own: &[RustModuleId],
) -> Option<(u32, String)> {
    let owned = own.iter().copied().filter(|id| rule.contexts.contains(&judge.module_context(*id)));
    let depth = |id: RustModuleId| {
        judge.code.upward(id).skip(1).take_while(|at| lifted.node_of[at.0 as usize] == Some(node)).count()
    };
    let (depth, id) = owned.map(|id| (depth(id), std::cmp::Reverse(id))).max()?;
    let value = u32::try_from(depth).ok().filter(|depth| *depth > max)?;
    Some((value, format!("`{}` is the deepest", judge.path(id.0))))
}
