//! The start of a path: its anchor, or its first name.

use super::{
    generated::{GeneratedSource, Likelihood},
    path_context::{PathContext, PathSegment, written_module},
    prelude,
    resolver::Resolver,
    result::{LookupResult, LookupResults},
    unknown::{HiddenSource, OutsideGlob},
};
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::{Def, DefMap, SymbolPath},
        ids::{OutsidePathId, ScopeId, Symbol, SymbolPathId},
        resolution::{EntryPoint, EntryPoints, Hit, Hits, Res, ResCertainty, WrittenModule},
    },
    syntax::{Anchor, Spaces, is_primitive},
    workspace::Edition,
};
use smallvec::smallvec;

impl Resolver<'_, '_> {
    /// Resolves the anchor of a path, or its first segment. Returns the hits and the index of the next segment; none if
    /// the anchor does not exist.
    pub(super) fn start(&mut self, path: &SymbolPath, spaces: Spaces, context: PathContext) -> Option<(Hits, usize)> {
        let scope = self.defs.scope(context.scope);
        let root = self.defs.root(scope.krate);
        let at_module = |module| Hit {
            written: Some(WrittenModule::Workspace(module)),
            ..Hit::single(Res::Module(module), scope.cfg)
        };
        let is_2015 = self.defs.edition(scope.krate) == Edition::E2015;
        match path.anchor {
            Anchor::Crate => Some((smallvec![at_module(root)], 0)),
            Anchor::DollarCrate(krate) => {
                let root = *self.defs.roots().get(krate as usize)?;
                Some((smallvec![at_module(root)], 0))
            }
            Anchor::Super(levels) => {
                let module = self.defs.ancestor(context.scope, levels)?;
                Some((smallvec![at_module(module)], 0))
            }
            Anchor::Global if !is_2015 => {
                let name = *path.segments.first()?;
                Some((self.crate_segment(name, scope.krate, scope.cfg), 1))
            }
            Anchor::Plain if !(is_2015 && context.is_in_use) => {
                let name = *path.segments.first()?;
                Some((self.first_segment(path, name, spaces, context), 1))
            }
            Anchor::Global | Anchor::Plain => {
                let Some(name) = path.segments.first().copied() else {
                    // `use *` and `use ::*` start at the root without naming it.
                    return Some((smallvec![Hit { written: None, ..at_module(root) }], 0));
                };
                let segment = PathSegment::new(name, spaces, path.segments.len() == 1);
                let mut hits = Hits::new();
                self.next_segment(at_module(root), segment, context, &mut hits);
                let is_declared = |space| !self.lookup(root, name, space, context.import).is_empty();
                if hits.is_empty() && !Spaces::ALL.one_by_one().any(is_declared) {
                    hits = self.crate_segment(name, scope.krate, scope.cfg);
                }
                // A path that starts at the root implicitly does not name it.
                for hit in &mut hits {
                    if hit.written == Some(WrittenModule::Workspace(root)) && hit.res != Res::Module(root) {
                        hit.written = None;
                    }
                }
                Some((hits, 1))
            }
        }
    }

    /// Resolves the first segment of a path without an anchor.
    fn first_segment(&mut self, path: &SymbolPath, name: Symbol, spaces: Spaces, context: PathContext) -> Hits {
        let is_single = path.segments.len() == 1;
        let mut results = LookupResults::new();
        for space in (if is_single { spaces } else { Spaces::TYPE }).one_by_one() {
            results = self.lookup_outward(context.scope, name, space, context.import);
            if !results.is_empty() {
                break;
            }
        }
        let is_item = |result: &LookupResult| matches!(result.res, Res::Item(_));
        let is_type = is_single && !context.is_in_use && !spaces.and(Spaces::TYPE).is_empty();
        if is_type && !results.iter().all(is_item) && is_primitive(self.defs.text(name)) {
            // A Rust module with the name of a primitive type does not shadow the type itself.
            results.retain(|result| is_item(result));
            if results.is_empty() {
                return smallvec![Hit::single(Res::Language, self.defs.scope(context.scope).cfg)];
            }
        }
        if results.is_empty() {
            return self.unknown_first_segment(path, name, spaces, context);
        }
        results.into_iter().map(|result| self.first_hit(name, is_single, result)).collect()
    }

    /// Resolves a single name in the innermost scopes around a place, instead of which it is that of a local. Returns no hits if
    /// none of them declares the name.
    ///
    /// An external name is in an unknown namespace. In lower case, it is most likely that of a module, and hides no value.
    pub(crate) fn resolve_within(&mut self, path: SymbolPathId, spaces: Spaces, scope: ScopeId, scopes: u8) -> Hits {
        let defs = self.defs;
        let [name] = *defs.path(path).segments else { return Hits::new() };
        let around = std::iter::successors(Some(scope), |scope| defs.scope(*scope).next_outward());
        for scope in around.take(scopes.into()) {
            for space in spaces.one_by_one() {
                let mut results = self.lookup(scope, name, space, None);
                let is_uppercase = defs.text(name).starts_with(char::is_uppercase);
                results.retain(|result| is_uppercase || !matches!(result.res, Res::Outside(_)));
                if !results.is_empty() {
                    return results.into_iter().map(|result| self.first_hit(name, true, result)).collect();
                }
            }
        }
        Hits::new()
    }

