//! Incremental resolution: resolves the code and imports of edited files in the definitions of an earlier run.
//!
//! It is the step of [`crate::incremental`] that needs definitions. That module compares the versions of each file before
//! this step, and updates the graph after it. This module knows neither.
//!
//! Only what the edited files themselves contain is resolved. An edit is refused if a name means something else in other
//! code afterwards. Macros and modules must be unchanged, because their effects can be anywhere.
//!
//! `declare` updates the definitions, and `preconditions` checks that no other code depends on the change.

mod declare;
mod preconditions;
mod refusal;

use super::{
    collector::Collector,
    def_map::{Def, DefMap, FactsInstance, ImportData, ScopeKind},
    def_snapshot::{DefSnapshot, ResolvedIndex},
    graph_builder::GraphBuilder,
    ids::{ScopeId, Symbol},
    imports,
    query::{QueryState, prelude},
    references::{self, RecordedReferences},
};
use crate::{
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{Graph, ImportId, NameId, RustModuleId},
    source::{FileId, Place},
    syntax::{self, Facts, MacroCall, ScopeIndex},
    workspace::Workspace,
};
use rustc_hash::FxHashSet;
use std::sync::Arc;

pub use refusal::Refusal;

/// The difference between two versions of a file.
#[derive(Debug)]
pub struct FileUpdate {
    /// The file.
    pub file: FileId,
    /// Its facts before the edit.
    pub old: Arc<Facts>,
    /// Its facts after the edit.
    pub new: Arc<Facts>,
    /// For each new scope the old scope that it corresponds to; `None` for a block that is created again.
    pub scopes: Vec<Option<ScopeIndex>>,
    /// The indices of the old declarations that were removed from corresponding scopes. They are items and imports.
    pub removed: Vec<usize>,
    /// The indices of the new declarations that were added, in all scopes. They are items, imports, and calls of macros that
    /// nobody here can expand.
    pub added: Vec<usize>,
    /// The references in the file's code, with the file's own number.
    pub references: Vec<syntax::Reference>,
    /// The words of everything that is not resolved again: macros, the arguments of macro calls, and visibilities.
    pub words_in_macros: FxHashSet<Box<str>>,
}

/// The resolved references and declarations of updated files.
#[derive(Debug)]
pub struct ResolvedUpdate {
    /// The references, and the targets, names and external ends that they use. It has no modules.
    pub graph: Graph,
    /// The places of names that only an external glob import or macro can supply.
    pub unknown: Vec<Place>,
    /// Diagnostics about paths that lead nowhere.
    pub unresolved: Vec<Diagnostic>,
    /// Names, of `graph`, that may have appeared in a module or disappeared from it, and whether the module declares them now.
    pub names: Vec<(RustModuleId, NameId, bool)>,
    /// The modules that declare their first item.
    pub has_items: Vec<RustModuleId>,
}

/// The names by which code can call the macros of the workspace. A call of any other macro can't be expanded.
#[derive(Debug)]
pub struct MacroNames(FxHashSet<Box<str>>);

impl MacroNames {
    /// Collects the names in a snapshot.
    pub fn of(definitions: &DefSnapshot) -> Self {
        Self(definitions.macro_names())
    }

    /// Whether a call has no effect outside its block: it can't call a macro of the workspace.
    pub fn is_inert(&self, facts: &Facts, call: &MacroCall) -> bool {
        let name = called_name(facts, call);
        call.position.is_code()
            && !matches!(name, "cfg_if" | "cfg_select" | "include" | "")
            && !syntax::is_pasting_macro(name)
            && !call.is_pasting
            && !self.0.contains(name)
    }

    /// Whether a reference is the call of a macro that may be one of the workspace.
    pub fn is_call(&self, facts: &Facts, reference: &syntax::Reference) -> bool {
        reference.kind == syntax::ReferenceKind::Call
            && facts.paths[reference.path.0 as usize]
                .segments
                .last()
                .is_some_and(|last| self.0.contains(facts.name(*last)))
    }

    /// Whether a call has no effect at all: no macro of the workspace is called, and an unknown one could declare nothing.
    pub fn declares_nothing(&self, facts: &Facts, call: &MacroCall) -> bool {
        self.is_inert(facts, call) && (!call.position.can_declare() || prelude::is_in_prelude(called_name(facts, call)))
    }
}

/// Returns the last segment of a call's path.
fn called_name<'f>(facts: &'f Facts, call: &MacroCall) -> &'f str {
    facts.paths[call.path.0 as usize].segments.last().map_or("", |last| facts.name(*last))
}

