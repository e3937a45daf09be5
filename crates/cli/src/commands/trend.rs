//! `trend`: shows how the architecture has changed over time.

use super::{
    checked::check_with_baseline,
    revision::{RevisionRun, repository_of},
    rules_file::read_rules_for,
    run::{Ended, Run, exists, rules_path},
};
use crate::{
    args::Global,
    debt::Debt,
    git::{self, Revision},
    metrics::round,
    report::named,
    terminal::Environment,
    text::with_help,
    trend::{self, Every, Numbers, Point, Store},
};
use archcheck_core::{
    analysis::Analysis,
    check::CheckOptions,
    date::Date,
    diagnostic::{Diagnostic, Severity},
    graph::{RustModuleId, Structure},
    metrics,
    rules::{Codebase, Rules},
};
use clap::{Args, ValueEnum};
use std::{collections::BTreeSet, path::Path};

const EXAMPLES: &str = "\
Each commit is read into a temporary directory and checked against the rules file that it has. Its numbers are kept in the cache, \
so an interrupted run goes on where it stopped, and the next one measures only new commits.

Examples:
  cargo archcheck trend
      Show the last year of the branch, week by week
  cargo archcheck trend --since 2024-01-01 --every 50 --format csv > trend.csv
      Measure each 50th commit since a date, for a spreadsheet
  cargo archcheck trend --format svg > trend.svg
      Draw a chart";

/// The arguments of `trend`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Trend {
    /// Start at this date [default: a year before the last commit]
    #[arg(long, value_name = "DATE")]
    pub since: Option<Date>,
    /// Choose the commits to measure: `week`, or each Nth one
    #[arg(long, value_name = "week|N", default_value = "week", value_parser = every)]
    pub(crate) every: Every,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = TrendFormat::Human)]
    pub format: TrendFormat,
}

/// The format of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrendFormat {
    /// Sparklines for people
    Human,
    /// JSON for other programs
    Json,
    /// CSV for spreadsheets: a line for each commit
    Csv,
    /// A chart
    Svg,
}

fn every(text: &str) -> Result<Every, String> {
    let step = || text.parse().ok().filter(|step| *step > 0).map(Every::Commits);
    if text == "week" { Ok(Every::Week) } else { step().ok_or_else(|| "expected `week` or a number from 1".to_owned()) }
}

const YEAR: u64 = 365 * 24 * 60 * 60;

impl Trend {
    /// Measures the commits, and prints their numbers.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let repository = repository_of(run.global, run.environment)?;
        if let Some(since) = self.since {
            let newest = Date::from_unix_seconds(newest(&repository)?);
            if newest < since {
                let help = ["choose an earlier date for `--since`".to_owned()];
                return Err(
                    with_help(&format!("there is no commit since {since}: the newest is of {newest}"), &help).into()
                );
            }
        }
        let points = points(run, &repository, self.since, self.every)?;
        let text = match self.format {
            TrendFormat::Human => trend::human(&points, run.out()),
            TrendFormat::Json => trend::json(&points),
            TrendFormat::Csv => trend::csv(&points),
            TrendFormat::Svg => trend::svg(&points),
        };
        if git::is_shallow(&repository) && !run.global.quiet {
            let note = "note: the clone is shallow, so older commits are missing; `git fetch --unshallow` gets them\n";
            super::run::ignore_closed(crate::output::write_stream(run.streams.err, note))?;
        }
        run.print(text.as_bytes())
    }
}

/// Measures commits of the branch since a date, by default in the year before the last one. Shows how many are measured.
pub(super) fn points(
    run: &mut Run<'_, '_>,
    repository: &Path,
    since: Option<Date>,
    every: Every,
) -> Result<Vec<Point>, String> {
    let since = match since {
        Some(since) => since,
        None => Date::from_unix_seconds(newest(repository)?.saturating_sub(YEAR)),
    };
    let commits =
        trend::commits(repository, Some(since), every).map_err(|error| format!("can't read the history: {error}"))?;
    let (global, environment, options) = (run.global, run.environment, run.check_options());
    let mut store = open_store(global, environment, repository);
    let mut points = Vec::new();
    for (at, commit) in commits.iter().enumerate() {
        let found = if let Some(found) = store.get(&commit.tree) {
            found.clone()
        } else {
            let name = commit.id.clone();
            let revision = Revision { name: name.clone(), commit: name, tree: commit.tree.clone() };
            let measure = || measure(revision, repository, global, environment, options);
            let activity = format!("measuring commit {} of {}", at + 1, commits.len());
            tracing::debug!("measuring {}", commit.id);
            let found = run.progress.during(&|| activity.clone().into(), measure);
            store.add(&commit.tree, found.clone());
            found
        };
        let (numbers, problem) = match found {
            Ok(numbers) => (Some(numbers), None),
            Err(problem) => (None, Some(problem)),
        };
        let date = Date::from_unix_seconds(commit.time).to_string();
        points.push(Point { commit: commit.id.clone(), date, numbers, problem });
    }
    Ok(points)
}

