//! The answer as plain data, which is also the JSON document (`archcheck.decisions/1`).

use super::record::{Line, Markup, Record, Validity};
use crate::{debt::metas, outside, report::named, repository};
use archcheck_core::{
    analysis::Analysis,
    codes::Code,
    date::Date,
    diagnostic::Diagnostic,
    files,
    rules::{Meta, Rules},
    source::{Place, Source, Span},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The records that a rules file cites, and the reviews that it plans.
#[derive(Debug, Serialize)]
pub(crate) struct DecisionsAnswer {
    pub(super) schema: &'static str,
    /// By path.
    pub(super) decisions: Vec<Decision>,
    /// By date.
    pub(crate) reviews: Vec<Review>,
}

/// A record.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Decision {
    /// The path, relative to the workspace.
    pub(crate) file: String,
    pub(crate) title: Option<String>,
    pub(crate) status: Option<String>,
    /// What the status means: `current`, `superseded`, `rejected`, `deprecated` or `unknown`.
    pub(crate) validity: &'static str,
    pub(crate) date: Option<String>,
    /// The ids of the rules, layers and modules that cite it, in the order of the rules file. Empty for a record in the same
    /// directory that nothing cites.
    pub(crate) cited_by: Vec<String>,
    #[serde(skip)]
    pub(super) is_withdrawn: bool,
}

/// A planned review.
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    pub(crate) date: String,
    pub(crate) id: String,
    pub(crate) owner: Option<String>,
    pub(crate) adr: Option<String>,
    pub(crate) overdue: bool,
}

/// Collects the records, and reports those that rules should not cite. `uncited` also collects the records in the same
/// directories that nothing cites.
pub(crate) fn answer(
    rules: &Rules,
    analysis: &mut Analysis,
    today: Date,
    uncited: bool,
) -> (DecisionsAnswer, Vec<Diagnostic>) {
    let root = &analysis.workspace.root.clone();
    let mut cited: BTreeMap<PathBuf, Vec<&Meta>> = BTreeMap::new();
    for meta in metas(rules) {
        if let Some(path) = path_of(meta, analysis) {
            cited.entry(path).or_default().push(meta);
        }
    }
    let mut found = Vec::new();
    let mut decisions = Vec::new();
    for (path, metas) in &cited {
        let read = Read::of(path, root, metas.iter().map(|meta| meta.id.clone()).collect());
        found.extend(metas.first().into_iter().flat_map(|meta| unclear(&read, meta, analysis)));
        let decision = read.decision;
        for meta in metas.iter().filter(|_| decision.is_withdrawn) {
            found.push(withdrawn(&decision, meta));
        }
        decisions.push(decision);
    }
    if uncited {
        for path in others(&cited) {
            let decision = Read::of(&path, root, Vec::new()).decision;
            // Not every file beside the records is one.
            if decision.status.is_some() && !decision.is_withdrawn {
                let message = format!("no rule, layer or module cites the decision `{}`", decision.file);
                let diagnostic = Diagnostic::new(Code::DecisionUncited, message);
                found.push(diagnostic.help("name it in the `adr` of what it explains, or update its status"));
                decisions.push(decision);
            }
        }
        decisions.sort_by(|a, b| a.file.cmp(&b.file));
    }
    let mut reviews: Vec<(Date, &Meta)> = metas(rules).filter_map(|meta| Some((meta.review_by?, meta))).collect();
    reviews.sort_by_key(|(date, meta)| (*date, meta.place));
    let review = |(date, meta): (Date, &Meta)| Review {
        date: date.to_string(),
        id: meta.id.clone(),
        owner: meta.owner.clone(),
        adr: meta.adr.clone(),
        overdue: date < today,
    };
    let reviews = reviews.into_iter().map(review).collect();
    (DecisionsAnswer { schema: "archcheck.decisions/1", decisions, reviews }, found)
}

impl DecisionsAnswer {
    /// Returns all records, by path.
    pub(crate) fn all(&self) -> &[Decision] {
        &self.decisions
    }

    /// Returns the record that a rule, a layer or a module cites.
    pub(crate) fn cited_by(&self, id: &str) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.cited_by.iter().any(|cited| cited == id))
    }
}

/// Returns the path of the record that a rule, a layer or a module cites.
fn path_of(meta: &Meta, analysis: &Analysis) -> Option<PathBuf> {
    let adr = meta.adr.as_ref()?;
    let root = &analysis.workspace.root;
    let rules = root.join(&analysis.sources.get(meta.place.file).path);
    let directories = [rules.parent().unwrap_or(root).to_owned(), root.clone()];
    directories.iter().map(|directory| directory.join(adr)).find(|path| path.is_file())
}

