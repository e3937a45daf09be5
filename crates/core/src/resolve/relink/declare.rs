//! Edited files in a world: what they declare by now, and no longer do.

use super::{Again, Relink};
use crate::{
    cfg::Cfg,
    resolve::{
        kept::KeptUnit,
        world::{Entry, Item, ItemKind, ScopeId, Symbol, TextId, Unit, What},
    },
    syntax::{self, Anchor, Declared, ImportKind, Spaces},
};
use std::sync::Arc;

/// What stood in one place of one crate.
pub(super) struct Before<'e> {
    pub(super) edit: &'e Relink,
    pub(super) kept: &'e KeptUnit,
    /// The conditions of the old reading.
    pub(super) cfgs: Vec<Cfg>,
}

impl Before<'_> {
    /// When a declaration of the old reading was there.
    fn cfg(&self, index: usize) -> Cfg {
        self.cfgs[self.edit.old.declarations[index].predicate.0 as usize]
    }

    /// Where it was.
    fn scope(&self, index: usize) -> Option<ScopeId> {
        self.kept.scopes.get(self.edit.old.declarations[index].scope.0 as usize).copied()
    }
}

impl Again<'_> {
    /// Declares in one place of one crate what is new, and takes back what is gone.
    pub(super) fn declare(&mut self, edit: &Relink, kept: &KeptUnit) -> Option<Unit> {
        let world = &mut self.world;
        let facts = &edit.new;
        let words = world.words(facts);
        let cfgs = world.conditions(facts, kept.krate, kept.cfg);
        let paths = world.own_paths(facts, &words);
        let mut scopes: Vec<ScopeId> = Vec::with_capacity(facts.scopes.len());
        for (fact, old) in facts.scopes.iter().zip(&edit.scopes) {
            let scope = match old {
                Some(old) => *kept.scopes.get(old.0 as usize)?,
                None => world.enter_scope(fact, *scopes.get(fact.parent.0 as usize)?, &words, &cfgs),
            };
            scopes.push(scope);
        }
        for scope in facts.generated.iter().filter(|scope| edit.scopes[scope.0 as usize].is_none()) {
            world.scope_mut(scopes[scope.0 as usize]).generated = true;
        }
        let unit =
            Unit { facts: Arc::clone(facts), file: Some(edit.file), scopes, words, cfgs, paths, krate: kept.krate };
        let before = Before { edit, kept, cfgs: self.world.conditions(&edit.old, kept.krate, kept.cfg) };
        let mut added: Vec<usize> = edit.added.clone();
        for gone in &edit.gone {
            if !self.world.cfgs.is_satisfiable(before.cfg(*gone)) {
                continue;
            }
            let now = added.iter().position(|new| is_same_enum(edit, *gone, *new));
            match now.map(|at| added.swap_remove(at)) {
                Some(now) => self.vary(&before, *gone, &unit, now)?,
                None => self.take_back(&before, *gone)?,
            }
        }
        added.sort_unstable();
        for new in added {
            self.add(edit, &unit, new)?;
        }
        self.fill(&before, &unit)?;
        Some(unit)
    }

    fn add(&mut self, edit: &Relink, unit: &Unit, new: usize) -> Option<()> {
        let declaration = &unit.facts.declarations[new];
        let cfg = unit.cfgs[declaration.predicate.0 as usize];
        if !self.world.cfgs.is_satisfiable(cfg) {
            return Some(());
        }
        let scope = unit.scopes[declaration.scope.0 as usize];
        let stays = edit.scopes[declaration.scope.0 as usize].is_some();
        match &declaration.what {
            Declared::Item(item) => {
                self.world.declare_item(unit, item, scope, cfg);
                if stays {
                    self.affected.insert((scope, unit.words[item.name.0 as usize]));
                }
            }
            Declared::Import(import) => {
                match import.kind {
                    ImportKind::ExternCrate { .. } => return None,
                    // It may bring in anything.
                    ImportKind::Glob if stays => return None,
                    ImportKind::Name(name) | ImportKind::SelfName(name) if stays => {
                        self.affected.insert((scope, unit.words[name.0 as usize]));
                    }
                    ImportKind::Name(_) | ImportKind::SelfName(_) | ImportKind::Underscore | ImportKind::Glob => {}
                }
                // A name alone may be that of a macro in textual scope.
                let path = &unit.facts.paths[import.path.0 as usize];
                if path.anchor == Anchor::Plain && path.segments.len() < 2 {
                    return None;
                }
                self.world.declare_import(unit, import, scope, cfg, TextId(0));
                if let Some(import) = self.world.imports.last_mut() {
                    import.at.file = edit.file.0;
                }
            }
            // Of a call that nobody can expand, any name in its arguments may be declared in its block.
            Declared::Call(call) if !stays => {
                self.world.hide_all(scope, &call.arguments);
            }
            Declared::Unnamed => {}
            Declared::Call(_) | Declared::Module(_) | Declared::Macro(_) | Declared::LeaveMacroUse(_) => return None,
        }
        Some(())
    }

    /// Takes back what a declaration declared that is gone.
    fn take_back(&mut self, before: &Before<'_>, gone: usize) -> Option<()> {
        let (cfg, scope) = (before.cfg(gone), before.scope(gone)?);
        let old = &before.edit.old;
        let (name, at) = match &old.declarations[gone].what {
            Declared::Item(item) => {
                let name = self.world.symbols.intern(old.name(item.name));
                (name, self.item(name, item.spaces, cfg, scope)?)
            }
            Declared::Import(import) => {
                let name = match import.kind {
                    ImportKind::Name(name) | ImportKind::SelfName(name) => name,
                    ImportKind::Underscore => return Some(()),
                    ImportKind::Glob | ImportKind::ExternCrate { .. } => return None,
                };
                let name = self.world.symbols.intern(old.name(name));
                let place = (before.edit.file.0, import.span.span);
                let is_it = |entry: &Entry| match entry.what {
                    What::Import(id) => {
                        let at = self.world.import(id).at;
                        (at.file, at.span) == place
                    }
                    _ => false,
                };
                (name, self.world.scope(scope).entries.get(&name)?.iter().position(is_it)?)
            }
            _ => return None,
        };
        self.take(scope, name, at);
        Some(())
    }

    /// Where an item of the source is among the entries of its name; macros write some, too.
    fn item(&self, name: Symbol, spaces: Spaces, cfg: Cfg, scope: ScopeId) -> Option<usize> {
        let is_it = |entry: &&Entry| match entry.what {
            What::Item(id) => {
                (entry.spaces, entry.cfg) == (spaces, cfg) && !matches!(self.world.item(id).kind, ItemKind::Macro(_))
            }
            _ => false,
        };
        let entries = self.world.scope(scope).entries.get(&name)?;
        let at = entries.iter().position(|entry| is_it(&entry))?;
        (entries.iter().filter(is_it).count() == 1).then_some(at)
    }

    fn take(&mut self, scope: ScopeId, name: Symbol, at: usize) {
        let entries = &mut self.world.scopes[scope.0 as usize].entries;
        if let Some(of_name) = entries.get_mut(&name) {
            of_name.remove(at);
            if of_name.is_empty() {
                entries.remove(&name);
            }
        }
        self.affected.insert((scope, name));
        self.world.name_changed(scope, name);
    }

    /// Gives an enum the variants that it has now.
    fn vary(&mut self, before: &Before<'_>, gone: usize, unit: &Unit, now: usize) -> Option<()> {
        let (cfg, scope) = (before.cfg(gone), before.scope(gone)?);
        let old = &before.edit.old;
        let (Declared::Item(item), Declared::Item(new)) =
            (&old.declarations[gone].what, &unit.facts.declarations[now].what)
        else {
            return None;
        };
        let (syntax::ItemKind::Enum(gone), syntax::ItemKind::Enum(new)) = (&item.kind, &new.kind) else { return None };
        let name = self.world.symbols.intern(old.name(item.name));
        let at = self.item(name, item.spaces, cfg, scope)?;
        let Entry { what, visibility, .. } = self.world.scope(scope).entries.get(&name)?[at];
        let What::Item(id) = what else { return None };
        let inner = self.world.variants(id)?;
        let world = &mut self.world;
        let gone: Vec<(Symbol, Spaces, Cfg)> = gone
            .iter()
            .map(|(name, spaces, when)| {
                let when = world.cfgs.and(cfg, before.cfgs[when.0 as usize]);
                (world.symbols.intern(old.name(*name)), *spaces, when)
            })
            .collect();
        let new: Vec<(Symbol, Spaces, Cfg)> = new
            .iter()
            .map(|(name, spaces, when)| {
                (unit.words[name.0 as usize], *spaces, world.cfgs.and(cfg, unit.cfgs[when.0 as usize]))
            })
            .collect();
        for variant in gone.iter().filter(|variant| !new.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            let at = self.item(name, spaces, cfg, inner)?;
            self.take(inner, name, at);
        }
        for variant in new.iter().filter(|variant| !gone.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            let id = self.world.add_item(Item { scope: inner, name, kind: ItemKind::PatternValue });
            self.world.add_entry(inner, name, Entry { spaces, what: What::Item(id), visibility, cfg });
            self.affected.insert((inner, name));
        }
        Some(())
    }
}

/// Whether two readings of an item are one enum with other variants.
fn is_same_enum(edit: &Relink, gone: usize, new: usize) -> bool {
    let (before, now) = (&edit.old.declarations[gone], &edit.new.declarations[new]);
    let (Declared::Item(a), Declared::Item(b)) = (&before.what, &now.what) else { return false };
    let is_enum = |item: &syntax::Item| matches!(item.kind, syntax::ItemKind::Enum(_));
    let plain = |item: &syntax::Item| !matches!(item.visibility, syntax::Visibility::Restricted(_));
    is_enum(a)
        && is_enum(b)
        && plain(a)
        && a.visibility == b.visibility
        && a.spaces == b.spaces
        && edit.old.name(a.name) == edit.new.name(b.name)
        && edit.scopes[now.scope.0 as usize] == Some(before.scope)
        && (before.predicate, now.predicate) == (syntax::PredicateId::ALWAYS, syntax::PredicateId::ALWAYS)
}
