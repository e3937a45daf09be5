//! Changes of definitions. Each method records what it changes, so that imports that depend on it are resolved again.

use super::{
    generators::GeneratorClass,
    import::{ImportData, ImportResolution},
    item::ItemData,
    map::DefMap,
    scope::{Def, ModuleOrigin, ScopeData, ScopeEntry, ScopeKind},
    symbol_path::{SymbolPath, SymbolPathRef},
    textual_scope::TextualScope,
};
use crate::{
    cfg::{Cfg, Cfgs},
    graph::ImportId,
    resolve::{
        ids::{ItemId, ScopeId, Symbol, SymbolPathId, TextualScopeId},
        resolution::{DefVisibility, Res},
    },
    source::Place,
    syntax::{Anchor, Facts, TokenKind, Tokens},
    workspace::CrateId,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Names and paths.
impl DefMap<'_> {
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        self.symbols.intern(text)
    }

    /// Returns the symbols of the words of facts.
    pub(crate) fn intern_words(&mut self, facts: &Facts) -> Arc<[Symbol]> {
        facts.names.iter().map(|name| self.symbols.intern(name)).collect()
    }

    pub(crate) fn intern_path(&mut self, anchor: Anchor, segments: &[Symbol]) -> SymbolPathId {
        let known = self.paths.find(&SymbolPathRef { anchor, segments });
        SymbolPathId(known.unwrap_or_else(|| self.paths.intern(SymbolPath { anchor, segments: segments.into() })))
    }
}

/// Crates and crate roots.
impl DefMap<'_> {
    /// Adds a crate with its root scope. Crates are added in the order of their ids.
    pub(crate) fn add_crate(&mut self, krate: CrateId, cfg: Cfg) -> ScopeId {
        let workspace = self.workspace();
        let name = self.symbols.intern(&workspace.krate(krate).name);
        let scope = self.add_scope(ScopeKind::Module, None, None, krate, name, cfg);
        self.roots.push(scope);
        self.passed.push(FxHashMap::default());
        scope
    }

    /// Adds a crate that Cargo passes to another under a name.
    pub(crate) fn add_passed(&mut self, krate: CrateId, name: Symbol, res: Res, cfg: Cfg, cfgs: &mut Cfgs) {
        add_extern(self.passed[krate.0 as usize].entry(name).or_default(), res, cfg, cfgs);
    }

    /// Initializes the extern prelude of each crate with the crates that Cargo passes to it.
    pub(crate) fn fill_extern_preludes(&mut self) {
        self.externs = self.passed.clone();
    }

    /// Adds what an `extern crate` at a crate's root adds to its extern prelude, in the place of a crate of that name that Cargo
    /// passes.
    pub(crate) fn add_externs(&mut self, krate: CrateId, name: Symbol, crates: Vec<(Res, Cfg)>, cfgs: &mut Cfgs) {
        let entries = self.externs[krate.0 as usize].entry(name).or_default();
        let passed = self.passed[krate.0 as usize].get(&name).map_or(&[][..], Vec::as_slice);
        let declared = crates.iter().fold(Cfg::NEVER, |declared, (_, cfg)| cfgs.or(declared, *cfg));
        let rest = cfgs.not(declared);
        for (res, cfg) in &mut *entries {
            let is_passed = passed.iter().any(|(other, _)| other == res);
            if is_passed && !crates.iter().any(|(other, _)| other == res) {
                *cfg = cfgs.and(*cfg, rest);
            }
        }
        entries.retain(|(_, cfg)| cfgs.is_satisfiable(*cfg));
        for (res, cfg) in crates {
            add_extern(entries, res, cfg, cfgs);
        }
    }

    /// Adds crates whose macros `#[macro_use] extern crate` brings into a crate.
    pub(crate) fn add_macro_use(&mut self, krate: CrateId, crates: impl Iterator<Item = Res>) {
        self.macro_use[krate.0 as usize].extend(crates);
    }

    /// Notes that the crates that can be named may have changed.
    pub(crate) fn externs_changed(&mut self) {
        self.changes.externs_changed();
    }
}

