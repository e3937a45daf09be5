//! The overview as plain data.

use super::{
    cycles::{OverviewCycle, cycles},
    nodes::Nodes,
};
use crate::report::Summary;
use archcheck_core::analysis::Analysis;
use std::collections::BTreeSet;

/// A summary of a workspace without rules.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What was analyzed.
    pub summary: Summary,
    /// The modules that depend on each other, the most used first.
    pub modules: Vec<OverviewModule>,
    /// The number of modules without dependencies between them and other modules.
    pub alone: usize,
    /// The cycles, the largest first.
    pub cycles: Vec<OverviewCycle>,
    /// The external crates with the number of modules that use each, the most used first.
    pub outside: Vec<(String, usize)>,
    /// A first rules file; `None` if there is no code to write rules for.
    pub starter: Option<String>,
}

/// A top-level Rust module, or the root of a crate without its modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewModule {
    /// The path.
    pub path: String,
    /// Whether it is the root of a crate, without its modules.
    pub root: bool,
    /// The number of other modules that depend on it.
    pub used_by: usize,
    /// The number of other modules that it depends on.
    pub uses: usize,
}

impl Overview {
    /// Computes the overview of an analysis. `starter` is a first rules file, if there is code to write rules for.
    pub fn of(analysis: &Analysis, starter: Option<String>) -> Self {
        let nodes = Nodes::of(analysis);
        let mut uses = vec![BTreeSet::new(); nodes.all.len()];
        let mut used_by = vec![BTreeSet::new(); nodes.all.len()];
        for &(from, to) in nodes.edges.keys() {
            uses[from].insert(to);
            used_by[to].insert(from);
        }
        let module = |(id, node): (usize, &super::nodes::Node)| OverviewModule {
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
            starter,
        }
    }
}
