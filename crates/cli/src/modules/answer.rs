//! The answer as plain data, which is also the JSON document (`archcheck.modules/1`).

use archcheck_core::{
    analysis::Analysis,
    query,
    rules::{Module, ModuleId, Placed, Rules, Selector},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The modules of a rules file, and the code in no module.
#[derive(Debug, Serialize)]
pub(crate) struct ModulesAnswer {
    pub(super) schema: &'static str,
    /// The name of the rules file.
    pub(super) rules: String,
    /// The number of Rust modules in the workspace.
    pub(super) rust_modules: usize,
    /// The modules, in the order of the rules file.
    pub(super) modules: Vec<ModuleEntry>,
    /// The production code in no module.
    pub(super) unassigned: Vec<UnassignedEntry>,
}

/// A module.
#[derive(Debug, Serialize)]
pub(super) struct ModuleEntry {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// Whether `[discover]` found the module.
    pub(super) discovered: bool,
    /// The Rust modules that it contains, without those below them.
    pub(super) roots: Vec<String>,
    pub(super) rust_modules: usize,
    pub(super) files: usize,
    /// The items that other modules may use; `None` means all.
    pub(super) exposes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) interfaces: BTreeMap<String, Vec<String>>,
    /// The modules that may use it; `None` means all.
    pub(super) visible_to: Option<Vec<String>>,
    /// The entries of its `depends-on`; `None` means unrestricted.
    pub(super) declared: Option<Vec<String>>,
    /// The modules that it depends on in the code.
    pub(super) uses: Vec<Edge>,
    /// The modules that depend on it in the code.
    pub(super) used_by: Vec<Edge>,
    /// The entries of its `depends-on`, and the arrows of diagrams, that are not used.
    pub(super) unused: Vec<String>,
}

/// A dependency between two modules, seen from one of them.
#[derive(Debug, Serialize)]
pub(super) struct Edge {
    pub(super) module: String,
    pub(super) references: usize,
    /// Whether `depends-on` of the depending module allows it.
    pub(super) declared: bool,
}

/// Code in no module.
#[derive(Debug, Serialize)]
pub(super) struct UnassignedEntry {
    pub(super) path: String,
    /// Whether the Rust modules below it are unassigned, too.
    pub(super) whole: bool,
}

/// Collects the modules of a rules file with their code and dependencies.
pub(crate) fn answer(rules: &Rules, analysis: &Analysis) -> ModulesAnswer {
    let summaries = query::summarize_modules(rules, analysis);
    let graph = &analysis.graph;
    let entries =
        rules.modules.iter().zip(&summaries.modules).map(|(module, held)| entry(module, held, rules, analysis));
    let unassigned = |found: &query::UnassignedCode| UnassignedEntry {
        path: graph.module(found.module).path.clone(),
        whole: found.whole,
    };
    ModulesAnswer {
        schema: "archcheck.modules/1",
        rules: analysis.sources.get(rules.file).path.clone(),
        rust_modules: graph.modules.len(),
        modules: entries.collect(),
        unassigned: summaries.unassigned.iter().map(unassigned).collect(),
    }
}

fn entry(module: &Module, held: &query::ModuleSummary, rules: &Rules, analysis: &Analysis) -> ModuleEntry {
    let texts = |listed: &Placed<Vec<Selector>>| listed.value.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let name = |id: ModuleId| rules.module(id).name.clone();
    let declares = |from: &Module, to: ModuleId| {
        from.depends_on.as_ref().is_none_or(|listed| listed.value.iter().any(|allowed| allowed.module == to))
    };
    let uses = held.uses.iter().map(|(to, references)| Edge {
        module: name(*to),
        references: *references,
        declared: declares(module, *to),
    });
    let own = rules.modules.iter().position(|other| other.name == module.name).unwrap_or_default();
    let used_by = held.used_by.iter().map(|(from, references)| Edge {
        module: name(*from),
        references: *references,
        declared: declares(rules.module(*from), ModuleId(own as u32)),
    });
    let allowed = || module.depends_on.iter().flat_map(|listed| &listed.value);
    let mut unused: BTreeSet<_> =
        allowed().filter(|allowed| !held.uses.contains_key(&allowed.module)).map(|one| one.text.clone()).collect();
    let drawn = rules.rules.iter().flat_map(|rule| rule.body.drawn());
    let drawn = drawn.filter(|(from, to)| from.0 as usize == own && !held.uses.contains_key(to));
    unused.extend(drawn.map(|(_, to)| name(to)));
    ModuleEntry {
        name: module.name.clone(),
        owner: module.meta.owner.clone(),
        tags: module.tags.clone(),
        discovered: module.discovered,
        roots: module.roots.iter().map(|id| analysis.graph.module(*id).path.clone()).collect(),
        rust_modules: held.rust_modules.len(),
        files: held.files.len(),
        exposes: module.exposes.as_ref().map(texts),
        interfaces: module.interfaces.iter().map(|(name, listed)| (name.clone(), texts(listed))).collect(),
        visible_to: module.visible_to.as_ref().map(texts),
        declared: module.depends_on.as_ref().map(|_| allowed().map(|one| one.text.clone()).collect()),
        uses: uses.collect(),
        used_by: used_by.collect(),
        unused: unused.into_iter().collect(),
    }
}
