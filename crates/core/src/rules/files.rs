//! Collects the rules files of a workspace: the main one, those that it `extends`, and those of packages. They are
//! parsed and merged into one document. It does not know what the document means.

use super::{
    document::{self, Document},
    rule_type::RuleType,
    table::{FilePart, Origin, Problems, Text},
};
use crate::{
    analysis::Analysis,
    codeowners::FileOwners,
    codes::Code,
    diagnostic::Diagnostic,
    files::with_slashes,
    source::{FileId, Source},
    workspace::PackageId,
};
use std::{
    collections::BTreeSet,
    io,
    path::{Component, Path, PathBuf},
};
use toml::de::DeTable;

/// The files that a rules file refers to, and their owners. Implemented for functions that read a file; such files have no
/// owners.
pub trait Surroundings {
    /// Reads a file: one that `extends` names, the `archcheck.toml` of a package, its manifest, or a diagram. Returns
    /// `NotFound` if the file does not exist.
    fn read(&mut self, path: &Path) -> io::Result<String>;

    /// Returns what CODEOWNERS says of the files, if the repository has such a file; or why it can't be read.
    fn file_owners(&mut self) -> Result<Option<FileOwners>, String> {
        Ok(None)
    }
}

impl<F: FnMut(&Path) -> io::Result<String>> Surroundings for F {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        self(path)
    }
}

/// The files around a rules file.
pub type Load<'l> = &'l mut dyn Surroundings;

/// The name of the rules file of a package.
const NAME: &str = "archcheck.toml";

/// The merged rules files.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The merged document.
    pub document: Document,
    /// The mistakes so far.
    pub problems: Problems,
    /// Whether every file is valid TOML and has a supported version.
    pub sound: bool,
}

struct Reading<'a, 'l> {
    analysis: &'a mut Analysis,
    load: Load<'l>,
    types: &'l [&'static RuleType],
    seen: BTreeSet<PathBuf>,
    /// The files whose `extends` is being read: each but the first is one that the file before it extends.
    open: Vec<PathBuf>,
    gathered: Gathered,
}

/// Reads a file that is among the sources, and all files that belong to it.
pub(super) fn gather(file: FileId, analysis: &mut Analysis, load: Load<'_>, types: &[&'static RuleType]) -> Gathered {
    let gathered = Gathered { document: Document::default(), problems: Problems::default(), sound: true };
    let mut reading = Reading { analysis, load, types, seen: BTreeSet::new(), open: Vec::new(), gathered };
    let path = normalize(&reading.analysis.workspace.root.join(&reading.analysis.sources.get(file).path));
    reading.seen.insert(path.clone());
    reading.read(file, &path, Origin::Own);
    reading.members();
    reading.gathered
}

impl Reading<'_, '_> {
    /// Reads one file, and the files that it extends.
    fn read(&mut self, file: FileId, path: &Path, origin: Origin) {
        let text = self.analysis.sources.get(file).text().to_owned();
        let problems = &mut self.gathered.problems;
        let base = problems.add(FilePart { start: 0, file, origin, stands_for: None, written: Vec::new() }, &text);
        let before = problems.found.len();
        // Preceded by spaces for the previous texts, so that offsets refer to the concatenated texts. TOML has no
        // byte-order mark.
        let text = text.replacen('\u{feff}', "   ", usize::from(text.starts_with('\u{feff}')));
        let behind = " ".repeat(base) + &text;
        let (root, mut errors) = DeTable::parse_recoverable(&behind);
        // The parser reports both characters of a line end of Windows.
        let with_unix_ends = (!errors.is_empty()).then(|| behind.replace("\r\n", " \n"));
        if let Some(found) =
            with_unix_ends.map(|text| DeTable::parse_recoverable(&text).1).filter(|found| !found.is_empty())
        {
            errors = found;
        }
        let mut reported = BTreeSet::new();
        for error in &errors {
            let span = error.span().unwrap_or(behind.len()..behind.len());
            // The parser reports each of many unclosed brackets at the same place.
            if !reported.insert((span.start, error.message())) {
                continue;
            }
            problems.report(Code::RulesSyntax, span.start.max(base)..span.end.max(base), error.message());
        }
        let read = document::read(root.get_ref(), base, origin, self.types, problems);
        if let Some(first) = errors.iter().filter_map(toml::de::Error::span).map(|span| span.start).min() {
            without_noise(problems, before, header_before(&behind, first));
        }
        self.gathered.sound &= errors.is_empty() && read.is_some();
        let Some(mut read) = read else { return };
        for rule in &mut read.rules {
            for named in rule.settings.files_mut() {
                named.contents = self.contents(&named.path, path, origin);
            }
        }
        let extends = std::mem::take(&mut read.extends);
        self.gathered.document.merge(read);
        self.open.push(path.to_owned());
        for text in extends {
            self.extend(&text, path);
        }
        self.open.pop();
    }

