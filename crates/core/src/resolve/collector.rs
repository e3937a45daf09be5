//! Conversion of facts into definitions: indices become ids, and declarations become entries of scopes.
//!
//! The collector is the only code that holds definitions exclusively and may query them at the same time: conditions
//! must be combined, and an `extern crate` must be resolved, while facts are declared. It knows neither files nor macro
//! expansion.

use super::{
    def_map::{
        Def, DefKind, DefMap, FactsInstance, GeneratorClass, ImportData, ImportResolution, ItemData, ScopeEntry,
        ScopeKind,
    },
    ids::{ScopeId, Symbol, SymbolPathId, TextualScopeId},
    query::{QueryState, Resolver},
    resolution::DefVisibility,
};
use crate::{
    cfg::Cfg,
    syntax::{self, Anchor, Facts, GeneratorKind, ImportKind, Located, Predicate, Spaces},
    workspace::CrateId,
};
use smallvec::SmallVec;

/// Definitions that are being collected, with the state of the queries that this takes.
pub(crate) struct Collector<'c, 'w> {
    pub defs: &'c mut DefMap<'w>,
    pub queries: &'c mut QueryState<'w>,
}

/// The ids of what facts contain.
impl Collector<'_, '_> {
    /// Returns the conditions of the predicates of facts, which are in a crate under a condition.
    pub(crate) fn conditions(&mut self, facts: &Facts, krate: CrateId, cfg: Cfg) -> Vec<Cfg> {
        let package = self.defs.workspace().krate(krate).package;
        let mut raw: Vec<Cfg> = Vec::with_capacity(facts.predicates.len());
        for predicate in &facts.predicates {
            let cfgs = &mut self.queries.cfgs;
            let own = match predicate {
                Predicate::All(list) => list.iter().fold(Cfg::ALWAYS, |all, one| cfgs.and(all, raw[one.0 as usize])),
                Predicate::Any(list) => list.iter().fold(Cfg::NEVER, |any, one| cfgs.or(any, raw[one.0 as usize])),
                Predicate::Not(inner) => cfgs.not(raw[inner.0 as usize]),
                Predicate::Atom(key, value) => {
                    let value = value.map(|value| facts.name(value));
                    let atom = cfgs.named(krate, package, facts.name(*key), value);
                    self.queries.decide(atom, krate)
                }
            };
            raw.push(own);
        }
        raw.into_iter().map(|own| self.queries.cfgs.and(own, cfg)).collect()
    }

    /// Returns the ids of the paths of facts, whose words are these symbols.
    pub(crate) fn paths(&mut self, facts: &Facts, words: &[Symbol]) -> Vec<SymbolPathId> {
        let intern = |path: &syntax::Path| {
            let segments: SmallVec<[Symbol; 8]> = path.segments.iter().map(|word| words[word.0 as usize]).collect();
            self.defs.intern_path(path.anchor, &segments)
        };
        facts.paths.iter().map(intern).collect()
    }

    /// Adds a scope of facts with these words and conditions to its parent.
    pub(crate) fn add_scope(
        &mut self,
        scope: &syntax::Scope,
        parent: ScopeId,
        words: &[Symbol],
        cfgs: &[Cfg],
    ) -> ScopeId {
        let krate = self.defs.scope(parent).krate;
        let (kind, module) = if scope.block {
            (ScopeKind::Block, Some(self.defs.scope(parent).module))
        } else {
            (ScopeKind::Module, None)
        };
        let name = scope.body.map_or_else(|| self.defs.intern(""), |body| words[body.0 as usize]);
        self.defs.add_scope(kind, Some(parent), module, krate, name, cfgs[scope.predicate.0 as usize])
    }

    /// Returns what a written visibility means in a scope.
    pub(crate) fn visibility(
        &self,
        instance: &FactsInstance,
        visibility: &syntax::Visibility,
        scope: ScopeId,
    ) -> DefVisibility {
        let defs = &*self.defs;
        let module = defs.scope(scope).module;
        match visibility {
            syntax::Visibility::Public => DefVisibility::Public,
            syntax::Visibility::Inherited => DefVisibility::In(module),
            syntax::Visibility::Restricted(path) => {
                let path = defs.path(instance.paths[path.0 as usize]);
                let root = defs.root(instance.krate);
                let start = match path.anchor {
                    Anchor::Crate | Anchor::Global | Anchor::Plain => Some(root),
                    Anchor::DollarCrate(krate) => defs.roots().get(krate as usize).copied(),
                    Anchor::Super(levels) => defs.ancestor(scope, levels),
                };
                // Such a path can only name an ancestor, so each segment is the ancestor at that depth.
                let mut at = start.unwrap_or(root);
                for name in &*path.segments {
                    let mut ancestor = Some(module);
                    while let Some(one) = ancestor {
                        let above = defs.scope(one).parent.map(|parent| defs.scope(parent).module);
                        if above == Some(at) && defs.scope(one).name == *name {
                            at = one;
                            break;
                        }
                        ancestor = above;
                    }
                }
                DefVisibility::In(at)
            }
        }
    }
}

