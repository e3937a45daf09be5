//! The input of the graph's renderers: an analysis, with conditions and owners as text.

use archcheck_core::{analysis::Analysis, cfg::Cfg, graph::RustModuleId};

/// An analysis with functions that render its conditions and owners.
#[derive(Clone, Copy)]
pub struct GraphInput<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// Renders a predicate in the syntax of `cfg`; `None` if it is always true.
    pub cfg: &'a dyn Fn(Cfg) -> Option<String>,
    /// Returns the name of the architecture's module that owns a Rust module. Without rules, there are no owners.
    pub owner: Option<&'a dyn Fn(RustModuleId) -> Option<String>>,
}

impl GraphInput<'_> {
    /// Returns the name of the architecture's module that owns a Rust module.
    pub(super) fn owner_of(&self, module: RustModuleId) -> Option<String> {
        self.owner.and_then(|owner| owner(module))
    }
}
