//! The earlier state for `report --since`: a commit, judged by the rules of the working tree.

use super::{
    pictures::Pictures,
    revision::{RevisionRun, incomplete},
    rules_file::{ReadRules, no_rules, read_baseline, read_rules_for},
    run::{exists, rules_path},
};
use crate::{
    Status,
    architecture::{self, Comparable, Measures, ReportInput},
    args::Global,
    debt::{Debt, ExceptionEntry},
    decisions,
    git::{self, Revision},
    history::LineDates,
    owners::OwnersInput,
    terminal::Environment,
    text::with_help,
};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Baseline},
    check::{self, CheckOptions},
    date::Date,
    query,
    rules::Rules,
    source::FileId,
    view::{self, Granularity},
};
use std::{collections::BTreeSet, path::Path};

/// A commit that was analyzed.
pub(super) struct Base {
    files: RevisionRun,
    analysis: Analysis,
    /// The day of the commit.
    date: Date,
}

impl Base {
    /// Analyzes a commit in a temporary directory.
    pub(super) fn analyze(
        revision: Revision,
        repository: &Path,
        global: &Global,
        environment: &Environment,
    ) -> Result<Self, String> {
        let date = Date::from_unix_seconds(git::commit_time(repository, &revision.commit)?);
        let files = RevisionRun::of(revision, repository, global, environment)?;
        let analysis = files.analyze()?;
        Ok(Self { files, analysis, date })
    }

    /// Returns a note if the commit could not be read completely.
    pub(super) fn incomplete(&self) -> Option<String> {
        let note = incomplete(&self.analysis, &self.files.revision.title())?;
        Some(self.files.checkout.missing().map_or_else(|| note.clone(), |missing| format!("{note}; {missing}")))
    }

    /// Checks the commit as on its day. `rules` is the rules file of the working tree, and `by` what its pictures show.
    pub(super) fn comparable(self, rules: Option<&Path>, by: Option<Granularity>) -> Result<Comparable, String> {
        let Self { files, mut analysis, date } = self;
        let own_path = rules_path(&files.global, &files.environment, &analysis.workspace);
        let path = rules.unwrap_or(&own_path);
        let rules = match rules {
            Some(path) => read_rules(path, &mut analysis, &files)?,
            None => no_rules(String::new(), &mut analysis)?,
        };
        // An entry of the baseline, or an exception, that is no longer used was used then.
        let options = CheckOptions { today: date, whole: false };
        let found = check::check(&rules, &analysis, &options);
        let baseline = baselines(path, &own_path, &mut analysis);
        let applied = baseline::apply(&baseline, found.diagnostics, &rules, &analysis.sources, options.whole);
        let mut debt = Debt::of(&rules, &analysis, &applied.diagnostics, &applied.known, Some(&baseline));
        replace_exceptions(&mut debt, &own_path, &mut analysis, files.path());
        let marks = view::marks(&analysis, &applied.diagnostics, &applied.known, &found.excepted_references);
        let (decided, _) = decisions::answer(&rules, &mut analysis, date, false);
        let summaries = query::summarize_modules(&rules, &analysis);
        let pictures = Pictures::of(&analysis, &rules, &marks, by)?;
        let owners = OwnersInput {
            rules: &rules,
            analysis: &analysis,
            summaries: &summaries,
            debt: &debt,
            codeowners: None,
            repository: files.path(),
            today: date,
        };
        let (measures, ages) = (Measures::of(&analysis, &rules, None)?, LineDates::default());
        let report = architecture::collect(&ReportInput {
            name: "",
            rules_file: None,
            rules: &rules,
            analysis: &analysis,
            status: Status::Clean,
            warnings: 0,
            summaries: &summaries,
            usages: &pictures.usages,
            debt: &debt,
            decisions: &decided,
            owners: &owners,
            view: &pictures.whole,
            picture: &pictures.whole,
            code: &pictures.code,
            measures: &measures,
            ages: &ages,
            revision: Some(&files.revision.commit),
            source_url: None,
            earlier: None,
            trend: None,
        });
        // Warnings depend on more than the code, such as whether entries of the baseline are still used.
        Ok(Comparable::of(&report).without_numbers(&["warnings", "undated_files"]))
    }
}

/// Reads the rules of the working tree. Modules that are new match nothing in the commit, which is no error.
fn read_rules(path: &Path, analysis: &mut Analysis, files: &RevisionRun) -> Result<Rules, String> {
    let ReadRules { rules, found, .. } = read_rules_for(path, analysis, Some(files.path()), true);
    rules.ok_or_else(|| {
        let why = found.first().map_or("they can't be read", |one| one.message.as_str());
        let message = format!("the rules do not fit the code of {}: {why}", files.revision.title());
        let help = "compare with a later commit, or with an earlier report (`--previous`)";
        with_help(&message, &[help.to_owned()])
    })
}

/// Returns what the baselines of the commit and of the working tree record. A rule that came later came with a later baseline.
fn baselines(rules: &Path, own_rules: &Path, analysis: &mut Analysis) -> Baseline {
    let mut read = |rules: &Path| read_baseline(rules, analysis).ok().flatten().map(|(_, baseline)| baseline);
    let mut baseline = read(own_rules).unwrap_or_default();
    for (identity, entry) in read(rules).unwrap_or_default().entries {
        let own = baseline.entries.entry(identity).or_insert(entry);
        own.count = own.count.max(entry.count);
    }
    baseline
}

/// Replaces the exceptions of the rules file of the working tree by those of the commit's own one.
fn replace_exceptions(debt: &mut Debt, own_rules: &Path, analysis: &mut Analysis, repository: &Path) {
    let mut own = Vec::new();
    if exists(own_rules) {
        // If it can't be read, nothing is known about its exceptions.
        let Some(rules) = read_rules_for(own_rules, analysis, Some(repository), true).rules else { return };
        own = Debt::of(&rules, analysis, &[], &[], None).exceptions;
    }
    let comments: BTreeSet<FileId> = analysis.comments.iter().map(|(file, _)| *file).collect();
    let is_in_code = |one: &ExceptionEntry| comments.contains(&one.place.file);
    debt.exceptions.retain(is_in_code);
    let own = own.into_iter().filter(|one| !is_in_code(one));
    // The modules of the two rules files differ.
    debt.exceptions.extend(own.map(|one| ExceptionEntry { module: None, ..one }));
}
