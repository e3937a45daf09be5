//! Hides the text of files outside the repository.
//!
//! A repository can name any file of the machine: with `#[path]`, `include!`, `extends` or a symbolic link. If such a file is
//! not what it is taken for, errors about it would print parts of it into logs that others read. So reports show only its
//! path, and what violates a rule.

use crate::report::Report;
use archcheck_core::{
    codes::{Class, Code},
    diagnostic::{Diagnostic, Label},
    source::FileId,
};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

/// Hides the text of files outside the repository in a report. `also` are files and directories outside that may be shown.
pub(crate) fn hide(report: &mut Report<'_>, also: &[&Path]) {
    let roots: Vec<PathBuf> = std::iter::once(&*report.repository).chain(also.iter().copied()).map(real).collect();
    let is_inside = |path: &Path| {
        let path = real(path);
        roots.iter().any(|root| path.starts_with(root))
    };
    let mut known: BTreeMap<FileId, bool> = BTreeMap::new();
    for label in report.diagnostics.iter().flat_map(labels) {
        let file = label.place.file;
        known.entry(file).or_insert_with(|| is_inside(&report.absolute(&report.sources.get(file).path)));
    }
    report.hidden = known.into_iter().filter(|(_, is_inside)| !is_inside).map(|(file, _)| file).collect();
    let directory = report.directory.clone();
    for diagnostic in &mut report.diagnostics {
        let is_hidden = |label: &Label| report.hidden.contains(&label.place.file);
        if diagnostic.primary.as_ref().is_some_and(is_hidden) && repeats_text(diagnostic.code) {
            redact(diagnostic, "this file is outside the repository, so the error in it is not shown");
        }
        if diagnostic.code == Code::Metadata && cited(diagnostic).any(|path| !is_inside(&directory.join(path))) {
            redact(diagnostic, "Cargo reports an error in a file outside the repository, which is not shown");
        }
    }
}

/// Whether a file is in a directory, links followed.
pub(crate) fn is_in(path: &Path, directory: &Path) -> bool {
    real(path).starts_with(real(directory))
}

fn labels(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    diagnostic.primary.iter().chain(&diagnostic.related)
}

/// Whether messages with a code may repeat any text of a file, and not only names.
fn repeats_text(code: Code) -> bool {
    code == Code::Syntax || (code.info().class == Class::Rules && code != Code::RulesUnreadable)
}

/// Replaces everything that may repeat text of a file.
fn redact(diagnostic: &mut Diagnostic, message: &str) {
    message.clone_into(&mut diagnostic.message);
    diagnostic.primary.iter_mut().chain(&mut diagnostic.related).for_each(|label| label.text.clear());
    diagnostic.notes.clear();
    diagnostic.help.clear();
}

/// Returns the files that the excerpts in an error message of Cargo are from: `--> a/Cargo.toml:1:2`.
fn cited(diagnostic: &Diagnostic) -> impl Iterator<Item = &str> {
    let lines = diagnostic.notes.iter().flat_map(|note| note.lines());
    lines.filter_map(|line| line.trim_start().strip_prefix("--> ")?.rsplitn(3, ':').nth(2))
}

/// Returns the path of a file without symbolic links, or without `.` and `..` if there is no such file.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let mut normal = PathBuf::new();
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => drop(normal.pop()),
                component => normal.push(component),
            }
        }
        normal
    })
}
