//! What the commands share that record what they find, in a file beside the rules file: `baseline` and `contracts`.

use super::{
    rules_file::read_rules,
    run::{Run, Stop},
};
use crate::{output::write_file, report::Report, text::with_help};
use archcheck_core::{
    analysis::Analysis,
    codes::Class,
    diagnostic::{Diagnostic, Severity},
    rules::Rules,
};
use std::path::Path;

/// Reads the rules, for a command that records what it finds. Reports problems because of which nothing may be recorded:
/// mistakes in the rules, and code that can't be analyzed.
pub(super) fn read_rules_to_record(
    run: &mut Run<'_, '_>,
    path: &Path,
    analysis: &mut Analysis,
) -> Result<(Rules, Vec<Diagnostic>), Stop> {
    let (_, rules, found) = read_rules(path, analysis, run.environment.repository.as_deref());
    let is_untrusted = |one: &Diagnostic| one.severity == Severity::Error && one.code.info().class != Class::Violation;
    match rules.filter(|_| !found.iter().chain(&analysis.diagnostics).any(is_untrusted)) {
        Some(rules) => Ok((rules, found)),
        None => Err(Stop::Reported(run.problems(Report::new(analysis, None, found))?)),
    }
}

/// Writes a file of records beside the rules file. `name` is its name in outputs.
pub(super) fn write_record(path: &Path, name: &str, text: &str) -> Result<(), String> {
    if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
        let help = format!("remove the link, or replace it with the file: `{name}` belongs in the workspace");
        return Err(with_help(&format!("`{name}` is a symbolic link and was not changed"), &[help]));
    }
    write_file(path, text).map_err(|error| error.to_string())
}
