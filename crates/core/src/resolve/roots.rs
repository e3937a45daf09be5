//! Where a world starts: the root of each crate, and the crates that its code can name.

use super::{
    driver::{Awaited, Driver},
    modfile::{self},
    prelude,
    world::{Res, ScopeKind, TextId, Visibility},
};
use crate::{
    cfg::Cfg,
    source::{FileId, Place, Span},
    workspace::{Crate, CrateId, ExternTarget},
};
use rustc_hash::FxHashMap;

impl Driver<'_> {
    /// Declares the crates, what each can name, and awaits their root files.
    pub(super) fn add_roots(&mut self) {
        let workspace = self.world.workspace;
        for (id, krate) in workspace.crates() {
            let name = self.world.symbols.intern(&krate.name);
            // A crate that is left out is still there, and empty.
            let cfg = self.built_with(id, krate);
            let there = if cfg == Cfg::NEVER { Cfg::ALWAYS } else { cfg };
            let scope = self.world.add_scope(ScopeKind::Module, None, None, id, name, there);
            self.world.roots.push(scope);
            self.world.passed.push(FxHashMap::default());
            self.awaited.push(Awaited {
                scope,
                candidates: vec![(Cfg::ALWAYS, vec![modfile::root(&krate.root)])],
                edition: krate.edition,
                name: krate.name.clone(),
                cfg,
                place: Place { file: FileId(u32::MAX), span: Span::default() },
                text: TextId(0),
                hole: None,
                visibility: Visibility::Public,
                depth: 0,
            });
        }
        for (id, krate) in workspace.crates() {
            for family in ["std", "core", "alloc", "proc_macro", "test"] {
                if let Some(res) = self.world.std_crate(family) {
                    let symbol = self.world.symbols.intern(family);
                    self.world.passed[id.0 as usize].entry(symbol).or_default().push((res, Cfg::ALWAYS));
                }
            }
            for external in &*krate.externs {
                let name = self.world.symbols.intern(&external.name);
                let res = match &external.target {
                    ExternTarget::Member(member) => Res::Module(self.world.roots[member.0 as usize]),
                    ExternTarget::Outside(package) => {
                        // Under which name a package's own manifest puts its lib is not known; code that does not
                        // rename it writes that name.
                        let written = package.replace('-', "_");
                        let symbol = self.world.symbols.intern(&written);
                        Res::Outside(self.world.outside.krate(symbol))
                    }
                };
                let mut cfg = Cfg::ALWAYS;
                if let Some(condition) = &external.condition {
                    cfg = self.world.cfgs.parse(condition, id, krate.package).unwrap_or(Cfg::ALWAYS);
                }
                if external.test_only {
                    let test = self.world.cfgs.named(id, krate.package, "test", None);
                    cfg = self.world.cfgs.and(cfg, test);
                }
                // In one configuration an optional dependency is there or not. Otherwise code is taken to name it only
                // where it is, so that no condition need be repeated there.
                if let (Some(features), true) = (&external.features, self.world.configuration.is_some()) {
                    let mut any = Cfg::NEVER;
                    for feature in features {
                        let one = self.world.cfgs.named(id, krate.package, "feature", Some(feature));
                        any = self.world.cfgs.or(any, one);
                    }
                    cfg = self.world.cfgs.and(cfg, any);
                }
                // A stand-in for the standard library's own build.
                let std = prelude::is_std_family(&external.name) && external.features.is_some();
                let cfg = self.world.decided(cfg, id);
                if cfg != Cfg::NEVER && !std {
                    let entries = self.world.passed[id.0 as usize].entry(name).or_default();
                    match entries.iter_mut().find(|(other, _)| *other == res) {
                        Some((_, when)) => *when = self.world.cfgs.or(*when, cfg),
                        None => entries.push((res, cfg)),
                    }
                }
            }
        }
        self.world.externs = self.world.passed.clone();
    }

    /// Where a crate is built: where the features are on that its target requires.
    fn built_with(&mut self, id: CrateId, krate: &Crate) -> Cfg {
        let package = self.world.workspace.package(krate.package);
        let mut all = Cfg::ALWAYS;
        for required in &krate.required_features {
            let (of, feature) = match required.split_once('/') {
                None => (krate.package, required.as_str()),
                // Features of what is outside are not known.
                Some((key, feature)) => {
                    match package.dependencies.iter().find_map(|one| one.member.filter(|_| one.key == key)) {
                        Some(member) => (member, feature),
                        None => continue,
                    }
                }
            };
            let one = self.world.cfgs.named(id, of, "feature", Some(feature));
            all = self.world.cfgs.and(all, one);
        }
        self.world.decided(all, id)
    }
}
