//! What the commands share that show the result of a check in other terms than violations: `owners`, `decisions`, `docs`.

use super::{
    rules_file::read_baseline,
    run::{Run, Stop},
};
use crate::debt::Debt;
use archcheck_core::{
    analysis::Analysis,
    baseline, check,
    diagnostic::Diagnostic,
    rules::Rules,
    view::{self, Mark},
};
use clap::ValueEnum;

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

/// A checked workspace.
pub(super) struct Checked {
    pub(super) analysis: Analysis,
    pub(super) rules: Rules,
    pub(super) debt: Debt,
    /// What the check has found, for views.
    pub(super) marks: Vec<Mark>,
    /// The problems of the rules file and the baseline.
    pub(super) problems: Vec<Diagnostic>,
}

impl Run<'_, '_> {
    /// Checks the workspace, and collects its debt. Stops the run if the rules can't be used.
    pub(super) fn check_debt(&mut self) -> Result<Checked, Stop> {
        let (mut analysis, rules, mut problems) = self.load_with_rules()?;
        let options = self.check_options();
        let checked = check::check(&rules, &analysis, &options);
        let found = checked.diagnostics;
        let path = self.rules_path(&analysis.workspace);
        let remaining = match read_baseline(&path, &mut analysis) {
            Ok(Some((_, baseline))) => {
                baseline::apply(&baseline, found.clone(), &rules, &analysis.sources, options.whole).diagnostics
            }
            Ok(None) => found.clone(),
            Err(corrupt) => {
                problems.extend(corrupt);
                found.clone()
            }
        };
        let debt = Debt::of(&rules, &analysis, &found, &remaining);
        let marks = view::marks(&analysis, &found, &remaining, &checked.excepted_references);
        Ok(Checked { analysis, rules, debt, marks, problems })
    }
}
