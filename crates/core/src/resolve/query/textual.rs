//! Macros that are called without a path: in textual scope (the Rust Reference, "Macro scoping: textual scope"), and through
//! `#[macro_use] extern crate`.

use super::resolver::Resolver;
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::TextualScope,
        ids::{ItemId, Symbol, SymbolPathId, TextualScopeId},
        resolution::Res,
    },
    syntax::{Anchor, Spaces},
    workspace::CrateId,
};

impl Resolver<'_, '_> {
    /// Returns the macros of a name in textual scope, each with the condition under which the name means it.
    pub(crate) fn textual_macros(&mut self, from: TextualScopeId, name: Symbol, cfg: Cfg) -> Vec<(ItemId, Cfg)> {
        let cfgs = &mut self.state.cfgs;
        let mut found = Vec::new();
        let mut uncovered = cfg;
        let mut at = from;
        loop {
            match self.defs.textual_scope(at) {
                TextualScope::Empty => return found,
                TextualScope::Hole { filling, before } => at = filling.unwrap_or(before),
                TextualScope::Macro { name: other, item, cfg, before } => {
                    if other == name {
                        let here = cfgs.and(uncovered, cfg);
                        if cfgs.is_satisfiable(here) {
                            found.push((item, here));
                            let not = cfgs.not(cfg);
                            uncovered = cfgs.and(uncovered, not);
                            if !cfgs.is_satisfiable(uncovered) {
                                return found;
                            }
                        }
                    }
                    at = before;
                }
            }
        }
    }
    /// Returns the macro of a workspace member that `#[macro_use] extern crate` brings into a crate, for a bare name.
    pub(crate) fn macro_use_macro(&mut self, krate: CrateId, path: SymbolPathId) -> Option<ItemId> {
        let path = self.defs.path(path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return None };
        self.defs.macro_use(krate).iter().find_map(|res| match res {
            Res::Module(root) => {
                self.lookup(*root, *name, Spaces::MACRO, None).into_iter().find_map(|result| match result.res {
                    Res::Item(item) => Some(item),
                    _ => None,
                })
            }
            _ => None,
        })
    }
}
