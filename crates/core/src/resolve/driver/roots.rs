//! Where collecting starts: the root of each crate, and the crates that its code can name.

use super::{Driver, PendingModule};
use crate::{
    cfg::Cfg,
    resolve::{
        ids::TextualScopeId,
        query::prelude,
        resolution::{DefVisibility, Res},
        source_files::FileCandidate,
    },
    workspace::{Crate, CrateId, Extern, ExternTarget, TOOLCHAIN_CRATES},
};

impl Driver<'_> {
    /// Declares the crates and what each can name. Their root files are pending.
    pub(super) fn add_roots(&mut self) {
        let workspace = self.defs.workspace();
        for (id, krate) in workspace.crates() {
            // A crate that is not built still exists, but is empty.
            let cfg = self.required_features(id, krate);
            let scope_cfg = if cfg == Cfg::NEVER { Cfg::ALWAYS } else { cfg };
            let scope = self.defs.add_crate(id, scope_cfg);
            self.modules.push(PendingModule {
                scope,
                candidates: vec![(Cfg::ALWAYS, vec![FileCandidate::crate_root(&krate.root)])],
                edition: krate.edition,
                name: krate.name.clone(),
                cfg,
                place: None,
                textual_scope: TextualScopeId::EMPTY,
                hole: None,
                visibility: DefVisibility::Public,
                depth: 0,
            });
        }
        for (id, krate) in workspace.crates() {
            for external in &*krate.externs {
                self.add_extern(id, krate, external);
            }
            self.add_std(id);
        }
        self.defs.fill_extern_preludes();
    }

    /// Declares the crates of the toolchain, where Cargo passes no crate of that name: `--extern core=…` shadows `core`.
    fn add_std(&mut self, id: CrateId) {
        for name in TOOLCHAIN_CRATES {
            let symbol = self.defs.intern(name);
            let cfgs = &mut self.queries.cfgs;
            let mut shadowed = Cfg::NEVER;
            for (_, cfg) in self.defs.passed(id, symbol).into_iter().flatten() {
                shadowed = cfgs.or(shadowed, *cfg);
            }
            let cfg = cfgs.not(shadowed);
            if cfgs.is_satisfiable(cfg) {
                let res = Res::Outside(self.queries.outside.krate(symbol));
                self.defs.add_passed(id, symbol, res, cfg, &mut self.queries.cfgs);
            }
        }
    }

    /// Declares a crate that Cargo passes to another.
    fn add_extern(&mut self, id: CrateId, krate: &Crate, external: &Extern) {
        let name = self.defs.intern(&external.name);
        let res = match &external.target {
            ExternTarget::Member(member) => Res::Module(self.defs.root(*member)),
            ExternTarget::Outside(package) => {
                // The package may name its library differently, which its own manifest would tell. Most do not.
                let symbol = self.defs.intern(&package.replace('-', "_"));
                Res::Outside(self.queries.outside.krate(symbol))
            }
        };
        let cfgs = &mut self.queries.cfgs;
        let mut cfg = Cfg::ALWAYS;
        if let Some(condition) = &external.condition {
            cfg = cfgs.parse(condition, id, krate.package).unwrap_or(Cfg::ALWAYS);
        }
        if external.test_only {
            let test = cfgs.named(id, krate.package, "test", None);
            cfg = cfgs.and(cfg, test);
        }
        // If only one configuration is analyzed, an optional dependency exists or not. Otherwise code is assumed to name
        // it only where it exists, so that the condition need not be repeated there.
        if let (Some(features), true) = (&external.features, self.queries.has_configuration()) {
            let cfgs = &mut self.queries.cfgs;
            let mut any = Cfg::NEVER;
            for feature in features {
                let one = cfgs.named(id, krate.package, "feature", Some(feature));
                any = cfgs.or(any, one);
            }
            cfg = cfgs.and(cfg, any);
        }
        // `rustc-std-workspace-core` and its like, which stand in for the standard library in its own build.
        let is_std_stand_in = prelude::is_std_family(&external.name) && external.features.is_some();
        let cfg = self.queries.decide(cfg, id);
        if cfg != Cfg::NEVER && !is_std_stand_in {
            self.defs.add_passed(id, name, res, cfg, &mut self.queries.cfgs);
        }
    }

    /// Returns the condition under which the features are enabled that a target requires.
    fn required_features(&mut self, id: CrateId, krate: &Crate) -> Cfg {
        let package = self.defs.workspace().package(krate.package);
        let mut all = Cfg::ALWAYS;
        for required in &krate.required_features {
            let (of, feature) = match required.split_once('/') {
                None => (krate.package, required.as_str()),
                // The features of outside packages are not known.
                Some((key, feature)) => {
                    match package.dependencies.iter().find_map(|one| one.member.filter(|_| one.key == key)) {
                        Some(member) => (member, feature),
                        None => continue,
                    }
                }
            };
            let cfgs = &mut self.queries.cfgs;
            let one = cfgs.named(id, of, "feature", Some(feature));
            all = cfgs.and(all, one);
        }
        self.queries.decide(all, id)
    }
}
