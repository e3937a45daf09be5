//! Names of crates: the extern prelude, `extern crate`, and crates that no manifest lists.

use super::{path_context::written_module, prelude, resolver::Resolver};
use crate::{
    cfg::Cfg,
    resolve::{
        ids::Symbol,
        resolution::{EntryPoint, EntryPoints, Hit, Hits, Res, ResCertainty, WrittenModule},
    },
    workspace::CrateId,
};
use smallvec::smallvec;

impl Resolver<'_, '_> {
    /// Returns the crates that `extern crate name` means. A dependency can have several targets, one for each platform.
    pub(crate) fn extern_crate(&mut self, name: Symbol, krate: CrateId, cfg: Cfg) -> Vec<(Res, Cfg)> {
        if self.defs.text(name) == "self" {
            return vec![(Res::Module(self.defs.root(krate)), cfg)];
        }
        let Some(passed) = self.defs.passed(krate, name) else {
            return vec![(Res::Outside(self.state.outside.krate(name)), cfg)];
        };
        let mut crates: Vec<(Res, Cfg)> = Vec::new();
        for (res, when) in passed {
            let cfg = self.state.cfgs.and(cfg, *when);
            if self.state.cfgs.is_satisfiable(cfg) {
                crates.push((*res, cfg));
            }
        }
        crates
    }

    /// Returns how an `extern crate` resolves that leads to a crate.
    pub(crate) fn extern_crate_hit(&self, res: Res, cfg: Cfg) -> Hit {
        let via = match res {
            Res::Module(module) => smallvec![EntryPoint { module, name: None, is_reexport: false }],
            _ => EntryPoints::new(),
        };
        Hit { via, written: written_module(self, res, true), ..Hit::single(res, cfg) }
    }

    /// Resolves the first name of a path that can only be the name of a crate.
    pub(super) fn crate_segment(&mut self, name: Symbol, krate: CrateId, cfg: Cfg) -> Hits {
        let Some(externs) = self.defs.externs(krate, name) else { return self.unlisted_crate(name, cfg) };
        let mut hits = Hits::new();
        for (res, when) in externs {
            let cfg = self.state.cfgs.and(cfg, *when);
            if self.state.cfgs.is_satisfiable(cfg) {
                hits.push(Hit { written: written_module(self, *res, true), ..Hit::single(*res, cfg) });
            }
        }
        hits
    }

    /// Returns the crate of a name that no manifest lists.
    pub(super) fn unlisted_crate(&mut self, name: Symbol, cfg: Cfg) -> Hits {
        let path = self.state.outside.krate(name);
        let written = Some(WrittenModule::Outside(path));
        smallvec![Hit { written, certainty: ResCertainty::Guessed, ..Hit::single(Res::Outside(path), cfg) }]
    }

    /// Whether a result is a macro of the standard library: `std::thread_local` hides no crate of that name.
    pub(crate) fn is_std_macro(&self, res: Res) -> bool {
        let outside = &self.state.outside;
        let Res::Outside(path) = res else { return false };
        let (Some(parent), last) = outside.split(path) else { return false };
        let last = self.defs.text(last);
        outside.len(parent) == 1
            && prelude::is_std_family(self.defs.text(outside.first(path)))
            && prelude::is_in_prelude(last)
            && last.starts_with(char::is_lowercase)
            && !prelude::is_std_module(last)
    }
}
