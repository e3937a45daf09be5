//! Reads the rules file and the baseline beside it.

use crate::{engine, escape::toml_string, report::named};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Baseline},
    check,
    codes::Code,
    contracts::record::{self, Records},
    diagnostic::Diagnostic,
    files,
    rules::Rules,
    source::{FileId, Source},
    workspace::{Crate, CrateKind},
};
use std::{io, path::Path};

/// The name of the rules file, unless `--rules` names another one.
pub(super) const RULES: &str = "archcheck.toml";

/// The name of the baseline, which is beside the rules file.
pub(super) const BASELINE: &str = "archcheck-baseline.toml";

/// The name of the recorded contracts, which are beside the rules file.
pub(super) const CONTRACTS: &str = "archcheck-contracts.toml";

/// A rules file that was read.
pub(super) struct ReadRules {
    /// Its name in outputs.
    pub(super) name: String,
    pub(super) rules: Option<Rules>,
    /// The problems.
    pub(super) found: Vec<Diagnostic>,
    /// If one configuration was analyzed: what matches nothing there.
    pub(super) unmatched: Vec<Diagnostic>,
}

impl ReadRules {
    fn failed(name: String, problem: Diagnostic) -> Self {
        Self { name, rules: None, found: vec![problem], unmatched: Vec::new() }
    }
}

/// Reads the rules file for an analysis of all configurations, and adds it to the sources. Returns its name in outputs, the
/// rules and the problems.
pub(super) fn read_rules(
    path: &Path,
    analysis: &mut Analysis,
    repository: Option<&Path>,
) -> (String, Option<Rules>, Vec<Diagnostic>) {
    let ReadRules { name, rules, found, .. } = read_rules_for(path, analysis, repository, false);
    (name, rules, found)
}

/// Reads the rules file, and adds it to the sources. `repository` is the root of the repository; `None` means the nearest
/// directory with a `.git`. `is_single` tells whether one configuration was analyzed.
pub(super) fn read_rules_for(
    path: &Path,
    analysis: &mut Analysis,
    repository: Option<&Path>,
    is_single: bool,
) -> ReadRules {
    let name = named(path, &analysis.workspace.root);
    let message = match files::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            let file = analysis.sources.add(Source::new(name.clone(), text));
            if is_single {
                let (rules, found, unmatched) = engine::read_rules_for_configuration(file, analysis, repository);
                return ReadRules { name, rules, found, unmatched };
            }
            let (rules, found) = engine::read_rules(file, analysis, repository);
            return ReadRules { name, rules, found, unmatched: Vec::new() };
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let missing = missing(&name, false);
            return ReadRules::failed(name, missing);
        }
        Ok(Err(_)) => format!("the rules file `{name}` is not UTF-8 text"),
        Err(error) => format!("the rules file `{name}` can't be read: {error}"),
    };
    ReadRules::failed(name, Diagnostic::new(Code::RulesUnreadable, message))
}

/// Returns the rules of a workspace without a rules file: none.
pub(super) fn no_rules(name: String, analysis: &mut Analysis) -> Result<Rules, String> {
    let file = analysis.sources.add(Source::new(name, "version = 1\n".to_owned()));
    let (rules, _) = engine::read_rules(file, analysis, None);
    rules.ok_or_else(|| "rules without content can't be read".to_owned())
}

/// Returns rules that only declare each library as a module, for a workspace without modules. Reads no other rules file.
pub(super) fn libraries_as_modules(analysis: &mut Analysis) -> Option<Rules> {
    let workspace = &analysis.workspace;
    let libraries = workspace.crates.iter().filter(|krate| krate.kind == CrateKind::Lib);
    let module = |krate: &Crate| {
        let package = &workspace.package(krate.package).name;
        let path = format!("lib:{}@{package}", krate.name);
        format!("[modules.{}]\npaths = [{}]\n", toml_string(package), toml_string(&path))
    };
    let text: String = std::iter::once("version = 1\n".to_owned()).chain(libraries.map(module)).collect();
    let file = analysis.sources.add(Source::new(String::new(), text));
    let mut no_files = |_: &Path| Err(io::ErrorKind::NotFound.into());
    check::read_rules(file, analysis, &mut no_files).0
}

/// Reports a missing rules file. `is_named` tells whether `--rules` names it.
pub(super) fn missing(name: &str, is_named: bool) -> Diagnostic {
    let message = format!("there is no rules file `{name}`, so nothing can be checked");
    let diagnostic = Diagnostic::new(Code::RulesUnreadable, message);
    if is_named {
        diagnostic
            .help("the path of `--rules` is relative to the current directory")
            .help(format!("run `cargo archcheck init --rules {name}` to write a first one"))
    } else {
        diagnostic
            .help("run `cargo archcheck init` to write a first one from the modules and layers of the code")
            .help("or pass its path with `--rules FILE`")
    }
}

/// Reads the baseline beside a rules file, if there is one. Returns its name in outputs, too.
pub(super) fn read_baseline(
    rules: &Path,
    analysis: &mut Analysis,
) -> Result<Option<(String, Baseline)>, Vec<Diagnostic>> {
    let path = rules.with_file_name(BASELINE);
    let Some(file) = read_beside(&path, "the baseline", Code::CorruptBaseline, analysis)? else { return Ok(None) };
    let source = analysis.sources.get(file);
    Ok(Some((source.path.clone(), baseline::read(file, source.text())?)))
}

/// Reads the recorded contracts beside a rules file, if there are any.
pub(super) fn read_contracts(rules: &Path, analysis: &mut Analysis) -> Result<Option<Records>, Vec<Diagnostic>> {
    let path = rules.with_file_name(CONTRACTS);
    let Some(file) = read_beside(&path, "the file of the contracts", Code::CorruptContracts, analysis)? else {
        return Ok(None);
    };
    record::read(file, analysis.sources.get(file).text()).map(Some)
}

/// Adds a file beside the rules file to the sources, if there is one. `what` names it in messages.
fn read_beside(
    path: &Path,
    what: &str,
    code: Code,
    analysis: &mut Analysis,
) -> Result<Option<FileId>, Vec<Diagnostic>> {
    let name = named(path, &analysis.workspace.root);
    let problem = |message: String| Err(vec![Diagnostic::new(code, message)]);
    match files::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(analysis.sources.add(Source::new(name, text)))),
        Ok(Err(_)) => problem(format!("{what} `{name}` is not UTF-8 text")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => problem(format!("{what} `{name}` can't be read: {error}")),
    }
}
