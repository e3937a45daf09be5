//! Resolving imports to a fixed point: an import is resolved again whenever a name that it depends on has changed, until
//! nothing changes.
//!
//! What a name means can depend on imports in every direction (globs of globs, re-exports through crates, cycles), so no
//! order makes a single pass sufficient. The Rust compiler iterates, too.
//!
//! Each step queries the definitions, which are borrowed shared, and then sets the resolution of one import.

use super::{
    def_map::{DefKind, DefMap, ImportData, ImportResolution, ImportTarget, ImportTargets},
    query::{MAX_MEANINGS, PathContext, QueryState, Resolver},
    resolution::{DefVisibility, Hit, Hits, Res, ResCertainty},
};
use crate::{
    cfg::{Cfg, Cfgs},
    graph::ImportId,
    syntax::{Anchor, Spaces},
    workspace::Edition,
};
use smallvec::{Array, SmallVec};

/// The number of rounds beyond one for each import. A chain of imports may settle one import a round, but only code
/// that does not compile comes near the limit.
const EXTRA_ROUNDS: usize = 64;

/// How often the targets of one import may change in one run of the fixed point. Some answers retract others, and a cycle
/// of those would never settle. Code that compiles needs a handful of changes.
///
/// So the fixed point ends: each import changes at most this many times, each time to at most [`MAX_MEANINGS`] targets, and a
/// name in its path leads to at most as many.
const MAX_CHANGES: u8 = 32;

/// Resolves the imports from an index on whose dependencies have changed. The imports before it must not depend on these.
pub(super) fn resolve_imports<'w>(defs: &mut DefMap<'w>, queries: &mut QueryState<'w>, first: usize) {
    defs.start_resolving_imports();
    let mut changes = vec![0_u8; defs.import_count() - first];
    // Once nothing else is due, imports that only may be due are resolved as well.
    let mut includes_possibly_due = false;
    for round in 0..2 * (changes.len() + EXTRA_ROUNDS) {
        let before = defs.now();
        let count = changes.len();
        for at in 0..count {
            // In alternating directions, so that a chain of imports settles in two rounds, in whichever order it is written.
            let at = if round % 2 == 0 { at } else { count - 1 - at };
            let (id, changes) = (ImportId((first + at) as u32), &mut changes[at]);
            let import = defs.import(id);
            // What means more than is followed is an error, and would multiply what others mean.
            let is_bounded = *changes < MAX_CHANGES && import.targets().len() < MAX_MEANINGS;
            if is_bounded && (is_due(defs, import) || (includes_possibly_due && may_be_due(defs, import))) {
                let resolution = Resolver::new(defs, queries).resolve_import(id);
                if defs.set_import_resolution(id, resolution) {
                    *changes += 1;
                }
            }
        }
        let is_settled = defs.now() == before;
        if is_settled && includes_possibly_due {
            return;
        }
        includes_possibly_due = is_settled;
    }
}

/// Whether something has changed that an import depends on.
fn is_due(defs: &DefMap<'_>, import: &ImportData) -> bool {
    let ImportResolution { resolved, dependencies, .. } = &import.resolution;
    let Some(resolved) = *resolved else { return true };
    (defs.have_textual_scopes_changed(resolved) && can_mean_textual_macro(defs, import))
        || defs.have_externs_changed(resolved)
        || dependencies.iter().any(|(scope, name)| defs.has_name_changed(*scope, *name, resolved))
}

/// Whether an import has a path of a single name, which can mean a macro in textual scope.
fn can_mean_textual_macro(defs: &DefMap<'_>, import: &ImportData) -> bool {
    let path = defs.path(import.path);
    !import.is_glob && path.segments.len() == 1 && path.anchor == Anchor::Plain
}