    /// Reads a file that a key of a rule names, and adds it to the sources. Returns its start among the texts, and its text.
    fn contents(&mut self, named: &Text, from: &Path, origin: Origin) -> Option<(usize, String)> {
        let path = normalize(&from.parent().unwrap_or(from).join(&named.value));
        match self.load.read(&path) {
            Ok(text) => {
                let file = self.add(&path, text.clone());
                let start = self
                    .gathered
                    .problems
                    .add(FilePart { start: 0, file, origin, stands_for: None, written: Vec::new() }, &text);
                Some((start, text))
            }
            Err(error) => {
                let why = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no file `{}`", named.value),
                    _ => format!("can't read `{}`: {error}", named.value),
                };
                let diagnostic = self.gathered.problems.report(Code::RulesUnreadable, named.span.clone(), why);
                diagnostic.help.push("write a path relative to the rules file that names it".into());
                None
            }
        }
    }

    fn extend(&mut self, text: &Text, from: &Path) {
        let path = normalize(&from.parent().unwrap_or(from).join(&text.value));
        if self.open.contains(&path) {
            let message = match self.open.last() {
                Some(last) if *last == path => format!("`{}` extends itself", text.value),
                _ => format!("`{}` extends this file, directly or through others", text.value),
            };
            let diagnostic = self.gathered.problems.report(Code::WrongValue, text.span.clone(), message);
            diagnostic.help.push("remove the entry from `extends`".into());
            return;
        }
        if !self.seen.insert(path.clone()) {
            return;
        }
        match self.load.read(&path) {
            Ok(loaded) => {
                let file = self.add(&path, loaded);
                self.read(file, &path, Origin::Inherited);
            }
            Err(error) => {
                self.gathered.sound = false;
                let why = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no file `{}`", text.value),
                    _ => format!("can't read `{}`: {error}", text.value),
                };
                let diagnostic = self.gathered.problems.report(Code::RulesUnreadable, text.span.clone(), why);
                diagnostic.help.push("write a path relative to the file that contains `extends`".into());
            }
        }
    }

    /// Reads the rules files of packages.
    fn members(&mut self) {
        let packages = &self.analysis.workspace.packages;
        let of_members: Vec<_> = (0u32..)
            .map(PackageId)
            .zip(packages)
            .filter(|(_, package)| !package.directory.is_empty())
            .filter_map(|(id, package)| Some((id, normalize(&package.manifest.parent()?.join(NAME)))))
            .collect();
        for (id, path) in of_members {
            if !self.seen.insert(path.clone()) {
                continue;
            }
            match self.load.read(&path) {
                Ok(text) => {
                    let file = self.add(&path, text);
                    self.read(file, &path, Origin::Member(id));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    self.gathered.sound = false;
                    let message = format!("can't read the rules file `{}`: {error}", self.shown(&path));
                    self.gathered.problems.found.push(Diagnostic::new(Code::RulesUnreadable, message));
                }
            }
        }
    }

    fn add(&mut self, path: &Path, text: String) -> FileId {
        let shown = self.shown(path);
        self.analysis.sources.add(Source::new(shown, text))
    }

    /// Returns a path for messages.
    fn shown(&self, path: &Path) -> String {
        with_slashes(path.strip_prefix(&self.analysis.workspace.root).unwrap_or(path))
    }
}

/// Returns the start of the last table header before an offset.
fn header_before(text: &str, at: usize) -> usize {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let own = *start;
        *start += line.len();
        Some((own, line))
    });
    let headers = lines.take_while(|(start, _)| *start <= at).filter(|(_, line)| line.trim_start().starts_with('['));
    headers.last().map_or(0, |(start, _)| start)
}

/// Removes mistakes after the first syntax error that may only result from it: unknown and missing keys, and wrong
/// types.
fn without_noise(problems: &mut Problems, before: usize, from: usize) {
    let from = problems.place(from..from);
    let mut index = 0;
    problems.found.retain(|problem| {
        index += 1;
        let guessed = matches!(
            problem.code,
            Code::UnknownKey | Code::WrongType | Code::WrongValue | Code::MissingKey | Code::MissingReason
        );
        let behind = problem.primary.as_ref().is_none_or(|label| label.place >= from);
        index <= before || !guessed || !behind
    });
}

/// Removes `.` and `..` from a path without access to the file system.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
