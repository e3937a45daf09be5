//! Resolving a whole path (the Rust Reference, "Paths" and "Path resolution"): segment by segment, with the Rust modules
//! that it relies on.

use super::{
    path_context::{PathContext, PathSegment},
    resolver::Resolver,
};
use crate::{
    resolve::{
        def_map::SymbolPath,
        ids::{ScopeId, SymbolPathId},
        resolution::{EntryPoint, Hit, Hits, Res, ResCertainty, Resolution},
    },
    syntax::{Anchor, Spaces, is_primitive},
};
use smallvec::SmallVec;

/// A path whose first segments are resolved.
#[derive(Clone)]
struct PartialResolution {
    hits: Hits,
    /// The index of the next segment.
    next: usize,
    stops_in: Option<ScopeId>,
    /// Whether the path has an anchor that does not exist.
    has_no_start: bool,
}

impl Resolver<'_, '_> {
    /// Resolves a path whose last segment is in one of `spaces`, which are tried in order.
    pub(crate) fn resolve(&mut self, path: SymbolPathId, spaces: Spaces, context: PathContext) -> Resolution {
        if spaces.all_count() {
            return self.resolve_all(path, spaces, context);
        }
        let path = self.defs.path(path);
        let partial = self.resolve_but_last(path, spaces, context);
        self.resolve_last(path, partial, spaces, context)
    }

    /// Resolves a path in all of `spaces` together.
    fn resolve_all(&mut self, path: SymbolPathId, spaces: Spaces, context: PathContext) -> Resolution {
        let mut all = Resolution::default();
        for (space, Resolution { hits, stops_in }) in self.resolve_each(path, spaces, context) {
            // Only something certain is another meaning of the name.
            let is_first = space == Spaces::TYPE;
            all.stops_in = all.stops_in.or(stops_in.filter(|_| is_first));
            for hit in hits.into_iter().map(|hit| Hit { visibility: None, ..hit }) {
                if (all.hits.is_empty() || hit.certainty == ResCertainty::Certain) && !all.hits.contains(&hit) {
                    all.hits.push(hit);
                }
            }
        }
        all
    }

    /// Resolves a path that starts with `super` as if it were in a module that a macro puts between it and the module of the
    /// call, as `diesel::table!` does.
    pub(crate) fn resolve_in_generated_module(
        &mut self,
        path: SymbolPathId,
        spaces: Spaces,
        context: PathContext,
    ) -> Resolution {
        let path = self.defs.path(path);
        let Anchor::Super(levels) = path.anchor else { return Resolution::default() };
        let path = &SymbolPath { anchor: Anchor::Super(levels.saturating_sub(1)), segments: path.segments.clone() };
        let partial = self.resolve_but_last(path, spaces, context);
        self.resolve_last(path, partial, spaces, context)
    }

    /// Resolves a path once for each of `spaces`, as an import does. The namespace concerns the last segment alone, so
    /// the segments before it are resolved once.
    pub(crate) fn resolve_each(
        &mut self,
        path: SymbolPathId,
        spaces: Spaces,
        context: PathContext,
    ) -> SmallVec<[(Spaces, Resolution); 3]> {
        let path = self.defs.path(path);
        let mut shared = None;
        spaces
            .one_by_one()
            .map(|space| {
                let partial = match &shared {
                    Some(partial) => PartialResolution::clone(partial),
                    None => self.resolve_but_last(path, space, context),
                };
                if partial.next < path.segments.len() && shared.is_none() {
                    shared = Some(partial.clone());
                }
                (space, self.resolve_last(path, partial, space, context))
            })
            .collect()
    }

    /// Returns what the longest beginning of a path leads to that is in the workspace, for a path that leads nowhere: a
    /// guess, in which the last module of the beginning declares the next name.
    pub(crate) fn beginning(&mut self, path: SymbolPathId, context: PathContext) -> Option<Hit> {
        let path = self.defs.path(path);
        let (hits, mut next) = self.start(path, Spaces::TYPE, context)?;
        let mut beginning = hits.into_iter().next()?;
        let name = loop {
            let name = *path.segments.get(next)?;
            let mut after = Hits::new();
            self.next_segment(beginning.clone(), PathSegment::new(name, Spaces::TYPE, false), context, &mut after);
            next += 1;
            match after.into_iter().next() {
                Some(hit) if next < path.segments.len() => beginning = hit,
                _ => break name,
            }
        };
        if let Res::Module(module) = beginning.res {
            beginning.via.push(EntryPoint { module, name: Some(name), is_reexport: false });
        }
        let is_inside = matches!(beginning.res, Res::Module(_) | Res::Item(_));
        is_inside.then(|| Hit { certainty: ResCertainty::Unknown, ..beginning })
    }

    /// Resolves all segments but the last; the first one even if it is the last.
    fn resolve_but_last(&mut self, path: &SymbolPath, spaces: Spaces, context: PathContext) -> PartialResolution {
        let Some((hits, next)) = self.start(path, spaces, context) else {
            let (hits, next, stops_in) = (Hits::new(), path.segments.len(), Some(context.scope));
            return PartialResolution { hits, next, stops_in, has_no_start: true };
        };
        let stops_in = hits.is_empty().then_some(context.scope);
        let mut partial = PartialResolution { hits, next, stops_in, has_no_start: false };
        while partial.next + 1 < path.segments.len() {
            self.resolve_segment(path, &mut partial, spaces, context);
        }
        partial
    }

    fn resolve_segment(
        &mut self,
        path: &SymbolPath,
        partial: &mut PartialResolution,
        spaces: Spaces,
        context: PathContext,
    ) {
        let is_last = partial.next + 1 == path.segments.len();
        let segment = PathSegment::new(path.segments[partial.next], spaces, is_last);
        let mut after = Hits::new();
        for hit in std::mem::take(&mut partial.hits) {
            let before = after.len();
            let scope = match hit.res {
                Res::Module(module) => module,
                _ => context.scope,
            };
            self.next_segment(hit, segment, context, &mut after);
            if after.len() == before {
                partial.stops_in.get_or_insert(scope);
            }
        }
        partial.hits = after;
        partial.next += 1;
    }

    fn resolve_last(
        &mut self,
        path: &SymbolPath,
        mut partial: PartialResolution,
        spaces: Spaces,
        context: PathContext,
    ) -> Resolution {
        if partial.next < path.segments.len() {
            self.resolve_segment(path, &mut partial, spaces, context);
        }
        let PartialResolution { mut hits, stops_in, has_no_start, .. } = partial;
        // A Rust module with the name of a primitive type does not shadow the type's associated items: `str::to_owned`.
        if let (true, Anchor::Plain, [first, _, ..]) = (hits.is_empty() && !has_no_start, path.anchor, &*path.segments)
            && !context.is_in_use
            && is_primitive(self.defs.text(*first))
        {
            hits.push(Hit::single(Res::Language, self.defs.scope(context.scope).cfg));
        }
        for hit in &mut hits {
            // A path that ends at a Rust module relies on it, and on no name in it.
            if let Res::Module(module) = hit.res {
                hit.via.push(EntryPoint { module, name: None, is_reexport: false });
            }
        }
        Resolution { hits, stops_in }
    }
}
