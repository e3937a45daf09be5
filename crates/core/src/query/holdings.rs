//! What the modules of a rules file hold, and what each really depends on.

use crate::{
    analysis::Analysis,
    check,
    graph::{Context, End, ReferenceKind, RustModuleId, Target},
    rules::{self, Codebase, ModuleId, Rules},
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// All modules, and what is in none.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// In the order of the rules file.
    pub modules: Vec<Module>,
    /// Production code that is in no module.
    pub unassigned: Vec<Unassigned>,
}

/// What one module holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Its Rust modules, tests too.
    pub rust_modules: Vec<RustModuleId>,
    /// The files they stand in.
    pub files: BTreeSet<FileId>,
    /// The modules that its production code reaches by any end, as `depends-on` asks, with how many references.
    pub uses: BTreeMap<ModuleId, usize>,
    /// The modules whose production code reaches it.
    pub used_by: BTreeMap<ModuleId, usize>,
}

/// A highest Rust module that is in no module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unassigned {
    /// It.
    pub module: RustModuleId,
    /// Whether all below it is in no module either.
    pub whole: bool,
}

/// What each module of a rules file holds.
pub fn modules(rules: &Rules, analysis: &Analysis) -> Holdings {
    let graph = &analysis.graph;
    let code = Codebase::new(analysis, &rules.owners);
    let mut modules = vec![Module::default(); rules.modules.len()];
    for (id, module) in graph.modules() {
        let Some(owner) = rules.owner(id) else { continue };
        let held = &mut modules[owner.0 as usize];
        held.rust_modules.push(id);
        held.files.extend(module.declarations.iter().map(|declaration| declaration.file));
    }
    for reference in &graph.references {
        let production = reference.context == Context::Production
            && !rules.test_packages.contains(&code.package(reference.from))
            && !rules.excluded.get(reference.file.0 as usize).is_some_and(|out| *out);
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
    Holdings {
        modules,
        unassigned: unassigned.into_iter().map(|(module, whole)| Unassigned { module, whole }).collect(),
    }
}

/// How many ends count: a facade stands for what it re-exports.
fn ends(rules: &Rules, target: &Target) -> usize {
    let facade = |module: RustModuleId| rules.owner(module).is_some_and(|owner| rules.module(owner).facade);
    let stands = target.via.iter().position(|entry| entry.reexport && facade(entry.module));
    stands.map_or(rules::ends(target), |at| at + 1)
}
