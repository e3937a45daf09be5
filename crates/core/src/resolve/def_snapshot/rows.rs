//! Scopes, imports and instances as a snapshot stores them.

use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        def_map::{
            FactsInstance, GeneratorClass, Generators, ImportData, ImportResolution, ImportTarget, Persisted,
            ScopeData, ScopeEntries, ScopeEntry, ScopeKind, Tick,
        },
        ids::{ScopeId, Symbol, SymbolPathId, TextualScopeId},
        resolution::DefVisibility,
    },
    source::{FileId, Span},
    syntax::{Located, Spaces},
    workspace::CrateId,
};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;

/// A persisted scope.
#[derive(Debug, Encode, Decode)]
pub(crate) struct PersistedScope {
    kind: ScopeKind,
    parent: Option<ScopeId>,
    module: ScopeId,
    krate: CrateId,
    name: Symbol,
    cfg: Cfg,
    entries: Vec<(Symbol, ScopeEntry)>,
    globs: Vec<ImportId>,
    hidden: Vec<Symbol>,
    likeliest_generator: Option<GeneratorClass>,
    known_generated: Vec<Symbol>,
    generated_beside: Vec<Symbol>,
    has_items: bool,
}

impl PersistedScope {
    pub(super) fn of(scope: &ScopeData) -> Self {
        let ScopeData { kind, parent, module, krate, name, cfg, has_items, .. } = *scope;
        let of_name =
            |(name, entries): (&Symbol, &ScopeEntries)| entries.iter().map(|entry| (*name, *entry)).collect::<Vec<_>>();
        let entries = scope.entries.iter().flat_map(of_name).collect();
        let (globs, hidden) = (scope.globs.clone(), scope.hidden.iter().copied().collect());
        let likeliest_generator = scope.generators.likeliest();
        let known_generated = scope.generators.known.iter().copied().collect();
        let generated_beside = scope.generators.items.iter().copied().collect();
        Self {
            kind,
            parent,
            module,
            krate,
            name,
            cfg,
            entries,
            globs,
            hidden,
            likeliest_generator,
            known_generated,
            generated_beside,
            has_items,
        }
    }
}

impl Persisted for ScopeData {
    type Encoded = PersistedScope;

    fn restore(encoded: PersistedScope) -> Self {
        let PersistedScope { kind, parent, module, krate, name, cfg, globs, has_items, .. } = encoded;
        let mut entries: FxHashMap<Symbol, ScopeEntries> = FxHashMap::default();
        entries.reserve(encoded.entries.len());
        for (name, entry) in encoded.entries {
            entries.entry(name).or_default().push(entry);
        }
        let mut scope = Self::empty(kind, parent, module, krate, name, cfg);
        scope.entries = entries;
        scope.has_private_globs = !globs.is_empty();
        scope.globs = globs;
        scope.hidden = encoded.hidden.into_iter().collect();
        scope.generators =
            Generators::from_parts(encoded.likeliest_generator, encoded.known_generated, encoded.generated_beside);
        scope.has_items = has_items;
        scope
    }
}

/// A persisted import: what it leads to, but not the path that leads there.
#[derive(Debug, Encode, Decode)]
pub(crate) struct PersistedImport {
    scope: ScopeId,
    pub(super) name: Option<Symbol>,
    is_glob: bool,
    visibility: DefVisibility,
    cfg: Cfg,
    file: FileId,
    span: Span,
    pub(super) targets: Vec<ImportTarget>,
}

impl PersistedImport {
    pub(super) fn of(import: &ImportData) -> Self {
        let ImportData { scope, name, is_glob, visibility, cfg, at, .. } = *import;
        let targets = import.targets().to_vec();
        Self { scope, name, is_glob, visibility, cfg, file: FileId(at.file), span: at.span, targets }
    }
}

impl Persisted for ImportData {
    type Encoded = PersistedImport;

    /// Restores a resolved import, which is not resolved again.
    fn restore(encoded: PersistedImport) -> Self {
        let targets = encoded.targets.into();
        Self {
            scope: encoded.scope,
            path: SymbolPathId::UNKNOWN,
            name: encoded.name,
            is_glob: encoded.is_glob,
            is_extern_crate: false,
            spaces: Spaces::ALL,
            visibility: encoded.visibility,
            cfg: encoded.cfg,
            at: Located { file: encoded.file.0, span: encoded.span },
            is_underscore: false,
            is_from_macro_body: false,
            textual_scope: TextualScopeId::EMPTY,
            resolution: ImportResolution { targets, resolved: Some(Tick::default()), ..ImportResolution::default() },
        }
    }
}

/// Where the facts of a file were declared.
#[derive(Clone, Debug, Encode, Decode)]
pub(crate) struct PersistedInstance {
    pub(crate) file: FileId,
    pub(crate) krate: CrateId,
    /// The condition of the place.
    pub(crate) cfg: Cfg,
    /// The id of each scope of the facts.
    pub(crate) scopes: Vec<ScopeId>,
}

impl PersistedInstance {
    pub(super) fn of(instance: &FactsInstance) -> Option<Self> {
        let file = instance.file?;
        // The first predicate is always true, so its condition is that of the place.
        Some(Self { file, krate: instance.krate, cfg: instance.cfgs[0], scopes: instance.scopes.clone() })
    }
}
