//! Looking up a single name: in one scope, and from a place outward (the Rust Reference, "Names", "Scopes" and
//! "Use declarations").
//!
//! An explicit name shadows what globs bring in, but only under its own condition. A glob brings in what its importing
//! Rust module can see.

use super::{
    prelude,
    resolver::Resolver,
    result::{LookupResult, LookupResults},
    state::Phase,
};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        def_map::Def,
        ids::{OutsidePathId, ScopeId, Symbol},
        resolution::{DefVisibility, Res},
    },
    syntax::Spaces,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// A route along globs from the scope of the lookup: when it exists, and from where its names can be seen.
#[derive(Clone, Copy)]
struct GlobRoute {
    cfg: Cfg,
    visibility: DefVisibility,
}

/// A scope, and the Rust module whose view of it matters, if the view does.
type View = (ScopeId, Option<ScopeId>);

/// The scopes that a lookup has visited.
#[derive(Default)]
struct VisitedScopes {
    /// Each view, and on which route.
    visited: SmallVec<[(View, GlobRoute); 8]>,
    /// The scopes on the current route. A glob that leads back to one of them finds nothing new.
    open: SmallVec<[ScopeId; 8]>,
    /// The indices in `visited` of each view, and the scopes of `open`, once there are many.
    index: Option<Box<VisitedIndex>>,
}

/// Finds visited scopes by hash.
#[derive(Default)]
struct VisitedIndex {
    visited: FxHashMap<View, SmallVec<[u32; 2]>>,
    open: FxHashSet<ScopeId>,
}

/// The number of visited scopes from which they are found by hash. Few lookups come near it.
const MANY: usize = 32;

impl VisitedScopes {
    /// Returns the indices of the visits of a view.
    fn visits(&self, view: View) -> SmallVec<[u32; 2]> {
        if let Some(index) = &self.index {
            return index.visited.get(&view).cloned().unwrap_or_default();
        }
        let all = self.visited.iter().enumerate();
        all.filter(|(_, (other, _))| *other == view).map(|(index, _)| index as u32).collect()
    }

    fn add(&mut self, view: View, route: GlobRoute) {
        self.visited.push((view, route));
        let last = self.visited.len() as u32 - 1;
        if let Some(index) = &mut self.index {
            index.visited.entry(view).or_default().push(last);
        } else if self.visited.len() > MANY {
            let mut index = VisitedIndex { open: self.open.iter().copied().collect(), ..VisitedIndex::default() };
            for (at, (view, _)) in self.visited.iter().enumerate() {
                index.visited.entry(*view).or_default().push(at as u32);
            }
            self.index = Some(Box::new(index));
        }
    }

    fn is_open(&self, scope: ScopeId) -> bool {
        match &self.index {
            Some(index) => index.open.contains(&scope),
            None => self.open.contains(&scope),
        }
    }

    fn enter(&mut self, scope: ScopeId) {
        self.open.push(scope);
        if let Some(index) = &mut self.index {
            index.open.insert(scope);
        }
    }

    fn leave(&mut self) {
        let last = self.open.pop();
        if let (Some(index), Some(last)) = (&mut self.index, last) {
            index.open.remove(&last);
        }
    }
}

/// How many meanings of one name in one scope are followed. A name can be declared and imported under many conditions; imports
/// that lead to each other would multiply their meanings without end. Real names have a few dozen.
pub(crate) const MAX_MEANINGS: usize = 256;

/// Who looks a name up, which limits what is found.
#[derive(Clone, Copy)]
struct Requester {
    /// The Rust module whose glob looks the name up; none if a path names the scope itself.
    glob_from: Option<ScopeId>,
    /// The import that is being resolved, which cannot supply its own name.
    import: Option<ImportId>,
}

