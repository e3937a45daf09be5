//! What the commands share that check the rules: `check`, `graph`, `owners` and `docs`.

use super::{
    rules_file::{read_baseline, read_contracts},
    run::{Run, Stop},
};
use crate::{codeowners, debt::Debt, owners::OwnersInput, repository};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Baseline},
    check::{self, CheckOptions, Checked, ExceptedReference},
    contracts::record,
    date::Date,
    diagnostic::Diagnostic,
    query::{self, ModuleSummaries},
    rules::Rules,
    view::{self, Mark},
};
use clap::ValueEnum;
use std::path::Path;

/// The format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Text for people
    Human,
    /// Markdown, for a wiki or a summary
    Markdown,
    /// JSON for other programs
    Json,
    /// CSV for spreadsheets
    Csv,
}

/// The result of a check, without what the baseline records.
pub(super) struct Found {
    /// The reported violations, and the problems of exceptions and the baseline.
    pub(super) reported: Vec<Diagnostic>,
    /// The name of the baseline in outputs, and the violations that it records. `None` without a baseline.
    pub(super) baselined: Option<(String, Vec<Diagnostic>)>,
    pub(super) baseline: Option<Baseline>,
    /// The number of violations that exceptions cover.
    pub(super) excepted: usize,
    /// The references that exceptions cover.
    pub(super) excepted_references: Vec<ExceptedReference>,
}

impl Found {
    /// Returns the violations that the baseline records.
    pub(super) fn baselined(&self) -> &[Diagnostic] {
        self.baselined.as_ref().map_or(&[], |(_, baselined)| baselined)
    }

    /// Returns the marks for views.
    pub(super) fn marks(&self, analysis: &Analysis) -> Vec<Mark> {
        view::marks(analysis, &self.reported, self.baselined(), &self.excepted_references)
    }
}

/// Checks the rules, applies the baseline beside the rules file, and checks the locked contracts of a whole workspace. Adds its problems to `problems`.
pub(super) fn check_with_baseline(
    path: &Path,
    rules: &Rules,
    analysis: &mut Analysis,
    options: CheckOptions,
    problems: &mut Vec<Diagnostic>,
) -> Found {
    let Checked { diagnostics, excepted, excepted_references } = check::check(rules, analysis, &options);
    let (reported, baselined, baseline) = match read_baseline(path, analysis) {
        Ok(Some((name, baseline))) => {
            let applied = baseline::apply(&baseline, diagnostics, rules, &analysis.sources, options.whole);
            (applied.diagnostics, Some((name, applied.known)), Some(baseline))
        }
        Ok(None) => (diagnostics, None, None),
        Err(corrupt) => {
            problems.extend(corrupt);
            (diagnostics, None, None)
        }
    };
    let mut reported = reported;
    if options.whole {
        match read_contracts(path, analysis) {
            Ok(records) => reported.extend(record::check(analysis, rules, &records.unwrap_or_default())),
            Err(corrupt) => problems.extend(corrupt),
        }
    }
    Found { reported, baselined, baseline, excepted, excepted_references }
}

/// A checked workspace.
pub(super) struct CheckedWorkspace {
    pub(super) analysis: Analysis,
    pub(super) rules: Rules,
    pub(super) summaries: ModuleSummaries,
    pub(super) debt: Debt,
    /// What the check has found, for views.
    pub(super) marks: Vec<Mark>,
    /// What the check has found and the baseline does not record.
    pub(super) reported: Vec<Diagnostic>,
    /// The problems of the rules file and the baseline.
    pub(super) problems: Vec<Diagnostic>,
}

impl Run<'_, '_> {
    /// Checks the workspace, and collects its debt. Stops the run if the rules can't be used.
    pub(super) fn check_debt(&mut self) -> Result<CheckedWorkspace, Stop> {
        let (analysis, rules, problems) = self.load_with_rules()?;
        Ok(self.collect_debt(analysis, rules, problems))
    }

    /// Checks an analyzed workspace, and collects its debt. `problems` are those of the rules file.
    pub(super) fn collect_debt(
        &self,
        mut analysis: Analysis,
        rules: Rules,
        mut problems: Vec<Diagnostic>,
    ) -> CheckedWorkspace {
        let path = self.rules_path(&analysis.workspace);
        let found = check_with_baseline(&path, &rules, &mut analysis, self.check_options(), &mut problems);
        let debt = Debt::of(&rules, &analysis, &found.reported, found.baselined(), found.baseline.as_ref());
        let marks = found.marks(&analysis);
        let summaries = query::summarize_modules(&rules, &analysis);
        CheckedWorkspace { analysis, rules, summaries, debt, marks, reported: found.reported, problems }
    }
}

impl CheckedWorkspace {
    /// Calls a function with what determines the owners: the rules file and CODEOWNERS.
    pub(super) fn with_owners<T>(&self, today: Date, call: impl FnOnce(&OwnersInput<'_>) -> T) -> Result<T, Stop> {
        let root = &self.analysis.workspace.root;
        let repository = repository::root(root).unwrap_or(root);
        let codeowners = codeowners::read(repository)?;
        Ok(call(&OwnersInput {
            rules: &self.rules,
            analysis: &self.analysis,
            summaries: &self.summaries,
            debt: &self.debt,
            codeowners: codeowners.as_ref(),
            repository,
            today,
        }))
    }
}
