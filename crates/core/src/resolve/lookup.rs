//! Looking one name up: in one scope, and from a place outward (the Rust reference, "Names", "Scopes" and
//! "Use declarations").
//!
//! An explicit name hides what globs bring in, but only under its own condition; a glob brings in what its
//! importing Rust module can see.

use super::{
    paths::Sure,
    prelude,
    world::{OutsidePath, Res, ScopeId, ScopeKind, Symbol, Visibility, What, World},
};
use crate::{cfg::Cfg, graph::ImportId, syntax::Spaces};
use smallvec::SmallVec;

/// One thing that a name leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub res: Res,
    /// When.
    pub cfg: Cfg,
    /// The import of the scope that was asked, where it came through one.
    pub import: Option<ImportId>,
    /// Whether that import is a glob, and what Rust module (or enum) that glob is of.
    pub glob_of: Option<ScopeId>,
    /// How sure that is.
    pub sure: Sure,
    /// How far what the scope declares can be seen; none for what no scope declares.
    pub visibility: Option<Visibility>,
}

/// All that a name leads to: one thing, for most.
pub(super) type Founds = SmallVec<[Found; 2]>;

/// When a lookup gets somewhere through globs, and how far what it finds there can be seen.
#[derive(Clone, Copy)]
struct Way {
    cfg: Cfg,
    visibility: Visibility,
}

/// The scopes that a lookup has been in.
#[derive(Default)]
struct Visited {
    /// Each, for whom and on what way.
    seen: SmallVec<[(ScopeId, Option<ScopeId>, Way); 8]>,
    /// Those that it is in. Through globs that lead back to one of them nothing is found that is not found there, and
    /// can be seen farther.
    open: SmallVec<[ScopeId; 8]>,
}

/// What to leave out of a lookup, and who asks.
#[derive(Clone, Copy)]
pub(super) struct Asker {
    /// The Rust module on whose behalf a glob looks; none where a path names the scope itself.
    pub glob_from: Option<ScopeId>,
    /// The import that is being resolved, which can't supply its own name.
    pub import: Option<ImportId>,
}

