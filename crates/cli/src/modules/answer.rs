//! The answer as plain data, everything by its name.

use archcheck_core::{
    analysis::Analysis,
    query,
    rules::{Module, ModuleId, Placed, Rules, Selector},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// All modules, and what is in none. It is the JSON document too.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    pub(super) schema: &'static str,
    /// The rules file.
    pub(super) rules: String,
    /// How many Rust modules the workspace has.
    pub(super) rust_modules: usize,
    /// In the order of the rules file.
    pub(super) modules: Vec<Entry>,
    /// Production code that is in no module.
    pub(super) unassigned: Vec<Unassigned>,
}

/// A module.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// Whether `[discover]` found it.
    pub(super) discovered: bool,
    /// The highest Rust modules that it owns.
    pub(super) roots: Vec<String>,
    pub(super) rust_modules: usize,
    pub(super) files: usize,
    /// What others may name; none where unrestricted.
    pub(super) exposes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) interfaces: BTreeMap<String, Vec<String>>,
    /// Who may name it; none where everyone.
    pub(super) visible_to: Option<Vec<String>>,
    /// What its `depends-on` lists; none where unrestricted.
    pub(super) declared: Option<Vec<String>>,
    /// What it really depends on.
    pub(super) uses: Vec<Edge>,
    /// What really depends on it.
    pub(super) used_by: Vec<Edge>,
    /// Declared, and not used.
    pub(super) unused: Vec<String>,
}

/// A dependency on, or of, another module.
#[derive(Debug, Serialize)]
pub(super) struct Edge {
    pub(super) module: String,
    pub(super) references: usize,
    /// Whether the one that depends declares it; a module without `depends-on` declares all.
    pub(super) declared: bool,
}

/// Code in no module.
#[derive(Debug, Serialize)]
pub(super) struct Unassigned {
    pub(super) path: String,
    /// Whether all below it is in no module either.
    pub(super) whole: bool,
}

/// What the modules of a rules file hold.
pub(crate) fn answer(rules: &Rules, analysis: &Analysis) -> Answer {
    let holdings = query::modules(rules, analysis);
    let graph = &analysis.graph;
    let entries =
        rules.modules.iter().zip(&holdings.modules).map(|(module, held)| entry(module, held, rules, analysis));
    let unassigned =
        |found: &query::Unassigned| Unassigned { path: graph.module(found.module).path.clone(), whole: found.whole };
    Answer {
        schema: "archcheck.modules/1",
        rules: analysis.sources.get(rules.file).path.clone(),
        rust_modules: graph.modules.len(),
        modules: entries.collect(),
        unassigned: holdings.unassigned.iter().map(unassigned).collect(),
    }
}

fn entry(module: &Module, held: &query::Module, rules: &Rules, analysis: &Analysis) -> Entry {
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
    let unused: BTreeSet<_> =
        allowed().filter(|allowed| !held.uses.contains_key(&allowed.module)).map(|one| one.text.clone()).collect();
    Entry {
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
