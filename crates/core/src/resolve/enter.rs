//! Putting facts into a place of a crate: their numbers become those of the world, their conditions those of that
//! crate.

use super::{
    driver::Driver,
    world::{self, PathId, ScopeId, ScopeKind, TextId, Unit},
};
use crate::{
    cfg::Cfg,
    syntax::{Facts, Predicate, PredicateId, ScopeIndex},
    workspace::CrateId,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Driver<'_> {
    /// Puts facts into a scope. The last node of textual macros that they leave.
    pub(super) fn enter(&mut self, facts: &Arc<Facts>, scope: ScopeId, cfg: Cfg, text: TextId, depth: u32) -> TextId {
        let krate = self.world.scope(scope).krate;
        let unit = self.unit(facts, scope, cfg, krate);
        let mut texts: FxHashMap<ScopeIndex, TextId> = FxHashMap::default();
        texts.insert(ScopeIndex::ROOT, text);
        for declaration in &facts.declarations {
            let when = unit.cfgs[declaration.predicate.0 as usize];
            if !self.world.cfgs.possible(when) {
                continue;
            }
            let current = current_text(&texts, facts, declaration.scope);
            let after = self.declare(&unit, declaration, when, current, depth, &mut texts);
            texts.insert(declaration.scope, after);
        }
        for scope in &facts.generated {
            self.world.scope_mut(unit.scopes[scope.0 as usize]).generated = true;
        }
        self.units.push(unit);
        texts[&ScopeIndex::ROOT]
    }

    /// Translates the numbers of facts into those of the world, for one place of one crate.
    pub(super) fn unit(&mut self, facts: &Arc<Facts>, scope: ScopeId, cfg: Cfg, krate: CrateId) -> Unit {
        let symbols = &mut self.world.symbols;
        let words = Arc::clone(
            self.words
                .entry(Arc::as_ptr(facts))
                .or_insert_with(|| facts.names.iter().map(|name| symbols.intern(name)).collect()),
        );
        let package = self.world.workspace.krate(krate).package;
        let mut raw: Vec<Cfg> = Vec::with_capacity(facts.predicates.len());
        for predicate in &facts.predicates {
            let own = match predicate {
                Predicate::All(list) => {
                    list.iter().fold(Cfg::ALWAYS, |all, one| self.world.cfgs.and(all, raw[one.0 as usize]))
                }
                Predicate::Any(list) => {
                    list.iter().fold(Cfg::NEVER, |any, one| self.world.cfgs.or(any, raw[one.0 as usize]))
                }
                Predicate::Not(inner) => self.world.cfgs.not(raw[inner.0 as usize]),
                Predicate::Atom(key, value) => {
                    let value = value.map(|value| facts.name(value));
                    let atom = self.world.cfgs.named(krate, package, facts.name(*key), value);
                    self.decided(atom, krate)
                }
            };
            raw.push(own);
        }
        let cfgs: Vec<Cfg> = raw.into_iter().map(|own| self.world.cfgs.and(own, cfg)).collect();
        let paths = facts
            .paths
            .iter()
            .map(|path| {
                let segments = path.segments.iter().map(|word| words[word.0 as usize]).collect();
                PathId(self.world.paths.number(world::Path { anchor: path.anchor, segments }))
            })
            .collect();
        let mut scopes = vec![scope];
        // A crate whose root is left out is still there, and empty.
        if facts.predicate != PredicateId::ALWAYS && self.world.scope(scope).parent.is_some() {
            self.narrow(scope, cfgs[facts.predicate.0 as usize]);
        }
        for fact in &facts.scopes[1..] {
            let parent = scopes[fact.parent.0 as usize];
            let when = cfgs[fact.predicate.0 as usize];
            let (kind, module) = if fact.block {
                (ScopeKind::Block, Some(self.world.scope(parent).module))
            } else {
                (ScopeKind::Module, None)
            };
            let name = fact.body.map_or_else(|| self.world.symbols.intern(""), |body| words[body.0 as usize]);
            scopes.push(self.add_scope(kind, Some(parent), module, krate, name, when));
        }
        Unit { facts: Arc::clone(facts), scopes, words, cfgs, paths, krate }
    }
}

/// The textual macros at this point of a scope: its own, or those of the scopes around it where it starts.
fn current_text(texts: &FxHashMap<ScopeIndex, TextId>, facts: &Facts, scope: ScopeIndex) -> TextId {
    let mut at = scope;
    loop {
        if let Some(text) = texts.get(&at) {
            return *text;
        }
        at = facts.scopes[at.0 as usize].parent;
    }
}