/// A record with its text.
struct Read {
    decision: Decision,
    record: Record,
    /// The text, or why it was not read.
    text: Result<String, String>,
}

impl Read {
    fn of(path: &Path, root: &Path, cited_by: Vec<String>) -> Self {
        // A record outside the repository is named, and not read.
        let text = if outside::is_in(path, repository::root(root).unwrap_or(root)) {
            files::read_to_string(path).map_err(|error| error.to_string())
        } else {
            Err("it is outside the repository".to_owned())
        };
        let record = text.as_ref().map_or_else(|_| Record::default(), |text| Record::parse(text, markup(path)));
        let validity = record.validity();
        let text_of = |line: &Option<Line>| line.as_ref().map(|line| line.text.clone());
        let decision = Decision {
            file: named(path, root),
            validity: validity.as_str(),
            is_withdrawn: validity.is_withdrawn(),
            title: record.title.clone(),
            status: text_of(&record.status),
            date: text_of(&record.date),
            cited_by,
        };
        Self { decision, record, text }
    }
}

/// The extensions of `AsciiDoc`.
const ASCIIDOC: [&str; 3] = ["adoc", "asciidoc", "asc"];

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
}

fn markup(path: &Path) -> Markup {
    if has_extension(path, &ASCIIDOC) { Markup::AsciiDoc } else { Markup::Markdown }
}

/// Reports what can't be told about a record that `meta` cites: whether it holds, and when it was made.
fn unclear(read: &Read, meta: &Meta, analysis: &mut Analysis) -> Vec<Diagnostic> {
    let Read { decision, record, text } = read;
    let file = &decision.file;
    let diagnostic = |message: String| Diagnostic::new(Code::DecisionUnclear, message);
    let text = match text {
        Ok(text) => text,
        Err(why) => return vec![diagnostic(format!("the decision `{file}` can't be read: {why}")).at(meta.place, "")],
    };
    let mut source = None;
    let mut place = |line: &Line| {
        let source = *source.get_or_insert_with(|| analysis.sources.add(Source::new(file.clone(), text.clone())));
        Place { file: source, span: span_of_line(text, line.at) }
    };
    let mut found = Vec::new();
    if record.validity() == Validity::Unknown {
        const HELP: &str = "write one of proposed, accepted, rejected, deprecated or superseded";
        found.push(if let Some(status) = &record.status {
            let message = format!("the status of the decision `{file}` is not one that is known: `{}`", status.text);
            diagnostic(message).at(place(status), "").help(HELP)
        } else {
            let message = format!("the decision `{file}` has no status, so it is unknown whether it still holds");
            diagnostic(message).at(meta.place, "").help(format!("{HELP} below a heading `Status`"))
        });
    }
    if let Some(date) = record.date.as_ref().filter(|_| record.has_impossible_date()) {
        let message = format!("the date of the decision `{file}` does not exist: `{}`", date.text);
        found.push(diagnostic(message).at(place(date), "").help("write it as year, month and day: 2026-02-12"));
    }
    found
}

/// Returns the span of a line, without white space around it.
fn span_of_line(text: &str, at: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(at).map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    Span { start: (start + indent) as u32, end: (start + indent + line.trim().len()) as u32 }
}

fn withdrawn(decision: &Decision, meta: &Meta) -> Diagnostic {
    let message = format!("`{}` cites the decision `{}`, which is {}", meta.id, decision.file, decision.validity);
    let mut diagnostic = Diagnostic::new(Code::DecisionWithdrawn, message).at(meta.place, "");
    diagnostic.notes.extend(decision.status.iter().map(|status| format!("status: {status}")));
    diagnostic.notes.extend(meta.owner.iter().map(|owner| format!("owner: {owner}")));
    diagnostic.help("cite the decision that replaces it, or remove what it explained")
}

/// Returns the other Markdown and AsciiDoc files in the directories of the cited records.
fn others(cited: &BTreeMap<PathBuf, Vec<&Meta>>) -> BTreeSet<PathBuf> {
    let directories: BTreeSet<&Path> = cited.keys().filter_map(|path| path.parent()).collect();
    let entries =
        directories.into_iter().flat_map(|directory| std::fs::read_dir(directory).into_iter().flatten().flatten());
    let paths = entries.map(|entry| entry.path());
    let is_other = |path: &PathBuf| {
        (has_extension(path, &["md"]) || has_extension(path, &ASCIIDOC)) && path.is_file() && !cited.contains_key(path)
    };
    paths.filter(is_other).collect()
}