/// Scopes and their entries.
impl DefMap<'_> {
    /// Adds an empty scope, which is a Rust module itself if no `module` is given.
    pub(crate) fn add_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        module: Option<ScopeId>,
        krate: CrateId,
        name: Symbol,
        cfg: Cfg,
    ) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        let mut scope = ScopeData::empty(kind, parent, module.unwrap_or(id), krate, name, cfg);
        self.changes.scope_added(&mut scope.changes);
        self.scopes.push(scope);
        id
    }

    /// Adds a declaration to a scope.
    pub(crate) fn add_entry(&mut self, scope: ScopeId, name: Symbol, entry: ScopeEntry) {
        self.scope_mut(scope).entries.entry(name).or_default().push(entry);
        self.name_changed(scope, name);
    }

    /// Removes a declaration from a scope, by its index among those of its name.
    pub(crate) fn remove_entry(&mut self, scope: ScopeId, name: Symbol, index: usize) {
        let entries = &mut self.scope_mut(scope).entries;
        if let Some(of_name) = entries.get_mut(&name) {
            of_name.remove(index);
            if of_name.is_empty() {
                entries.remove(&name);
            }
        }
        self.name_changed(scope, name);
    }

    /// Notes that a scope declares something other than a Rust module.
    pub(crate) fn set_has_items(&mut self, scope: ScopeId) {
        self.scope_mut(scope).has_items = true;
    }

    /// Notes that code of a class may declare any name in a scope.
    pub(crate) fn add_generator(&mut self, scope: ScopeId, class: GeneratorClass) {
        let is_new = self.scope_mut(scope).generators.add(class);
        if is_new {
            self.change_scope(scope);
        }
    }

    /// Notes that a derive or attribute of an item may declare any name in a scope.
    pub(crate) fn add_derive(&mut self, scope: ScopeId, item: Symbol) {
        self.add_generator(scope, GeneratorClass::Derive);
        if self.scope_mut(scope).generators.items.insert(item) {
            self.change_scope(scope);
        }
    }

    /// Notes that a derive declares a name in a scope.
    pub(crate) fn add_derived_name(&mut self, scope: ScopeId, name: Symbol) {
        if self.scope_mut(scope).generators.known.insert(name) {
            self.change_scope(scope);
        }
    }

    /// Sets where the content of a Rust module is.
    pub(crate) fn set_origin(&mut self, module: ScopeId, origin: ModuleOrigin) {
        self.scope_mut(module).origin = Some(origin);
    }

    /// Sets where the content of a Rust module is, unless that is known.
    pub(crate) fn set_origin_if_unknown(&mut self, module: ScopeId, origin: impl FnOnce() -> ModuleOrigin) {
        self.change_scope(module).origin.get_or_insert_with(origin);
    }

    /// Completes the scope of an inline module with its name and origin.
    pub(crate) fn set_inline_module(&mut self, module: ScopeId, name: Symbol, origin: ModuleOrigin) {
        let module = self.change_scope(module);
        module.name = name;
        module.origin = Some(origin);
    }

    /// Limits a Rust module, and its entry in its parent, to a condition.
    pub(crate) fn set_module_cfg(&mut self, module: ScopeId, cfg: Cfg) {
        let data = self.change_scope(module);
        data.cfg = cfg;
        let (parent, name) = (data.parent, data.name);
        if let Some(parent) = parent {
            for entry in self.change_scope(parent).entries.get_mut(&name).into_iter().flatten() {
                if entry.def == Def::Module(module) {
                    entry.cfg = cfg;
                }
            }
        }
    }

    /// Notes that an unexpanded macro may declare, in a scope, any identifier in its arguments. Returns whether there
    /// is one.
    pub(crate) fn hide_identifiers(&mut self, scope: ScopeId, arguments: &Tokens) -> bool {
        let mut any = false;
        for token in arguments.tokens.iter().filter(|token| token.kind == TokenKind::Ident) {
            let text = arguments.text_of(token);
            let name = self.symbols.intern(text.strip_prefix("r#").unwrap_or(text));
            self.hide(scope, name);
            any = true;
        }
        any
    }

    fn hide(&mut self, scope: ScopeId, name: Symbol) {
        if self.scope(scope).hidden.is_empty() {
            // The first hidden name also changes whether the scope may declare more than is known.
            self.change_scope(scope).hidden.insert(name);
        } else if self.scope_mut(scope).hidden.insert(name) {
            self.name_changed(scope, name);
        }
    }

    /// Returns a scope for a change that affects no name, or that is recorded otherwise.
    fn scope_mut(&mut self, id: ScopeId) -> &mut ScopeData {
        &mut self.scopes[id.0 as usize]
    }

    /// Returns a scope for a change that may affect any name in it.
    fn change_scope(&mut self, id: ScopeId) -> &mut ScopeData {
        let scope = &mut self.scopes[id.0 as usize];
        self.changes.scope_changed(&mut scope.changes);
        scope
    }

    fn name_changed(&mut self, scope: ScopeId, name: Symbol) {
        let changes = &mut self.scopes[scope.0 as usize].changes;
        self.changes.name_changed(changes, scope, name);
    }
}

