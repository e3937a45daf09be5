//! Imports to a fixed point: each `use` leaf is resolved again whenever a scope that it asked has changed, until
//! nothing does.
//!
//! What a name means can depend on imports in every direction (globs of globs, re-exports through crates, cycles),
//! so no order of one pass would do; the Rust compiler iterates too.

use super::{
    paths::{From, Hit, Hits, Sure},
    prelude,
    world::{Import, Res, Symbol, Target, Targets, World},
};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    syntax::{Anchor, Spaces},
    workspace::{CrateId, Edition},
};
use smallvec::{Array, SmallVec};

/// How often imports are tried again, beside once for each, and each time all that may be due once the rest has settled: a
/// chain of them may settle one a round. Only code that means nothing (and does not compile) comes near.
const ROUNDS: usize = 64;

/// How often what one import leads to may change in one go. Some answers take others back, and where they do so in a
/// ring, nothing would ever settle; code that compiles needs a handful.
const CHANGES: u8 = 32;

impl World<'_> {
    /// Resolves the imports that have not been resolved since something that they asked has changed.
    pub(super) fn resolve_imports(&mut self, editions: &[Edition]) {
        self.resolve_imports_from(0, editions);
    }

    /// The same of the imports from a number on, where what the others lead to does not depend on these.
    pub(super) fn resolve_imports_from(&mut self, first: usize, editions: &[Edition]) {
        self.has_resolved = true;
        let mut changes = vec![0_u8; self.imports.len() - first];
        // Whether to look at what only may be due, too: once nothing else is.
        let mut all = false;
        for _ in 0..2 * (changes.len() + ROUNDS) {
            let before = self.clock;
            for (index, changes) in (first..).zip(&mut changes) {
                let import = &self.imports[index];
                let is_due = self.is_due(import) || (all && self.may_be_due(import));
                if *changes < CHANGES && is_due && self.resolve_import(ImportId(index as u32), editions) {
                    *changes += 1;
                    let Import { scope, name, glob, .. } = self.imports[index];
                    if glob {
                        self.scope_mut(scope);
                    } else if let Some(name) = name {
                        self.name_changed(scope, name);
                    }
                }
            }
            let settled = self.clock == before;
            if settled && all {
                return;
            }
            all = settled;
        }
    }

    /// Whether something has changed that an import asked for.
    fn is_due(&self, import: &Import) -> bool {
        let Some(resolved) = import.resolved else { return true };
        // Only a single name can be that of a textual macro.
        let textual = self.texts_changed > resolved && self.path(import.path).segments.len() == 1;
        textual
            || self.externs_changed > resolved
            || import.asked.iter().any(|(scope, name)| self.has_changed(*scope, *name, resolved))
    }

    /// Whether an import may lead elsewhere by now for another reason: what nothing surely supplies may come from scopes that
    /// were only looked through for what could.
    fn may_be_due(&self, import: &Import) -> bool {
        let sure = !import.targets.is_empty() && import.targets.iter().all(|target| target.sure == Sure::Certain);
        !sure && import.resolved.is_none_or(|resolved| self.clock > resolved)
    }

    /// The ways in which the path of an import resolves, in one name space or several.
    pub(super) fn import_hits(&mut self, id: ImportId, editions: &[Edition]) -> Hits {
        let import = self.import(id);
        if !self.is_due(import) && !self.may_be_due(import) {
            return import.hits.clone();
        }
        // What was read last may have hidden names.
        let Import { scope, path, spaces, .. } = *import;
        let krate = self.scope(scope).krate;
        let from = From { scope, import: Some(id), in_use: true, edition: editions[krate.0 as usize] };
        let mut hits = Hits::new();
        for hit in self.resolve_each(path, spaces, from).into_iter().flat_map(|(_, resolution)| resolution.hits) {
            if !hits.contains(&hit) {
                hits.push(hit);
            }
        }
        hits
    }

    /// Resolves one import as far as what it asks is known. Whether that has changed.
    fn resolve_import(&mut self, id: ImportId, editions: &[Edition]) -> bool {
        let import = self.import(id);
        let krate = self.scope(import.scope).krate;
        let (path, scope, own_cfg, spaces) = (import.path, import.scope, import.cfg, import.spaces);
        let extern_crate = import.extern_crate;
        let from = From { scope, import: Some(id), in_use: true, edition: editions[krate.0 as usize] };
        self.asked.clear();
        let mut targets = Targets::new();
        let mut all = Hits::new();
        if extern_crate {
            let name = self.path(path).segments.first().copied();
            let krates = name.map_or_else(Vec::new, |name| self.extern_crate(name, krate, own_cfg));
            let target = |(res, cfg)| Target { spaces: Spaces::TYPE, res, cfg, sure: Sure::Certain };
            targets.extend(krates.into_iter().map(target));
        } else {
            let mut hits: SmallVec<[(Spaces, Hit); 3]> = SmallVec::new();
            for (space, resolution) in self.resolve_each(path, spaces, from) {
                for hit in resolution.hits {
                    if !all.contains(&hit) {
                        all.push(hit.clone());
                    }
                    hits.push((space, hit));
                }
            }
            self.keep_the_sure(&mut hits, |(_, hit)| hit);
            for (space, hit) in hits {
                if space != Spaces::MACRO && self.is_macro_of_std(hit.res) {
                    continue;
                }
                let cfg = self.cfgs.and(hit.cfg, own_cfg);
                add(&mut targets, Target { spaces: space, res: hit.res, cfg, sure: hit.sure }, &mut self.cfgs);
            }
            self.add_textual_macros(id, &mut targets);
        }
        targets.retain(|target| target.cfg != Cfg::NEVER);
        targets.sort_unstable();
        let mut asked = std::mem::take(&mut self.asked);
        asked.sort_unstable();
        asked.dedup();
        let now = self.clock;
        let import = &mut self.imports[id.0 as usize];
        import.hits = all;
        import.asked = asked;
        import.resolved = Some(now);
        let changed = import.targets != targets;
        import.targets = targets;
        changed
    }

    /// Whether something is one of the standard library's macros: `std::thread_local` hides no crate of that name.
    fn is_macro_of_std(&self, res: Res) -> bool {
        let Res::Outside(path) = res else { return false };
        let (Some(before), last) = self.outside.split(path) else { return false };
        let last = self.symbols.get(last);
        self.outside.len(before) == 1
            && prelude::is_std_family(self.symbols.get(self.outside.first(path)))
            && prelude::is_in_prelude(last)
            && last.starts_with(char::is_lowercase)
            && !prelude::is_std_module(last)
    }

    /// What `extern crate name` means: each target of a platform's own dependency where it is there.
    pub(super) fn extern_crate(&mut self, name: Symbol, krate: CrateId, cfg: Cfg) -> Vec<(Res, Cfg)> {
        if self.symbols.get(name) == "self" {
            return vec![(Res::Module(self.roots[krate.0 as usize]), cfg)];
        }
        let Some(externs) = self.passed[krate.0 as usize].get(&name).cloned() else {
            return vec![(Res::Outside(self.outside.krate(name)), cfg)];
        };
        let mut found: Vec<(Res, Cfg)> = Vec::new();
        for (res, when) in externs {
            let cfg = self.cfgs.and(cfg, when);
            if self.cfgs.is_satisfiable(cfg) {
                found.push((res, cfg));
            }
        }
        found
    }

    /// Adds what `use name;` means of the macros in textual scope.
    fn add_textual_macros(&mut self, id: ImportId, targets: &mut Targets) {
        let hits = self.textual_targets(id);
        if !hits.is_empty() {
            // It is that macro, and no crate or glob that could supply the name.
            targets.retain(|target| !matches!(target.res, Res::Outside(_)));
        }
        for hit in hits {
            add(targets, Target { spaces: Spaces::MACRO, res: hit.res, cfg: hit.cfg, sure: hit.sure }, &mut self.cfgs);
        }
    }

    /// What `use name;` means of the macros in textual scope.
    pub(super) fn textual_targets(&mut self, id: ImportId) -> Vec<Hit> {
        let import = self.import(id);
        let path = self.path(import.path);
        let ([name], Anchor::Plain, false) = (&*path.segments, path.anchor, import.glob) else { return Vec::new() };
        let (name, text, cfg) = (*name, import.text, import.cfg);
        if import.spaces.and(Spaces::MACRO).is_empty() {
            return Vec::new();
        }
        let macros = self.textual_macros(text, name, cfg);
        macros.into_iter().map(|(item, cfg)| Hit::alone(Res::Item(item), cfg)).collect()
    }
}

impl World<'_> {
    /// What only might supply a name counts where nothing surely does.
    pub(super) fn keep_the_sure<A: Array>(&mut self, found: &mut SmallVec<A>, hit: impl Fn(&mut A::Item) -> &mut Hit) {
        let mut sure = Cfg::NEVER;
        for one in found.iter_mut().map(&hit).filter(|one| one.sure == Sure::Certain) {
            sure = self.cfgs.or(sure, one.cfg);
        }
        if sure == Cfg::NEVER {
            return;
        }
        let rest = self.cfgs.not(sure);
        for one in found.iter_mut().map(&hit).filter(|one| one.sure != Sure::Certain) {
            one.cfg = self.cfgs.and(one.cfg, rest);
        }
        found.retain(|one| self.cfgs.is_satisfiable(hit(one).cfg));
    }
}

fn add(targets: &mut Targets, new: Target, cfgs: &mut crate::cfg::Cfgs) {
    for target in targets.iter_mut().filter(|target| target.res == new.res) {
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
