//! Updates the declarations of a snapshot with those of edited files.

use super::{FileUpdate, IncrementalResolution, Refusal};
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::{Def, DefKind, FactsInstance, ScopeEntry, TextualPositions},
        def_snapshot::PersistedInstance,
        ids::{ScopeId, Symbol, TextualScopeId},
    },
    syntax::{self, Anchor, Declared, Facts, Generator, GeneratorKind, ImportKind, Located, Spaces},
};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The old version of a file in one place of one crate.
pub(super) struct OldInstance<'e> {
    pub(super) update: &'e FileUpdate,
    pub(super) persisted: &'e PersistedInstance,
    /// The predicates of the old facts.
    pub(super) cfgs: Vec<Cfg>,
}

impl OldInstance<'_> {
    /// Returns the predicate of an old declaration.
    fn cfg(&self, index: usize) -> Cfg {
        self.cfgs[self.update.old.declarations[index].predicate.0 as usize]
    }

    /// Returns the scope of an old declaration.
    fn scope(&self, index: usize) -> Result<ScopeId, Refusal> {
        let scope = self.update.old.declarations[index].scope;
        self.persisted.scopes.get(scope.0 as usize).copied().ok_or(Refusal::DamagedCache)
    }
}

impl IncrementalResolution<'_> {
    /// Adds the new declarations of a file in one place of one crate, and removes the old ones.
    pub(super) fn declare(
        &mut self,
        update: &FileUpdate,
        persisted: &PersistedInstance,
    ) -> Result<FactsInstance, Refusal> {
        let facts = &update.new;
        let words = self.defs.intern_words(facts);
        let mut collector = self.collector();
        let cfgs = collector.conditions(facts, persisted.krate, persisted.cfg);
        let paths = collector.paths(facts, &words);
        let mut scopes: Vec<ScopeId> = Vec::with_capacity(facts.scopes.len());
        for (fact, old) in facts.scopes.iter().zip(&update.scopes) {
            let scope = if let Some(old) = old {
                *persisted.scopes.get(old.0 as usize).ok_or(Refusal::DamagedCache)?
            } else {
                let parent = *scopes.get(fact.parent.0 as usize).ok_or(Refusal::DamagedCache)?;
                collector.add_scope(fact, parent, &words, &cfgs)
            };
            scopes.push(scope);
        }
        let instance = FactsInstance {
            facts: Arc::clone(facts),
            file: Some(update.file),
            scopes,
            words,
            cfgs,
            paths,
            krate: persisted.krate,
            call: None,
            textual_scopes: TextualPositions::default(),
        };
        let cfgs = self.collector().conditions(&update.old, persisted.krate, persisted.cfg);
        let old_instance = OldInstance { update, persisted, cfgs };
        self.update_generators(&old_instance, &instance)?;
        let mut added: Vec<usize> = update.added.clone();
        for removed in &update.removed {
            if !self.queries.cfgs.is_satisfiable(old_instance.cfg(*removed)) {
                continue;
            }
            let same_enum = added.iter().position(|new| is_same_enum(update, *removed, *new));
            match same_enum.map(|at| added.swap_remove(at)) {
                Some(new) => self.update_variants(&old_instance, *removed, &instance, new)?,
                None => self.remove(&old_instance, *removed)?,
            }
        }
        added.sort_unstable();
        for new in added {
            self.add(update, &instance, new)?;
        }
        self.check_emptied_scopes(&old_instance, &instance)?;
        Ok(instance)
    }

    /// Adds new derives and attributes that may declare names. Refuses to remove old ones: whether other code declares the
    /// same is not persisted.
    fn update_generators(&mut self, old_instance: &OldInstance<'_>, instance: &FactsInstance) -> Result<(), Refusal> {
        let OldInstance { update, persisted, cfgs } = old_instance;
        let old_words = self.defs.intern_words(&update.old);
        let mut generators = |facts: &Facts, scopes: &[ScopeId], words: &[Symbol], cfgs: &[Cfg]| {
            let mut all: FxHashSet<(ScopeId, Option<Symbol>, u8)> = FxHashSet::default();
            for Generator { scope, predicate, kind } in &facts.generators {
                let Some(scope) = scopes.get(scope.0 as usize) else { return Err(Refusal::DamagedCache) };
                if self.queries.cfgs.is_satisfiable(cfgs[predicate.0 as usize]) {
                    let (name, kind) = match kind {
                        GeneratorKind::Named(name) => (Some(words[name.0 as usize]), 0),
                        GeneratorKind::Known(name) => (Some(words[name.0 as usize]), 1),
                        GeneratorKind::Unnamed => (None, 2),
                        GeneratorKind::Content => (None, 3),
                    };
                    all.insert((*scope, name, kind));
                }
            }
            Ok(all)
        };
        let before = generators(&update.old, &persisted.scopes, &old_words, cfgs)?;
        let after = generators(&instance.facts, &instance.scopes, &instance.words, &instance.cfgs)?;
        let stays: FxHashSet<ScopeId> = instance.scopes.iter().copied().collect();
        if before.difference(&after).any(|(scope, ..)| stays.contains(scope)) {
            return Err(Refusal::RemovedGenerator);
        }
        self.changed_generators.extend(after.difference(&before).map(|(scope, ..)| *scope));
        self.collector().declare_generators(instance);
        Ok(())
    }

    fn add(&mut self, update: &FileUpdate, instance: &FactsInstance, new: usize) -> Result<(), Refusal> {
        let declaration = &instance.facts.declarations[new];
        let cfg = instance.cfgs[declaration.predicate.0 as usize];
        if !self.queries.cfgs.is_satisfiable(cfg) {
            return Ok(());
        }
        let scope = instance.scopes[declaration.scope.0 as usize];
        let stays = update.scopes[declaration.scope.0 as usize].is_some();
        match &declaration.what {
            Declared::Item(item) => {
                self.collector().declare_item(instance, item, scope, cfg);
                if stays {
                    self.changed_names.insert((scope, instance.words[item.name.0 as usize]));
                }
            }
            Declared::Import(import) => {
                match import.kind {
                    ImportKind::ExternCrate { .. } => return Err(Refusal::ExternCrate),
                    // It may import any name.
                    ImportKind::Glob if stays => return Err(Refusal::GlobImport),
                    ImportKind::Name(name) | ImportKind::SelfName(name) if stays => {
                        self.changed_names.insert((scope, instance.words[name.0 as usize]));
                    }
                    ImportKind::Name(_) | ImportKind::SelfName(_) | ImportKind::Underscore | ImportKind::Glob => {}
                }
                // A single name may be that of a macro in textual scope.
                let path = &instance.facts.paths[import.path.0 as usize];
                let is_glob = matches!(import.kind, ImportKind::Glob);
                if !is_glob && path.anchor == Anchor::Plain && path.segments.len() < 2 {
                    return Err(Refusal::SingleNameImport);
                }
                // The facts of an updated file do not know the file's number.
                let at = Located { file: update.file.0, span: import.span.span };
                self.collector().declare_import(instance, import, at, scope, cfg, TextualScopeId::EMPTY);
            }
            // A macro that can't be expanded may declare any name in its arguments.
            Declared::Call(call) if !stays => {
                self.defs.hide_identifiers(scope, &call.arguments);
            }
            Declared::Unnamed => {}
            Declared::Call(_) | Declared::Module(_) | Declared::Macro(_) | Declared::LeaveMacroUse(_) => {
                return Err(Refusal::ModulesOrMacros);
            }
        }
        Ok(())
    }

    /// Removes the entry of an old declaration.
    fn remove(&mut self, old_instance: &OldInstance<'_>, removed: usize) -> Result<(), Refusal> {
        let (cfg, scope) = (old_instance.cfg(removed), old_instance.scope(removed)?);
        let old = &old_instance.update.old;
        let (name, at) = match &old.declarations[removed].what {
            Declared::Item(item) => {
                let name = self.defs.intern(old.name(item.name));
                (name, self.item_entry(name, item.spaces, cfg, scope)?)
            }
            Declared::Import(import) => {
                let name = match import.kind {
                    ImportKind::Name(name) | ImportKind::SelfName(name) => name,
                    ImportKind::Underscore => return Ok(()),
                    ImportKind::Glob => return Err(Refusal::GlobImport),
                    ImportKind::ExternCrate { .. } => return Err(Refusal::ExternCrate),
                };
                let name = self.defs.intern(old.name(name));
                let place = (old_instance.update.file.0, import.span.span);
                let is_it = |entry: &ScopeEntry| match entry.def {
                    Def::Import(id) => {
                        let at = self.defs.import(id).at;
                        (at.file, at.span) == place
                    }
                    _ => false,
                };
                let entries = self.defs.scope(scope).entries.get(&name);
                let at = entries.and_then(|entries| entries.iter().position(is_it));
                (name, at.ok_or(Refusal::DamagedCache)?)
            }
            _ => return Err(Refusal::ModulesOrMacros),
        };
        self.remove_entry(scope, name, at);
        Ok(())
    }

    /// Returns the index of an item among the entries of its name. Macros may have declared others.
    fn item_entry(&self, name: Symbol, spaces: Spaces, cfg: Cfg, scope: ScopeId) -> Result<usize, Refusal> {
        let is_it = |entry: &ScopeEntry| match entry.def {
            Def::Item(id) => {
                (entry.spaces, entry.cfg) == (spaces, cfg) && !matches!(self.defs.def_kind(id), DefKind::Macro(_))
            }
            _ => false,
        };
        let entries = self.defs.scope(scope).entries.get(&name);
        let mut matching = entries.into_iter().flatten().enumerate().filter(|(_, entry)| is_it(entry));
        match (matching.next(), matching.next()) {
            (Some((at, _)), None) => Ok(at),
            _ => Err(Refusal::AmbiguousDeclaration { name: self.name(name) }),
        }
    }

    fn remove_entry(&mut self, scope: ScopeId, name: Symbol, at: usize) {
        self.changed_names.insert((scope, name));
        self.defs.remove_entry(scope, name, at);
    }

    /// Replaces the variants of an enum.
    fn update_variants(
        &mut self,
        old_instance: &OldInstance<'_>,
        removed: usize,
        instance: &FactsInstance,
        added: usize,
    ) -> Result<(), Refusal> {
        let (cfg, scope) = (old_instance.cfg(removed), old_instance.scope(removed)?);
        let old = &old_instance.update.old;
        let (Declared::Item(item), Declared::Item(new)) =
            (&old.declarations[removed].what, &instance.facts.declarations[added].what)
        else {
            return Err(Refusal::ModulesOrMacros);
        };
        let (syntax::ItemKind::Enum(old_variants), syntax::ItemKind::Enum(new_variants)) = (&item.kind, &new.kind)
        else {
            return Err(Refusal::ModulesOrMacros);
        };
        let name = self.defs.intern(old.name(item.name));
        let at = self.item_entry(name, item.spaces, cfg, scope)?;
        let entries = self.defs.scope(scope).entries.get(&name).ok_or(Refusal::DamagedCache)?;
        let ScopeEntry { def: Def::Item(id), visibility, .. } = entries[at] else { return Err(Refusal::DamagedCache) };
        let inner = self.defs.variants(id).ok_or(Refusal::DamagedCache)?;
        let (defs, cfgs) = (&mut self.defs, &mut self.queries.cfgs);
        let old_variants: Vec<(Symbol, Spaces, Cfg)> = old_variants
            .iter()
            .map(|(name, spaces, when)| {
                let when = cfgs.and(cfg, old_instance.cfgs[when.0 as usize]);
                (defs.intern(old.name(*name)), *spaces, when)
            })
            .collect();
        let new_variants: Vec<(Symbol, Spaces, Cfg)> = new_variants
            .iter()
            .map(|(name, spaces, when)| {
                (instance.words[name.0 as usize], *spaces, cfgs.and(cfg, instance.cfgs[when.0 as usize]))
            })
            .collect();
        for variant in old_variants.iter().filter(|variant| !new_variants.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            let at = self.item_entry(name, spaces, cfg, inner)?;
            self.remove_entry(inner, name, at);
        }
        for variant in new_variants.iter().filter(|variant| !old_variants.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            self.collector().declare_variant(inner, name, spaces, visibility, cfg);
            self.changed_names.insert((inner, name));
        }
        Ok(())
    }
}

/// Whether two declarations are versions of the same enum, with different variants.
fn is_same_enum(update: &FileUpdate, removed: usize, added: usize) -> bool {
    let (before, after) = (&update.old.declarations[removed], &update.new.declarations[added]);
    let (Declared::Item(a), Declared::Item(b)) = (&before.what, &after.what) else { return false };
    let is_enum = |item: &syntax::Item| matches!(item.kind, syntax::ItemKind::Enum(_));
    let plain = |item: &syntax::Item| !matches!(item.visibility, syntax::Visibility::Restricted(_));
    is_enum(a)
        && is_enum(b)
        && plain(a)
        && a.visibility == b.visibility
        && a.spaces == b.spaces
        && update.old.name(a.name) == update.new.name(b.name)
        && update.scopes[after.scope.0 as usize] == Some(before.scope)
        && (before.predicate, after.predicate) == (syntax::PredicateId::ALWAYS, syntax::PredicateId::ALWAYS)
}