/// Lookup in one scope.
impl Resolver<'_, '_> {
    /// Looks a name up in one scope, in one namespace. `import` is the import that is being resolved.
    ///
    /// Outside globs are not searched: what they supply is not certain.
    pub(crate) fn lookup(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        import: Option<ImportId>,
    ) -> LookupResults {
        if let Some(log) = &mut self.state.log {
            log.record(scope, name);
        }
        // A lookup in a scope without globs is as fast as the memo.
        let is_memoized = import.is_none() && !self.defs.scope(scope).globs.is_empty();
        let key = (scope, name, space);
        if let (true, Phase::Final { memo }) = (is_memoized, &self.state.phase)
            && let Some(results) = memo.get(&key)
        {
            return results.clone();
        }
        let requester = Requester { glob_from: None, import };
        let route = GlobRoute { cfg: Cfg::ALWAYS, visibility: DefVisibility::Public };
        let results = self.lookup_on_route(scope, name, space, requester, route, &mut VisitedScopes::default());
        if let (true, Phase::Final { memo }) = (is_memoized, &mut self.state.phase) {
            memo.insert(key, results.clone());
        }
        results
    }

    fn lookup_on_route(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        requester: Requester,
        route: GlobRoute,
        visited: &mut VisitedScopes,
    ) -> LookupResults {
        let defs = self.defs;
        if !self.visit(scope, name, requester, route, visited) {
            return LookupResults::new();
        }
        if let Phase::Collecting { dependencies } = &mut self.state.phase {
            dependencies.push((scope, name));
        }
        if let (Some(log), Some(_)) = (&mut self.state.log, requester.glob_from) {
            log.record_for_all(scope, name);
        }
        let mut results = self.explicit(scope, name, space, requester);
        let data = defs.scope(scope);
        if data.globs.is_empty() {
            return results;
        }
        let mut covered = self.invisible(scope, name, space, requester);
        // An export of a crate of procedural macros shadows no type or value.
        let mut has_macros = false;
        for result in &results {
            if space != Spaces::MACRO && matches!(result.res, Res::Outside(path) if self.is_in_macro_crate(path)) {
                has_macros = true;
            } else {
                covered = self.state.cfgs.or(covered, result.cfg);
            }
        }
        if self.state.cfgs.implies(data.cfg, covered) {
            return results;
        }
        let uncovered = self.state.cfgs.not(covered);
        visited.enter(scope);
        for glob in &data.globs {
            let import = defs.import(*glob);
            let is_visible = requester.glob_from.is_none_or(|from| defs.can_see(from, import.visibility));
            if Some(*glob) == requester.import || !is_visible {
                continue;
            }
            for target in import.targets() {
                let cfgs = &mut self.state.cfgs;
                let when = cfgs.and(import.cfg, target.cfg);
                let when = cfgs.and(when, uncovered);
                let Some(of) = defs.glob_scope(target.res).filter(|of| !visited.is_open(*of)) else { continue };
                let inner_requester = Requester { glob_from: Some(data.module), import: requester.import };
                let inner_route = GlobRoute {
                    visibility: defs.narrower(route.visibility, import.visibility),
                    cfg: cfgs.and(route.cfg, when),
                };
                for result in self.lookup_on_route(of, name, space, inner_requester, inner_route, visited) {
                    // A glob of that scope may supply what only that scope can see.
                    if result.visibility.is_some_and(|visibility| !defs.can_see(data.module, visibility)) {
                        continue;
                    }
                    let cfg = self.state.cfgs.and(when, result.cfg);
                    let visibility = result.visibility.map(|own| defs.narrower(own, import.visibility));
                    if self.state.cfgs.is_satisfiable(cfg) {
                        let import = Some(*glob);
                        self.merge(&mut results, LookupResult { cfg, import, glob_of: Some(of), visibility, ..result });
                    }
                }
            }
        }
        visited.leave();
        if has_macros {
            self.prefer_known(&mut results);
        }
        results
    }

    /// Records a visit to a scope. Returns `false` if an earlier visit found everything that this one can find: the
    /// earlier route exists whenever this one does, and its names can be seen from as far.
    fn visit(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        requester: Requester,
        route: GlobRoute,
        visited: &mut VisitedScopes,
    ) -> bool {
        let view = (scope, requester.glob_from.filter(|_| !self.defs.is_public(scope, name)));
        let mut same = None;
        for index in visited.visits(view) {
            let before = visited.visited[index as usize].1;
            if self.defs.narrower(before.visibility, route.visibility) == route.visibility {
                if self.state.cfgs.implies(route.cfg, before.cfg) {
                    return false;
                }
                same = same.or((before.visibility == route.visibility).then_some(index));
            }
        }
        match same {
            Some(index) => {
                let before = &mut visited.visited[index as usize].1;
                before.cfg = self.state.cfgs.or(before.cfg, route.cfg);
            }
            None => visited.add(view, route),
        }
        true
    }

