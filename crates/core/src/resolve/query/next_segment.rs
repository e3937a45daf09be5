//! The segments of a path after its start: each is looked up in what the segments before it lead to.

use super::{
    path_context::{PathContext, PathSegment, written_module},
    resolver::Resolver,
    result::{LookupResult, LookupResults},
};
use crate::resolve::{
    def_map::DefKind,
    ids::ScopeId,
    resolution::{EntryPoint, Hit, Hits, Res, ResCertainty, WrittenModule},
};

impl Resolver<'_, '_> {
    /// Resolves one more segment of a path, and adds the hits to `after`.
    pub(super) fn next_segment(&mut self, hit: Hit, segment: PathSegment, context: PathContext, after: &mut Hits) {
        let PathSegment { name, spaces, is_last } = segment;
        let hit = Hit { visibility: None, ..hit };
        match hit.res {
            Res::Module(module) => self.segment_in_module(&hit, module, segment, context, after),
            Res::Outside(path) => {
                let path = self.state.outside.child(path, name);
                // Outside, every segment but the last is taken for a Rust module.
                let written = if is_last { hit.written } else { Some(WrittenModule::Outside(path)) };
                after.push(Hit { res: Res::Outside(path), written, ..hit });
            }
            Res::Item(item) => match self.defs.def_kind(item) {
                DefKind::Enum(scope) if context.is_in_use => {
                    for result in self.lookup(scope, name, spaces, context.import) {
                        let cfg = self.state.cfgs.and(hit.cfg, result.cfg);
                        if self.state.cfgs.is_satisfiable(cfg) {
                            let (res, visibility) = (result.res, result.visibility);
                            after.push(Hit { res, cfg, visibility, ..hit.clone() });
                        }
                    }
                }
                // An associated item counts as its type.
                _ => after.push(hit),
            },
            Res::Language => after.push(hit),
        }
    }

    fn segment_in_module(
        &mut self,
        hit: &Hit,
        module: ScopeId,
        segment: PathSegment,
        context: PathContext,
        after: &mut Hits,
    ) {
        let PathSegment { name, spaces, is_last } = segment;
        let mut results = LookupResults::new();
        for space in spaces.one_by_one() {
            results = self.lookup(module, name, space, context.import);
            if !results.is_empty() {
                break;
            }
        }
        self.drop_private_globs(module, &mut results, context);
        if results.is_empty() {
            return self.unknown_segment_in_module(hit, module, segment, context, after);
        }
        if is_last && context.import.is_some() {
            // An import skips what it cannot see: the private module `a` beside the function `a`.
            let is_visible = |visibility| self.defs.can_see(context.scope, visibility);
            results.retain(|result| result.visibility.is_none_or(is_visible));
        }
        let krate = self.defs.scope(module).krate;
        let own_krate = self.defs.scope(context.scope).krate;
        for result in results {
            let seen = self.state.seen_from(result.cfg, krate, own_krate);
            let cfg = self.state.cfgs.and(hit.cfg, seen);
            if !self.state.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let mut via = hit.via.clone();
            let is_reexport = result.import.is_some();
            if is_reexport || !matches!(result.res, Res::Module(_)) {
                let module = if is_reexport { module } else { self.definer(result.res, module) };
                via.push(EntryPoint { module, name: Some(name), is_reexport });
            }
            let written = written_module(self, result.res, is_last).or(hit.written);
            let certainty = hit.certainty.max(result.certainty);
            let (through, visibility) = (hit.through, result.visibility);
            after.push(Hit { res: result.res, cfg, via, written, through, certainty, visibility });
        }
    }

