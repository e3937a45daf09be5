//! `check`: checks the workspace against its rules file; and the overview, if no command is given and there is no rules
//! file.

use super::{
    checked::{Found, check_with_baseline},
    outputs::outputs,
    revision::revision_run,
    rules_file::{ReadRules, missing, read_rules_for},
    run::{Ended, Run, Stop, exists, ignore_closed, rules_path},
    selection,
    write_report::Delivery,
};
use crate::{
    args::Packages,
    engine,
    output::{self, Output, OutputParser},
    overview::{self, Overview},
    report::{CheckedRules, Gate, Report, named},
    timings::Timings,
};
use archcheck_core::{analysis::Analysis, check::CheckOptions, diagnostic::Diagnostic, source::Sources, stage::Stage};
use clap::{Args, ValueEnum};
use std::path::Path;

const EXAMPLES: &str = "\
Examples:
  cargo archcheck check
      Check the workspace in a pre-commit hook or CI job; fail if there is no rules file
  cargo archcheck check --format human --format json=report.json
      Print the report for people, and write it to a file for another program
  cargo archcheck check --deny warnings
      Also fail if there are warnings";

/// The arguments of `check`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Choose the output format, and optionally a file to write; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = OutputParser)]
    pub format: Vec<Output>,
    /// Also fail if there are warnings
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// Do not fail because of violations; still fail if the result is not reliable
    #[arg(long)]
    pub exit_zero: bool,
    /// Also run another check, and print its messages (needs `--format cargo`)
    ///
    /// Use this in editors that run only one command. Flags for Cargo, such as `--locked`, are passed on.
    #[arg(long, value_name = "WHAT")]
    pub with: Option<With>,
    /// Check a commit instead of the working tree, with the rules file that it has
    #[arg(long, value_name = "REV", conflicts_with = "with")]
    pub rev: Option<String>,
    /// Show at most N errors and warnings in full, with `human` and `markdown` [default: 50, and at most 150 lines]
    ///
    /// They are spread over all rules. The output begins with the number of violations of each rule. `-v` shows all.
    #[arg(long, value_name = "N")]
    pub max: Option<usize>,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["rev", "with"])]
    pub watch: bool,
    /// Prints nothing if the check passes.
    #[arg(skip)]
    pub(super) only_failures: bool,
    /// The selected packages. [`Arguments::settled`](super::Arguments::settled) moves them to the global flags.
    #[command(flatten)]
    pub(super) packages: Packages,
}

/// Another check to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum With {
    /// `cargo check` for the whole workspace and all targets.
    CargoCheck,
}

/// The diagnostics that fail a run like errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// All warnings.
    Warnings,
}

impl Check {
    /// Checks the workspace. A missing rules file is an error.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        if self.watch {
            return self.watch(run);
        }
        self.check(run, true)
    }

    /// Checks the workspace, or prints the overview if there is no rules file.
    pub(super) fn run_or_overview(&self, run: &mut Run<'_, '_>) -> Ended {
        self.check(run, false)
    }

    fn check(&self, run: &mut Run<'_, '_>, needs_rules: bool) -> Ended {
        if let Some(name) = &self.rev {
            let check = Self { rev: None, ..self.with_absolute_outputs(&run.environment.current_dir) };
            let commit = revision_run(name, run.global, run.environment)?;
            return commit.run(run, |run| check.check(run, needs_rules));
        }
        let with_cargo_check = self.with == Some(With::CargoCheck);
        let outputs = outputs(&self.format, with_cargo_check, run.environment)?;
        let gate =
            Gate { deny_warnings: self.deny.is_some(), exit_zero: self.exit_zero, cargo_check: with_cargo_check };
        let delivery = Delivery { outputs: &outputs, gate, max_shown: self.max, only_failures: self.only_failures };
        let (global, environment, options, timings) = (run.global, run.environment, run.check_options(), run.timings);
        let is_single = global.configuration.is_active();
        let mut check = |analysis: &mut Analysis| {
            let rules = rules_path(global, environment, &analysis.workspace);
            exists(&rules)
                .then(|| check_rules(&rules, analysis, environment.repository.as_deref(), options, is_single, timings))
        };
        let (mut analysis, checked) = match run.analyze_and(false, &mut check) {
            Ok(analyzed) => analyzed,
            Err(diagnostic) => return report_failure(run, *diagnostic, delivery),
        };
        let Some((mut diagnostics, rules, unmatched)) = checked else {
            if needs_rules || global.rules.is_some() {
                let rules = run.rules_path(&analysis.workspace);
                let missing = missing(&named(&rules, &analysis.workspace.root), global.rules.is_some());
                return report_failure(run, missing, delivery);
            }
            let _stage = run.timings.begin(Stage::Output);
            return overview(run, &mut analysis);
        };
        let path = run.rules_path(&analysis.workspace);
        match run.unmatched_everywhere(unmatched, &analysis.sources, &path) {
            Ok(unmatched) => diagnostics.splice(0..0, unmatched),
            Err(diagnostic) => return report_failure(run, *diagnostic, delivery),
        };
        if global.packages.is_partial() {
            let selected = selection::selected(&global.packages, &analysis)?;
            diagnostics.retain(|one| selection::is_reported(one, &selected, &analysis));
        }
        run.write_report(Report::new(&analysis, rules, diagnostics), delivery)
    }
}

impl Check {
    /// Returns the same check with the output files named from a directory. Reports belong to the user's directory, not to a
    /// temporary copy.
    pub(super) fn with_absolute_outputs(&self, current_dir: &Path) -> Self {
        let mut check = self.clone();
        for output in &mut check.format {
            output.file = output.file.take().map(|file| current_dir.join(file));
        }
        check
    }
}

/// Reports a problem that prevents the check.
fn report_failure(run: &mut Run<'_, '_>, diagnostic: Diagnostic, delivery: Delivery<'_>) -> Ended {
    let sources = Sources::default();
    run.write_report(Report::failed(&sources, vec![diagnostic]), delivery)
}

fn overview(run: &mut Run<'_, '_>, analysis: &mut Analysis) -> Ended {
    let starter = super::init::proposal(run, analysis);
    let text = overview::render(&Overview::of(analysis, starter), super::rules_file::RULES, run.out());
    ignore_closed(output::write_stream(run.streams.out, &text)).map_err(Stop::Failed)?;
    run.problems(Report::new(analysis, None, Vec::new()))
}

/// Reads the rules and checks them, and removes the violations that the baseline contains.
fn check_rules(
    path: &Path,
    analysis: &mut Analysis,
    repository: Option<&Path>,
    options: CheckOptions,
    is_single: bool,
    timings: &Timings,
) -> (Vec<Diagnostic>, Option<CheckedRules>, Vec<Diagnostic>) {
    let rules_stage = timings.begin(Stage::Rules);
    let ReadRules { name, rules, mut found, unmatched } = read_rules_for(path, analysis, repository, is_single);
    drop(rules_stage);
    let Some(rules) = rules else { return (found, None, unmatched) };
    let _stage = timings.begin(Stage::Check);
    let Found { reported, baselined, excepted, .. } = check_with_baseline(path, &rules, analysis, options, &mut found);
    found.extend(reported);
    let known = baselined.map(|(name, baselined)| (name, baselined.len()));
    (found, Some(CheckedRules { file: name, count: engine::count(&rules), excepted, known }), unmatched)
}
