//! Finds the cycles between the top-level Rust modules of each crate, and the patterns of a rule against them.

use super::cycle::{Cycle, cycles};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, DependencyGraph, End, Graph, Reference, ReferenceKind, RustModuleId, feedback_arcs},
    workspace::{CrateId, CrateKind},
};
use std::collections::{BTreeMap, BTreeSet};

/// The cycles inside of crates.
#[derive(Clone, Debug, Default)]
pub(super) struct Inside {
    /// The patterns of the Rust modules that must be free of cycles. They also match crates and Rust modules that do not exist
    /// yet.
    pub(super) among: Vec<String>,
    /// Whether some patterns match too little today for a rule, so that it needs `allow-empty`.
    pub(super) is_early: bool,
    /// The shortest cycle of each strongly connected component.
    pub(super) cycles: Vec<Cycle>,
    /// The dependencies without which there is no cycle, with their numbers of references, the cheapest first.
    pub(super) cuts: Vec<(String, String, u64)>,
    /// The number of Rust modules in cycles.
    pub(super) cyclic: usize,
}

impl Inside {
    /// Finds the cycles inside of each crate. The children of `containers` count as top-level Rust modules.
    pub(super) fn of(analysis: &Analysis, containers: &BTreeSet<RustModuleId>) -> Self {
        let graph = &analysis.graph;
        let top = top_level(graph, containers);
        let mut crates: BTreeMap<CrateId, DependencyGraph> = BTreeMap::new();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for id in super::units::shipped(analysis) {
            let module = graph.module(id);
            let pattern =
                if analysis.workspace.krate(module.krate).kind == CrateKind::Lib { "*::*" } else { "bin:*::*" };
            let found = kinds.entry(pattern).or_default();
            if top[id.0 as usize] == Some(id) {
                *found += 1;
                crates.entry(module.krate).or_default().insert(id.0);
            }
        }
        for (id, reference) in graph.references().filter(|(_, reference)| reference.context == Context::Production) {
            let Some(from) = top[reference.from.0 as usize] else { continue };
            let End::Module(defined) = graph.target(reference).defined else { continue };
            let Some(to) = top[defined.0 as usize].filter(|_| !is_facade(reference, from, &top)) else { continue };
            let own = graph.module(from).krate;
            if let Some(dependencies) = crates.get_mut(&own).filter(|_| graph.module(to).krate == own) {
                dependencies.add(from.0, to.0, id, reference.cfg);
            }
        }
        let is_early = kinds.values().any(|found| *found == 0) || kinds.values().sum::<usize>() < 2;
        // Libraries first.
        let mut among: Vec<String> = kinds.into_keys().map(str::to_owned).collect();
        for container in containers {
            let path = &graph.module(*container).path;
            among.extend([format!("{path}::*"), format!("!={path}")]);
        }
        let mut inside = Self { among, is_early, ..Self::default() };
        for dependencies in crates.values() {
            inside.add(dependencies, analysis);
        }
        inside
            .cuts
            .sort_by(|(from, to, references), other| (references, from, to).cmp(&(&other.2, &other.0, &other.1)));
        inside
    }

    /// Adds the cycles of one crate.
    fn add(&mut self, dependencies: &DependencyGraph, analysis: &Analysis) {
        let name = |node: u32| analysis.graph.module(RustModuleId(node)).path.clone();
        let found = cycles(dependencies, analysis, &name);
        if found.is_empty() {
            return;
        }
        for group in dependencies.condensation().iter().filter(|group| group.nodes.len() > 1) {
            self.cyclic += group.nodes.len();
            let mut edges: Vec<(u32, u32, u64)> = Vec::new();
            for (from, node) in (0u32..).zip(&group.nodes) {
                for (to, other) in (0u32..).zip(&group.nodes) {
                    let edge = dependencies.get(*node, *other).filter(|_| from != to);
                    edges.extend(edge.map(|edge| (from, to, edge.references.len() as u64)));
                }
            }
            for index in feedback_arcs(group.nodes.len(), &edges) {
                let (from, to, references) = edges[index];
                self.cuts.push((name(group.nodes[from as usize]), name(group.nodes[to as usize]), references));
            }
        }
        self.cycles.extend(found);
    }
}

/// Whether a reference is a re-export that is visible outside its node. A facade does not count as a cycle.
fn is_facade(reference: &Reference, from: RustModuleId, top: &[Option<RustModuleId>]) -> bool {
    reference.kind == ReferenceKind::Reexport
        && reference.visible_in.is_none_or(|limit| top[limit.0 as usize] != Some(from))
}

/// Returns the top-level Rust module that contains each Rust module. Roots of crates and containers are in none.
fn top_level(graph: &Graph, containers: &BTreeSet<RustModuleId>) -> Vec<Option<RustModuleId>> {
    let mut top: Vec<Option<RustModuleId>> = Vec::with_capacity(graph.modules.len());
    // Parents come before their children.
    for (id, module) in graph.modules() {
        let is_inner = !containers.contains(&id);
        let own = module
            .parent
            .filter(|_| is_inner)
            .map(|parent| top.get(parent.0 as usize).copied().flatten().unwrap_or(id));
        top.push(own);
    }
    top
}
