//! The graph under construction, and the indices of what it contains.

use crate::{
    cfg::{Cfg, Cfgs},
    graph::{
        CallId, Context, FileOrder, Graph, ImportId, NameId, Outside, OutsideId, Reference, ReferenceKind,
        RustModuleId, ScopeName, Target, TargetId,
    },
    resolve::{
        def_map::DefMap,
        ids::{OutsidePathId, ScopeId, Symbol, SymbolPathId},
        query::Resolver,
    },
    source::{FileId, Place, Sources},
    syntax::Located,
    workspace::{CrateKind, Workspace},
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A reference whose path is resolved.
pub(crate) struct ResolvedReference {
    pub scope: ScopeId,
    pub target: TargetId,
    pub at: Located,
    pub path: SymbolPathId,
    pub kind: ReferenceKind,
    pub context: Context,
    pub cfg: Cfg,
    pub visible_in: Option<ScopeId>,
    pub import: Option<ImportId>,
    pub through: Option<ImportId>,
    /// The macro call whose expansion contains the path.
    pub call: Option<Place>,
}

/// Collects the parts of a graph.
#[derive(Default)]
pub(crate) struct GraphBuilder {
    pub(super) graph: Graph,
    /// The Rust module of each scope that is one.
    pub(super) modules: Arc<Vec<Option<RustModuleId>>>,
    outside: FxHashMap<OutsidePathId, OutsideId>,
    outside_by_text: FxHashMap<String, OutsideId>,
    targets: FxHashMap<Target, TargetId>,
    calls: FxHashMap<Place, CallId>,
    names: FxHashMap<String, NameId>,
    /// The name of each path, once it is needed.
    path_names: Vec<Option<NameId>>,
    /// The name of each symbol, once it is needed.
    symbol_names: Vec<Option<NameId>>,
}

impl GraphBuilder {
    /// Creates a builder for references between the Rust modules of an existing graph.
    pub(crate) fn between(modules: Vec<Option<RustModuleId>>, defs: &DefMap<'_>) -> Self {
        Self {
            modules: Arc::new(modules),
            path_names: vec![None; defs.path_count()],
            symbol_names: vec![None; defs.symbols().len()],
            ..Self::default()
        }
    }

    /// Creates a builder for references between the same Rust modules, for another thread.
    pub(crate) fn fork(&self) -> Self {
        Self {
            modules: Arc::clone(&self.modules),
            path_names: vec![None; self.path_names.len()],
            symbol_names: vec![None; self.symbol_names.len()],
            ..Self::default()
        }
    }

    /// Converts the references of a fork to the indices of this graph. `cfg` converts their conditions.
    pub(crate) fn adopt(&mut self, fork: Self, mut cfg: impl FnMut(Cfg) -> Cfg) -> Vec<Reference> {
        let Graph { names, outside, targets, calls, references, .. } = fork.graph;
        let calls: Vec<CallId> = calls.into_iter().map(|call| self.call(call)).collect();
        let names: Vec<NameId> = names.iter().map(|name| self.name(name)).collect();
        let outside: Vec<OutsideId> = outside.into_iter().map(|outside| self.add_outside(outside)).collect();
        let targets: Vec<TargetId> =
            targets.into_iter().map(|target| self.add_target(target.with_ids(&names, &outside))).collect();
        let references = references.into_iter().map(|reference| Reference {
            target: targets[reference.target.0 as usize],
            path: names[reference.path.0 as usize],
            cfg: cfg(reference.cfg),
            call: reference.call.map(|call| calls[call.0 as usize]),
            ..reference
        });
        references.collect()
    }

    /// Returns the number of references so far.
    pub(crate) fn reference_count(&self) -> usize {
        self.graph.references.len()
    }

    /// Sets the references, which were [adopted](Self::adopt).
    pub(crate) fn set_references(&mut self, references: Vec<Reference>) {
        self.graph.references = references;
    }

    /// Returns the number of Rust modules.
    pub(crate) fn module_count(&self) -> usize {
        self.graph.modules.len()
    }

    /// Returns the Rust module of each scope that is one.
    pub(crate) fn modules(&self) -> &[Option<RustModuleId>] {
        &self.modules
    }

    /// Returns the Rust module of a scope; none if the scope is not a Rust module.
    pub(crate) fn module(&self, scope: ScopeId) -> Option<RustModuleId> {
        *self.modules.get(scope.0 as usize)?
    }

    /// Returns the path of a scope's Rust module.
    pub(crate) fn module_path(&self, scope: ScopeId) -> &str {
        self.module(scope).map_or("", |id| &self.graph.modules[id.0 as usize].path)
    }

    /// Sets the context of each Rust module, which depends on conditions.
    pub(crate) fn set_contexts(&mut self, workspace: &Workspace, cfgs: &mut Cfgs) {
        for module in &mut self.graph.modules {
            let krate = module.krate;
            module.context = match workspace.krate(krate).kind {
                CrateKind::Test | CrateKind::Bench | CrateKind::Example => Context::Test,
                CrateKind::Build => Context::Build,
                CrateKind::Lib | CrateKind::Bin => {
                    let mut declarations = module.declarations.iter();
                    let is_for_tests = declarations.all(|declaration| cfgs.is_for_tests(declaration.cfg, krate));
                    if is_for_tests { Context::Test } else { Context::Production }
                }
            };
        }
    }

    /// Adds a reference.
    pub(crate) fn add_reference(&mut self, defs: &DefMap<'_>, reference: &ResolvedReference) {
        let Some(from) = self.module(defs.scope(reference.scope).module) else { return };
        let path = self.path_name(defs, reference.path);
        let call = reference.call.map(|call| self.call(call));
        self.graph.references.push(Reference {
            from,
            target: reference.target,
            file: FileId(reference.at.file),
            span: reference.at.span,
            path,
            kind: reference.kind,
            context: reference.context,
            cfg: reference.cfg,
            visible_in: reference.visible_in.and_then(|scope| self.module(scope)),
            import: reference.import,
            through: reference.through,
            call,
        });
    }

    /// Returns the name of a symbol.
    pub(crate) fn symbol_name(&mut self, defs: &DefMap<'_>, symbol: Symbol) -> NameId {
        if let Some(name) = self.symbol_names[symbol.0 as usize] {
            return name;
        }
        let name = self.name(defs.text(symbol));
        self.symbol_names[symbol.0 as usize] = Some(name);
        name
    }

    fn call(&mut self, place: Place) -> CallId {
        let calls = &mut self.graph.calls;
        *self.calls.entry(place).or_insert_with(|| {
            calls.push(place);
            CallId(calls.len() as u32 - 1)
        })
    }

    fn path_name(&mut self, defs: &DefMap<'_>, path: SymbolPathId) -> NameId {
        if let Some(name) = self.path_names[path.0 as usize] {
            return name;
        }
        let name = self.name(&defs.path_text(path));
        self.path_names[path.0 as usize] = Some(name);
        name
    }

    fn name(&mut self, text: &str) -> NameId {
        if let Some(name) = self.names.get(text) {
            return *name;
        }
        let name = NameId(self.graph.names.len() as u32);
        self.graph.names.push(text.to_owned());
        self.names.insert(text.to_owned(), name);
        name
    }

    /// Returns the index of an outside path.
    pub(super) fn outside(&mut self, resolver: &Resolver<'_, '_>, path: OutsidePathId) -> OutsideId {
        if let Some(id) = self.outside.get(&path) {
            return *id;
        }
        let segments = resolver.state.outside.segments(path);
        let texts: Vec<&str> = segments.iter().map(|segment| resolver.defs.text(*segment)).collect();
        let id = self.add_outside(Outside { path: texts.join("::"), crate_len: texts[0].len() as u32 });
        self.outside.insert(path, id);
        id
    }

    fn add_outside(&mut self, outside: Outside) -> OutsideId {
        if let Some(id) = self.outside_by_text.get(&outside.path) {
            return *id;
        }
        let id = OutsideId(self.graph.outside.len() as u32);
        self.outside_by_text.insert(outside.path.clone(), id);
        self.graph.outside.push(outside);
        id
    }

    pub(super) fn add_target(&mut self, target: Target) -> TargetId {
        if let Some(id) = self.targets.get(&target) {
            return *id;
        }
        let id = TargetId(self.graph.targets.len() as u32);
        self.graph.targets.push(target.clone());
        self.targets.insert(target, id);
        id
    }

    /// Returns the graph as it is. A builder [between](Self::between) existing Rust modules contains none itself.
    pub(crate) fn into_graph(self) -> Graph {
        self.graph
    }

    /// Returns the graph in its final order.
    pub(crate) fn finish(self, sources: &Sources, scopes: Option<Vec<Vec<ScopeName>>>) -> Graph {
        let mut graph = self.graph;
        graph.scopes = scopes;
        graph.sort_outside();
        graph.sort_names();
        graph.sort_references(&FileOrder::of(sources));
        graph
    }
}
