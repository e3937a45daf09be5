//! The modules of the rules file, and other code by crate.

use super::{
    input::ReportInput,
    model::{DebtItem, ModuleEntry, Neighbor},
};
use crate::owners::owners_of_module;
use archcheck_core::{
    graph::RustModuleId,
    rules::{ModuleId, Selector},
    view::NodeKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// Returns an entry for each node of the view, in its order.
pub(super) fn modules(input: &ReportInput<'_>, items: &[DebtItem]) -> Vec<ModuleEntry> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for item in items {
        if let Some(module) = &item.module {
            *counts.entry((module, item.kind)).or_default() += 1;
        }
    }
    let measured = input.measures.by_module();
    let numbers = |at: usize| measured.get(input.view.nodes[at].name.as_str()).cloned().unwrap_or_default();
    (0..input.view.nodes.len()).map(|at| ModuleEntry { metrics: numbers(at), ..module(input, at, &counts) }).collect()
}

fn module(input: &ReportInput<'_>, at: usize, counts: &BTreeMap<(&str, &str), usize>) -> ModuleEntry {
    let (view, graph) = (input.view, &input.analysis.graph);
    let node = &view.nodes[at];
    let id = input.rules.modules.iter().position(|module| node.kind == NodeKind::Module && module.name == node.name);
    let id = id.map(|at| ModuleId(at as u32));
    let declared = id.map(|id| input.rules.module(id));
    let meta = declared.map(|module| &module.meta);
    let is_allowed = |other: &str| {
        let Some(listed) = declared.and_then(|module| module.depends_on.as_ref()) else { return true };
        listed.value.iter().any(|allowed| input.rules.module(allowed.module).name == other)
    };
    let neighbor = |edge: &archcheck_core::view::Edge, other: usize, allowed: bool| Neighbor {
        name: view.nodes[other].name.clone(),
        references: edge.references,
        allowed,
        cyclic: edge.is_cyclic,
        violations: edge.marks.violations.len(),
        baselined: edge.marks.baselined.len(),
        excepted: edge.marks.excepted.len(),
    };
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for member in &node.members {
        let declarations = &graph.module(*member).declarations;
        files.extend(declarations.iter().map(|one| input.analysis.sources.get(one.file).path.as_str()));
    }
    let members: BTreeSet<RustModuleId> = node.members.iter().copied().collect();
    let is_topmost = |id: &&RustModuleId| graph.module(**id).parent.is_none_or(|parent| !members.contains(&parent));
    let usage = id.and_then(|id| input.usages.get(id.0 as usize));
    let count = |kind: &str| match declared {
        Some(module) => counts.get(&(module.name.as_str(), kind)).copied().unwrap_or_default(),
        None => 0,
    };
    ModuleEntry {
        name: node.name.clone(),
        kind: match node.kind {
            NodeKind::Module => "module",
            NodeKind::Layer => "layer",
            NodeKind::RustModule => "rust-module",
            _ => "crate",
        },
        layer: node.layer.clone(),
        purpose: meta.and_then(|meta| meta.reason.clone()),
        owners: id.map(|id| owners_of_module(input.owners, id)).unwrap_or_default(),
        adr: meta.and_then(|meta| meta.adr.clone()),
        review_by: meta.and_then(|meta| meta.review_by).map(|date| date.to_string()),
        tags: declared.map(|module| module.tags.clone()).unwrap_or_default(),
        code: node.members.iter().filter(is_topmost).map(|id| graph.module(*id).path.clone()).collect(),
        exposes: declared.and_then(|module| module.exposes.as_ref()).map(|listed| texts(&listed.value)),
        interfaces: declared
            .map(|module| module.interfaces.iter().map(|(name, own)| (name.clone(), texts(&own.value))).collect())
            .unwrap_or_default(),
        visible_to: declared.and_then(|module| module.visible_to.as_ref()).map(|listed| texts(&listed.value)),
        rust_modules: node.members.len(),
        files: files.into_iter().map(str::to_owned).collect(),
        depends_on: view
            .edges
            .iter()
            .filter(|edge| edge.from == at)
            .map(|edge| neighbor(edge, edge.to, is_allowed(&view.nodes[edge.to].name)))
            .collect(),
        used_by: view.edges.iter().filter(|edge| edge.to == at).map(|edge| neighbor(edge, edge.from, true)).collect(),
        external: usage.map(|usage| usage.external.clone()).unwrap_or_default(),
        items: usage
            .map(|usage| usage.items().map(|(kind, paths)| (kind, paths.iter().cloned().collect())).collect())
            .unwrap_or_default(),
        violations: count("violation"),
        baselined: count("baseline"),
        exceptions: count("exception"),
        metrics: BTreeMap::new(),
    }
}

fn texts(selectors: &[Selector]) -> Vec<String> {
    selectors.iter().map(|selector| selector.text.clone()).collect()
}
