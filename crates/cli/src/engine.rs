//! The way into the core: each stage as this crate calls it, and nothing else of it.

use crate::args::Configuration;
use archcheck_core::{
    analysis::Analysis,
    cfg::{self, Cfg, Cfgs},
    codes::Code,
    diagnostic::Diagnostic,
    resolve::{self, Options},
    source::FileId,
    workspace::{self, DependencyKind, FeatureSelection, Workspace},
};
use std::path::Path;

/// A rules file that could be read.
pub(crate) struct Rules;

/// Asks Cargo for the workspace.
pub(crate) fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    workspace::load(manifest, cargo, current_dir).map_err(|error| Box::new(error.diagnostic()))
}

/// Analyses it.
pub(crate) fn analyse(workspace: Workspace, asked: &Configuration) -> Result<Analysis, Box<Diagnostic>> {
    let configuration = configuration(&workspace, asked)?;
    Ok(resolve::analyse(workspace, &Options { configuration, threads: None }))
}

/// The one configuration that was asked for, if one was.
fn configuration(workspace: &Workspace, asked: &Configuration) -> Result<Option<cfg::Configuration>, Box<Diagnostic>> {
    if !asked.cfg.iter().any(|name| name == "active") {
        return Ok(None);
    }
    let target = match &asked.target {
        None => cfg::Configuration::host(),
        Some(triple) => cfg::Configuration::of_triple(triple).ok_or_else(|| {
            let message = format!("`--target {triple}` is not a target that archcheck knows");
            Box::new(Diagnostic::new(Code::Metadata, message).help("`rustc --print target-list` lists the names"))
        })?,
    };
    let selection = FeatureSelection {
        features: asked.features.clone(),
        all_features: asked.all_features,
        default_features: !asked.no_default_features,
    };
    let follows = |_, dependency: &workspace::Dependency| dependency.kind != DependencyKind::Dev;
    let features = workspace::active_features(workspace, &selection, &follows).map_err(|error| {
        Box::new(
            Diagnostic::new(Code::Metadata, error.to_string()).help("`cargo metadata --no-deps` lists the features"),
        )
    })?;
    let names = asked.cfg.iter().filter(|name| *name != "active");
    Ok(Some(names.fold(target.with_features(features), |configuration, name| configuration.with_name(name))))
}

/// Reads a rules file that is among the analysis's sources.
pub(crate) fn read_rules(_file: FileId, _analysis: &Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
    (None, vec![Diagnostic::new(archcheck_core::codes::Code::RulesUnreadable, "this build can't read rules yet")])
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
pub(crate) fn render_cfg(cfgs: &Cfgs, cfg: Cfg) -> Option<String> {
    cfgs.render(cfg)
}