    /// Whether an outside path is in a crate that is named as crates of procedural macros are. Such a crate exports only
    /// macros.
    fn is_in_macro_crate(&self, path: OutsidePathId) -> bool {
        let name = self.defs.text(self.state.outside.first(path));
        let endings = ["_derive", "_derives", "_macro", "_macros", "_proc_macro", "_proc_macros"];
        endings.iter().any(|ending| name.ends_with(ending))
    }

    /// Returns what a scope itself declares under a name.
    fn explicit(&mut self, scope: ScopeId, name: Symbol, space: Spaces, requester: Requester) -> LookupResults {
        let defs = self.defs;
        let mut results = LookupResults::new();
        for entry in defs.scope(scope).entries.get(&name).into_iter().flatten() {
            if entry.spaces.and(space).is_empty()
                || requester.glob_from.is_some_and(|from| !defs.can_see(from, entry.visibility))
            {
                continue;
            }
            if results.len() >= MAX_MEANINGS {
                break;
            }
            let visibility = Some(entry.visibility);
            match entry.def {
                Def::Module(module) => {
                    results.push(LookupResult::direct(Res::Module(module), entry.cfg, visibility));
                }
                Def::Item(item) => results.push(LookupResult::direct(Res::Item(item), entry.cfg, visibility)),
                Def::Import(import) if Some(import) == requester.import => {}
                Def::Import(import) => {
                    let targets = defs.import(import).targets().iter();
                    for target in targets.filter(|target| !target.spaces.and(space).is_empty()) {
                        if results.len() >= MAX_MEANINGS {
                            break;
                        }
                        if requester.glob_from.is_some_and(|from| !defs.can_see(from, target.visibility)) {
                            continue;
                        }
                        let cfg = self.state.cfgs.and(entry.cfg, target.cfg);
                        if self.state.cfgs.is_satisfiable(cfg) {
                            let (import, certainty) = (Some(import), target.certainty);
                            let direct = LookupResult::direct(target.res, cfg, Some(target.visibility));
                            self.merge(&mut results, LookupResult { import, certainty, ..direct });
                        }
                    }
                }
            }
        }
        self.prefer_known(&mut results);
        results
    }

    /// Returns when a scope declares a name that the requester's glob can't see. Such a name shadows what the scope's own globs
    /// bring in, although it is not imported itself.
    fn invisible(&mut self, scope: ScopeId, name: Symbol, space: Spaces, requester: Requester) -> Cfg {
        let defs = self.defs;
        let mut invisible = Cfg::NEVER;
        let Some(from) = requester.glob_from else { return invisible };
        for entry in defs.scope(scope).entries.get(&name).into_iter().flatten() {
            if entry.spaces.and(space).is_empty() {
                continue;
            }
            match entry.def {
                Def::Module(_) | Def::Item(_) if defs.can_see(from, entry.visibility) => {}
                Def::Module(_) | Def::Item(_) => invisible = self.state.cfgs.or(invisible, entry.cfg),
                Def::Import(import) if Some(import) == requester.import => {}
                Def::Import(import) => {
                    let targets = defs.import(import).targets().iter();
                    for target in targets.filter(|target| !target.spaces.and(space).is_empty()) {
                        if defs.can_see(from, target.visibility) {
                            continue;
                        }
                        // An export of a crate of procedural macros shadows no type or value.
                        let is_macro = matches!(target.res, Res::Outside(path) if self.is_in_macro_crate(path));
                        if space == Spaces::MACRO || !is_macro {
                            let cfg = self.state.cfgs.and(entry.cfg, target.cfg);
                            invisible = self.state.cfgs.or(invisible, cfg);
                        }
                    }
                }
            }
        }
        invisible
    }