/// Returns the time of the newest commit in seconds since 1970.
fn newest(repository: &Path) -> Result<u64, String> {
    git::commit_time(repository, "HEAD").map_err(|_| "the repository has no commits".to_owned())
}

/// Opens the store in the cache of the working tree.
fn open_store(global: &Global, environment: &Environment, repository: &Path) -> Store {
    let caching = environment.caching.as_ref().filter(|_| !global.no_cache);
    let directory = caching.and_then(super::revision::shared_directory);
    // Exceptions expire, so violations depend on the date; the day of the run counts for all commits.
    let flags = format!(
        "{} {} {:?} {:?} {:?}",
        named(&environment.current_dir, repository),
        environment.today,
        global.manifest_path,
        global.rules,
        global.configuration
    );
    Store::open(directory.as_deref(), caching.map(|caching| caching.program), &flags)
}

/// Analyzes a commit, and checks it against its own rules file.
fn measure(
    revision: Revision,
    repository: &Path,
    global: &Global,
    environment: &Environment,
    options: CheckOptions,
) -> Result<Numbers, String> {
    let files = RevisionRun::once(revision, repository, global, environment)?;
    let mut analysis = files.analyze()?;
    let path = rules_path(&files.global, &files.environment, &analysis.workspace);
    let rules = exists(&path).then(|| read_rules_for(&path, &mut analysis, Some(files.path()), false).rules).flatten();
    let conformance = rules.as_ref().map(|rules| conformance(&path, rules, &mut analysis, options));
    Ok(numbers(&analysis, rules.as_ref(), conformance))
}

fn conformance(path: &Path, rules: &Rules, analysis: &mut Analysis, options: CheckOptions) -> trend::Conformance {
    let found = check_with_baseline(path, rules, analysis, options, &mut Vec::new());
    let is_violation = |one: &&Diagnostic| one.violation.is_some() && one.severity != Severity::Note;
    trend::Conformance {
        violations: found.reported.iter().filter(is_violation).count(),
        recorded: found.baselined().len(),
        exceptions: Debt::of(rules, analysis, &found.reported, found.baselined(), None).exceptions.len(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer references than 2^52")]
fn numbers(analysis: &Analysis, rules: Option<&Rules>, conformance: Option<trend::Conformance>) -> Numbers {
    let graph = &analysis.graph;
    let part_of: Vec<Option<u32>> = (0..graph.modules.len()).map(|at| Some(at as u32)).collect();
    let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
    let dependencies = metrics::dependencies(analysis, rules, &code, &part_of);
    let structure = Structure::of(part_of.len(), &dependencies);
    let files: BTreeSet<_> = graph
        .modules
        .iter()
        .flat_map(|module| module.declarations.iter().filter(|one| !one.inline).map(|one| one.file))
        .collect();
    let unknown = graph.references.iter().filter(|one| graph.target(one).unknown).count();
    Numbers {
        crates: (0..graph.modules.len()).filter(|at| graph.module(RustModuleId(*at as u32)).parent.is_none()).count(),
        rust_modules: graph.modules.len(),
        lines: files.iter().map(|file| analysis.sources.get(*file).text().lines().count()).sum(),
        dependencies: dependencies.len(),
        cycles: structure.cycles.len(),
        largest_cycle: round(structure.largest_cycle_share()),
        propagation_cost: round(structure.propagation_cost()),
        guesses: round(unknown as f64 / graph.references.len().max(1) as f64),
        conformance,
    }
}
