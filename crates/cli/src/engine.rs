//! Analyzes a workspace as the command line requests it, and reads its rules file.

use crate::{args::Configuration, codeowners, repository};
use archcheck_core::{
    analysis::Analysis,
    check,
    codeowners::FileOwners,
    codes::Code,
    diagnostic::Diagnostic,
    files,
    rules::{Module, Rules, Surroundings},
    session::{self, CacheUse, CacheWriter, ConfigurationRequest, Confirmation, Confirmed, Request},
    source::FileId,
    stage::StageObserver,
    workspace::{self, FeatureSelection, Workspace},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Loads a workspace from Cargo, without analyzing it.
pub(crate) fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    workspace::load(manifest, cargo, current_dir).map_err(|error| Box::new(error.diagnostic()))
}

/// An analysis with the result of evaluating it.
pub(crate) struct Evaluated<T> {
    pub(crate) analysis: Analysis,
    pub(crate) result: T,
    /// How the analysis used the cache.
    pub(crate) cache_use: CacheUse,
    /// Writes the cache for the next run; must be kept until this run ends.
    pub(crate) writer: CacheWriter,
}

/// Analyzes a workspace and evaluates the analysis.
///
/// The evaluation overlaps with waiting for Cargo, and is repeated if Cargo's answer differs from that of the earlier run.
pub(crate) fn analyze<T>(
    request: Request<'_>,
    observer: StageObserver<'_>,
    evaluate: &mut dyn FnMut(&mut Analysis) -> T,
) -> Result<Evaluated<T>, Box<Diagnostic>> {
    let mut evaluate = |analysis: &mut Analysis| {
        report_no_packages(analysis);
        evaluate(analysis)
    };
    let mut pending = session::analyze(request, observer)?;
    let result = evaluate(&mut pending.analysis);
    Ok(match pending.confirm()? {
        Confirmation::Valid(Confirmed { analysis, cache_use, writer }) => {
            Evaluated { analysis, result, cache_use, writer }
        }
        Confirmation::Superseded(Confirmed { mut analysis, cache_use, writer }) => {
            let result = evaluate(&mut analysis);
            Evaluated { analysis, result, cache_use, writer }
        }
    })
}

/// Reports a workspace in which a check could never fail.
fn report_no_packages(analysis: &mut Analysis) {
    if analysis.workspace.packages.is_empty() {
        let message = "the workspace has no packages, so there is nothing to check";
        let diagnostic = Diagnostic::new(Code::NothingToCheck, message);
        analysis.diagnostics.push(diagnostic.help("add packages to `members` in the `Cargo.toml` of the workspace"));
    }
}

/// Converts the flags that select a configuration; `None` if all configurations are analyzed.
pub(crate) fn configuration_request(
    arguments: &Configuration,
) -> Result<Option<ConfigurationRequest>, Box<Diagnostic>> {
    if !arguments.is_active() {
        return match arguments.cfg.first() {
            None => Ok(None),
            Some(name) => {
                let message =
                    format!("`--cfg {name}` is about a single configuration, but all configurations are analyzed");
                let diagnostic = Diagnostic::new(Code::Metadata, message);
                Err(Box::new(diagnostic.help("add `--cfg active` to analyze one configuration")))
            }
        };
    }
    let features = FeatureSelection {
        features: arguments.features.clone(),
        all_features: arguments.all_features,
        default_features: !arguments.no_default_features,
    };
    let names = arguments.cfg.iter().filter(|name| *name != "active").cloned().collect();
    Ok(Some(ConfigurationRequest { names, target: arguments.target.clone(), features }))
}

/// The files of a repository, which a rules file refers to.
struct Repository(PathBuf);

impl Repository {
    /// Returns the repository of a workspace. `root` is its root; `None` means the nearest directory with a `.git`.
    fn of(workspace: &Workspace, root: Option<&Path>) -> Self {
        Self(root.or_else(|| repository::root(&workspace.root)).unwrap_or(&workspace.root).to_owned())
    }
}

impl Surroundings for Repository {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        files::read_to_string(path)
    }

    fn file_owners(&mut self) -> Result<Option<FileOwners>, String> {
        let read = codeowners::read(&self.0)?;
        Ok(read.map(|(_, codeowners)| FileOwners { codeowners, repository: self.0.clone() }))
    }
}

/// Reads a rules file that is among the analysis's sources, and the files that it refers to. `repository` is the root of the
/// repository; `None` means the nearest directory with a `.git`.
pub(crate) fn read_rules(
    file: FileId,
    analysis: &mut Analysis,
    repository: Option<&Path>,
) -> (Option<Rules>, Vec<Diagnostic>) {
    let mut repository = Repository::of(&analysis.workspace, repository);
    check::read_rules(file, analysis, &mut repository)
}

/// Reads a rules file for an analysis of one configuration. Also returns the selectors that match nothing there.
pub(crate) fn read_rules_for_configuration(
    file: FileId,
    analysis: &mut Analysis,
    repository: Option<&Path>,
) -> (Option<Rules>, Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut repository = Repository::of(&analysis.workspace, repository);
    check::read_rules_for_configuration(file, analysis, &mut repository)
}

/// Counts the rules, including those of modules and layers.
pub(crate) fn count(rules: &Rules) -> usize {
    let own = |module: &Module| {
        let keys = [module.depends_on.is_some(), module.exposes.is_some(), module.contract.is_some()];
        keys.into_iter().filter(|is_set| *is_set).count()
    };
    rules.rules.len() + rules.stacks.len() + rules.modules.iter().map(own).sum::<usize>()
}