    fn first_hit(&mut self, name: Symbol, is_single: bool, result: LookupResult) -> Hit {
        let mut via = EntryPoints::new();
        // A name that a glob brings in relies on the Rust module of that glob.
        if let Some(of) = result.glob_of {
            let module = self.defs.scope(of).module;
            let is_root = module == self.defs.root(self.defs.scope(of).krate);
            let module = if is_root { self.definer(result.res, module) } else { module };
            via.push(EntryPoint { module, name: Some(name), is_reexport: true });
        }
        Hit {
            res: result.res,
            cfg: result.cfg,
            via,
            written: written_module(self, result.res, is_single),
            through: result.import,
            certainty: result.certainty,
            visibility: result.visibility,
        }
    }

    /// Resolves a first segment that no scope, extern prelude or language prelude supplies for certain: to what an
    /// unexpanded macro hides, to a crate that no manifest lists, or to what an outside glob may supply.
    fn unknown_first_segment(&mut self, path: &SymbolPath, name: Symbol, spaces: Spaces, context: PathContext) -> Hits {
        let defs = self.defs;
        let scope = defs.scope(context.scope);
        let cfg = scope.cfg;
        if declares_without_target(defs, context, name) {
            return Hits::new();
        }
        let globs = defs.outside_globs(context.scope, None, context.import.is_some());
        let hidden = defs.hidden_source(context.scope, None, name);
        if let Some(source) = hidden.filter(|source| self.is_likelier(*source, &globs)) {
            let module = defs.scope(source.scope).module;
            let res = Res::Item(self.state.stand_ins.get_or_add(module, name));
            let via = match source.glob_of {
                Some(module) => smallvec![EntryPoint { module, name: Some(name), is_reexport: true }],
                None => EntryPoints::new(),
            };
            let (through, certainty) = (source.glob, ResCertainty::Hidden);
            return smallvec![Hit { via, through, certainty, ..Hit::single(res, cfg) }];
        }
        let has_more = path.segments.len() > 1;
        let is_lowercase = defs.text(name).starts_with(|first: char| first.is_lowercase() || first == '_');
        let can_be_crate = if has_more {
            globs.is_empty() || context.is_in_use
        } else {
            context.is_in_use && !spaces.and(Spaces::TYPE).is_empty()
        };
        let may_be_crate = is_lowercase && defs.edition(scope.krate) != Edition::E2015 && can_be_crate;
        let generated = self.generated_source(context.scope, None, name, context.import);
        if let Some(source) = generated
            && self.is_generated_likelier(source, &globs)
            && (!may_be_crate || is_likelier_than_crate(source, context))
        {
            return self.generated_name(source, name, cfg);
        }
        if may_be_crate {
            return self.unlisted_crate(name, cfg);
        }
        let mut hits = Hits::new();
        for (glob, when, through) in globs {
            let cfg = self.state.cfgs.and(cfg, when);
            if self.state.cfgs.is_satisfiable(cfg) {
                let res = Res::Outside(self.state.outside.child(glob, name));
                hits.push(Hit {
                    written: if has_more { written_module(self, res, false) } else { None },
                    through: Some(through),
                    certainty: ResCertainty::Unknown,
                    ..Hit::single(res, cfg)
                });
            }
        }
        match generated {
            Some(source) if hits.is_empty() => self.generated_name(source, name, cfg),
            _ => hits,
        }
    }

    /// Returns the hit of a first segment that generated code declares.
    fn generated_name(&mut self, source: GeneratedSource, name: Symbol, cfg: Cfg) -> Hits {
        let cfg = self.state.cfgs.and(cfg, source.cfg);
        if !self.state.cfgs.is_satisfiable(cfg) {
            return Hits::new();
        }
        let module = self.defs.scope(source.scope).module;
        let res = Res::Item(self.state.stand_ins.get_or_add(module, name));
        let via = match source.glob_of {
            Some(module) => smallvec![EntryPoint { module, name: Some(name), is_reexport: true }],
            None => EntryPoints::new(),
        };
        let through = source.glob;
        let certainty = match source.certainty() {
            ResCertainty::Unknown => ResCertainty::UnknownBare,
            certainty => certainty,
        };
        smallvec![Hit { via, through, certainty, ..Hit::single(res, cfg) }]
    }

    /// Whether an unexpanded macro call is a likelier source of a name than outside globs: it is nearer, or no glob is of
    /// the standard library, which has many names.
    pub(super) fn is_likelier(&self, source: HiddenSource, globs: &[OutsideGlob]) -> bool {
        let is_of_std = |path: OutsidePathId| prelude::is_std_family(self.defs.text(self.state.outside.first(path)));
        source.glob.is_none() || !globs.iter().any(|(path, ..)| is_of_std(*path))
    }
}

/// Whether generated code is likelier to declare a name than a crate that no manifest lists is to have it. An import through
/// a glob most likely names a crate.
fn is_likelier_than_crate(source: GeneratedSource, context: PathContext) -> bool {
    match source.likelihood {
        Likelihood::Known | Likelihood::Related(_) => true,
        Likelihood::File => source.glob.is_none() || !context.is_in_use,
        Likelihood::Glob | Likelihood::Macro | Likelihood::Derive => false,
    }
}

/// Whether an import around a place, other than the one that is being resolved, declares a name, but leads nowhere.
fn declares_without_target(defs: &DefMap<'_>, context: PathContext, name: Symbol) -> bool {
    let module = defs.scope(context.scope).module;
    let is_without_target = |def| match def {
        Def::Import(import) => Some(import) != context.import && defs.import(import).targets().is_empty(),
        Def::Module(_) | Def::Item(_) => false,
    };
    [context.scope, module].into_iter().any(|scope| {
        let mut entries = defs.scope(scope).entries.get(&name).into_iter().flatten();
        entries.any(|entry| is_without_target(entry.def))
    })
}
