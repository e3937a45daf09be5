//! The tables of all definitions, and how they are read.

use super::{
    change_log::{ChangeLog, Tick},
    import::ImportData,
    item::{DefKind, ItemData},
    lazy_table::LazyTable,
    scope::{Def, ScopeData},
    symbol_path::SymbolPath,
    symbols::Symbols,
    textual_scope::TextualScope,
};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    interner::Interner,
    resolve::{
        ids::{ItemId, ScopeId, Symbol, SymbolPathId, TextualScopeId},
        resolution::{DefVisibility, Res},
    },
    source::Place,
    syntax::Anchor,
    workspace::{CrateId, Edition, Workspace},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The crates that can be named in each crate, by the names that they have there.
pub(crate) type ExternPreludes = Vec<FxHashMap<Symbol, Vec<(Res, Cfg)>>>;

/// All definitions of a workspace.
pub(crate) struct DefMap<'w> {
    workspace: &'w Workspace,
    pub(super) symbols: Symbols,
    pub(super) scopes: LazyTable<ScopeData>,
    pub(super) items: Vec<ItemData>,
    pub(super) imports: LazyTable<ImportData>,
    pub(super) paths: Interner<SymbolPath>,
    /// The root scope of each crate.
    pub(super) roots: Vec<ScopeId>,
    /// The crates that Cargo passes to each crate.
    pub(super) passed: ExternPreludes,
    /// The extern prelude of each crate: the crates that Cargo passes, and what `extern crate … as` adds at the root.
    pub(super) externs: ExternPreludes,
    pub(super) textual_scopes: Vec<TextualScope>,
    /// The names of all macros that are in some textual scope.
    pub(super) textual_names: FxHashSet<Symbol>,
    /// The outermost macro calls that declare imports. A snapshot does not contain them.
    pub(super) import_calls: FxHashMap<ImportId, Place>,
    /// The crates whose macros `#[macro_use] extern crate` brings into each crate.
    pub(super) macro_use: Vec<Vec<Res>>,
    pub(super) changes: ChangeLog,
}

/// The tables of a [`DefMap`] that a snapshot stores.
#[derive(Default)]
pub(crate) struct DefTables {
    pub symbols: Symbols,
    pub scopes: LazyTable<ScopeData>,
    pub items: Vec<ItemData>,
    pub imports: LazyTable<ImportData>,
    pub roots: Vec<ScopeId>,
    pub externs: ExternPreludes,
}

