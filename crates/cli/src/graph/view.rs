//! What an output of the graph looks at: the analysis, and the two questions that other stages answer for it.

use archcheck_core::{analysis::Analysis, cfg::Cfg, graph::RustModuleId};

/// An analysis, with what can be said of its parts.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// A predicate as `cfg` writes it; none where it always holds.
    pub cfg: &'a dyn Fn(Cfg) -> Option<String>,
    /// The module of the architecture that owns a Rust module; nothing is owned where no rules file says so.
    pub owner: Option<&'a dyn Fn(RustModuleId) -> Option<String>>,
}

impl View<'_> {
    /// The module of the architecture that owns a Rust module.
    pub(super) fn owner_of(&self, module: RustModuleId) -> Option<String> {
        self.owner.and_then(|owner| owner(module))
    }
}