/// Items and macros.
impl DefMap<'_> {
    pub(crate) fn add_item(&mut self, item: ItemData) -> ItemId {
        self.items.push(item);
        ItemId(self.items.len() as u32 - 1)
    }

    /// Sets the macro call whose expansion contains an import.
    pub(crate) fn set_import_call(&mut self, import: ImportId, call: Place) {
        self.import_calls.insert(import, call);
    }

    /// Adds a node to the textual scopes of macros.
    pub(crate) fn add_textual_scope(&mut self, node: TextualScope) -> TextualScopeId {
        if let TextualScope::Macro { name, .. } = node {
            self.textual_names.insert(name);
        }
        self.textual_scopes.push(node);
        TextualScopeId(self.textual_scopes.len() as u32 - 1)
    }

    /// Fills a hole in a textual scope with the last node behind it.
    pub(crate) fn fill_hole(&mut self, hole: TextualScopeId, last: TextualScopeId) {
        if let TextualScope::Hole { filling, before } = &mut self.textual_scopes[hole.0 as usize] {
            let is_empty = last == *before;
            *filling = Some(last);
            if !is_empty {
                self.changes.textual_scopes_changed();
            }
        }
    }
}

/// Imports.
impl DefMap<'_> {
    /// Adds an import to its scope.
    pub(crate) fn add_import(&mut self, import: ImportData) -> ImportId {
        let id = ImportId(self.imports.len() as u32);
        let ImportData { scope, name, is_glob, spaces, visibility, cfg, .. } = import;
        self.imports.push(import);
        if is_glob {
            let scope = self.change_scope(scope);
            scope.globs.push(id);
            scope.has_private_globs |= visibility != DefVisibility::Public;
        } else if let Some(name) = name {
            self.add_entry(scope, name, ScopeEntry { spaces, def: Def::Import(id), visibility, cfg });
        }
        id
    }

    /// Notes that imports are resolved from now on, so that later changes of single names matter.
    pub(crate) fn start_resolving_imports(&mut self) {
        self.changes.record_names();
    }

    /// Sets what an import resolves to. Returns whether it leads elsewhere than before.
    pub(crate) fn set_import_resolution(&mut self, id: ImportId, resolution: ImportResolution) -> bool {
        let import = &mut self.imports[id.0 as usize];
        let is_changed = import.resolution.targets != resolution.targets;
        import.resolution = ImportResolution { resolved: Some(self.changes.now()), ..resolution };
        let ImportData { scope, name, is_glob, .. } = *import;
        if is_changed {
            if is_glob {
                self.change_scope(scope);
            } else if let Some(name) = name {
                self.name_changed(scope, name);
            }
        }
        is_changed
    }
}

/// Adds a crate under a name, or the condition under which the name means a crate that it can mean already.
fn add_extern(entries: &mut Vec<(Res, Cfg)>, res: Res, cfg: Cfg, cfgs: &mut Cfgs) {
    match entries.iter_mut().find(|(other, _)| *other == res) {
        Some((_, existing)) => *existing = cfgs.or(*existing, cfg),
        None => entries.push((res, cfg)),
    }
}