    /// Drops what private globs supply to their own module, if generated code may declare a name for others.
    fn drop_private_globs(&mut self, module: ScopeId, results: &mut LookupResults, context: PathContext) {
        let is_visible = |result: &LookupResult| {
            result.glob_of.is_none()
                || result.visibility.is_none_or(|visibility| self.defs.can_see(context.scope, visibility))
        };
        if results.iter().any(is_visible) {
            return;
        }
        if let Some(log) = &mut self.state.log {
            log.record_generated(module);
        }
        if self.defs.scope(module).generators.likeliest().is_some() {
            results.clear();
        }
    }

    /// Returns the Rust module that defines what a scope declares: of a `#[macro_export]` macro, which the crate root
    /// declares, the module that contains it.
    pub(super) fn definer(&self, res: Res, declared_in: ScopeId) -> ScopeId {
        match res {
            Res::Item(item) if matches!(self.defs.def_kind(item), DefKind::Macro(_)) => {
                self.defs.scope(self.item(item).scope).module
            }
            _ => declared_in,
        }
    }

    /// Resolves a segment that a Rust module of the workspace does not certainly declare: to what an unexpanded macro
    /// hides, to what generated code may declare, or to what an outside glob may supply.
    fn unknown_segment_in_module(
        &mut self,
        hit: &Hit,
        module: ScopeId,
        segment: PathSegment,
        context: PathContext,
        after: &mut Hits,
    ) {
        let PathSegment { name, is_last, .. } = segment;
        let mut globs = Hits::new();
        let mut via = hit.via.clone();
        via.push(EntryPoint { module, name: Some(name), is_reexport: true });
        let requester = Some(context.scope);
        let outside = self.defs.outside_globs(module, requester, context.import.is_some());
        let hidden = self.defs.hidden_source(module, requester, name);
        let hidden = hidden.filter(|source| self.is_likelier(*source, &outside));
        let generated = match hidden {
            Some(_) => None,
            None => self.generated_source(module, requester, name, context.import),
        };
        let is_generated = generated.is_some_and(|source| self.is_generated_likelier(source, &outside));
        for (path, when, _) in outside {
            let cfg = self.state.cfgs.and(hit.cfg, when);
            if self.state.cfgs.is_satisfiable(cfg) {
                let res = Res::Outside(self.state.outside.child(path, name));
                // If the path continues, the name is most likely that of a Rust module.
                let written = if is_last { hit.written } else { written_module(self, res, false).or(hit.written) };
                let (via, certainty) = (via.clone(), ResCertainty::Unknown);
                let (through, visibility) = (hit.through, None);
                globs.push(Hit { res, cfg, via, written, through, certainty, visibility });
            }
        }
        if hidden.is_none() && !is_generated && !globs.is_empty() {
            return after.append(&mut globs);
        }
        let mut cfg = hit.cfg;
        let (declared_in, is_reexport, certainty) = if let Some(source) = hidden {
            // The macro call with the name among its arguments is the one that declares it.
            let certainty = if is_last { ResCertainty::Hidden } else { ResCertainty::Unknown };
            (source.scope, source.glob.is_some(), certainty)
        } else if let Some(source) = generated {
            let krate = self.defs.scope(module).krate;
            let seen = self.state.seen_from(source.cfg, krate, self.defs.scope(context.scope).krate);
            cfg = self.state.cfgs.and(cfg, seen);
            // Only the file that a build script writes can declare a name of its own Rust module.
            let is_hidden = is_last && source.is_built && source.glob.is_none();
            let certainty = if is_hidden { ResCertainty::Hidden } else { source.certainty() };
            (source.scope, source.glob.is_some(), certainty)
        } else {
            return;
        };
        if !self.state.cfgs.is_satisfiable(cfg) {
            return;
        }
        if let Some(entry) = via.last_mut() {
            entry.is_reexport = is_reexport;
        }
        let declared_in = self.defs.scope(declared_in).module;
        let res = Res::Item(self.state.stand_ins.get_or_add(declared_in, name));
        let (written, through, visibility) = (hit.written, hit.through, None);
        after.push(Hit { res, cfg, via, written, through, certainty, visibility });
    }
}
