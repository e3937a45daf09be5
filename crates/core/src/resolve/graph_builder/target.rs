//! The targets of references.

use super::builder::GraphBuilder;
use crate::{
    graph::{End, PointOfEntry, Target, TargetId},
    resolve::{
        def_map::ScopeKind,
        ids::ScopeId,
        query::Resolver,
        resolution::{Hit, Res, WrittenModule},
    },
};

impl GraphBuilder {
    /// Returns the Rust module that defines something, or the outside path that contains it.
    pub(crate) fn home(&mut self, resolver: &Resolver<'_, '_>, res: Res) -> Option<End> {
        match res {
            Res::Language => None,
            Res::Module(module) => self.module(module).map(End::Module),
            Res::Item(item) => {
                let scope = resolver.item(item).scope;
                self.module(resolver.defs.scope(scope).module).map(End::Module)
            }
            Res::Outside(path) => {
                let (parent, _) = resolver.state.outside.split(path);
                Some(End::Outside(self.outside(resolver, parent.unwrap_or(path))))
            }
        }
    }

    /// Returns the target of a hit of a path in a scope; none if it stays in its own Rust module, or leads to something that
    /// the graph leaves out. `names_whole`: an outside path is a Rust module as a whole, as in a glob.
    pub(crate) fn target(
        &mut self,
        resolver: &Resolver<'_, '_>,
        hit: &Hit,
        names_whole: bool,
        scope: ScopeId,
    ) -> Option<TargetId> {
        let defs = resolver.defs;
        let own = self.module(defs.scope(scope).module)?;
        let (defined, item) = match hit.res {
            Res::Language => return None,
            Res::Module(module) => (End::Module(self.module(module)?), None),
            Res::Item(item) => {
                let item = resolver.item(item);
                let home = defs.scope(item.scope);
                let module = self.module(home.module)?;
                // A variant counts as its enum.
                let symbol = if home.kind == ScopeKind::Enum { home.name } else { item.name };
                (End::Module(module), Some(self.symbol_name(defs, symbol)))
            }
            Res::Outside(path) => match resolver.state.outside.split(path) {
                (Some(parent), last) if !names_whole => {
                    (End::Outside(self.outside(resolver, parent)), Some(self.symbol_name(defs, last)))
                }
                _ => (End::Outside(self.outside(resolver, path)), None),
            },
        };
        let mut via: Vec<PointOfEntry> = Vec::new();
        for entry in &hit.via {
            let module = self.module(entry.module)?;
            let name = entry.name.map(|name| self.symbol_name(defs, name));
            let entry = PointOfEntry { module, name, reexport: entry.is_reexport };
            if via.last() != Some(&entry) {
                via.push(entry);
            }
        }
        if defined == End::Module(own) && via.iter().all(|entry| entry.module == own) {
            return None;
        }
        let written = match hit.written {
            None => None,
            Some(WrittenModule::Workspace(module)) => Some(End::Module(self.module(module)?)),
            Some(WrittenModule::Outside(path)) => Some(End::Outside(self.outside(resolver, path))),
        };
        let unknown = hit.certainty.is_guess();
        Some(self.add_target(Target { via: via.into(), written, defined, item, unknown }))
    }
}
