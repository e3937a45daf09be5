//! Ranks all modules by the effort to make them crates.

use super::{
    answer::extraction_with,
    code::CrateCode,
    part::{Part, part},
};
use archcheck_core::{
    analysis::Analysis,
    graph::RustModuleId,
    rules::{Meaning, ModuleId, Rules},
    workspace::{CrateId, CrateKind},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// All modules, by effort (`archcheck.extract-ranking/1`).
#[derive(Debug, Serialize)]
pub(crate) struct Ranking {
    schema: &'static str,
    pub(super) modules: Vec<RankedModule>,
}

/// The effort to extract one module.
#[derive(Debug, Serialize)]
pub(super) struct RankedModule {
    pub(super) name: String,
    pub(super) krate: String,
    pub(super) rust_modules: usize,
    pub(super) effort: usize,
    /// The references to cut.
    pub(super) cuts: usize,
    /// The items to make visible.
    pub(super) hidden: usize,
    /// The implementations to move.
    pub(super) impls: usize,
    /// The macros to export.
    pub(super) macros: usize,
    /// The Rust modules that come along or go below.
    pub(super) below: usize,
    /// The paths to rewrite.
    pub(super) paths: usize,
}

/// Ranks the modules of the rules file, or else the Rust modules directly below the roots of libraries and binaries.
pub(crate) fn ranking(analysis: &Analysis, rules: Option<&Rules>) -> Ranking {
    let mut parts: Vec<Part> = Vec::new();
    match rules.filter(|rules| !rules.modules.is_empty()) {
        Some(rules) => {
            for (id, module) in (0u32..).map(ModuleId).zip(&rules.modules) {
                parts.extend(part(analysis, Some(rules), &module.name, &Meaning::Modules(vec![id])).ok());
            }
        }
        None => parts = top_level(analysis),
    }
    let mut read: BTreeMap<CrateId, CrateCode> = BTreeMap::new();
    let mut modules = Vec::new();
    for part in &parts {
        let code = read.entry(part.krate).or_insert_with(|| CrateCode::read(analysis, part.krate));
        let found = extraction_with(analysis, part, code);
        modules.push(RankedModule {
            name: found.name,
            krate: found.krate,
            rust_modules: found.rust_modules.len(),
            effort: found.effort,
            cuts: found.cuts.iter().map(|cut| cut.references).sum(),
            hidden: found.hidden.len(),
            impls: found.impls.len(),
            macros: found.macros.len(),
            below: found.below.len(),
            paths: found.paths_in + found.paths_out,
        });
    }
    modules.sort_by(|a, b| (a.effort, a.below, a.paths, &a.name).cmp(&(b.effort, b.below, b.paths, &b.name)));
    Ranking { schema: "archcheck.extract-ranking/1", modules }
}

fn top_level(analysis: &Analysis) -> Vec<Part> {
    let graph = &analysis.graph;
    let mut below: BTreeMap<RustModuleId, BTreeSet<RustModuleId>> = BTreeMap::new();
    for (id, module) in graph.modules() {
        let is_program = matches!(analysis.workspace.krate(module.krate).kind, CrateKind::Lib | CrateKind::Bin);
        let up = std::iter::successors(Some(id), |at| graph.module(*at).parent);
        let is_top =
            |at: &RustModuleId| graph.module(*at).parent.is_some_and(|parent| graph.module(parent).parent.is_none());
        if let Some(top) = up.into_iter().find(is_top).filter(|_| is_program) {
            below.entry(top).or_default().insert(id);
        }
    }
    let production = |top: &RustModuleId| graph.module(*top).context == archcheck_core::graph::Context::Production;
    let part = |(top, modules): (RustModuleId, BTreeSet<RustModuleId>)| Part {
        name: graph.module(top).path.clone(),
        krate: graph.module(top).krate,
        modules,
        elsewhere: 0,
    };
    below.into_iter().filter(|(top, _)| production(top)).map(part).collect()
}
