//! What the commands share that answer a question about the graph: `graph`, `why`, `modules` and `explain`.
//!
//! Answers go to standard output. Problems of the rules file or the analysis go to standard error, and set the exit
//! status to 2.

use super::{
    rules_file::{ReadRules, read_rules_for},
    run::{Ended, Run, Stop, exists, ignore_closed},
};
use crate::{Status, output::write_stream, report::Report};
use archcheck_core::{analysis::Analysis, diagnostic::Diagnostic, rules::Rules};
use clap::ValueEnum;
use std::path::Path;

/// The format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// Text for people
    Human,
    /// JSON for other programs
    Json,
}

/// An analyzed workspace with its rules.
pub(super) struct Loaded {
    pub(super) analysis: Analysis,
    /// The rules; `None` if there is no usable rules file.
    pub(super) rules: Option<Rules>,
    /// The problems of the rules file.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Run<'_, '_> {
    /// Analyzes the workspace, and reads its rules file if there is one.
    pub(super) fn load(&mut self, names: bool) -> Result<Loaded, Stop> {
        let mut analysis = self.analyze_or_stop(names)?;
        let path = self.rules_path(&analysis.workspace);
        if self.global.rules.is_none() && !exists(&path) {
            return Ok(Loaded { analysis, rules: None, diagnostics: Vec::new() });
        }
        let (rules, diagnostics) = self.read_rules(&path, &mut analysis);
        Ok(Loaded { analysis, rules, diagnostics })
    }

    /// Analyzes the workspace, and reads its rules file. Stops the run if the rules cannot be used.
    pub(super) fn load_with_rules(&mut self) -> Result<(Analysis, Rules, Vec<Diagnostic>), Stop> {
        let mut analysis = self.analyze_or_stop(false)?;
        let path = self.rules_path(&analysis.workspace);
        match self.read_rules(&path, &mut analysis) {
            (Some(rules), diagnostics) => Ok((analysis, rules, diagnostics)),
            (None, diagnostics) => Err(Stop::Reported(self.problems(Report::new(&analysis, None, diagnostics))?)),
        }
    }

    /// Reads the rules file. Whether a selector matches is decided over all configurations.
    fn read_rules(&mut self, path: &Path, analysis: &mut Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
        let is_single = self.global.configuration.is_active();
        let ReadRules { rules, mut found, unmatched, .. } =
            read_rules_for(path, analysis, self.environment.repository.as_deref(), is_single);
        match self.unmatched_everywhere(unmatched, &analysis.sources, path) {
            Ok(unmatched) => found.extend(unmatched),
            Err(diagnostic) => found.push(*diagnostic),
        }
        (rules, found)
    }

    /// Prints an answer, followed by the problems that make it unreliable.
    pub(super) fn answer(
        &mut self,
        text: &str,
        status: Status,
        analysis: &Analysis,
        diagnostics: Vec<Diagnostic>,
    ) -> Ended {
        ignore_closed(write_stream(self.streams.out, text))?;
        Ok(status.max(self.problems(Report::new(analysis, None, diagnostics))?))
    }
}
