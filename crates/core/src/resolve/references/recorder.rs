//! Recording the references of one part of the source.

use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::Diagnostic,
    graph::{Context, ImportId, ReferenceKind, TargetId},
    resolve::{
        def_map::{DefKind, FactsInstance, ImportData, ScopeKind},
        graph_builder::{GraphBuilder, ResolvedReference},
        ids::{ItemId, ScopeId, Symbol, SymbolPathId, TextualScopeId},
        query::{LookupLog, PathContext, Resolver, prelude, written_module},
        resolution::{DefVisibility, Hit, Hits, Res, ResCertainty, WrittenModule},
    },
    source::{FileId, Place},
    syntax::{self, Anchor, Certainty, Located, ReferenceKind as PathKind, Spaces},
    workspace::{CrateId, CrateKind},
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::{cell::OnceCell, ops::Range};

/// The facts of one file or expansion, and the references in them that are recorded.
pub(super) type InstanceReferences<'i> = (&'i FactsInstance, &'i [syntax::Reference]);

/// How the paths of one instance resolve.
type PathMemo = FxHashMap<PathKey, MemoizedPath>;

/// What the meaning of a path depends on.
#[derive(PartialEq, Eq, Hash)]
struct PathKey {
    scope: ScopeId,
    path: SymbolPathId,
    spaces: Spaces,
    /// Whether a macro may put the path into a module that it generates.
    may_be_deeper: bool,
    /// The number of scopes that can declare the path, if it is the name of a local otherwise.
    within: u8,
}

/// How a path resolves.
#[derive(Default)]
struct MemoizedPath {
    hits: SmallVec<[MemoizedHit; 1]>,
    /// What the beginning of a path leads to that itself leads nowhere.
    beginning: Option<MemoizedHit>,
}

/// A hit, with its target once that is needed.
struct MemoizedHit {
    hit: Hit,
    /// None if the hit stays in its own Rust module, or leads to something that the graph leaves out.
    target: OnceCell<Option<TargetId>>,
}

impl From<Hit> for MemoizedHit {
    fn from(hit: Hit) -> Self {
        Self { hit, target: OnceCell::new() }
    }
}

/// A path at one place.
#[derive(Clone, Copy)]
struct PathSite {
    scope: ScopeId,
    path: SymbolPathId,
    at: Located,
    cfg: Cfg,
    kind: ReferenceKind,
    import: Option<ImportId>,
    /// The macro call whose expansion contains the path.
    call: Option<Place>,
}

/// What one recorder has recorded.
pub(super) struct RecordedPart {
    pub(super) graph: GraphBuilder,
    pub(super) unknown: Vec<Place>,
    pub(super) unresolved_imports: Vec<Diagnostic>,
    pub(super) unresolved_paths: Vec<Diagnostic>,
    /// The number of references of imports, which come first.
    pub(super) import_references: usize,
    pub(super) log: Option<LookupLog>,
}

/// Records references.
pub(super) struct Recorder<'r, 'w> {
    resolver: Resolver<'r, 'w>,
    graph: GraphBuilder,
    unknown: Vec<Place>,
    unresolved: Vec<Diagnostic>,
    contexts: FxHashMap<(CrateId, Cfg), Context>,
}

impl<'r, 'w> Recorder<'r, 'w> {
    pub(super) fn new(resolver: Resolver<'r, 'w>, graph: GraphBuilder) -> Self {
        Self { resolver, graph, unknown: Vec::new(), unresolved: Vec::new(), contexts: FxHashMap::default() }
    }

