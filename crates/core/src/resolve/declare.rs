//! Declarations: each becomes an entry of its scope.

use super::{
    ahead,
    driver::{Awaited, Driver, MacroEntry, Pending},
    macros::Text,
    modfile::{self},
    paths::Hits,
    world::{
        Entry, Import, Item, ItemKind, Origin, ScopeId, ScopeKind, Symbol, Targets, TextId, Unit, Visibility, What,
        World,
    },
};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    source::{FileId, Place},
    syntax::{self, Anchor, Declared, ImportKind, Position, ScopeIndex, Spaces},
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Driver<'_> {
    /// Declares one thing. The node of textual macros after it.
    pub(super) fn declare(
        &mut self,
        unit: &Unit,
        declaration: &syntax::Declaration,
        cfg: Cfg,
        text: TextId,
        depth: u32,
        texts: &mut FxHashMap<ScopeIndex, TextId>,
    ) -> TextId {
        let scope = unit.scopes[declaration.scope.0 as usize];
        let place = Place { file: FileId(declaration.at.file), span: declaration.at.span };
        if !matches!(declaration.what, Declared::Module(_) | Declared::LeaveMacroUse(_)) {
            self.world.scopes[scope.0 as usize].has_items = true;
        }
        match &declaration.what {
            Declared::Unnamed => {}
            Declared::Item(item) => self.world.declare_item(unit, item, scope, cfg),
            Declared::Import(import) => self.world.declare_import(unit, import, scope, cfg, text),
            Declared::Module(module) => {
                return self.declare_module(unit, module, scope, cfg, place, text, depth, texts);
            }
            Declared::LeaveMacroUse(inner) => return texts.get(inner).copied().unwrap_or(text),
            Declared::Macro(definition) => return self.declare_macro(unit, definition, scope, cfg, text),
            Declared::Call(call) => {
                let mut pending = Pending {
                    scope,
                    krate: unit.krate,
                    path: unit.paths[call.path.0 as usize],
                    arguments: Arc::clone(&call.arguments),
                    among: call.among,
                    generics: call.generics.iter().map(|word| unit.words[word.0 as usize]).collect(),
                    cfg,
                    text,
                    hole: text,
                    depth,
                    place,
                    beside: self.beside.clone(),
                };
                if let Some(last) = self.expand_textual(&pending) {
                    return last;
                }
                if call.among != Position::Statements || self.may_matter(&pending) {
                    let hole = self.world.add_text(Text::Hole(None, text));
                    pending.hole = hole;
                    self.pending.push(pending);
                    return hole;
                }
            }
        }
        text
    }

    #[expect(clippy::too_many_arguments, reason = "one call site, and each of them is needed once")]
    pub(super) fn declare_module(
        &mut self,
        unit: &Unit,
        module: &syntax::Module,
        scope: ScopeId,
        cfg: Cfg,
        place: Place,
        text: TextId,
        depth: u32,
        texts: &mut FxHashMap<ScopeIndex, TextId>,
    ) -> TextId {
        let name = unit.words[module.name.0 as usize];
        let visibility = self.world.visibility(unit, &module.visibility, scope);
        let parent = self.world.scope(scope).module;
        let (folder, path_folder) = match (&self.beside, &self.world.scope(parent).origin) {
            (Some(beside), _) if beside.module == parent => (beside.folder.clone(), beside.path_folder.clone()),
            (_, Some(origin)) => (origin.folder.clone(), origin.path_folder.clone()),
            (_, None) => Default::default(),
        };
        let text_name = unit.facts.name(module.name).to_owned();
        if let Some(inline) = module.inline {
            let inner = unit.scopes[inline.0 as usize];
            let below = match module.paths.first() {
                Some((_, path)) => modfile::normalise(&path_folder.join(unit.facts.name(*path))),
                None => folder.join(&text_name),
            };
            let target = self.world.scope_mut(inner);
            target.name = name;
            target.origin =
                Some(Origin { file: place.file, place, inline: true, folder: below.clone(), path_folder: below });
            texts.insert(inline, text);
            self.world.add_entry(
                scope,
                name,
                Entry { spaces: Spaces::TYPE, what: What::Module(inner), visibility, cfg },
            );
            return text;
        }
        let inner = self.world.add_scope(ScopeKind::Module, Some(scope), None, unit.krate, name, cfg);
        self.world.add_entry(scope, name, Entry { spaces: Spaces::TYPE, what: What::Module(inner), visibility, cfg });
        let mut candidates = Vec::new();
        let mut uncovered = Cfg::ALWAYS;
        for (predicate, path) in &module.paths {
            let when = unit.cfgs[predicate.0 as usize];
            let candidate = modfile::at_path(&path_folder, unit.facts.name(*path));
            candidates.push((when, vec![candidate]));
            let not = self.world.cfgs.not(when);
            uncovered = self.world.cfgs.and(uncovered, not);
        }
        let rest = self.world.cfgs.and(uncovered, cfg);
        if self.world.cfgs.is_satisfiable(rest) {
            candidates.push((uncovered, modfile::candidates(&folder, &text_name).to_vec()));
        }
        candidates.retain(|(when, _)| {
            let all = self.world.cfgs.and(*when, cfg);
            self.world.cfgs.is_satisfiable(all)
        });
        let hole = module.macro_use.then(|| self.world.add_text(Text::Hole(None, text)));
        self.awaited.push(Awaited {
            scope: inner,
            candidates,
            edition: self.editions[unit.krate.0 as usize],
            name: text_name,
            cfg,
            place,
            text,
            hole,
            visibility,
            depth,
        });
        hole.unwrap_or(text)
    }

    pub(super) fn declare_macro(
        &mut self,
        unit: &Unit,
        macro_: &syntax::MacroDefinition,
        scope: ScopeId,
        cfg: Cfg,
        text: TextId,
    ) -> TextId {
        let name = unit.words[macro_.name.0 as usize];
        let number = self.macros.len() as u32;
        let (definition, compiled) = (ahead::address(macro_), self.ahead.compiled(macro_));
        self.macros.push(MacroEntry { definition, compiled, krate: unit.krate });
        let item = self.world.add_item(Item { scope, name, kind: ItemKind::Macro(number) });
        if macro_.exported {
            let root = self.world.roots[unit.krate.0 as usize];
            let entry = Entry { spaces: Spaces::MACRO, what: What::Item(item), visibility: Visibility::Public, cfg };
            self.world.add_entry(root, name, entry);
        }
        self.world.add_text(Text::Macro(name, item, cfg, text))
    }
}

