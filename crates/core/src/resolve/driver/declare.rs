//! Declarations of an instance: each becomes an entry of its scope, a pending call or a pending module.

use super::{Driver, MacroData, PendingCall, PendingModule, instantiate::TextualScopes};
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::{Def, DefKind, FactsInstance, ItemData, ModuleOrigin, ScopeEntry, ScopeKind, TextualScope},
        ids::{ScopeId, TextualScopeId},
        resolution::DefVisibility,
        source_files::{FileCandidate, ModuleDirectories},
        speculation,
    },
    source::{FileId, Place},
    syntax::{self, Declared, Spaces},
};
use std::sync::Arc;

/// The place of a declaration.
#[derive(Clone, Copy)]
struct DeclarationSite {
    scope: ScopeId,
    cfg: Cfg,
    place: Place,
    /// The textual macros before the declaration.
    textual_scope: TextualScopeId,
    /// The number of expansions that the declaration is nested in.
    depth: u32,
}

impl Driver<'_> {
    /// Declares one declaration. Returns the last node of textual macros after it.
    pub(super) fn declare(
        &mut self,
        instance: &FactsInstance,
        declaration: &syntax::Declaration,
        cfg: Cfg,
        textual_scope: TextualScopeId,
        depth: u32,
        textual_scopes: &mut TextualScopes,
    ) -> TextualScopeId {
        let scope = instance.scopes[declaration.scope.0 as usize];
        let place = Place { file: FileId(declaration.at.file), span: declaration.at.span };
        let site = DeclarationSite { scope, cfg, place, textual_scope, depth };
        let declares_items = match &declaration.what {
            Declared::Module(_) | Declared::LeaveMacroUse(_) => false,
            Declared::Call(call) => call.position.can_declare(),
            _ => true,
        };
        if declares_items {
            self.defs.set_has_items(scope);
        }
        match &declaration.what {
            Declared::Unnamed => textual_scope,
            Declared::Item(item) => {
                self.collector().declare_item(instance, item, scope, cfg);
                textual_scope
            }
            Declared::Import(import) => {
                self.collector().declare_import(instance, import, import.span, scope, cfg, textual_scope);
                textual_scope
            }
            Declared::Module(module) => self.declare_module(instance, module, site, textual_scopes),
            Declared::LeaveMacroUse(inner) => textual_scopes.get(inner).copied().unwrap_or(textual_scope),
            Declared::Macro(definition) => self.declare_macro(instance, definition, site),
            Declared::Call(call) => self.declare_call(instance, call, site),
        }
    }

    /// Expands a call that can declare something if its macro is in textual scope, is named by `$crate::name`, or is known to be
    /// `paste!`; any other call is pending.
    fn declare_call(
        &mut self,
        instance: &FactsInstance,
        call: &syntax::MacroCall,
        site: DeclarationSite,
    ) -> TextualScopeId {
        let DeclarationSite { scope, cfg, place, textual_scope, depth } = site;
        let mut pending = PendingCall {
            scope,
            krate: instance.krate,
            path: instance.paths[call.path.0 as usize],
            arguments: Arc::clone(&call.arguments),
            position: call.position,
            generics: call.generics.iter().map(|word| instance.words[word.0 as usize]).collect(),
            cfg,
            textual_scope,
            hole: None,
            depth,
            place,
            is_pasting: call.is_pasting,
            is_argument: call.is_argument || self.in_arguments,
            outermost: self.outermost_call.unwrap_or(place),
            included: self.included.clone(),
        };
        if !call.position.can_declare() {
            if self.may_be_expanded(&pending) {
                self.code_calls.push(pending);
            }
            return textual_scope;
        }
        let known = self.expand_textual(&pending).or_else(|| self.expand_exported(&pending));
        if let Some(last) = known.or_else(|| self.expand_pasted(&pending)) {
            return last;
        }
        if call.position.is_code() && !self.may_be_expanded(&pending) {
            return textual_scope;
        }
        let hole = TextualScope::Hole { filling: None, before: textual_scope };
        let hole = self.defs.add_textual_scope(hole);
        pending.hole = Some(hole);
        self.calls.push(pending);
        hole
    }

    fn declare_module(
        &mut self,
        instance: &FactsInstance,
        module: &syntax::Module,
        site: DeclarationSite,
        textual_scopes: &mut TextualScopes,
    ) -> TextualScopeId {
        let DeclarationSite { scope, cfg, place, textual_scope, depth } = site;
        let name = instance.words[module.name.0 as usize];
        let visibility = self.collector().visibility(instance, &module.visibility, scope);
        let directories = self.directories(scope);
        let text = instance.facts.name(module.name);
        if let Some(inline) = module.inline {
            let inner = instance.scopes[inline.0 as usize];
            let path = module.paths.first().map(|(_, path)| instance.facts.name(*path));
            let directories = directories.inline(text, path);
            let origin = ModuleOrigin { place, is_inline: true, directories };
            self.defs.set_inline_module(inner, name, origin);
            textual_scopes.insert(inline, textual_scope);
            self.add_module_entry(scope, inner, visibility, cfg);
            return textual_scope;
        }
        let inner = self.defs.add_scope(ScopeKind::Module, Some(scope), None, instance.krate, name, cfg);
        self.add_module_entry(scope, inner, visibility, cfg);
        let candidates = self.candidates(instance, module, cfg, &directories);
        let hole = TextualScope::Hole { filling: None, before: textual_scope };
        let hole = module.macro_use.then(|| self.defs.add_textual_scope(hole));
        self.modules.push(PendingModule {
            scope: inner,
            candidates,
            edition: self.defs.edition(instance.krate),
            name: text.to_owned(),
            cfg,
            place: Some(place),
            textual_scope,
            hole,
            visibility,
            depth,
        });
        hole.unwrap_or(textual_scope)
    }

    /// Declares a Rust module in its parent.
    pub(super) fn add_module_entry(&mut self, parent: ScopeId, module: ScopeId, visibility: DefVisibility, cfg: Cfg) {
        let entry = ScopeEntry { spaces: Spaces::TYPE, def: Def::Module(module), visibility, cfg };
        self.defs.add_entry(parent, self.defs.scope(module).name, entry);
    }

    /// Returns where the files of the `mod`s in a scope are looked for.
    fn directories(&self, scope: ScopeId) -> ModuleDirectories {
        let module = self.defs.scope(scope).module;
        match (&self.included, &self.defs.scope(module).origin) {
            (Some(included), _) if included.module == module => included.directories.clone(),
            (_, Some(origin)) => origin.directories.clone(),
            (_, None) => ModuleDirectories::default(),
        }
    }

    /// Returns the files that a `mod x;` can mean: one for each `#[path]`, and the usual ones if no `#[path]` applies.
    fn candidates(
        &mut self,
        instance: &FactsInstance,
        module: &syntax::Module,
        cfg: Cfg,
        directories: &ModuleDirectories,
    ) -> Vec<(Cfg, Vec<FileCandidate>)> {
        let cfgs = &mut self.queries.cfgs;
        let mut candidates = Vec::new();
        let mut uncovered = Cfg::ALWAYS;
        for (predicate, path) in &module.paths {
            let when = instance.cfgs[predicate.0 as usize];
            candidates.push((when, FileCandidate::at_path(&directories.path_base, instance.facts.name(*path))));
            let not = cfgs.not(when);
            uncovered = cfgs.and(uncovered, not);
        }
        let rest = cfgs.and(uncovered, cfg);
        if cfgs.is_satisfiable(rest) {
            let usual = FileCandidate::of_module(&directories.files, instance.facts.name(module.name));
            candidates.push((uncovered, usual.to_vec()));
        }
        candidates.retain(|(when, _)| {
            let both = cfgs.and(*when, cfg);
            cfgs.is_satisfiable(both)
        });
        candidates
    }

    fn declare_macro(
        &mut self,
        instance: &FactsInstance,
        definition: &syntax::MacroDefinition,
        site: DeclarationSite,
    ) -> TextualScopeId {
        let DeclarationSite { scope, cfg, textual_scope, .. } = site;
        let name = instance.words[definition.name.0 as usize];
        let index = self.macros.len() as u32;
        let compiled = self.speculation.compiled(definition);
        let address = speculation::address(definition);
        self.macros.push(MacroData { definition: address, compiled, krate: instance.krate });
        let item = self.defs.add_item(ItemData { scope, name, kind: DefKind::Macro(index) });
        if definition.exported {
            let (spaces, def, visibility) = (Spaces::MACRO, Def::Item(item), DefVisibility::Public);
            let root = self.defs.root(instance.krate);
            self.defs.add_entry(root, name, ScopeEntry { spaces, def, visibility, cfg });
        }
        self.defs.add_textual_scope(TextualScope::Macro { name, item, cfg, before: textual_scope })
    }
}