/// Whether an uncertain import may lead elsewhere because anything has changed: the search for outside globs and hidden
/// names records no dependencies.
fn may_be_due(defs: &DefMap<'_>, import: &ImportData) -> bool {
    let ImportResolution { resolved, targets, .. } = &import.resolution;
    let is_certain = !targets.is_empty() && targets.iter().all(|target| target.certainty == ResCertainty::Certain);
    !is_certain && resolved.is_none_or(|resolved| defs.now() > resolved)
}

impl Resolver<'_, '_> {
    /// Resolves an import as far as the definitions are known.
    fn resolve_import(&mut self, id: ImportId) -> ImportResolution {
        let import = self.defs.import(id);
        self.state.start_dependencies();
        let mut targets = ImportTargets::new();
        let mut all = Hits::new();
        if import.is_extern_crate {
            let krate = self.defs.scope(import.scope).krate;
            let name = self.defs.path(import.path).segments.first();
            let crates = name.map_or_else(Vec::new, |name| self.extern_crate(*name, krate, import.cfg));
            let (spaces, certainty, visibility) = (Spaces::TYPE, ResCertainty::Certain, import.visibility);
            let target = |(res, cfg)| ImportTarget { spaces, res, cfg, certainty, visibility };
            targets.extend(crates.into_iter().map(target));
        } else {
            let mut hits: SmallVec<[(Spaces, Hit); 3]> = SmallVec::new();
            let context = self.import_context(id);
            for (space, resolution) in self.resolve_each(import.path, import.spaces, context) {
                for hit in resolution.hits {
                    if all.len() < MAX_MEANINGS {
                        add_hit(&mut all, hit.clone());
                    }
                    hits.push((space, hit));
                }
            }
            self.prefer_certain(&mut hits, |(_, hit)| hit);
            for (space, hit) in hits {
                let is_misplaced = if self.is_module_or_crate(hit.res) {
                    space != Spaces::TYPE
                } else {
                    space != Spaces::MACRO && self.is_std_macro(hit.res)
                };
                if is_misplaced {
                    continue;
                }
                let cfg = self.state.cfgs.and(hit.cfg, import.cfg);
                let visibility = self.visibility_of_import(import, &hit);
                let target = ImportTarget { spaces: space, res: hit.res, cfg, certainty: hit.certainty, visibility };
                if targets.len() < MAX_MEANINGS {
                    add_target(&mut targets, target, &mut self.state.cfgs);
                }
            }
            self.add_textual_macros(import, &mut targets);
        }
        targets.retain(|target| target.cfg != Cfg::NEVER);
        targets.sort_unstable();
        ImportResolution { targets, hits: all, dependencies: self.state.take_dependencies(), resolved: None }
    }

    /// Whether a result is a Rust module of the workspace or another crate, which are only in the type namespace.
    pub(super) fn is_module_or_crate(&self, res: Res) -> bool {
        match res {
            Res::Module(_) => true,
            Res::Outside(path) => self.state.outside.len(path) == 1,
            Res::Item(_) | Res::Language => false,
        }
    }

    /// Returns the ways in which the path of an import resolves, in all namespaces together.
    pub(super) fn import_hits(&mut self, id: ImportId) -> Hits {
        let import = self.defs.import(id);
        if !is_due(self.defs, import) && !may_be_due(self.defs, import) {
            return import.resolution.hits.clone();
        }
        // The file that was read last may hide names.
        let context = self.import_context(id);
        let mut hits = Hits::new();
        for (_, resolution) in self.resolve_each(import.path, import.spaces, context) {
            resolution.hits.into_iter().for_each(|hit| add_hit(&mut hits, hit));
        }
        hits
    }

    /// Returns from where an import's name can be named: where both the import and what its path names can be.
    fn visibility_of_import(&self, import: &ImportData, hit: &Hit) -> DefVisibility {
        hit.visibility.map_or(import.visibility, |own| self.defs.narrower(import.visibility, own))
    }

    fn import_context(&self, id: ImportId) -> PathContext {
        PathContext { scope: self.defs.import(id).scope, import: Some(id), is_in_use: true }
    }

