//! The rules file and the baseline beside it, read into the sources; and what is said where there is none.

use super::BASELINE;
use crate::{engine, report::named};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Baseline},
    codes::Code,
    diagnostic::Diagnostic,
    rules::Rules,
    source::Source,
};
use std::{io, path::Path};

/// Whether there is something of that name, readable or not: what is there but can't be read must not turn a
/// check into an overview.
pub(super) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Reads the rules, and the file that they are in into the sources. With how outputs name it, and what is wrong with it.
pub(super) fn read_rules(path: &Path, analysis: &mut Analysis) -> (String, Option<Rules>, Vec<Diagnostic>) {
    let name = named(path, &analysis.workspace.root);
    let message = match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            let file = analysis.sources.add(Source::new(name.clone(), text));
            let (rules, found) = engine::read_rules(file, analysis);
            return (name, rules, found);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let missing = missing(&name, false);
            return (name, None, vec![missing]);
        }
        Ok(Err(_)) => format!("the rules file `{name}` is not UTF-8 text"),
        Err(error) => format!("the rules file `{name}` can't be read: {error}"),
    };
    (name, None, vec![Diagnostic::new(Code::RulesUnreadable, message)])
}

/// That there is no rules file; whether `--rules` says where it should be.
pub(super) fn missing(name: &str, is_named: bool) -> Diagnostic {
    let message = format!("there is no rules file `{name}`, and a gate without rules is no gate");
    let diagnostic = Diagnostic::new(Code::RulesUnreadable, message);
    if is_named {
        let init = format!("`cargo archcheck init --rules {name}` writes a first one there");
        diagnostic.help("`--rules` names a file from the folder that the command is run in").help(init)
    } else {
        diagnostic
            .help("`cargo archcheck init` writes a first one, from the modules and layers that the code has today")
            .help("or name the rules file with `--rules FILE`")
    }
}

/// The baseline beside a rules file, where there is one, and how outputs name it; or what is wrong with it.
pub(super) fn read_baseline(
    rules: &Path,
    analysis: &mut Analysis,
) -> Result<Option<(String, Baseline)>, Vec<Diagnostic>> {
    let path = rules.with_file_name(BASELINE);
    let name = named(&path, &analysis.workspace.root);
    let problem = |message: String| vec![Diagnostic::new(Code::CorruptBaseline, message)];
    match std::fs::read(&path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            let file = analysis.sources.add(Source::new(name.clone(), text));
            baseline::read(file, analysis.sources.get(file).text()).map(|baseline| Some((name, baseline)))
        }
        Ok(Err(_)) => Err(problem(format!("the baseline `{name}` is not UTF-8 text"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(format!("the baseline `{name}` can't be read: {error}"))),
    }
}