    /// Limits outside imports to where nothing of the workspace has the name.
    ///
    /// An outside import is in every namespace, since what it leads to is not known. If something of the workspace has
    /// the same name under the same condition, the import must be in the other namespaces.
    fn prefer_known(&mut self, results: &mut LookupResults) {
        if results.len() < 2 {
            return;
        }
        let cfgs = &mut self.state.cfgs;
        let mut known = Cfg::NEVER;
        for result in results.iter().filter(|result| !matches!(result.res, Res::Outside(_))) {
            known = cfgs.or(known, result.cfg);
        }
        let rest = cfgs.not(known);
        for result in results.iter_mut().filter(|result| matches!(result.res, Res::Outside(_))) {
            result.cfg = cfgs.and(result.cfg, rest);
        }
        results.retain(|result| cfgs.is_satisfiable(result.cfg));
    }

    /// Adds a result, or widens an equal one.
    ///
    /// If another glob leads to the same definition, the new result counts where that one does not. A definition can be
    /// seen from as far as on its widest route.
    fn merge(&mut self, results: &mut LookupResults, mut new: LookupResult) {
        let cfgs = &mut self.state.cfgs;
        for other in results.iter_mut().filter(|other| other.res == new.res) {
            if let (Some(wide), Some(own)) = (new.visibility, other.visibility)
                && self.defs.narrower(wide, own) == own
            {
                other.visibility = new.visibility;
            }
            if other.glob_of == new.glob_of {
                other.cfg = cfgs.or(other.cfg, new.cfg);
                return;
            }
            if other.glob_of.is_some() && new.glob_of.is_some() {
                let rest = cfgs.not(other.cfg);
                new.cfg = cfgs.and(new.cfg, rest);
            }
        }
        if cfgs.is_satisfiable(new.cfg) {
            results.push(new);
        }
    }
}

/// Lookup from a place outward.
impl Resolver<'_, '_> {
    /// Whether a name at a place means a crate of the extern prelude, and nothing that a scope around it declares.
    pub(crate) fn means_crate(&mut self, scope: ScopeId, name: Symbol) -> bool {
        let krate = self.defs.scope(scope).krate;
        self.defs.externs(krate, name).is_some()
            && self.lookup_outward(scope, name, Spaces::TYPE, None).iter().all(|result| result.visibility.is_none())
    }

    /// Looks a name up at a place: in the scopes around it, then in the extern prelude, then in the language's prelude.
    pub(super) fn lookup_outward(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        import: Option<ImportId>,
    ) -> LookupResults {
        let defs = self.defs;
        let mut results = LookupResults::new();
        let mut uncovered = defs.scope(scope).cfg;
        let mut at = Some(scope);
        while let Some(current) = at {
            self.add_uncovered(current, name, space, import, &mut results, &mut uncovered);
            if uncovered == Cfg::NEVER || !self.state.cfgs.is_satisfiable(uncovered) {
                return results;
            }
            at = defs.scope(current).next_outward();
        }
        if !space.and(Spaces::TYPE).is_empty()
            && let Some(externs) = defs.externs(defs.scope(scope).krate, name)
        {
            for (res, when) in externs {
                let cfg = self.state.cfgs.and(uncovered, *when);
                if self.state.cfgs.is_satisfiable(cfg) {
                    results.push(LookupResult::direct(*res, cfg, None));
                }
            }
            if !results.is_empty() {
                return results;
            }
        }
        if results.is_empty() && prelude::is_in_prelude(defs.text(name)) {
            results.push(LookupResult::direct(Res::Language, uncovered, None));
        }
        results
    }

    /// Adds what a scope supplies under the conditions that no inner scope covers, and removes those conditions.
    fn add_uncovered(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        import: Option<ImportId>,
        results: &mut LookupResults,
        uncovered: &mut Cfg,
    ) {
        let mut covered = Cfg::NEVER;
        for result in self.lookup(scope, name, space, import) {
            let cfg = self.state.cfgs.and(result.cfg, *uncovered);
            covered = self.state.cfgs.or(covered, result.cfg);
            if self.state.cfgs.is_satisfiable(cfg) {
                self.merge(results, LookupResult { cfg, ..result });
            }
        }
        let rest = self.state.cfgs.not(covered);
        *uncovered = self.state.cfgs.and(*uncovered, rest);
    }
}