    /// Adds the textual macros that `use name;` means.
    fn add_textual_macros(&mut self, import: &ImportData, targets: &mut ImportTargets) {
        let hits = self.textual_import_hits(import);
        if !hits.is_empty() {
            // The name means the macro, and no crate, glob or generated code that could supply the name.
            targets.retain(|target| {
                let is_other = matches!(target.res, Res::Outside(_)) || self.is_macro(target.res);
                !is_other && !target.certainty.is_guess()
            });
        }
        let (spaces, visibility) = (Spaces::MACRO, import.visibility);
        for Hit { res, cfg, certainty, .. } in hits {
            add_target(targets, ImportTarget { spaces, res, cfg, certainty, visibility }, &mut self.state.cfgs);
        }
    }

    /// Whether a result is a `macro_rules!` of the workspace.
    pub(super) fn is_macro(&self, res: Res) -> bool {
        matches!(res, Res::Item(item) if self.defs.item(item).is_some_and(|item| matches!(item.kind, DefKind::Macro(_))))
    }

    /// Returns the textual macros that `use name;` means.
    pub(super) fn textual_import_hits(&mut self, import: &ImportData) -> Vec<Hit> {
        let path = self.defs.path(import.path);
        let ([name], Anchor::Plain, false) = (&*path.segments, path.anchor, import.is_glob) else { return Vec::new() };
        // In edition 2015, the path of a `use` starts at the crate root.
        let is_2015 = self.defs.edition(self.defs.scope(import.scope).krate) == Edition::E2015;
        if is_2015 || import.spaces.and(Spaces::MACRO).is_empty() {
            return Vec::new();
        }
        let macros = self.textual_macros(import.textual_scope, *name, import.cfg);
        macros.into_iter().map(|(item, cfg)| Hit::single(Res::Item(item), cfg)).collect()
    }

    /// Limits uncertain hits to the conditions under which no certain hit exists. Drops what generated code may declare: it
    /// would have to declare the same name again.
    pub(super) fn prefer_certain<A: Array>(&mut self, found: &mut SmallVec<A>, hit: impl Fn(&mut A::Item) -> &mut Hit) {
        let cfgs = &mut self.state.cfgs;
        let mut certain = Cfg::NEVER;
        for hit in found.iter_mut().map(&hit).filter(|hit| hit.certainty == ResCertainty::Certain) {
            certain = cfgs.or(certain, hit.cfg);
        }
        if certain == Cfg::NEVER {
            return;
        }
        let is_generated = |hit: &Hit| hit.certainty.is_guess() && matches!(hit.res, Res::Item(_));
        found.retain(|one| !is_generated(hit(one)));
        let rest = cfgs.not(certain);
        for hit in found.iter_mut().map(&hit).filter(|hit| hit.certainty != ResCertainty::Certain) {
            hit.cfg = cfgs.and(hit.cfg, rest);
        }
        found.retain(|one| cfgs.is_satisfiable(hit(one).cfg));
    }
}

/// Adds a hit in any namespace, unless the same is known.
fn add_hit(hits: &mut Hits, hit: Hit) {
    // A path is one reference, although its name can be visible from further in one namespace than in another.
    let hit = Hit { visibility: None, ..hit };
    if !hits.contains(&hit) {
        hits.push(hit);
    }
}

/// Adds a target, or widens one that leads to the same definition and can be seen from as far.
fn add_target(targets: &mut ImportTargets, new: ImportTarget, cfgs: &mut Cfgs) {
    let is_same = |target: &ImportTarget| target.res == new.res && target.visibility == new.visibility;
    for target in targets.iter_mut().filter(|target| is_same(target)) {
        if target.cfg == new.cfg {
            target.spaces = target.spaces.or(new.spaces);
            return;
        }
        if target.spaces == new.spaces {
            target.cfg = cfgs.or(target.cfg, new.cfg);
            return;
        }
    }
    targets.push(new);
}
