//! Placing facts in a crate: an instance of them is created, and all its declarations are declared.

use super::Driver;
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::{FactsInstance, TextualPositions},
        ids::{ScopeId, TextualScopeId},
    },
    source::FileId,
    syntax::{Facts, PredicateId, ScopeIndex},
    workspace::CrateId,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The last node of the macros in textual scope, for each scope of an instance that has been entered.
pub(super) type TextualScopes = FxHashMap<ScopeIndex, TextualScopeId>;

impl Driver<'_> {
    /// Declares facts in a scope. Returns the last node of textual macros after them.
    pub(super) fn instantiate(
        &mut self,
        facts: &Arc<Facts>,
        file: Option<FileId>,
        scope: ScopeId,
        cfg: Cfg,
        textual_scope: TextualScopeId,
        depth: u32,
    ) -> TextualScopeId {
        let krate = self.defs.scope(scope).krate;
        let mut instance = self.instance(facts, file, scope, cfg, krate);
        let mut textual_scopes = TextualScopes::default();
        textual_scopes.insert(ScopeIndex::ROOT, textual_scope);
        let has_bare_calls = !facts.bare_calls.is_empty();
        if has_bare_calls {
            instance.textual_scopes.push(ScopeIndex::ROOT, 0, textual_scope);
        }
        for (index, declaration) in facts.declarations.iter().enumerate() {
            let cfg = instance.cfgs[declaration.predicate.0 as usize];
            if !self.queries.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let current = current_textual_scope(&textual_scopes, facts, declaration.scope);
            let after = self.declare(&instance, declaration, cfg, current, depth, &mut textual_scopes);
            textual_scopes.insert(declaration.scope, after);
            if has_bare_calls && after != current {
                instance.textual_scopes.push(declaration.scope, index + 1, after);
            }
        }
        self.collector().declare_generators(&instance);
        self.instances.push(instance);
        textual_scopes[&ScopeIndex::ROOT]
    }

    /// Translates the indices of facts into ids, for one place of one crate.
    fn instance(
        &mut self,
        facts: &Arc<Facts>,
        file: Option<FileId>,
        scope: ScopeId,
        cfg: Cfg,
        krate: CrateId,
    ) -> FactsInstance {
        let defs = &mut self.defs;
        let words = self.words.entry(Arc::as_ptr(facts)).or_insert_with(|| defs.intern_words(facts));
        let words = Arc::clone(words);
        let mut collector = self.collector();
        let cfgs = collector.conditions(facts, krate, cfg);
        let paths = collector.paths(facts, &words);
        let mut scopes = vec![scope];
        // The root of a crate that is not built still exists, but is empty.
        if facts.predicate != PredicateId::ALWAYS && collector.defs.scope(scope).parent.is_some() {
            collector.defs.set_module_cfg(scope, cfgs[facts.predicate.0 as usize]);
        }
        for fact in &facts.scopes[1..] {
            let parent = scopes[fact.parent.0 as usize];
            scopes.push(collector.add_scope(fact, parent, &words, &cfgs));
        }
        FactsInstance {
            facts: Arc::clone(facts),
            file,
            scopes,
            words,
            cfgs,
            paths,
            krate,
            call: self.outermost_call,
            textual_scopes: TextualPositions::default(),
        }
    }
}

/// Returns the textual macros at the current point of a scope: its own or, where it starts, those of the scope around it.
fn current_textual_scope(textual_scopes: &TextualScopes, facts: &Facts, scope: ScopeIndex) -> TextualScopeId {
    let mut at = scope;
    loop {
        if let Some(textual_scope) = textual_scopes.get(&at) {
            return *textual_scope;
        }
        at = facts.scopes[at.0 as usize].parent;
    }
}
