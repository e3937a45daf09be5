//! Finds the cycles inside of crates, for workspaces where each package is a module.

use super::cycle::{Cycle, cycles};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, DependencyGraph, End, Graph, Reference, ReferenceKind, RustModuleId},
    workspace::{CrateId, CrateKind},
};
use std::collections::BTreeMap;

/// The crates with several top-level Rust modules, and their cycles.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// For each crate, the pattern of its top-level Rust modules.
    pub(super) acyclic: Vec<String>,
    /// The shortest cycle of each strongly connected component.
    pub(super) cycles: Vec<Cycle>,
    /// The number of Rust modules in cycles.
    pub(super) cyclic: usize,
}

impl Inside {
    /// Finds the cycles inside of each crate.
    pub(super) fn of(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        let top = top_level(graph);
        let mut crates: BTreeMap<CrateId, DependencyGraph> = BTreeMap::new();
        for (id, module) in graph.modules() {
            let kind = analysis.workspace.krate(module.krate).kind;
            let shipped = matches!(kind, CrateKind::Lib | CrateKind::Bin) && module.context == Context::Production;
            if shipped && top[id.0 as usize] == Some(id) {
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
        let mut inside = Self::default();
        for (krate, dependencies) in crates {
            let groups = dependencies.condensation();
            let name = |node: u32| graph.module(RustModuleId(node)).path.clone();
            let found = cycles(&dependencies, analysis, &name);
            inside.cyclic += groups.iter().map(|group| group.nodes.len()).filter(|size| *size > 1).sum::<usize>();
            if groups.len() > 1 || !found.is_empty() {
                inside.acyclic.push(format!("{}::*", root(graph, krate)));
            }
            inside.cycles.extend(found);
        }
        inside.acyclic.sort();
        inside
    }
}

/// Whether a reference is a re-export that is visible outside its node. A facade does not count as a cycle.
fn is_facade(reference: &Reference, from: RustModuleId, top: &[Option<RustModuleId>]) -> bool {
    reference.kind == ReferenceKind::Reexport
        && reference.visible_in.is_none_or(|limit| top[limit.0 as usize] != Some(from))
}

/// Returns the top-level Rust module that contains each Rust module.
fn top_level(graph: &Graph) -> Vec<Option<RustModuleId>> {
    let mut top: Vec<Option<RustModuleId>> = Vec::with_capacity(graph.modules.len());
    // Parents come before their children.
    for (id, module) in graph.modules() {
        let own = module.parent.map(|parent| top.get(parent.0 as usize).copied().flatten().unwrap_or(id));
        top.push(own);
    }
    top
}

/// Returns the path of a crate's root.
fn root(graph: &Graph, krate: CrateId) -> &str {
    let found = graph.modules.iter().find(|module| module.krate == krate && module.parent.is_none());
    found.map_or("", |module| &module.path)
}