impl DefSnapshot {
    /// Resolves updated files in this snapshot. `macros` are the macro names of the same snapshot.
    ///
    /// # Errors
    /// Returns a refusal if the update may affect other files.
    pub fn resolve_updates(
        self,
        updates: &[FileUpdate],
        macros: &MacroNames,
        workspace: &Workspace,
        configuration: Option<&Configuration>,
        cfgs: &mut Cfgs,
    ) -> Result<ResolvedUpdate, Refusal> {
        let (defs, queries, index) = self.open(workspace, configuration, std::mem::take(cfgs));
        let first_new_import = defs.import_count();
        let (changed_names, changed_generators, has_items) = Default::default();
        let mut resolution = IncrementalResolution {
            defs,
            queries,
            index,
            first_new_import,
            changed_names,
            changed_generators,
            has_items,
        };
        let resolved = resolution.run(updates, macros);
        *cfgs = resolution.queries.cfgs;
        resolved
    }
}

/// The definitions of a snapshot, and how an update has changed them so far.
struct IncrementalResolution<'w> {
    defs: DefMap<'w>,
    queries: QueryState<'w>,
    index: ResolvedIndex,
    /// The index of the first import that the update added.
    first_new_import: usize,
    /// The names that may mean something else in a scope.
    changed_names: FxHashSet<(ScopeId, Symbol)>,
    /// The scopes in which more derives or attributes may declare names.
    changed_generators: FxHashSet<ScopeId>,
    /// The scopes that declare their first item.
    has_items: Vec<ScopeId>,
}

impl<'w> IncrementalResolution<'w> {
    fn collector(&mut self) -> Collector<'_, 'w> {
        Collector { defs: &mut self.defs, queries: &mut self.queries }
    }

    fn run(&mut self, updates: &[FileUpdate], macros: &MacroNames) -> Result<ResolvedUpdate, Refusal> {
        let mut instances: Vec<(FactsInstance, &FileUpdate)> = Vec::new();
        let persisted_instances = std::mem::take(&mut self.index.instances);
        for update in updates {
            let before = instances.len();
            for persisted in persisted_instances.iter().filter(|instance| instance.file == update.file) {
                instances.push((self.declare(update, persisted)?, update));
            }
            if instances.len() == before {
                return Err(Refusal::UnreachedFile);
            }
        }
        self.check_duplicate_names()?;
        self.check_hidden_names()?;
        imports::resolve_imports(&mut self.defs, &mut self.queries, self.first_new_import);
        self.check_other_lookups(updates)?;
        self.check_macro_imports(macros)?;
        let mut graph = GraphBuilder::between(std::mem::take(&mut self.index.modules), &self.defs);
        let has_items = self.has_items.iter().filter_map(|scope| graph.module(*scope)).collect();
        let names = self.module_names(&mut graph);
        let imports = self.first_new_import..self.defs.import_count();
        let instances = instances.iter().map(|(instance, update)| (instance, &*update.references));
        self.queries.finish_definitions();
        let RecordedReferences { graph, unknown, unresolved, .. } =
            references::record_some(&self.defs, &mut self.queries, graph, imports, instances);
        Ok(ResolvedUpdate { graph: graph.into_graph(), unknown, unresolved, names, has_items })
    }

    fn new_imports(&self) -> impl Iterator<Item = &ImportData> {
        (self.first_new_import..self.defs.import_count()).map(|index| self.defs.import(ImportId(index as u32)))
    }

    fn name(&self, symbol: Symbol) -> String {
        self.defs.text(symbol).to_owned()
    }

    /// Returns the changed names of modules, each with whether the module declares it.
    fn module_names(&self, graph: &mut GraphBuilder) -> Vec<(RustModuleId, NameId, bool)> {
        let declares = |scope: ScopeId, name: Symbol| {
            let entries = self.defs.scope(scope).entries.get(&name);
            entries.is_some_and(|entries| entries.iter().any(|entry| !matches!(entry.def, Def::Module(_))))
        };
        let is_in_module = |scope: ScopeId| self.defs.scope(scope).kind == ScopeKind::Module;
        let mut changed: Vec<(ScopeId, Symbol)> =
            self.changed_names.iter().copied().filter(|(scope, _)| is_in_module(*scope)).collect();
        changed.sort_unstable();
        let names = changed.into_iter().filter_map(|(scope, name)| {
            let module = graph.module(scope)?;
            // Several scopes are one module of the graph if a file is part of several targets.
            let scopes = graph.modules().iter().zip((0..).map(ScopeId)).filter(|(other, _)| **other == Some(module));
            let is_declared = scopes.map(|(_, scope)| scope).any(|scope| declares(scope, name));
            Some((module, graph.symbol_name(&self.defs, name), is_declared))
        });
        names.collect()
    }
}
