//! Which files a reading is made of: the rules file, what it `extends`, and the ones of members. All of them are
//! parsed here, and read on as if they were one; where each part stands is not lost.

use super::{
    document::{self, Document},
    rule_type::RuleType,
    table::{FilePart, Origin, Problems, Text},
};
use crate::{
    analysis::Analysis,
    codes::Code,
    diagnostic::Diagnostic,
    source::{FileId, Source},
    workspace::PackageId,
};
use std::{
    collections::BTreeSet,
    io,
    path::{Component, Path, PathBuf},
};
use toml::de::DeTable;

/// Reads another file: what `extends` names, or an `archcheck.toml` of a member. That there is none is
/// `NotFound`.
pub type Load<'l> = &'l mut dyn FnMut(&Path) -> io::Result<String>;

/// The name of a rules file, beside a manifest.
const NAME: &str = "archcheck.toml";

/// Every file of a reading.
#[derive(Debug)]
pub(super) struct Gathered {
    /// All of it as one.
    pub document: Document,
    /// What is wrong so far, and where each file starts.
    pub problems: Problems,
    /// Whether every file is valid TOML, of a version that can be read.
    pub sound: bool,
}

struct Reading<'a, 'l> {
    analysis: &'a mut Analysis,
    load: Load<'l>,
    types: &'l [&'static RuleType],
    seen: BTreeSet<PathBuf>,
    gathered: Gathered,
}

/// Reads a file that the sources hold, and all that belongs to it.
pub(super) fn gather(file: FileId, analysis: &mut Analysis, load: Load<'_>, types: &[&'static RuleType]) -> Gathered {
    let gathered = Gathered { document: Document::default(), problems: Problems::default(), sound: true };
    let mut reading = Reading { analysis, load, types, seen: BTreeSet::new(), gathered };
    let path = normalise(&reading.analysis.workspace.root.join(&reading.analysis.sources.get(file).path));
    reading.seen.insert(path.clone());
    reading.read(file, &path, Origin::Own);
    reading.members();
    reading.gathered
}

impl Reading<'_, '_> {
    /// Reads one file, and what it extends.
    fn read(&mut self, file: FileId, path: &Path, origin: Origin) {
        let text = self.analysis.sources.get(file).text().to_owned();
        let problems = &mut self.gathered.problems;
        let base = problems.add(FilePart { start: 0, file, origin }, &text);
        let before = problems.found.len();
        // Behind as many blanks as there is text before it, so that every place is one of the whole reading. TOML
        // knows no byte-order mark.
        let behind =
            format!("{:base$}{}", "", text.replacen('\u{feff}', "   ", usize::from(text.starts_with('\u{feff}'))));
        let (root, errors) = DeTable::parse_recoverable(&behind);
        let mut said = BTreeSet::new();
        for error in &errors {
            let span = error.span().unwrap_or(behind.len()..behind.len());
            // Each of a thousand brackets that are never closed is missed at the same place.
            if !said.insert((span.start, error.message())) {
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
        let extends = std::mem::take(&mut read.extends);
        self.gathered.document.merge(read);
        for text in extends {
            self.extend(&text, path);
        }
    }

    fn extend(&mut self, text: &Text, from: &Path) {
        let path = normalise(&from.parent().unwrap_or(from).join(&text.value));
        if !self.seen.insert(path.clone()) {
            return;
        }
        match (self.load)(&path) {
            Ok(loaded) => {
                let file = self.add(&path, loaded);
                self.read(file, &path, Origin::Inherited);
            }
            Err(error) => {
                self.gathered.sound = false;
                let why = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no file `{}`", text.value),
                    _ => format!("`{}` can't be read: {error}", text.value),
                };
                let diagnostic = self.gathered.problems.report(Code::RulesUnreadable, text.span.clone(), why);
                diagnostic.help.push("`extends` has paths relative to the file it stands in".into());
            }
        }
    }

    /// The files beside the manifests of members.
    fn members(&mut self) {
        let packages = &self.analysis.workspace.packages;
        let of_members: Vec<_> = (0u32..)
            .map(PackageId)
            .zip(packages)
            .filter(|(_, package)| !package.directory.is_empty())
            .filter_map(|(id, package)| Some((id, normalise(&package.manifest.parent()?.join(NAME)))))
            .collect();
        for (id, path) in of_members {
            if !self.seen.insert(path.clone()) {
                continue;
            }
            match (self.load)(&path) {
                Ok(text) => {
                    let file = self.add(&path, text);
                    self.read(file, &path, Origin::Member(id));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    self.gathered.sound = false;
                    let message = format!("the rules file `{}` can't be read: {error}", self.shown(&path));
                    self.gathered.problems.found.push(Diagnostic::new(Code::RulesUnreadable, message));
                }
            }
        }
    }

    fn add(&mut self, path: &Path, text: String) -> FileId {
        let shown = self.shown(path);
        self.analysis.sources.add(Source::new(shown, text))
    }

    /// A path as outputs have it.
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.analysis.workspace.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }
}

/// Where the last header starts that stands before a place, or the whole text.
fn header_before(text: &str, at: usize) -> usize {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let own = *start;
        *start += line.len();
        Some((own, line))
    });
    let headers = lines.take_while(|(start, _)| *start <= at).filter(|(_, line)| line.trim_start().starts_with('['));
    headers.last().map_or(0, |(start, _)| start)
}

/// What the parser made of a text behind its first mistake is its own guess: from there on, that a key is unknown,
/// missing or of the wrong type says nothing.
fn without_noise(problems: &mut Problems, before: usize, from: usize) {
    let from = problems.place(from..from);
    let mut index = 0;
    problems.found.retain(|problem| {
        index += 1;
        let guessed =
            matches!(problem.code, Code::UnknownKey | Code::WrongType | Code::WrongValue | Code::MissingReason);
        let behind = problem.primary.as_ref().is_none_or(|label| label.place >= from);
        index <= before || !guessed || !behind
    });
}

/// Without `.` and `..`, as far as names alone tell.
fn normalise(path: &Path) -> PathBuf {
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