/// Declarations.
impl Collector<'_, '_> {
    /// Declares an item other than a Rust module or macro, with its variants if it is an enum.
    pub(crate) fn declare_item(&mut self, instance: &FactsInstance, item: &syntax::Item, scope: ScopeId, cfg: Cfg) {
        let name = instance.words[item.name.0 as usize];
        let visibility = self.visibility(instance, &item.visibility, scope);
        let kind = match &item.kind {
            syntax::ItemKind::Enum(variants) => {
                let module = self.defs.scope(scope).module;
                let inner = self.defs.add_scope(ScopeKind::Enum, Some(scope), Some(module), instance.krate, name, cfg);
                for (variant, spaces, predicate) in variants {
                    let variant = instance.words[variant.0 as usize];
                    let cfg = self.queries.cfgs.and(cfg, instance.cfgs[predicate.0 as usize]);
                    self.declare_variant(inner, variant, *spaces, visibility, cfg);
                }
                DefKind::Enum(inner)
            }
            syntax::ItemKind::PatternValue => DefKind::PatternValue,
            syntax::ItemKind::Trait | syntax::ItemKind::Other => DefKind::Other,
        };
        let id = self.defs.add_item(ItemData { scope, name, kind });
        self.defs.add_entry(scope, name, ScopeEntry { spaces: item.spaces, def: Def::Item(id), visibility, cfg });
    }

    /// Declares a variant in the scope of its enum.
    pub(crate) fn declare_variant(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        spaces: Spaces,
        visibility: DefVisibility,
        cfg: Cfg,
    ) {
        let id = self.defs.add_item(ItemData { scope, name, kind: DefKind::PatternValue });
        self.defs.add_entry(scope, name, ScopeEntry { spaces, def: Def::Item(id), visibility, cfg });
    }

    /// Declares what derives and attributes may declare.
    pub(crate) fn declare_generators(&mut self, instance: &FactsInstance) {
        for generator in &instance.facts.generators {
            if !self.queries.cfgs.is_satisfiable(instance.cfgs[generator.predicate.0 as usize]) {
                continue;
            }
            let scope = instance.scopes[generator.scope.0 as usize];
            match generator.kind {
                GeneratorKind::Named(name) => self.defs.add_derive(scope, instance.words[name.0 as usize]),
                GeneratorKind::Known(name) => self.defs.add_derived_name(scope, instance.words[name.0 as usize]),
                GeneratorKind::Unnamed => self.defs.add_generator(scope, GeneratorClass::Derive),
                GeneratorKind::Content => self.defs.add_generator(scope, GeneratorClass::Macro),
            }
        }
    }

    /// Declares a `use` leaf or an `extern crate` at a place.
    pub(crate) fn declare_import(
        &mut self,
        instance: &FactsInstance,
        import: &syntax::Import,
        at: Located,
        scope: ScopeId,
        cfg: Cfg,
        textual_scope: TextualScopeId,
    ) {
        let visibility = self.visibility(instance, &import.visibility, scope);
        let path = instance.paths[import.path.0 as usize];
        let word = |word: syntax::Word| instance.words[word.0 as usize];
        let (name, spaces) = match import.kind {
            ImportKind::Name(name) => (Some(word(name)), Spaces::ALL),
            ImportKind::SelfName(name) => (Some(word(name)), Spaces::TYPE),
            ImportKind::Underscore => (None, Spaces::ALL),
            ImportKind::Glob => (None, Spaces::TYPE),
            ImportKind::ExternCrate { name, macro_use } => {
                let name = name.map(word);
                self.declare_extern_crate(instance.krate, path, name, macro_use, scope, cfg);
                (name, Spaces::TYPE)
            }
        };
        let id = self.defs.add_import(ImportData {
            scope,
            path,
            name,
            is_glob: import.kind == ImportKind::Glob,
            is_extern_crate: matches!(import.kind, ImportKind::ExternCrate { .. }),
            spaces,
            visibility,
            cfg,
            at,
            is_underscore: import.kind == ImportKind::Underscore,
            is_from_macro_body: import.from_body,
            textual_scope,
            resolution: ImportResolution::default(),
        });
        if let (true, Some(call)) = (import.from_body, instance.call) {
            self.defs.set_import_call(id, call);
        }
    }

    fn declare_extern_crate(
        &mut self,
        krate: CrateId,
        path: SymbolPathId,
        name: Option<Symbol>,
        macro_use: bool,
        scope: ScopeId,
        cfg: Cfg,
    ) {
        let first = self.defs.path(path).segments.first().copied();
        let mut resolver = Resolver::new(self.defs, self.queries);
        let crates = first.map_or_else(Vec::new, |first| resolver.extern_crate(first, krate, cfg));
        if macro_use {
            self.defs.add_macro_use(krate, crates.iter().map(|(res, _)| *res));
        }
        self.defs.externs_changed();
        // At the root, it also adds to what every path of the crate can name.
        if let Some(name) = name
            && scope == self.defs.root(krate)
        {
            self.defs.add_externs(krate, name, crates, &mut self.queries.cfgs);
        }
    }
}