impl World<'_> {
    /// What a name means in one scope, in the first of the name spaces.
    ///
    /// Outside globs are asked last: what they supply is not known for certain.
    pub(super) fn lookup(&mut self, scope: ScopeId, name: Symbol, space: Spaces, import: Option<ImportId>) -> Founds {
        let mut visited = Visited::default();
        if let Some(asks) = &mut self.asks {
            asks.note(scope, name);
        }
        // What a scope without globs declares is found as fast as it is remembered.
        let remembered = import.is_none() && self.remembered.is_some() && !self.scope(scope).globs.is_empty();
        let key = (scope, name, space);
        if remembered && let Some(found) = self.remembered.as_ref().and_then(|remembered| remembered.get(&key)) {
            return found.clone();
        }
        let asker = Asker { glob_from: None, import };
        let way = Way { cfg: Cfg::ALWAYS, visibility: Visibility::Public };
        let found = self.lookup_in(scope, name, space, asker, way, &mut visited);
        if remembered && let Some(remembered) = &mut self.remembered {
            remembered.insert(key, found.clone());
        }
        found
    }

    fn lookup_in(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        asker: Asker,
        way: Way,
        visited: &mut Visited,
    ) -> Founds {
        // Two ways to one scope that hold in different configurations are both gone, and so are those on which what is
        // found can be seen farther.
        let mut same = None;
        for (at, (seen, from, before)) in visited.seen.iter().enumerate() {
            if (*seen, *from) == (scope, asker.glob_from)
                && self.narrower(before.visibility, way.visibility) == way.visibility
            {
                if self.cfgs.implies(way.cfg, before.cfg) {
                    return Founds::new();
                }
                same = same.or((before.visibility == way.visibility).then_some(at));
            }
        }
        match same {
            Some(at) => visited.seen[at].2.cfg = self.cfgs.or(visited.seen[at].2.cfg, way.cfg),
            None => visited.seen.push((scope, asker.glob_from, way)),
        }
        // Once all is remembered, nobody asks what an answer rests on.
        if self.remembered.is_none() {
            self.asked.push((scope, name));
        }
        if let (Some(asks), Some(_)) = (&mut self.asks, asker.glob_from) {
            asks.note_for_all(scope, name);
        }
        let mut found = self.explicit(scope, name, space, asker);
        if self.scope(scope).globs.is_empty() {
            return found;
        }
        // What a crate of procedural macros exports hides no type or value, if it can be told to be one.
        let macro_alone = |world: &Self, one: &Found| {
            space != Spaces::MACRO && matches!(one.res, Res::Outside(path) if world.is_of_macros(path))
        };
        let (mut covered, mut macros) = (Cfg::NEVER, false);
        for one in &found {
            if macro_alone(self, one) {
                macros = true;
            } else {
                covered = self.cfgs.or(covered, one.cfg);
            }
        }
        let needed = self.scope(scope).cfg;
        if self.cfgs.implies(needed, covered) {
            return found;
        }
        let uncovered = self.cfgs.not(covered);
        visited.open.push(scope);
        for index in 0..self.scope(scope).globs.len() {
            let glob = self.scope(scope).globs[index];
            if Some(glob) == asker.import {
                continue;
            }
            let import = self.import(glob);
            if asker.glob_from.is_some_and(|from| !self.can_see(from, import.visibility)) {
                continue;
            }
            let (targets, glob_cfg, glob_visibility) = (import.targets.clone(), import.cfg, import.visibility);
            for target in targets {
                let when = self.cfgs.and(glob_cfg, target.cfg);
                let when = self.cfgs.and(when, uncovered);
                let inner = match target.res {
                    Res::Module(of) => Some(of),
                    Res::Item(item) => self.variants(item),
                    Res::Outside(_) | Res::Language => None,
                };
                let Some(of) = inner.filter(|of| !visited.open.contains(of)) else { continue };
                let from = self.scope(scope).module;
                let inner_asker = Asker { glob_from: Some(from), import: asker.import };
                let visibility = self.narrower(way.visibility, glob_visibility);
                let inner_way = Way { cfg: self.cfgs.and(way.cfg, when), visibility };
                for one in self.lookup_in(of, name, space, inner_asker, inner_way, visited) {
                    let cfg = self.cfgs.and(when, one.cfg);
                    let visibility = one.visibility.map(|own| self.narrower(own, glob_visibility));
                    if self.cfgs.is_satisfiable(cfg) {
                        merge(
                            self,
                            &mut found,
                            Found { cfg, import: Some(glob), glob_of: Some(of), visibility, ..one },
                        );
                    }
                }
            }
        }
        visited.open.pop();
        if macros {
            self.prefer_known(&mut found);
        }
        found
    }

    /// Whether an outside path is of a crate that is called as those of procedural macros are: all that such a crate
    /// exports are macros.
    fn is_of_macros(&self, path: OutsidePath) -> bool {
        let name = self.symbols.get(self.outside.first(path));
        let endings = ["_derive", "_derives", "_macro", "_macros", "_proc_macro", "_proc_macros"];
        endings.iter().any(|ending| name.ends_with(ending))
    }

    /// What a scope itself declares under a name.
    fn explicit(&mut self, scope: ScopeId, name: Symbol, space: Spaces, asker: Asker) -> Founds {
        let Some(entries) = self.scope(scope).entries.get(&name) else { return Founds::new() };
        let entries = entries.clone();
        let mut found = Founds::new();
        for entry in entries {
            if entry.spaces.and(space).is_empty()
                || asker.glob_from.is_some_and(|from| !self.can_see(from, entry.visibility))
            {
                continue;
            }
            match entry.what {
                What::Module(module) => {
                    found.push(Found {
                        res: Res::Module(module),
                        cfg: entry.cfg,
                        import: None,
                        glob_of: None,
                        sure: Sure::Certain,
                        visibility: Some(entry.visibility),
                    });
                }
                What::Item(item) => {
                    found.push(Found {
                        res: Res::Item(item),
                        cfg: entry.cfg,
                        import: None,
                        glob_of: None,
                        sure: Sure::Certain,
                        visibility: Some(entry.visibility),
                    });
                }
                What::Import(import) => {
                    if Some(import) == asker.import {
                        continue;
                    }
                    for target in self.import(import).targets.clone() {
                        if target.spaces.and(space).is_empty() {
                            continue;
                        }
                        let cfg = self.cfgs.and(entry.cfg, target.cfg);
                        if self.cfgs.is_satisfiable(cfg) {
                            let one = Found {
                                res: target.res,
                                cfg,
                                import: Some(import),
                                glob_of: None,
                                sure: target.sure,
                                visibility: Some(entry.visibility),
                            };
                            merge(self, &mut found, one);
                        }
                    }
                }
            }
        }
        self.prefer_known(&mut found);
        found
    }

    /// An outside import stands in every name space, since what it leads to is not known; where something of the
    /// workspace has the name under the same condition, the import is in the other ones.
    fn prefer_known(&mut self, found: &mut Founds) {
        if found.len() < 2 {
            return;
        }
        let mut known = Cfg::NEVER;
        for one in found.iter().filter(|one| !matches!(one.res, Res::Outside(_))) {
            known = self.cfgs.or(known, one.cfg);
        }
        let rest = self.cfgs.not(known);
        for one in found.iter_mut().filter(|one| matches!(one.res, Res::Outside(_))) {
            one.cfg = self.cfgs.and(one.cfg, rest);
        }
        let cfgs = &mut self.cfgs;
        found.retain(|one| cfgs.is_satisfiable(one.cfg));
    }

    /// What a name means at a place: in the scopes around it, then among the crates that can be named, then in
    /// the language's own prelude.
    pub(super) fn lookup_from(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        import: Option<ImportId>,
    ) -> Founds {
        let needed = self.scope(scope).cfg;
        let mut found = Founds::new();
        let mut uncovered = needed;
        let mut at = Some(scope);
        while let Some(current) = at {
            self.add_uncovered(current, name, space, import, &mut found, &mut uncovered);
            if uncovered == Cfg::NEVER || !self.cfgs.is_satisfiable(uncovered) {
                return found;
            }
            at = match self.scope(current).kind {
                ScopeKind::Module => None,
                ScopeKind::Block | ScopeKind::Enum => self.scope(current).parent,
            };
        }
        if !space.and(Spaces::TYPE).is_empty() {
            let krate = self.scope(scope).krate;
            if let Some(externs) = self.externs[krate.0 as usize].get(&name) {
                for (res, when) in externs.clone() {
                    let cfg = self.cfgs.and(uncovered, when);
                    if self.cfgs.is_satisfiable(cfg) {
                        found.push(Found {
                            res,
                            cfg,
                            import: None,
                            glob_of: None,
                            sure: Sure::Certain,
                            visibility: None,
                        });
                    }
                }
                if !found.is_empty() {
                    return found;
                }
            }
        }
        if found.is_empty() && prelude::is_in_prelude(self.symbols.get(name)) {
            found.push(Found {
                res: Res::Language,
                cfg: uncovered,
                import: None,
                glob_of: None,
                sure: Sure::Certain,
                visibility: None,
            });
        }
        found
    }

    fn add_uncovered(
        &mut self,
        scope: ScopeId,
        name: Symbol,
        space: Spaces,
        import: Option<ImportId>,
        found: &mut Founds,
        uncovered: &mut Cfg,
    ) {
        let mut covered = Cfg::NEVER;
        for one in self.lookup(scope, name, space, import) {
            let cfg = self.cfgs.and(one.cfg, *uncovered);
            covered = self.cfgs.or(covered, one.cfg);
            if self.cfgs.is_satisfiable(cfg) {
                merge(self, found, Found { cfg, ..one });
            }
        }
        let rest = self.cfgs.not(covered);
        *uncovered = self.cfgs.and(*uncovered, rest);
    }
}

/// Adds what was found, together with what leads to the same thing the same way. Where another glob leads there too,
/// it counts where that one does not; it can be seen as far as on the widest way.
fn merge(world: &mut World<'_>, found: &mut Founds, mut one: Found) {
    for other in found.iter_mut().filter(|other| other.res == one.res) {
        if let (Some(wide), Some(own)) = (one.visibility, other.visibility)
            && world.narrower(wide, own) == own
        {
            other.visibility = one.visibility;
        }
        if other.glob_of == one.glob_of {
            other.cfg = world.cfgs.or(other.cfg, one.cfg);
            return;
        }
        if other.glob_of.is_some() && one.glob_of.is_some() {
            let rest = world.cfgs.not(other.cfg);
            one.cfg = world.cfgs.and(one.cfg, rest);
        }
    }
    if world.cfgs.is_satisfiable(one.cfg) {
        found.push(one);
    }
}
