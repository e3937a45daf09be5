//! The way into the core: each stage as this crate calls it, and nothing else of it.

use archcheck_core::{
    analysis::Analysis,
    cfg::{Cfg, Cfgs},
    check,
    diagnostic::Diagnostic,
    graph::RustModuleId,
    resolve,
    rules::{self, Rules},
    source::FileId,
    workspace::{self, Workspace},
};
use std::path::Path;

/// Asks Cargo for the workspace.
pub(crate) fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    workspace::load(manifest, cargo, current_dir).map_err(|error| Box::new(error.diagnostic()))
}

/// Analyses it: every `cfg` at once, on all cores.
pub(crate) fn analyse(workspace: Workspace) -> Analysis {
    resolve::analyse(workspace, &resolve::Options::default())
}

/// Reads a rules file that is among the analysis's sources.
pub(crate) fn read_rules(file: FileId, analysis: &Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
    rules::read(file, &analysis.sources.get(file).text, analysis)
}

/// The module of the architecture that owns a Rust module.
pub(crate) fn owner(rules: &Rules, module: RustModuleId) -> Option<String> {
    rules.owner(module).map(|id| rules.module(id).name.clone())
}

/// How many rules there are: those of modules and layers too.
pub(crate) fn count(rules: &Rules) -> usize {
    let own = |module: &rules::Module| usize::from(module.depends_on.is_some()) + usize::from(module.exposes.is_some());
    rules.rules.len() + rules.stacks.len() + rules.modules.iter().map(own).sum::<usize>()
}

/// Checks the rules.
pub(crate) fn check(rules: &Rules, analysis: &Analysis) -> Vec<Diagnostic> {
    check::check(rules, analysis)
}

/// A predicate as `cfg` writes it; none where it always holds.
pub(crate) fn render_cfg(cfgs: &Cfgs, cfg: Cfg) -> Option<String> {
    cfgs.render(cfg)
}
