//! The answer as plain data, which is also the JSON document (`archcheck.decisions/1`).

use super::record::Record;
use crate::{debt::metas, outside, report::named, repository};
use archcheck_core::{
    analysis::Analysis,
    codes::Code,
    date::Date,
    diagnostic::Diagnostic,
    files,
    rules::{Meta, Rules},
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
    pub(super) reviews: Vec<Review>,
}

/// A record.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Decision {
    /// The path, relative to the workspace.
    pub(crate) file: String,
    pub(crate) title: Option<String>,
    pub(crate) status: Option<String>,
    /// What the status means: `current`, `superseded`, `rejected`, `deprecated` or `unknown`.
    pub(crate) standing: &'static str,
    pub(crate) date: Option<String>,
    /// The ids of the rules, layers and modules that cite it, in the order of the rules file. Empty for a record in the same
    /// directory that nothing cites.
    pub(crate) cited_by: Vec<String>,
    #[serde(skip)]
    pub(super) is_withdrawn: bool,
}

/// A planned review.
#[derive(Debug, Serialize)]
pub(super) struct Review {
    pub(super) date: String,
    pub(super) id: String,
    pub(super) owner: Option<String>,
    pub(super) adr: Option<String>,
    pub(super) overdue: bool,
}

/// Collects the records, and reports those that rules should not cite. `uncited` also collects the records in the same
/// directories that nothing cites.
pub(crate) fn answer(
    rules: &Rules,
    analysis: &Analysis,
    today: Date,
    uncited: bool,
) -> (DecisionsAnswer, Vec<Diagnostic>) {
    let root = &analysis.workspace.root;
    let mut cited: BTreeMap<PathBuf, Vec<&Meta>> = BTreeMap::new();
    for meta in metas(rules) {
        if let Some(path) = path_of(meta, analysis) {
            cited.entry(path).or_default().push(meta);
        }
    }
    let mut found = Vec::new();
    let mut decisions = Vec::new();
    for (path, metas) in &cited {
        let decision = read(path, root, metas.iter().map(|meta| meta.id.clone()).collect());
        for meta in metas.iter().filter(|_| decision.is_withdrawn) {
            found.push(withdrawn(&decision, meta));
        }
        decisions.push(decision);
    }
    if uncited {
        for path in others(&cited) {
            let decision = read(&path, root, Vec::new());
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

fn read(path: &Path, root: &Path, cited_by: Vec<String>) -> Decision {
    // A record outside the repository is named, and not read.
    let is_shown = outside::is_in(path, repository::root(root).unwrap_or(root));
    let text = if is_shown { files::read_to_string(path).ok() } else { None };
    let record = text.map(|text| Record::parse(&text)).unwrap_or_default();
    let standing = record.standing();
    Decision {
        file: named(path, root),
        standing: standing.as_str(),
        is_withdrawn: standing.is_withdrawn(),
        title: record.title,
        status: record.status,
        date: record.date,
        cited_by,
    }
}

fn withdrawn(decision: &Decision, meta: &Meta) -> Diagnostic {
    let message = format!("`{}` cites the decision `{}`, which is {}", meta.id, decision.file, decision.standing);
    let mut diagnostic = Diagnostic::new(Code::DecisionWithdrawn, message).at(meta.place, "");
    diagnostic.notes.extend(decision.status.iter().map(|status| format!("status: {status}")));
    diagnostic.notes.extend(meta.owner.iter().map(|owner| format!("owner: {owner}")));
    diagnostic.help("cite the decision that replaces it, or remove what it explained")
}

/// Returns the other Markdown files in the directories of the cited records.
fn others(cited: &BTreeMap<PathBuf, Vec<&Meta>>) -> BTreeSet<PathBuf> {
    let directories: BTreeSet<&Path> = cited.keys().filter_map(|path| path.parent()).collect();
    let entries =
        directories.into_iter().flat_map(|directory| std::fs::read_dir(directory).into_iter().flatten().flatten());
    let paths = entries.map(|entry| entry.path());
    let is_other = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "md") && path.is_file() && !cited.contains_key(path)
    };
    paths.filter(is_other).collect()
}
