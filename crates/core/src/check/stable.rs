//! `stable`: no dependency of `among` toward a less stable one. Instability is Martin's: of all dependencies
//! that touch a match, the share that it has on others. Dependencies are lifted as for `acyclic`.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references.

use super::{
    acyclic::{Lifted, lift},
    judge::Judge,
    report::{Known, Said},
};
use crate::{
    codes::Code,
    rules::{Rule, Selector},
};
use petgraph::Direction;

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, among: &[Selector], slack: f64) {
    let lifted = lift(judge, rule, among, &rustc_hash::FxHashSet::default());
    let instability: Vec<f64> = (0..lifted.nodes.len() as u32).map(|node| instability(&lifted, node)).collect();
    for from in 0..lifted.nodes.len() as u32 {
        for to in lifted.dependencies.neighbors(from, Direction::Outgoing) {
            let (own, other) = (instability[from as usize], instability[to as usize]);
            let Some(dependency) = lifted.dependencies.get(from, to).filter(|_| other > own + slack) else { continue };
            let (from, to) = (&lifted.nodes[from as usize].0, &lifted.nodes[to as usize].0);
            let said = Said {
                code: Code::NotStable,
                message: format!(
                    "`{from}` (instability {own:.2}) depends on `{to}` ({other:.2}), which is less stable"
                ),
                help: vec!["turn the dependency around with an abstraction that the stabler one owns".into()],
                rule_place: rule.meta.place,
                rule_text: "dependencies go toward what is stabler".into(),
            };
            let references = judge.uncovered(&rule.meta.id, dependency.references.clone());
            let known = Known { from: from.clone(), to: to.clone(), references };
            judge.say(&rule.meta, &rule.meta.id, said, known);
        }
    }
}

/// Between 0 (only depended on) and 1 (only depending).
fn instability(lifted: &Lifted, node: u32) -> f64 {
    let count = |direction| lifted.dependencies.neighbors(node, direction).len() as u32;
    let (on_it, on_others) = (count(Direction::Incoming), count(Direction::Outgoing));
    f64::from(on_others) / f64::from((on_it + on_others).max(1))
}