    /// Records some imports, then some references of some instances.
    pub(super) fn record<'i>(
        mut self,
        imports: Range<usize>,
        instances: impl Iterator<Item = InstanceReferences<'i>>,
    ) -> RecordedPart {
        for index in imports {
            self.import(ImportId(index as u32));
        }
        let unresolved_imports = std::mem::take(&mut self.unresolved);
        let import_references = self.graph.reference_count();
        let mut memo = PathMemo::default();
        for (instance, references) in instances {
            // Other instances have other scopes, except for those of expansions.
            memo.clear();
            if let Some(log) = &mut self.resolver.state.log {
                log.set_file(instance.file);
            }
            let textual = self.bare_calls(instance);
            self.instance(instance, references, &textual, &mut memo);
        }
        let Self { graph, unknown, unresolved: unresolved_paths, .. } = self;
        RecordedPart { graph, unknown, unresolved_imports, unresolved_paths, import_references, log: None }
    }

    /// Returns what code of a crate under a condition is for.
    fn context(&mut self, krate: CrateId, cfg: Cfg) -> Context {
        match self.resolver.defs.workspace().krate(krate).kind {
            CrateKind::Test | CrateKind::Bench | CrateKind::Example => return Context::Test,
            CrateKind::Build => return Context::Build,
            CrateKind::Lib | CrateKind::Bin => {}
        }
        if cfg == Cfg::ALWAYS {
            return Context::Production;
        }
        let cfgs = &mut self.resolver.state.cfgs;
        *self
            .contexts
            .entry((krate, cfg))
            .or_insert_with(|| if cfgs.is_for_tests(cfg, krate) { Context::Test } else { Context::Production })
    }

    fn import(&mut self, id: ImportId) {
        let import = self.resolver.defs.import(id);
        let ImportData { scope, path, at, cfg, is_glob, spaces, is_from_macro_body, .. } = *import;
        if is_from_macro_body && self.starts_at_crate(scope, path) {
            // The definition of the macro records it.
            return;
        }
        let call = self.resolver.defs.import_call(id);
        let kind = self.import_kind(import);
        let mut hits = self.import_hits(id);
        // A name with meanings in several namespaces is still one path: if one meaning is a Rust module, the path names it.
        if let Some((module, when)) = hits.iter().find_map(|hit| match hit.res {
            Res::Module(module) if hit.written.is_some() => Some((module, hit.cfg)),
            _ => None,
        }) {
            for hit in &mut hits {
                if self.resolver.state.cfgs.implies(hit.cfg, when) {
                    hit.written = Some(WrittenModule::Workspace(module));
                }
            }
        }
        if hits.is_empty() && import.targets().is_empty() {
            if is_from_macro_body {
                return;
            }
            self.unresolved(scope, path, at, cfg, true);
            let context = PathContext { scope, import: Some(id), is_in_use: true };
            if let Some(hit) = self.resolver.beginning(path, context) {
                self.reference(
                    &hit.into(),
                    false,
                    PathSite { scope, path, at, cfg, kind, import: Some(id), call: None },
                );
            }
            return;
        }
        let names_whole = is_glob || spaces == Spaces::TYPE;
        for mut hit in hits {
            // A glob of an outside enum names the Rust module that contains the enum.
            if let (Res::Outside(_), true) = (hit.res, names_whole) {
                hit.written = written_module(&self.resolver, hit.res, false).or(hit.written);
            }
            let site = PathSite { scope, path, at, cfg, kind, import: Some(id), call };
            self.hit(&hit.into(), names_whole, site);
        }
    }

    fn import_kind(&self, import: &ImportData) -> ReferenceKind {
        let scope = self.resolver.defs.scope(import.scope);
        let is_visible_outside = match import.visibility {
            DefVisibility::Public => true,
            DefVisibility::In(limit) => limit != scope.module,
        };
        if import.is_extern_crate {
            ReferenceKind::ExternCrate
        } else if is_visible_outside && scope.kind != ScopeKind::Block && !import.is_underscore {
            ReferenceKind::Reexport
        } else {
            ReferenceKind::Use
        }
    }

    /// Returns the ways in which the path of an import resolves, in all namespaces together.
    fn import_hits(&mut self, id: ImportId) -> Hits {
        let import = self.resolver.defs.import(id);
        if import.is_extern_crate {
            let targets = import.targets().iter();
            return targets.map(|target| self.resolver.extern_crate_hit(target.res, target.cfg)).collect();
        }
        let mut hits = self.resolver.import_hits(id);
        let textual = self.resolver.textual_import_hits(import);
        if !textual.is_empty() {
            hits.retain(|hit| hit.certainty == ResCertainty::Certain && !self.resolver.is_macro(hit.res));
            hits.extend(textual);
        }
        self.resolver.prefer_certain(&mut hits, |hit| hit);
        hits
    }

    /// Records the paths in the code of an instance, except for those that are recorded already, given by sorted indices.
    fn instance(
        &mut self,
        instance: &FactsInstance,
        references: &[syntax::Reference],
        recorded: &[u32],
        memo: &mut PathMemo,
    ) {
        let mut recorded = recorded.iter().peekable();
        for (index, reference) in (0..).zip(references) {
            if recorded.next_if_eq(&&index).is_some() {
                continue;
            }
            let cfg = instance.cfgs[reference.predicate.0 as usize];
            let scope = instance.scopes[reference.scope.0 as usize];
            let path = instance.paths[reference.path.0 as usize];
            if !self.resolver.state.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let spaces = reference.spaces;
            let starts_at_super = || matches!(self.resolver.defs.path(path).anchor, Anchor::Super(1..));
            let may_be_deeper = reference.certainty == Certainty::Possible && starts_at_super();
            let within = reference.within;
            let key = PathKey { scope, path, spaces, may_be_deeper, within };
            let MemoizedPath { hits, beginning } = memo.entry(key).or_insert_with(|| {
                let context = PathContext { scope, import: None, is_in_use: false };
                if within > 0 {
                    let hits = self.resolver.resolve_within(path, spaces, scope, within);
                    return MemoizedPath { hits: hits.into_iter().map(Into::into).collect(), beginning: None };
                }
                let mut hits = self.resolver.resolve(path, spaces, context).hits;
                let is_certain = |hit: &Hit| hit.certainty == ResCertainty::Certain;
                if may_be_deeper && !hits.iter().any(is_certain) {
                    let deeper = self.resolver.resolve_in_generated_module(path, spaces, context).hits;
                    if deeper.iter().any(is_certain) {
                        hits = deeper;
                    }
                }
                if reference.spaces == Spaces::MACRO {
                    self.add_macro_use(&mut hits, path, instance.krate);
                }
                let beginning = if hits.is_empty() { self.resolver.beginning(path, context) } else { None };
                MemoizedPath { hits: hits.into_iter().map(Into::into).collect(), beginning: beginning.map(Into::into) }
            });
            let kind = match reference.kind {
                PathKind::Path => ReferenceKind::Path,
                PathKind::Macro | PathKind::Call => ReferenceKind::Macro,
                PathKind::Attribute => ReferenceKind::Attribute,
                PathKind::Derive => ReferenceKind::Derive,
            };
            if hits.is_empty() && reference.certainty == Certainty::Certain && within == 0 {
                self.unresolved(scope, path, reference.at, cfg, false);
            }
            if hits.is_empty() && beginning.is_none() {
                continue;
            }
            match reference.certainty {
                Certainty::MacroBody if !self.starts_at_crate(scope, path) => continue,
                Certainty::Expanded if self.starts_at_crate(scope, path) => continue,
                _ => {}
            }
            let call = instance.call.filter(|_| reference.is_of_body);
            let site = PathSite { scope, path, at: reference.at, cfg, kind, import: None, call };
            for hit in &*hits {
                if self.counts(&hit.hit, reference, path, instance.krate) {
                    self.hit(hit, false, site);
                }
            }
            if let Some(beginning) = beginning {
                self.reference(beginning, false, site);
            }
        }
    }

    /// Records the calls of macros in textual scope. Returns the indices of these references.
    fn bare_calls(&mut self, instance: &FactsInstance) -> Vec<u32> {
        let mut recorded = Vec::new();
        let facts = &instance.facts;
        let mut memo: FxHashMap<(TextualScopeId, Symbol, Cfg), Vec<(ItemId, Cfg)>> = FxHashMap::default();
        for call in &facts.bare_calls {
            let reference = &facts.references[call.reference as usize];
            let (scope, cfg) =
                (instance.scopes[reference.scope.0 as usize], instance.cfgs[reference.predicate.0 as usize]);
            let path = instance.paths[reference.path.0 as usize];
            let [name] = *self.resolver.defs.path(path).segments else { continue };
            if !self.resolver.defs.is_textual_name(name) {
                continue;
            }
            let Some(textual_scope) = instance.textual_scopes.at(facts, reference.scope, call.declarations) else {
                continue;
            };
            if !self.resolver.state.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let macros = memo
                .entry((textual_scope, name, cfg))
                .or_insert_with(|| self.resolver.textual_macros(textual_scope, name, cfg));
            if !macros.is_empty() {
                recorded.push(call.reference);
            }
            let body = instance.call.filter(|_| reference.is_of_body);
            for (item, cfg) in macros.clone() {
                let site = PathSite {
                    scope,
                    path,
                    at: reference.at,
                    cfg,
                    kind: ReferenceKind::Macro,
                    import: None,
                    call: body,
                };
                self.hit(&Hit::single(Res::Item(item), cfg).into(), false, site);
            }
        }
        recorded
    }

    /// Adds the macro that `#[macro_use] extern crate` brings in, if a path certainly means nothing else.
    fn add_macro_use(&mut self, hits: &mut Hits, path: SymbolPathId, krate: CrateId) {
        if self.resolver.defs.macro_use(krate).is_empty()
            || hits.iter().any(|hit| hit.certainty == ResCertainty::Certain)
        {
            return;
        }
        if let Some(item) = self.resolver.macro_use_macro(krate, path) {
            hits.clear();
            hits.push(Hit::single(Res::Item(item), Cfg::ALWAYS));
        }
    }

    /// Whether a path starts at a crate, and so means the same in the body of a macro and wherever the macro is called.
    fn starts_at_crate(&mut self, scope: ScopeId, path: SymbolPathId) -> bool {
        let path = self.resolver.defs.path(path);
        match (path.anchor, &*path.segments) {
            (Anchor::Crate | Anchor::DollarCrate(_) | Anchor::Global, _) => true,
            (Anchor::Plain, [first, _, ..]) => self.resolver.means_crate(scope, *first),
            (Anchor::Plain | Anchor::Super(_), _) => false,
        }
    }

    /// Whether a hit of a path counts that is only a path if it resolves.
    fn counts(&self, hit: &Hit, reference: &syntax::Reference, path: SymbolPathId, krate: CrateId) -> bool {
        // An outside glob may supply the last name, if the names before it are a Rust module.
        let resolves = || {
            hit.certainty <= ResCertainty::Hidden
                || matches!(hit.written, Some(WrittenModule::Workspace(_)))
                || match hit.certainty {
                    // Among the arguments of a macro, most other names are those of locals.
                    ResCertainty::Generated => self.starts_with_type(path),
                    ResCertainty::UnknownBare => false,
                    _ => !hit.via.is_empty(),
                }
        };
        match reference.certainty {
            Certainty::Certain => true,
            Certainty::Possible if self.may_be_outside_macro(hit, reference, krate) => true,
            // Where a value or type can stand, the bare name of a Rust module or crate is that of a local.
            Certainty::Possible | Certainty::Expanded if reference.spaces == Spaces::VALUE_ELSE_TYPE => {
                resolves() && !(self.is_bare(path) && self.resolver.is_module_or_crate(hit.res))
            }
            Certainty::Possible | Certainty::MacroBody | Certainty::Expanded => resolves(),
            // Functions can't be displayed.
            Certainty::Captured => match hit.res {
                Res::Item(item) if self.resolver.defs.def_kind(item) == DefKind::PatternValue => resolves(),
                _ => resolves() && self.starts_uppercase(path),
            },
            Certainty::PatternName => {
                let is_value = |item| self.resolver.defs.def_kind(item) == DefKind::PatternValue;
                hit.certainty == ResCertainty::Certain && matches!(hit.res, Res::Item(item) if is_value(item))
            }
        }
    }

    /// Whether a derive or the macro of a call can only come from a glob of an external crate, since no source declares it. (The
    /// single name of an attribute may be that of a helper of a derive.)
    ///
    /// What `#[macro_use] extern crate` brings in has no known names. The derives and most macros of the standard library are in
    /// its prelude.
    fn may_be_outside_macro(&self, hit: &Hit, reference: &syntax::Reference, krate: CrateId) -> bool {
        let Resolver { defs, state } = &self.resolver;
        let is_macro = matches!(reference.kind, PathKind::Derive | PathKind::Macro | PathKind::Call);
        let is_of_other_crate = |res: Res| match res {
            Res::Outside(path) => !prelude::is_std_family(defs.text(state.outside.first(path))),
            _ => false,
        };
        reference.spaces == Spaces::MACRO
            && is_macro
            && hit.certainty == ResCertainty::Unknown
            && is_of_other_crate(hit.res)
            && !defs.macro_use(krate).iter().any(|res| is_of_other_crate(*res))
    }

    fn is_bare(&self, path: SymbolPathId) -> bool {
        let path = self.resolver.defs.path(path);
        path.anchor == Anchor::Plain && path.segments.len() == 1
    }

    fn starts_with_type(&self, path: SymbolPathId) -> bool {
        let first = self.resolver.defs.path(path).segments.first();
        first.is_some_and(|first| self.resolver.defs.text(*first).starts_with(char::is_uppercase))
    }

    fn starts_uppercase(&self, path: SymbolPathId) -> bool {
        let last = self.resolver.defs.path(path).segments.last();
        last.is_some_and(|last| self.resolver.defs.text(*last).starts_with(char::is_uppercase))
    }

    /// Records one hit of a path, and counts it as unknown if it is a guess.
    fn hit(&mut self, hit: &MemoizedHit, names_whole: bool, site: PathSite) {
        let cfgs = &mut self.resolver.state.cfgs;
        let cfg = cfgs.and(hit.hit.cfg, site.cfg);
        if hit.hit.certainty.is_guess() && cfgs.is_satisfiable(cfg) {
            self.unknown.push(Place { file: FileId(site.at.file), span: site.at.span });
        }
        self.reference(hit, names_whole, site);
    }

    /// Records the reference of a hit, if it leads out of its own Rust module.
    fn reference(&mut self, MemoizedHit { hit, target }: &MemoizedHit, names_whole: bool, site: PathSite) {
        let PathSite { scope, path, at, cfg, kind, import, call } = site;
        let Resolver { defs, state } = &mut self.resolver;
        let cfg = state.cfgs.and(hit.cfg, cfg);
        if !state.cfgs.is_satisfiable(cfg) {
            return;
        }
        let visible_in = import.filter(|_| kind == ReferenceKind::Reexport).and_then(|import| {
            match defs.import(import).visibility {
                DefVisibility::Public => None,
                DefVisibility::In(limit) => Some(limit),
            }
        });
        let krate = defs.scope(scope).krate;
        let target = target.get_or_init(|| self.graph.target(&self.resolver, hit, names_whole, scope));
        let Some(target) = *target else { return };
        let context = self.context(krate, cfg);
        self.graph.add_reference(
            self.resolver.defs,
            &ResolvedReference {
                scope,
                target,
                at,
                path,
                kind,
                context,
                cfg,
                visible_in,
                import,
                through: hit.through,
                call,
            },
        );
    }

    /// Reports a path that leads nowhere. If an unexpanded macro, a derive or a generated file may declare what it names,
    /// the path is unknown instead.
    fn unresolved(&mut self, scope: ScopeId, path: SymbolPathId, at: Located, cfg: Cfg, is_in_use: bool) {
        if !self.resolver.state.cfgs.is_satisfiable(cfg) {
            return;
        }
        let defs = self.resolver.defs;
        let context = PathContext { scope, import: None, is_in_use };
        let stops_in = self.resolver.resolve(path, Spaces::TYPE.or(Spaces::VALUE), context).stops_in;
        let place = Place { file: FileId(at.file), span: at.span };
        let resolver = &mut self.resolver;
        if resolver.may_contain_unknown(scope)
            || stops_in.is_some_and(|stop| resolver.may_contain_unknown(stop))
            || resolver.is_beside_generator(path, context)
        {
            self.unknown.push(place);
            return;
        }
        let message = format!("`{}` does not resolve to a known item", defs.path_text(path));
        let help = Code::Unresolved.info().fix;
        self.unresolved.push(Diagnostic::new(Code::Unresolved, message).at(place, "").help(help));
    }
}
