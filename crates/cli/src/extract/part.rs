//! The code to extract.

use archcheck_core::{
    analysis::Analysis,
    graph::{End, Reference, RustModuleId},
    rules::{Codebase, Meaning, Rules, covers_module},
    workspace::CrateId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Some Rust modules of one crate.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(super) name: String,
    pub(super) krate: CrateId,
    pub(super) modules: BTreeSet<RustModuleId>,
    /// The number of Rust modules of the selector in other crates.
    pub(super) elsewhere: usize,
}

impl Part {
    pub(super) fn contains(&self, module: RustModuleId) -> bool {
        self.modules.contains(&module)
    }

    /// Returns whether a Rust module stays in the crate that the part leaves.
    pub(super) fn is_rest(&self, module: RustModuleId, analysis: &Analysis) -> bool {
        analysis.graph.module(module).krate == self.krate && !self.contains(module)
    }
}

/// Finds the code of a selector with a name, in the crate that contains most of it. Fails if there is nothing to extract.
pub(crate) fn part(analysis: &Analysis, rules: Option<&Rules>, name: &str, meaning: &Meaning) -> Result<Part, String> {
    let graph = &analysis.graph;
    let owners = rules.map_or(&[][..], |rules| &rules.owners);
    let code = Codebase::new(analysis, owners);
    let covers = |module: RustModuleId| covers_module(meaning, &code, module);
    let mut by_crate: BTreeMap<CrateId, BTreeSet<RustModuleId>> = BTreeMap::new();
    for (id, module) in graph.modules().filter(|(id, _)| covers(*id)) {
        by_crate.entry(module.krate).or_default().insert(id);
    }
    let all: usize = by_crate.values().map(BTreeSet::len).sum();
    let largest = by_crate.into_iter().max_by_key(|(krate, modules)| (modules.len(), std::cmp::Reverse(*krate)));
    let Some((krate, modules)) = largest else {
        return Err(format!("`{name}` contains no code of the workspace"));
    };
    if modules.iter().any(|module| graph.module(*module).parent.is_none()) {
        let path = &analysis.workspace.krate(krate).path;
        return Err(format!("`{name}` contains the root of the crate `{path}`, so it is a crate already"));
    }
    Ok(Part { name: name.to_owned(), krate, elsewhere: all - modules.len(), modules })
}

/// Returns the Rust module that defines what a reference leads to.
pub(super) fn defined(analysis: &Analysis, reference: &Reference) -> Option<RustModuleId> {
    match analysis.graph.target(reference).defined {
        End::Module(module) => Some(module),
        End::Outside(_) => None,
    }
}
