//! What the commands share of the stages: an analysis, as the command line asks for it, and the rules file that goes with it.

use crate::args::Configuration;
use archcheck_core::{
    analysis::Analysis,
    cache::Caching,
    cfg, check,
    codes::Code,
    diagnostic::Diagnostic,
    rules::{Module, Rules},
    session::{self, Saving, Then},
    source::FileId,
    stage::Watch,
    workspace::{self, FeatureSelection, Workspace},
};
use std::path::Path;

/// Asks Cargo for the workspace, and for nothing else.
pub(crate) fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    workspace::load(manifest, cargo, current_dir).map_err(|error| Box::new(error.diagnostic()))
}

/// What can keep a run from its analysis.
pub(crate) type First<'a> = &'a dyn Fn(&Workspace) -> Result<(), Box<Diagnostic>>;

/// What is to be analysed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The manifest, if one was named.
    pub(crate) manifest: Option<&'a Path>,
    /// The Cargo to ask.
    pub(crate) cargo: &'a Path,
    /// Where relative paths start.
    pub(crate) current_dir: &'a Path,
    /// The configuration to look at.
    pub(crate) configuration: &'a Configuration,
    /// Whether to list the names in the scope of each Rust module.
    pub(crate) names: bool,
    /// What may be kept from run to run.
    pub(crate) caching: Option<&'a Caching>,
}

/// Analyses a workspace, on all cores, with what an earlier run has left where there is any.
///
/// `first` is asked once the workspace is known, before any source is read for it. `then` makes something of the analysis;
/// it may be called again, if the first was not that of the workspace.
pub(crate) fn analyse<T>(
    asked: Asked<'_>,
    first: First<'_>,
    watch: Watch<'_>,
    then: Then<'_, T>,
) -> Result<(Analysis, T, Saving), Box<Diagnostic>> {
    let Asked { manifest, cargo, current_dir, names, .. } = asked;
    let one = !asked.configuration.cfg.is_empty();
    let question = session::Question { manifest, cargo, current_dir, names, one };
    let configure = |workspace: &Workspace| {
        first(workspace)?;
        configuration(workspace, asked.configuration)
    };
    session::analyse(question, &configure, asked.caching, watch, then)
}

/// The one configuration that was asked for, if one was.
fn configuration(workspace: &Workspace, asked: &Configuration) -> Result<Option<cfg::Configuration>, Box<Diagnostic>> {
    if !asked.cfg.iter().any(|name| name == "active") {
        return match asked.cfg.first() {
            None => Ok(None),
            Some(name) => {
                let message = format!("`--cfg {name}` says what holds in one configuration, and all are looked at");
                Err(Box::new(
                    Diagnostic::new(Code::Metadata, message).help("add `--cfg active` to look at one configuration"),
                ))
            }
        };
    }
    let target = match &asked.target {
        None => cfg::Configuration::host(),
        Some(triple) => cfg::Configuration::from_triple(triple).ok_or_else(|| {
            let message = format!("`--target {triple}` is not a target that archcheck knows");
            Box::new(Diagnostic::new(Code::Metadata, message).help("`rustc --print target-list` lists the names"))
        })?,
    };
    let selection = FeatureSelection {
        features: asked.features.clone(),
        all_features: asked.all_features,
        default_features: !asked.no_default_features,
    };
    let names = asked.cfg.iter().filter(|name| *name != "active");
    let target = names.fold(target, |configuration, name| configuration.with_name(name));
    let meets = |condition: &str| target.meets(condition);
    let features = workspace::active_features(workspace, &selection, &meets).map_err(|error| {
        Box::new(
            Diagnostic::new(Code::Metadata, error.to_string()).help("`cargo metadata --no-deps` lists the features"),
        )
    })?;
    Ok(Some(target.with_features(features)))
}

/// Reads a rules file that is among the analysis's sources, and those that belong to it.
pub(crate) fn read_rules(file: FileId, analysis: &mut Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
    check::read_rules(file, analysis, &mut |path| std::fs::read_to_string(path))
}

/// How many rules there are: those of modules and layers too.
pub(crate) fn count(rules: &Rules) -> usize {
    let own = |module: &Module| usize::from(module.depends_on.is_some()) + usize::from(module.exposes.is_some());
    rules.rules.len() + rules.stacks.len() + rules.modules.iter().map(own).sum::<usize>()
}
