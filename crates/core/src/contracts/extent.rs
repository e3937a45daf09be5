//! Where a name is visible.

use crate::{
    graph::{Graph, RustModuleId},
    rules::{ModuleId, Rules},
    syntax::WrittenVisibility,
    workspace::{CrateKind, Workspace},
};
use rustc_hash::FxHashMap;

/// The code in which a name is visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Extent {
    /// Everywhere.
    Everywhere,
    /// In a Rust module and below it.
    In(RustModuleId),
}

/// The Rust modules, prepared for questions about visibility.
pub(super) struct Extents<'a> {
    graph: &'a Graph,
    workspace: &'a Workspace,
    numbers: FxHashMap<&'a str, RustModuleId>,
    /// The owner of each Rust module and all below it, if they have one owner.
    only_owner: Vec<Option<ModuleId>>,
}

impl<'a> Extents<'a> {
    pub(super) fn new(graph: &'a Graph, workspace: &'a Workspace, rules: &Rules) -> Self {
        let numbers = graph.modules().map(|(id, module)| (module.path.as_str(), id)).collect();
        let mut only_owner: Vec<Option<ModuleId>> = graph.modules().map(|(id, _)| rules.owner(id)).collect();
        // Modules are sorted by path, so each is after its parent.
        for (id, module) in graph.modules().collect::<Vec<_>>().into_iter().rev() {
            if let Some(parent) = module.parent
                && only_owner[parent.0 as usize] != only_owner[id.0 as usize]
            {
                only_owner[parent.0 as usize] = None;
            }
        }
        Self { graph, workspace, numbers, only_owner }
    }

    /// Returns the Rust module with a path.
    pub(super) fn find(&self, path: &str) -> Option<RustModuleId> {
        self.numbers.get(path).copied()
    }

    /// Returns whether code outside a module can see a name.
    pub(super) fn is_visible_outside(&self, extent: Extent, owner: ModuleId) -> bool {
        match extent {
            Extent::Everywhere => true,
            Extent::In(limit) => self.only_owner[limit.0 as usize] != Some(owner),
        }
    }

    /// Returns whether a name is visible in a Rust module.
    pub(super) fn is_visible_in(&self, extent: Extent, module: RustModuleId) -> bool {
        match extent {
            Extent::Everywhere => true,
            Extent::In(limit) => self.is_below(module, limit),
        }
    }

    /// Returns whether a Rust module is another one or below it.
    pub(super) fn is_below(&self, module: RustModuleId, above: RustModuleId) -> bool {
        std::iter::successors(Some(module), |at| self.graph.module(*at).parent).any(|at| at == above)
    }

    /// Returns the code in which both of two names are visible, or `None` if there is none.
    pub(super) fn both(&self, first: Extent, second: Extent) -> Option<Extent> {
        match (first, second) {
            (Extent::Everywhere, other) | (other, Extent::Everywhere) => Some(other),
            (Extent::In(a), Extent::In(b)) if self.is_below(a, b) => Some(first),
            (Extent::In(a), Extent::In(b)) => self.is_below(b, a).then_some(second),
        }
    }

    /// Returns the root of the crate of a Rust module.
    pub(super) fn root(&self, module: RustModuleId) -> RustModuleId {
        std::iter::successors(Some(module), |at| self.graph.module(*at).parent).last().unwrap_or(module)
    }

    /// Returns the extent of the root of a crate: only other crates can name a library.
    pub(super) fn of_root(&self, root: RustModuleId) -> Extent {
        match self.workspace.krate(self.graph.module(root).krate).kind {
            CrateKind::Lib => Extent::Everywhere,
            _ => Extent::In(root),
        }
    }

    /// Returns the extent of a visibility that is written in a Rust module.
    pub(super) fn of(&self, visibility: &WrittenVisibility, module: RustModuleId) -> Extent {
        match visibility {
            WrittenVisibility::Inherited => Extent::In(module),
            WrittenVisibility::Public => Extent::Everywhere,
            WrittenVisibility::Restricted(path) => Extent::In(self.limit(path, module)),
        }
    }

    fn limit(&self, path: &[String], module: RustModuleId) -> RustModuleId {
        let up = |at: RustModuleId| self.graph.module(at).parent.unwrap_or(at);
        let mut at = match path.first().map(String::as_str) {
            Some("self" | "super") => module,
            // Before edition 2018, a path starts at the root.
            _ => self.root(module),
        };
        for segment in path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => at = up(at),
                name => match self.find(&format!("{}::{name}", self.graph.module(at).path)) {
                    Some(below) => at = below,
                    None => return module,
                },
            }
        }
        at
    }

    /// Writes an extent as Rust does.
    pub(super) fn text(&self, extent: Extent) -> String {
        match extent {
            Extent::Everywhere => "pub".to_owned(),
            Extent::In(limit) if self.graph.module(limit).parent.is_none() => "pub(crate)".to_owned(),
            Extent::In(limit) => format!("pub(in {})", self.graph.module(limit).path),
        }
    }
}
