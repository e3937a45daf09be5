//! What the overview says, as plain data.

use super::{
    cycles::{Cycle, cycles},
    nodes::Nodes,
    starter::starter,
};
use crate::report::Summary;
use archcheck_core::analysis::Analysis;
use std::collections::BTreeSet;

/// A workspace at a glance.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What was looked at.
    pub summary: Summary,
    /// What was taken for a module, the most used first.
    pub modules: Vec<Module>,
    /// How many modules use none of the others and are used by none.
    pub alone: usize,
    /// The cycles among them, the largest first.
    pub cycles: Vec<Cycle>,
    /// The crates outside, with how many modules use each, the most used first.
    pub outside: Vec<(String, usize)>,
    /// A first rules file that holds today; none where there is no code to write rules for.
    pub starter: Option<String>,
}

/// One assumed module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path.
    pub path: String,
    /// Whether it is the code of a crate's root alone.
    pub root: bool,
    /// How many other modules depend on it.
    pub used_by: usize,
    /// How many other modules it depends on.
    pub uses: usize,
}

impl Overview {
    /// The overview of an analysis.
    pub fn of(analysis: &Analysis) -> Self {
        let nodes = Nodes::of(analysis);
        let mut uses = vec![BTreeSet::new(); nodes.all.len()];
        let mut used_by = vec![BTreeSet::new(); nodes.all.len()];
        for &(from, to) in nodes.edges.keys() {
            uses[from].insert(to);
            used_by[to].insert(from);
        }
        let module = |(id, node): (usize, &super::nodes::Node)| Module {
            path: node.path.clone(),
            root: node.root,
            used_by: used_by[id].len(),
            uses: uses[id].len(),
        };
        let all: Vec<_> = nodes.all.iter().enumerate().map(module).collect();
        let (mut modules, alone): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|module| module.used_by + module.uses > 0);
        modules.sort_by_key(|module| (std::cmp::Reverse((module.used_by, module.uses)), module.path.clone()));
        let mut outside: Vec<_> = nodes.outside.iter().map(|(name, users)| (name.clone(), users.len())).collect();
        outside.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Self {
            summary: Summary::of(analysis),
            modules,
            alone: alone.iter().filter(|module| !module.root).count(),
            cycles: cycles(&nodes, analysis),
            outside,
            starter: starter(&nodes),
        }
    }
}