impl<'w> DefMap<'w> {
    /// Creates a map without definitions.
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        Self::with_tables(workspace, DefTables::default())
    }

    /// Creates a map with the definitions of a snapshot.
    pub(crate) fn with_tables(workspace: &'w Workspace, tables: DefTables) -> Self {
        let DefTables { symbols, scopes, items, imports, roots, externs } = tables;
        Self {
            workspace,
            symbols,
            scopes,
            items,
            imports,
            paths: Interner::default(),
            roots,
            passed: ExternPreludes::default(),
            externs,
            textual_scopes: vec![TextualScope::Empty],
            textual_names: FxHashSet::default(),
            import_calls: FxHashMap::default(),
            macro_use: vec![Vec::new(); workspace.crates.len()],
            changes: ChangeLog::default(),
        }
    }

    pub(crate) fn workspace(&self) -> &'w Workspace {
        self.workspace
    }

    pub(crate) fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Returns the edition of a crate's code.
    pub(crate) fn edition(&self, krate: CrateId) -> Edition {
        self.workspace.krate(krate).edition
    }

    /// Returns the string of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.symbols.get(symbol)
    }

    pub(crate) fn scope(&self, id: ScopeId) -> &ScopeData {
        &self.scopes[id.0 as usize]
    }

    /// Returns all scopes in the order of their ids.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &ScopeData> {
        self.scopes.iter()
    }

    pub(crate) fn scope_count(&self) -> usize {
        self.scopes.len()
    }

    /// Returns an item; none for a stand-in.
    pub(crate) fn item(&self, id: ItemId) -> Option<&ItemData> {
        self.items.get(id.0 as usize)
    }

    /// Returns all items in the order of their ids.
    pub(crate) fn items(&self) -> &[ItemData] {
        &self.items
    }

    /// Returns the kind of an item. Nothing is known of the kind of a stand-in.
    pub(crate) fn def_kind(&self, id: ItemId) -> DefKind {
        self.item(id).map_or(DefKind::Other, |item| item.kind)
    }

    /// Returns the scope of an enum's variants; none for other items.
    pub(crate) fn variants(&self, item: ItemId) -> Option<ScopeId> {
        match self.def_kind(item) {
            DefKind::Enum(scope) => Some(scope),
            _ => None,
        }
    }

    /// Returns the scope whose names a glob import of this brings in.
    pub(crate) fn glob_scope(&self, res: Res) -> Option<ScopeId> {
        match res {
            Res::Module(module) => Some(module),
            Res::Item(item) => self.variants(item),
            Res::Outside(_) | Res::Language => None,
        }
    }

    pub(crate) fn import(&self, id: ImportId) -> &ImportData {
        &self.imports[id.0 as usize]
    }

    /// Returns all imports in the order of their ids.
    pub(crate) fn imports(&self) -> impl Iterator<Item = &ImportData> {
        self.imports.iter()
    }

    pub(crate) fn import_count(&self) -> usize {
        self.imports.len()
    }

    pub(crate) fn path(&self, id: SymbolPathId) -> &SymbolPath {
        &self.paths[id.0]
    }

    /// Returns a path as the source writes it.
    pub(crate) fn path_text(&self, id: SymbolPathId) -> String {
        let path = self.path(id);
        let mut parts: Vec<&str> = match path.anchor {
            Anchor::Plain => Vec::new(),
            Anchor::Global => vec![""],
            Anchor::Crate => vec!["crate"],
            Anchor::DollarCrate(_) => vec!["$crate"],
            Anchor::Super(0) => vec!["self"],
            Anchor::Super(levels) => vec!["super"; levels as usize],
        };
        parts.extend(path.segments.iter().map(|segment| self.text(*segment)));
        if parts == [""] {
            return "::".to_owned();
        }
        parts.join("::")
    }

    pub(crate) fn path_count(&self) -> usize {
        self.paths.len()
    }

    /// Returns the root scope of a crate.
    pub(crate) fn root(&self, krate: CrateId) -> ScopeId {
        self.roots[krate.0 as usize]
    }

    /// Returns the root scope of each crate.
    pub(crate) fn roots(&self) -> &[ScopeId] {
        &self.roots
    }

    /// Returns the crates that Cargo passes to a crate under a name.
    pub(crate) fn passed(&self, krate: CrateId, name: Symbol) -> Option<&[(Res, Cfg)]> {
        self.passed[krate.0 as usize].get(&name).map(Vec::as_slice)
    }

    /// Returns the crates in the extern prelude of a crate under a name.
    pub(crate) fn externs(&self, krate: CrateId, name: Symbol) -> Option<&[(Res, Cfg)]> {
        self.externs[krate.0 as usize].get(&name).map(Vec::as_slice)
    }

    /// Returns the extern prelude of each crate.
    pub(crate) fn extern_preludes(&self) -> &ExternPreludes {
        &self.externs
    }

    /// Returns the crates whose macros `#[macro_use] extern crate` brings into a crate.
    pub(crate) fn macro_use(&self, krate: CrateId) -> &[Res] {
        &self.macro_use[krate.0 as usize]
    }

    /// Whether a macro of this name is in some textual scope.
    pub(crate) fn is_textual_name(&self, name: Symbol) -> bool {
        self.textual_names.contains(&name)
    }

    /// Returns the macro call whose expansion contains an import.
    pub(crate) fn import_call(&self, import: ImportId) -> Option<Place> {
        self.import_calls.get(&import).copied()
    }

    pub(crate) fn textual_scope(&self, id: TextualScopeId) -> TextualScope {
        self.textual_scopes[id.0 as usize]
    }

    /// Returns the Rust module that is `levels` above the one around a scope; none above a crate's root.
    pub(crate) fn ancestor(&self, scope: ScopeId, levels: u32) -> Option<ScopeId> {
        let mut module = self.scope(scope).module;
        for _ in 0..levels {
            module = self.scope(self.scope(module).parent?).module;
        }
        Some(module)
    }

    /// Whether all globs of a scope and all its declarations of a name are public, so that every module sees the same.
    pub(crate) fn is_public(&self, scope: ScopeId, name: Symbol) -> bool {
        let scope = self.scope(scope);
        let mut of_name = scope.entries.get(&name).into_iter().flatten();
        !scope.has_private_globs
            && of_name.all(|entry| {
                let targets = match entry.def {
                    Def::Import(import) => self.import(import).targets(),
                    Def::Module(_) | Def::Item(_) => &[],
                };
                entry.visibility == DefVisibility::Public
                    && targets.iter().all(|target| target.visibility == DefVisibility::Public)
            })
    }

    /// Whether code in a scope can name what has a visibility.
    pub(crate) fn can_see(&self, from: ScopeId, visibility: DefVisibility) -> bool {
        let DefVisibility::In(limit) = visibility else { return true };
        let mut module = Some(self.scope(from).module);
        while let Some(at) = module {
            if at == limit {
                return true;
            }
            module = self.scope(at).parent.map(|parent| self.scope(parent).module);
        }
        false
    }

    /// Returns the narrower of two visibilities that include a common place.
    pub(crate) fn narrower(&self, a: DefVisibility, b: DefVisibility) -> DefVisibility {
        match (a, b) {
            (DefVisibility::Public, other) | (other, DefVisibility::Public) => other,
            (DefVisibility::In(limit), DefVisibility::In(_)) if self.can_see(limit, b) => a,
            _ => b,
        }
    }

    /// Returns the time of the last change.
    pub(crate) fn now(&self) -> Tick {
        self.changes.now()
    }

    /// Whether a name in a scope may resolve differently since a time.
    pub(crate) fn has_name_changed(&self, scope: ScopeId, name: Symbol, since: Tick) -> bool {
        self.changes.has_name_changed(self.scope(scope).changes, scope, name, since)
    }

    /// Whether the crates that can be named have changed since a time.
    pub(crate) fn have_externs_changed(&self, since: Tick) -> bool {
        self.changes.have_externs_changed(since)
    }

    /// Whether the macros in textual scope have changed since a time.
    pub(crate) fn have_textual_scopes_changed(&self, since: Tick) -> bool {
        self.changes.have_textual_scopes_changed(since)
    }
}
