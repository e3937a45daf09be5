//! The Rust modules and packages that presets divide: those that are shipped. It knows no preset.

use super::words;
use crate::{
    graph::{Context, RustModuleId},
    rules::code::Codebase,
    workspace::{CrateKind, PackageId},
};
use std::collections::{BTreeMap, BTreeSet};

/// The Rust modules and packages that can have a role.
pub(super) struct Places<'a> {
    pub(super) code: &'a Codebase<'a>,
    pub(super) children: BTreeMap<RustModuleId, Vec<RustModuleId>>,
    pub(super) shipped: Vec<RustModuleId>,
    pub(super) packages: BTreeSet<PackageId>,
}

impl<'a> Places<'a> {
    pub(super) fn new(code: &'a Codebase<'a>, member: Option<PackageId>) -> Self {
        let is_shipped = |id: &RustModuleId| {
            let module = code.graph.module(*id);
            let kind = code.workspace.krate(module.krate).kind;
            matches!(kind, CrateKind::Lib | CrateKind::Bin)
                && module.context == Context::Production
                && member.is_none_or(|member| code.package(*id) == member)
        };
        let shipped: Vec<_> = code.graph.modules().map(|(id, _)| id).filter(is_shipped).collect();
        let mut children: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in &shipped {
            if let Some(parent) = code.graph.module(*id).parent {
                children.entry(parent).or_default().push(*id);
            }
        }
        let packages = shipped.iter().map(|id| code.package(*id)).collect();
        Self { code, children, shipped, packages }
    }

    pub(super) fn path(&self, id: RustModuleId) -> String {
        self.code.graph.module(id).path.clone()
    }

    pub(super) fn last(&self, id: RustModuleId) -> String {
        words::normalize(self.code.segments(id).last().copied().unwrap_or_default())
    }

    pub(super) fn children(&self, id: RustModuleId) -> &[RustModuleId] {
        self.children.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}
