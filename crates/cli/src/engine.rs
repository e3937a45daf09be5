//! The way into the core: each stage as this crate calls it, and nothing else of it.

use archcheck_core::{
    analysis::Analysis,
    cfg::{Cfg, Cfgs},
    diagnostic::Diagnostic,
    source::FileId,
    workspace::Workspace,
};
use std::path::Path;

/// A rules file that could be read.
pub(crate) struct Rules;

/// Asks Cargo for the workspace.
pub(crate) fn load(_manifest: Option<&Path>, _cargo: &Path, _current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    Err(Box::new(Diagnostic::new(archcheck_core::codes::Code::Metadata, "this build can't load a workspace yet")))
}

/// Analyses it.
pub(crate) fn analyse(_workspace: Workspace) -> Result<Analysis, Box<Diagnostic>> {
    Err(Box::new(Diagnostic::new(archcheck_core::codes::Code::Metadata, "this build can't analyse a workspace yet")))
}

/// Reads a rules file that is among the analysis's sources.
pub(crate) fn read_rules(_file: FileId, _analysis: &Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
    (None, vec![Diagnostic::new(archcheck_core::codes::Code::RulesUnreadable, "this build can't read rules yet")])
}

/// The module of the architecture that owns a Rust module.
pub(crate) fn owner(_rules: &Rules, _module: archcheck_core::graph::RustModuleId) -> Option<String> {
    None
}

/// How many rules there are: those of modules and layers too.
pub(crate) fn count(_rules: &Rules) -> usize {
    0
}

/// Checks the rules.
pub(crate) fn check(_rules: &Rules, _analysis: &Analysis) -> Vec<Diagnostic> {
    vec![Diagnostic::new(archcheck_core::codes::Code::RulesUnreadable, "this build can't check rules yet")]
}

/// A predicate as `cfg` writes it; none where it always holds.
pub(crate) fn render_cfg(_cfgs: &Cfgs, _cfg: Cfg) -> Option<String> {
    None
}
