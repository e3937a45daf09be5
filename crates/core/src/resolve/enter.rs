//! Putting facts into a place of a crate: their numbers become those of the world, their conditions those of that
//! crate.

use super::{
    driver::Driver,
    world::{self, PathId, PathParts, ScopeId, ScopeKind, Symbol, TextId, Unit, World},
};
use crate::{
    cfg::{Atom, Cfg},
    source::FileId,
    syntax::{self, Facts, Predicate, PredicateId, ScopeIndex},
    workspace::{CrateId, CrateKind},
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::Arc;

impl Driver<'_> {
    /// Puts facts into a scope. The last node of textual macros that they leave.
    pub(super) fn enter(
        &mut self,
        facts: &Arc<Facts>,
        file: Option<FileId>,
        scope: ScopeId,
        cfg: Cfg,
        text: TextId,
        depth: u32,
    ) -> TextId {
        let krate = self.world.scope(scope).krate;
        let unit = self.unit(facts, file, scope, cfg, krate);
        let mut texts: FxHashMap<ScopeIndex, TextId> = FxHashMap::default();
        texts.insert(ScopeIndex::ROOT, text);
        for declaration in &facts.declarations {
            let when = unit.cfgs[declaration.predicate.0 as usize];
            if !self.world.cfgs.is_satisfiable(when) {
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
    fn unit(&mut self, facts: &Arc<Facts>, file: Option<FileId>, scope: ScopeId, cfg: Cfg, krate: CrateId) -> Unit {
        let world = &mut self.world;
        let words = self.words.entry(Arc::as_ptr(facts)).or_insert_with(|| world.words(facts));
        let words = Arc::clone(words);
        let cfgs = self.world.conditions(facts, krate, cfg);
        let paths = self.world.own_paths(facts, &words);
        let mut scopes = vec![scope];
        // A crate whose root is left out is still there, and empty.
        if facts.predicate != PredicateId::ALWAYS && self.world.scope(scope).parent.is_some() {
            self.narrow(scope, cfgs[facts.predicate.0 as usize]);
        }
        for fact in &facts.scopes[1..] {
            let parent = scopes[fact.parent.0 as usize];
            scopes.push(self.world.enter_scope(fact, parent, &words, &cfgs));
        }
        Unit { facts: Arc::clone(facts), file, scopes, words, cfgs, paths, krate }
    }
}

impl World<'_> {
    /// The symbols of the words of some facts.
    pub(super) fn words(&mut self, facts: &Facts) -> Arc<[Symbol]> {
        let symbols = &mut self.symbols;
        facts.names.iter().map(|name| symbols.intern(name)).collect()
    }

    /// The conditions of the predicates of some facts that stand in a crate under a condition.
    pub(super) fn conditions(&mut self, facts: &Facts, krate: CrateId, cfg: Cfg) -> Vec<Cfg> {
        let package = self.workspace.krate(krate).package;
        let mut raw: Vec<Cfg> = Vec::with_capacity(facts.predicates.len());
        for predicate in &facts.predicates {
            let own = match predicate {
                Predicate::All(list) => {
                    list.iter().fold(Cfg::ALWAYS, |all, one| self.cfgs.and(all, raw[one.0 as usize]))
                }
                Predicate::Any(list) => list.iter().fold(Cfg::NEVER, |any, one| self.cfgs.or(any, raw[one.0 as usize])),
                Predicate::Not(inner) => self.cfgs.not(raw[inner.0 as usize]),
                Predicate::Atom(key, value) => {
                    let value = value.map(|value| facts.name(value));
                    let atom = self.cfgs.named(krate, package, facts.name(*key), value);
                    self.decided(atom, krate)
                }
            };
            raw.push(own);
        }
        raw.into_iter().map(|own| self.cfgs.and(own, cfg)).collect()
    }

    /// The paths of some facts, whose words are these symbols.
    pub(super) fn own_paths(&mut self, facts: &Facts, words: &[Symbol]) -> Vec<PathId> {
        let paths = &mut self.paths;
        let number =
            |path: &syntax::Path| {
                let segments: SmallVec<[Symbol; 8]> = path.segments.iter().map(|word| words[word.0 as usize]).collect();
                let known = paths.find(&PathParts { anchor: path.anchor, segments: &segments });
                PathId(known.unwrap_or_else(|| {
                    paths.intern(world::Path { anchor: path.anchor, segments: (&*segments).into() })
                }))
            };
        facts.paths.iter().map(number).collect()
    }

    /// A scope of facts with these words and conditions, within another.
    pub(super) fn enter_scope(
        &mut self,
        fact: &syntax::Scope,
        parent: ScopeId,
        words: &[Symbol],
        cfgs: &[Cfg],
    ) -> ScopeId {
        let krate = self.scope(parent).krate;
        let (kind, module) =
            if fact.block { (ScopeKind::Block, Some(self.scope(parent).module)) } else { (ScopeKind::Module, None) };
        let name = fact.body.map_or_else(|| self.symbols.intern(""), |body| words[body.0 as usize]);
        self.add_scope(kind, Some(parent), module, krate, name, cfgs[fact.predicate.0 as usize])
    }

    /// A condition where what is fixed has been decided: the tests of a test target, and the configuration, if one
    /// was asked for.
    pub(super) fn decided(&mut self, cfg: Cfg, krate: CrateId) -> Cfg {
        if cfg == Cfg::ALWAYS || cfg == Cfg::NEVER {
            return cfg;
        }
        let kind = self.workspace.krate(krate).kind;
        let test = match kind {
            CrateKind::Test | CrateKind::Bench => Some(true),
            CrateKind::Build => Some(false),
            CrateKind::Lib | CrateKind::Bin | CrateKind::Example => None,
        };
        let cfg = match test {
            Some(test) => self.cfgs.assume(cfg, &Atom::Test(krate), test),
            None => cfg,
        };
        match self.configuration {
            Some(configuration) => self.cfgs.project(cfg, &|atom| configuration.decide(atom, kind)),
            None => cfg,
        }
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
