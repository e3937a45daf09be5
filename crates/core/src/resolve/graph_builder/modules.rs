//! The Rust modules of the graph.

use super::builder::GraphBuilder;
use crate::{
    graph::{Context, ModuleDeclaration, NameId, RustModule, RustModuleId},
    resolve::{
        def_map::{Def, DefMap, ScopeData, ScopeKind},
        ids::{ScopeId, Symbol},
    },
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl GraphBuilder {
    /// Creates a builder with the Rust modules of some definitions.
    pub(crate) fn new(defs: &DefMap<'_>) -> Self {
        let mut builder = Self::between(Vec::new(), defs);
        let mut modules = vec![None; defs.scope_count()];
        let mut numbers: FxHashMap<String, RustModuleId> = FxHashMap::default();
        for (path, id) in module_paths(defs) {
            let scope = defs.scope(id);
            let number = *numbers.entry(path.clone()).or_insert_with(|| {
                let number = RustModuleId(builder.graph.modules.len() as u32);
                let parent = scope.parent.and_then(|parent| modules[defs.scope(parent).module.0 as usize]);
                builder.graph.modules.push(RustModule {
                    path,
                    krate: scope.krate,
                    parent,
                    declarations: Vec::new(),
                    context: Context::Test,
                    has_items: false,
                    names: Vec::new(),
                });
                number
            });
            modules[id.0 as usize] = Some(number);
            builder.add_scope(defs, number, scope);
        }
        builder.modules = Arc::new(modules);
        builder
    }

    /// Adds a scope to its Rust module, of which it is the whole or a part under some condition.
    fn add_scope(&mut self, defs: &DefMap<'_>, number: RustModuleId, scope: &ScopeData) {
        let mut names: Vec<Symbol> = scope
            .entries
            .iter()
            .filter(|(_, entries)| entries.iter().any(|entry| !matches!(entry.def, Def::Module(_))))
            .map(|(name, _)| *name)
            .collect();
        names.sort_unstable();
        let names: Vec<NameId> = names.into_iter().map(|name| self.symbol_name(defs, name)).collect();
        let module = &mut self.graph.modules[number.0 as usize];
        module.has_items |= scope.has_items;
        module.names.extend(names);
        module.names.sort_unstable();
        module.names.dedup();
        if let Some(origin) = &scope.origin {
            module.declarations.push(ModuleDeclaration {
                file: origin.place.file,
                place: origin.place,
                inline: origin.is_inline,
                cfg: scope.cfg,
            });
        }
    }
}

/// Returns the path of each Rust module, sorted.
fn module_paths(defs: &DefMap<'_>) -> Vec<(String, ScopeId)> {
    let mut paths: Vec<(String, ScopeId)> = Vec::new();
    let mut all: Vec<String> = Vec::with_capacity(defs.scope_count());
    for (scope, id) in defs.scopes().zip((0..).map(ScopeId)) {
        let name = defs.text(scope.name);
        let path = match (scope.kind, scope.parent) {
            (ScopeKind::Module, None) => defs.workspace().krate(scope.krate).path.clone(),
            (ScopeKind::Module, Some(parent)) => format!("{}::{name}", all[parent.0 as usize]),
            // What a function's body declares is named after the function, as in rustc's paths.
            (ScopeKind::Block, Some(parent)) if !name.is_empty() => format!("{}::{name}", all[parent.0 as usize]),
            (_, parent) => parent.map_or_else(String::new, |parent| all[parent.0 as usize].clone()),
        };
        if scope.kind == ScopeKind::Module && scope.origin.is_some() {
            paths.push((path.clone(), id));
        }
        all.push(path);
    }
    paths.sort();
    paths
}