impl World<'_> {
    pub(super) fn visibility(&mut self, unit: &Unit, visibility: &syntax::Visibility, scope: ScopeId) -> Visibility {
        let module = self.scope(scope).module;
        match visibility {
            syntax::Visibility::Public => Visibility::Public,
            syntax::Visibility::Inherited => Visibility::In(module),
            syntax::Visibility::Restricted(path) => {
                let path = self.path(unit.paths[path.0 as usize]).clone();
                let root = self.roots[unit.krate.0 as usize];
                let start = match path.anchor {
                    Anchor::Crate | Anchor::Global | Anchor::Plain => Some(root),
                    Anchor::DollarCrate(krate) => self.roots.get(krate as usize).copied(),
                    Anchor::Super(levels) => self.ancestor(scope, levels),
                };
                // It can only name an ancestor: the one at that depth.
                let mut at = start.unwrap_or(root);
                for name in &*path.segments {
                    let mut ancestor = Some(module);
                    while let Some(one) = ancestor {
                        let above = self.scope(one).parent.map(|parent| self.scope(parent).module);
                        if above == Some(at) && self.scope(one).name == *name {
                            at = one;
                            break;
                        }
                        ancestor = above;
                    }
                }
                Visibility::In(at)
            }
        }
    }

    pub(super) fn add_entry(&mut self, scope: ScopeId, name: Symbol, entry: Entry) {
        self.scopes[scope.0 as usize].entries.entry(name).or_default().push(entry);
        self.name_changed(scope, name);
    }

    pub(super) fn declare_item(&mut self, unit: &Unit, item: &syntax::Item, scope: ScopeId, cfg: Cfg) {
        let name = unit.words[item.name.0 as usize];
        let visibility = self.visibility(unit, &item.visibility, scope);
        let kind = match &item.kind {
            syntax::ItemKind::Enum(variants) => {
                let module = self.scope(scope).module;
                let inner = self.add_scope(ScopeKind::Enum, Some(scope), Some(module), unit.krate, name, cfg);
                for (variant, spaces, predicate) in variants {
                    let variant = unit.words[variant.0 as usize];
                    let when = self.cfgs.and(cfg, unit.cfgs[predicate.0 as usize]);
                    let id = self.add_item(Item { scope: inner, name: variant, kind: ItemKind::PatternValue });
                    let entry = Entry { spaces: *spaces, what: What::Item(id), visibility, cfg: when };
                    self.add_entry(inner, variant, entry);
                }
                ItemKind::Enum(inner)
            }
            syntax::ItemKind::PatternValue => ItemKind::PatternValue,
            syntax::ItemKind::Trait | syntax::ItemKind::Other => ItemKind::Other,
        };
        let id = self.add_item(Item { scope, name, kind });
        self.add_entry(scope, name, Entry { spaces: item.spaces, what: What::Item(id), visibility, cfg });
    }

    pub(super) fn declare_import(
        &mut self,
        unit: &Unit,
        import: &syntax::Import,
        scope: ScopeId,
        cfg: Cfg,
        text: TextId,
    ) {
        let visibility = self.visibility(unit, &import.visibility, scope);
        let path = unit.paths[import.path.0 as usize];
        let id = ImportId(self.imports.len() as u32);
        let (name, spaces) = match import.kind {
            ImportKind::Name(name) => (Some(unit.words[name.0 as usize]), Spaces::ALL),
            ImportKind::SelfName(name) => (Some(unit.words[name.0 as usize]), Spaces::TYPE),
            ImportKind::Underscore => (None, Spaces::ALL),
            ImportKind::Glob => (None, Spaces::TYPE),
            ImportKind::ExternCrate { name, macro_use } => {
                let first = self.path(path).segments.first().copied();
                let krates = first.map_or_else(Vec::new, |first| self.extern_crate(first, unit.krate, cfg));
                if macro_use {
                    self.macro_use[unit.krate.0 as usize].extend(krates.iter().map(|(res, _)| *res));
                }
                // At the root it also adds to what every path of the crate can name.
                self.externs_changed = self.tick();
                let at_root = scope == self.roots[unit.krate.0 as usize];
                if let (Some(name), true) = (name, at_root) {
                    let name = unit.words[name.0 as usize];
                    let entries = self.externs[unit.krate.0 as usize].entry(name).or_default();
                    for (res, when) in krates {
                        match entries.iter_mut().find(|(other, _)| *other == res) {
                            Some((_, there)) => *there = self.cfgs.or(*there, when),
                            None => entries.push((res, when)),
                        }
                    }
                }
                (name.map(|name| unit.words[name.0 as usize]), Spaces::TYPE)
            }
        };
        let glob = import.kind == ImportKind::Glob;
        self.imports.push(Import {
            scope,
            path,
            name,
            glob,
            extern_crate: matches!(import.kind, ImportKind::ExternCrate { .. }),
            spaces,
            visibility,
            cfg,
            at: import.span,
            underscore: import.kind == ImportKind::Underscore,
            from_body: import.from_body,
            text,
            targets: Targets::new(),
            hits: Hits::new(),
            asked: Vec::new(),
            resolved: None,
        });
        if glob {
            self.scope_mut(scope).globs.push(id);
        } else if let Some(name) = name {
            self.add_entry(scope, name, Entry { spaces, what: What::Import(id), visibility, cfg });
        }
    }
}
