//! Summarizes the modules of a rules file: their code, and the modules that they depend on. It reports no violations.

use crate::{
    analysis::Analysis,
    check,
    graph::{Context, End, ReferenceKind, RustModuleId, Target},
    rules::{self, Codebase, ModuleId, Rules},
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The summaries of all modules, and the code that belongs to none.
#[derive(Clone, Debug, Default)]
pub struct ModuleSummaries {
    /// In the order of the rules file.
    pub modules: Vec<ModuleSummary>,
    /// Production code that belongs to no module.
    pub unassigned: Vec<UnassignedCode>,
}

/// The code and the dependencies of one module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleSummary {
    /// Its Rust modules, including tests.
    pub rust_modules: Vec<RustModuleId>,
    /// The files of its Rust modules.
    pub files: BTreeSet<FileId>,
    /// The modules that its production code depends on by any end, as for `depends-on`, with the number of references.
    pub uses: BTreeMap<ModuleId, usize>,
    /// The modules whose production code depends on it, with the number of references.
    pub used_by: BTreeMap<ModuleId, usize>,
}

/// A topmost Rust module that belongs to no module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnassignedCode {
    /// The Rust module.
    pub module: RustModuleId,
    /// Whether all Rust modules below it belong to no module either.
    pub whole: bool,
}

/// Summarizes each module of a rules file.
pub fn summarize_modules(rules: &Rules, analysis: &Analysis) -> ModuleSummaries {
    let graph = &analysis.graph;
    let code = Codebase::new(analysis, &rules.owners);
    let mut modules = vec![ModuleSummary::default(); rules.modules.len()];
    for (id, module) in graph.modules() {
        let Some(owner) = rules.owner(id) else { continue };
        let summary = &mut modules[owner.0 as usize];
        summary.rust_modules.push(id);
        summary.files.extend(module.declarations.iter().map(|declaration| declaration.file));
    }
    for reference in &graph.references {
        let context = rules.analysis.context(graph, code.package(reference.from), reference);
        let production = context == Context::Production && !rules.analysis.is_excluded(reference.file);
        let Some(from) =
            rules.owner(reference.from).filter(|_| production && reference.kind != ReferenceKind::Manifest)
        else {
            continue;
        };
        let target = graph.target(reference);
        let reached: BTreeSet<_> = (0..ends(rules, target))
            .filter_map(|end| match rules::end(target, end) {
                End::Module(module) => rules.owner(module),
                End::Outside(_) => None,
            })
            .filter(|to| *to != from)
            .collect();
        for to in reached {
            *modules[from.0 as usize].uses.entry(to).or_default() += 1;
            *modules[to.0 as usize].used_by.entry(from).or_default() += 1;
        }
    }
    let unassigned = check::unassigned(rules, analysis);
    ModuleSummaries {
        modules,
        unassigned: unassigned.into_iter().map(|(module, whole)| UnassignedCode { module, whole }).collect(),
    }
}

/// Returns how many ends of a target count: those up to the first re-export of a facade.
fn ends(rules: &Rules, target: &Target) -> usize {
    let facade = |module: RustModuleId| rules.owner(module).is_some_and(|owner| rules.module(owner).facade);
    let first_facade = target.via.iter().position(|entry| entry.reexport && facade(entry.module));
    first_facade.map_or(rules::ends(target), |at| at + 1)
}
