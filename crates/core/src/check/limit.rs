//! `limit`: a measure of each match of `among` stays within `max`. Dependencies are lifted as for `acyclic`.

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
    for node in 0..lifted.nodes.len() as u32 {
        let (value, what) = match measure {
            Measure::FanIn => named(&lifted, node, Direction::Incoming, "is depended on by"),
            Measure::FanOut => named(&lifted, node, Direction::Outgoing, "depends on"),
            Measure::Depth => depth(judge, rule, &lifted, node),
        };
        if value <= max {
            continue;
        }
        let own = judge.graph.modules().map(|(id, _)| id).filter(|id| lifted.node_of[id.0 as usize] == Some(node));
        let Some(first) = judge.first_of(own) else { continue };
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

fn named(lifted: &Lifted, node: u32, direction: Direction, what: &str) -> (u32, String) {
    let others = lifted.dependencies.neighbors(node, direction);
    let names: Vec<_> = others.iter().map(|other| format!("`{}`", lifted.nodes[*other as usize].0)).collect();
    (others.len() as u32, format!("`{}` {what} {}", lifted.nodes[node as usize].0, names.join(", ")))
}

/// How many Rust modules deep the node goes below its highest one, in the code that the rule looks at.
fn depth(judge: &Judge<'_>, rule: &Rule, lifted: &Lifted, node: u32) -> (u32, String) {
    let counts = |id: &RustModuleId| rule.contexts.contains(&judge.module_context(*id));
    let ids = judge.graph.modules().map(|(id, _)| id);
    let owned = ids.filter(|id| lifted.node_of[id.0 as usize] == Some(node)).filter(counts);
    let depth = |id: RustModuleId| {
        judge.code.upward(id).skip(1).take_while(|at| lifted.node_of[at.0 as usize] == Some(node)).count()
    };
    let deepest = owned.map(|id| (depth(id), std::cmp::Reverse(id))).max();
    deepest
        .map_or_else(Default::default, |(depth, id)| (depth as u32, format!("`{}` is the deepest", judge.path(id.0))))
}
