//! The graph, made of what was resolved: numbers of the world become numbers of the graph, whose order is that of
//! paths, so that it says nothing of the order in which things were found.

use super::{
    paths::{Hit, Sure, Written},
    world::{OutsidePath, PathId, Res, ScopeId, ScopeKind, Symbol, What, World},
};
use crate::{
    cfg::Cfg,
    graph::{
        Context, End, FileOrder, Graph, ImportId, ModuleDeclaration, NameId, Outside, OutsideId, PointOfEntry,
        Reference, ReferenceKind, RustModule, RustModuleId, ScopeName, Target, TargetId,
    },
    source::{FileId, Sources},
    syntax::{Anchor, Located},
    workspace::CrateKind,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A reference as it is recorded.
pub(super) struct Made {
    pub scope: ScopeId,
    pub target: TargetId,
    pub at: Located,
    pub path: PathId,
    pub kind: ReferenceKind,
    pub context: Context,
    pub cfg: Cfg,
    pub visible_in: Option<ScopeId>,
    pub import: Option<ImportId>,
    pub through: Option<ImportId>,
}

/// Collects what becomes the graph.
#[derive(Default)]
pub(super) struct Emitter {
    graph: Graph,
    /// The Rust module of each scope that is one.
    modules: Arc<Vec<Option<RustModuleId>>>,
    outside: FxHashMap<OutsidePath, OutsideId>,
    outside_numbers: FxHashMap<String, OutsideId>,
    targets: FxHashMap<Target, TargetId>,
    names: FxHashMap<String, NameId>,
    /// Of each path and symbol of the world, once it was needed.
    path_names: Vec<Option<NameId>>,
    symbol_names: Vec<Option<NameId>>,
}

impl Emitter {
    /// Starts with the Rust modules of a world.
    pub(super) fn new(world: &World<'_>) -> Self {
        let mut modules = vec![None; world.scopes.len()];
        let mut emitter = Self {
            path_names: vec![None; world.paths.len()],
            symbol_names: vec![None; world.symbols.len()],
            ..Self::default()
        };
        let mut paths: Vec<(String, ScopeId)> = Vec::new();
        let mut full: Vec<String> = Vec::with_capacity(world.scopes.len());
        for (index, scope) in world.scopes.iter().enumerate() {
            let own = match (scope.kind, scope.parent) {
                (ScopeKind::Module, None) => world.workspace.krate(scope.krate).path.clone(),
                (ScopeKind::Module, Some(parent)) => {
                    format!("{}::{}", full[parent.0 as usize], world.symbols.get(scope.name))
                }
                // What is declared in a function's body bears the function's name, as rustc has it.
                (ScopeKind::Block, Some(parent)) if !world.symbols.get(scope.name).is_empty() => {
                    format!("{}::{}", full[parent.0 as usize], world.symbols.get(scope.name))
                }
                (_, parent) => parent.map_or_else(String::new, |parent| full[parent.0 as usize].clone()),
            };
            if scope.kind == ScopeKind::Module && scope.origin.is_some() {
                paths.push((own.clone(), ScopeId(index as u32)));
            }
            full.push(own);
        }
        paths.sort();
        let mut numbers: FxHashMap<String, RustModuleId> = FxHashMap::default();
        for (path, id) in paths {
            let scope = world.scope(id);
            let number = *numbers.entry(path.clone()).or_insert_with(|| {
                let number = RustModuleId(emitter.graph.modules.len() as u32);
                let parent = scope.parent.and_then(|parent| modules[world.scope(parent).module.0 as usize]);
                emitter.graph.modules.push(RustModule {
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
            let mut names: Vec<Symbol> = scope
                .entries
                .iter()
                .filter(|(_, entries)| entries.iter().any(|entry| !matches!(entry.what, What::Module(_))))
                .map(|(name, _)| *name)
                .collect();
            names.sort_unstable();
            let names: Vec<NameId> = names.into_iter().map(|name| emitter.symbol(world, name)).collect();
            let module = &mut emitter.graph.modules[number.0 as usize];
            module.has_items |= scope.has_items;
            module.names.extend(names);
            module.names.sort_unstable();
            module.names.dedup();
            if let Some(origin) = &scope.origin {
                module.declarations.push(ModuleDeclaration {
                    file: origin.file,
                    place: origin.place,
                    inline: origin.inline,
                    cfg: scope.cfg,
                });
            }
        }
        emitter.modules = Arc::new(modules);
        emitter
    }

    /// An emitter of references between the same Rust modules, for another thread.
    pub(super) fn fork(&self) -> Self {
        Self {
            modules: Arc::clone(&self.modules),
            path_names: vec![None; self.path_names.len()],
            symbol_names: vec![None; self.symbol_names.len()],
            ..Self::default()
        }
    }

    /// An emitter of references between Rust modules that a graph has already.
    pub(super) fn between(modules: Vec<Option<RustModuleId>>, world: &World<'_>) -> Self {
        Self {
            modules: Arc::new(modules),
            path_names: vec![None; world.paths.len()],
            symbol_names: vec![None; world.symbols.len()],
            ..Self::default()
        }
    }

    /// What it has collected. Of one that starts with no Rust modules, these are not among it.
    pub(super) fn into_graph(self) -> Graph {
        self.graph
    }

    /// The Rust module of each scope that is one.
    pub(super) fn modules(&self) -> &[Option<RustModuleId>] {
        &self.modules
    }

    /// The references of a fork, in this one's terms; `cfg` puts their conditions in those of the world.
    pub(super) fn adopt(&mut self, fork: Self, mut cfg: impl FnMut(Cfg) -> Cfg) -> Vec<Reference> {
        let Graph { names, outside, targets, references, .. } = fork.graph;
        let names: Vec<NameId> = names.iter().map(|name| self.name(name)).collect();
        let outside: Vec<OutsideId> = outside.into_iter().map(|outside| self.outside_number(outside)).collect();
        let targets: Vec<TargetId> =
            targets.into_iter().map(|target| self.target_number(target.with_ids(&names, &outside))).collect();
        let references = references.into_iter().map(|reference| Reference {
            target: targets[reference.target.0 as usize],
            path: names[reference.path.0 as usize],
            cfg: cfg(reference.cfg),
            ..reference
        });
        references.collect()
    }

    /// How many references there are so far.
    pub(super) fn reference_count(&self) -> usize {
        self.graph.references.len()
    }

    /// Takes references over that were [adopted](Self::adopt).
    pub(super) fn set_references(&mut self, references: Vec<Reference>) {
        self.graph.references = references;
    }

    /// How many Rust modules there are.
    pub(super) fn module_count(&self) -> usize {
        self.graph.modules.len()
    }

    /// The Rust module of a scope.
    pub(super) fn module(&self, scope: ScopeId) -> Option<RustModuleId> {
        *self.modules.get(scope.0 as usize)?
    }

    /// The path of a scope's Rust module.
    pub(super) fn module_path(&self, scope: ScopeId) -> &str {
        self.module(scope).map_or("", |id| &self.graph.modules[id.0 as usize].path)
    }

    /// The Rust module that defines something, or what is outside.
    pub(super) fn home(&mut self, world: &World<'_>, res: Res) -> Option<End> {
        match res {
            Res::Language => None,
            Res::Module(module) => self.module(module).map(End::Module),
            Res::Item(item) => self.module(world.scope(world.item(item).scope).module).map(End::Module),
            Res::Outside(path) => {
                let (before, _) = world.outside.split(path);
                Some(End::Outside(self.outside(world, before.unwrap_or(path))))
            }
        }
    }

    /// Says what each Rust module is for, which asks about conditions.
    pub(super) fn contexts(&mut self, world: &mut World<'_>) {
        for module in &mut self.graph.modules {
            let kind = world.workspace.krate(module.krate).kind;
            module.context = match kind {
                CrateKind::Test | CrateKind::Bench | CrateKind::Example => Context::Test,
                CrateKind::Build => Context::Build,
                CrateKind::Lib | CrateKind::Bin => {
                    let krate = module.krate;
                    let all_test =
                        module.declarations.iter().all(|declaration| world.cfgs.is_for_tests(declaration.cfg, krate));
                    if all_test { Context::Test } else { Context::Production }
                }
            };
        }
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

    /// The name that a symbol is.
    pub(super) fn symbol(&mut self, world: &World<'_>, symbol: Symbol) -> NameId {
        if let Some(name) = self.symbol_names[symbol.0 as usize] {
            return name;
        }
        let name = self.name(world.symbols.get(symbol));
        self.symbol_names[symbol.0 as usize] = Some(name);
        name
    }

    fn path_name(&mut self, world: &World<'_>, path: PathId) -> NameId {
        if let Some(name) = self.path_names[path.0 as usize] {
            return name;
        }
        let text = path_text(world, path);
        let name = self.name(&text);
        self.path_names[path.0 as usize] = Some(name);
        name
    }

    /// The outside end of an outside path.
    fn outside_end(&mut self, world: &World<'_>, path: OutsidePath) -> OutsideId {
        let segments = world.outside.segments(path);
        let text = segments.iter().map(|segment| world.symbols.get(*segment)).collect::<Vec<_>>().join("::");
        let crate_len = world.symbols.get(segments[0]).len() as u32;
        self.outside_number(Outside { path: text, crate_len })
    }

    fn outside_number(&mut self, outside: Outside) -> OutsideId {
        if let Some(id) = self.outside_numbers.get(&outside.path) {
            return *id;
        }
        let id = OutsideId(self.graph.outside.len() as u32);
        self.outside_numbers.insert(outside.path.clone(), id);
        self.graph.outside.push(outside);
        id
    }

    fn target_number(&mut self, target: Target) -> TargetId {
        if let Some(id) = self.targets.get(&target) {
            return *id;
        }
        let id = TargetId(self.graph.targets.len() as u32);
        self.graph.targets.push(target.clone());
        self.targets.insert(target, id);
        id
    }

    fn outside(&mut self, world: &World<'_>, path: OutsidePath) -> OutsideId {
        if let Some(id) = self.outside.get(&path) {
            return *id;
        }
        let id = self.outside_end(world, path);
        self.outside.insert(path, id);
        id
    }

    /// The target of a hit; none where it stays in its own Rust module or leads to nothing of interest. `whole`:
    /// an outside path is a Rust module's as a whole (a glob of it).
    pub(super) fn target(&mut self, world: &World<'_>, hit: &Hit, whole: bool, scope: ScopeId) -> Option<TargetId> {
        let own = self.module(world.scope(scope).module)?;
        let (defined, item) = match hit.res {
            Res::Language => return None,
            Res::Module(module) => (End::Module(self.module(module)?), None),
            Res::Item(item) => {
                let item = world.item(item);
                let home = world.scope(item.scope);
                let module = self.module(home.module)?;
                // A variant counts as its enum.
                let symbol = if home.kind == ScopeKind::Enum { home.name } else { item.name };
                (End::Module(module), Some(self.symbol(world, symbol)))
            }
            Res::Outside(path) => match world.outside.split(path) {
                (Some(before), last) if !whole => {
                    (End::Outside(self.outside(world, before)), Some(self.symbol(world, last)))
                }
                _ => (End::Outside(self.outside(world, path)), None),
            },
        };
        let mut via: Vec<PointOfEntry> = Vec::new();
        for entered in &hit.via {
            let module = self.module(entered.module)?;
            let name = entered.name.map(|name| self.symbol(world, name));
            let entry = PointOfEntry { module, name, reexport: entered.reexport };
            if via.last() != Some(&entry) {
                via.push(entry);
            }
        }
        if defined == End::Module(own) && via.iter().all(|entry| entry.module == own) {
            return None;
        }
        let written = match hit.written {
            None => None,
            Some(Written::Module(module)) => Some(End::Module(self.module(module)?)),
            Some(Written::Outside(path)) => Some(End::Outside(self.outside(world, path))),
        };
        let target = Target { via: via.into(), written, defined, item, unknown: hit.sure == Sure::Unknown };
        Some(self.target_number(target))
    }

    /// Records a reference.
    pub(super) fn reference(&mut self, world: &World<'_>, made: &Made) {
        let Some(from) = self.module(world.scope(made.scope).module) else { return };
        let path = self.path_name(world, made.path);
        self.graph.references.push(Reference {
            from,
            target: made.target,
            file: FileId(made.at.file),
            span: made.at.span,
            path,
            kind: made.kind,
            context: made.context,
            cfg: made.cfg,
            visible_in: made.visible_in.and_then(|scope| self.module(scope)),
            import: made.import,
            through: made.through,
        });
    }

    /// The graph, in its final order.
    pub(super) fn finish(self, sources: &Sources, scopes: Option<Vec<Vec<ScopeName>>>) -> Graph {
        let mut graph = self.graph;
        graph.scopes = scopes;
        graph.sort_outside();
        graph.sort_names();
        graph.sort_references(&FileOrder::of(sources));
        graph
    }
}

/// A path as it is written.
pub(super) fn path_text(world: &World<'_>, path: PathId) -> String {
    let path = world.path(path);
    let mut parts: Vec<String> = match path.anchor {
        Anchor::Plain => Vec::new(),
        Anchor::Global => vec![String::new()],
        Anchor::Crate => vec!["crate".to_owned()],
        Anchor::DollarCrate(_) => vec!["$crate".to_owned()],
        Anchor::Super(0) => vec!["self".to_owned()],
        Anchor::Super(levels) => vec!["super".to_owned(); levels as usize],
    };
    parts.extend(path.segments.iter().map(|segment| world.symbols.get(*segment).to_owned()));
    if parts == [""] {
        return "::".to_owned();
    }
    parts.join("::")
}
