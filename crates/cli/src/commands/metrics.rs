//! `metrics`: measures the architecture.

use super::{
    query::Loaded,
    rules_file::BASELINE,
    run::{Ended, Run, Stop},
};
use crate::{
    Status,
    history::{self, LineDates, Window},
    metrics::{self, Conformance, MetricsInput},
    terminal::Look,
    text,
};
use archcheck_core::{
    analysis::Analysis,
    inventory::{Inventory, inventory},
    metrics::{Level, measure},
    rules::Rules,
};
use clap::{Args, ValueEnum};
use std::path::Path;

const EXAMPLES: &str = "\
The numbers are about production code. They are defined in docs/metrics.md, which also says which of them have evidence \
behind them. None of them is a grade.

Examples:
  cargo archcheck metrics
      Show the numbers of the system, and the modules that stand out
  cargo archcheck metrics --by rust-module --format csv
      Print a line for each Rust module, for a spreadsheet
  cargo archcheck metrics --format openmetrics > archcheck.prom
      Print all numbers for Prometheus";

/// The format of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MetricsFormat {
    /// Text for people
    Human,
    /// JSON for other programs
    Json,
    /// CSV for spreadsheets: a line for each part
    Csv,
    /// OpenMetrics text for Prometheus
    #[value(name = "openmetrics")]
    OpenMetrics,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MetricsLevel {
    /// Each Rust module
    RustModule,
    /// The modules of the rules file
    Module,
    /// The layers of the rules file
    Layer,
    /// The crates
    Crate,
}

/// The arguments of `metrics`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Metrics {
    /// Choose what to measure [default: modules if there are any, otherwise Rust modules]
    #[arg(long, value_enum)]
    pub by: Option<MetricsLevel>,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = MetricsFormat::Human)]
    pub format: MetricsFormat,
    /// Measure the changes in this many months before the last commit; 0 for none
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub months: u32,
}

impl Metrics {
    /// Prints the numbers.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let Loaded { analysis, rules, diagnostics } = run.load(false)?;
        let Some(rules) = rules else {
            let inventory = inventory(&analysis)?;
            let text = self.text(&analysis, None, &inventory, None, run.out())?;
            return run.answer(&text, Status::Clean, &analysis, diagnostics);
        };
        let checked = run.collect_debt(analysis, rules, diagnostics);
        let inventory = inventory(&checked.analysis)?;
        let today = run.check_options().today;
        let sources = &checked.analysis.sources;
        let baseline = sources.iter().map(|(_, source)| (source.path.as_str(), source.text()));
        let baseline =
            baseline.filter(|(path, _)| Path::new(path).file_name().is_some_and(|name| name == BASELINE)).last();
        let dates = (self.months > 0).then(|| {
            let lines = metrics::lines_to_date(&checked.debt, &checked.analysis, baseline);
            LineDates::of(&checked.analysis.workspace.root, &lines)
        });
        let conformance =
            checked.with_owners(today, |input| metrics::conformance(input, &inventory, baseline, dates.as_ref()))?;
        let text = self.text(&checked.analysis, Some(&checked.rules), &inventory, Some(conformance), run.out())?;
        run.answer(&text, Status::Clean, &checked.analysis, checked.problems)
    }

    /// Measures, and renders the numbers.
    fn text(
        &self,
        analysis: &Analysis,
        rules: Option<&Rules>,
        inventory: &Inventory,
        conformance: Option<Conformance>,
        look: Look,
    ) -> Result<String, Stop> {
        let has_modules = rules.is_some_and(|rules| !rules.modules.is_empty());
        let default = if has_modules { MetricsLevel::Module } else { MetricsLevel::RustModule };
        let level = match self.by.unwrap_or(default) {
            MetricsLevel::RustModule => Level::RustModule,
            MetricsLevel::Module => Level::Module,
            MetricsLevel::Layer => Level::Layer,
            MetricsLevel::Crate => Level::Crate,
        };
        let measured = measure(analysis, rules, inventory, level)?;
        let history = if self.months == 0 {
            Err("`--months 0` was given".to_owned())
        } else {
            history::read(&analysis.workspace.root, Window { months: self.months })
        };
        let history = history.as_ref().map_err(Clone::clone);
        let answer = metrics::answer(MetricsInput { analysis, level: &measured, conformance, history });
        Ok(match self.format {
            MetricsFormat::Human => metrics::human(&answer, look),
            MetricsFormat::Json => text::json(&answer),
            MetricsFormat::Csv => metrics::csv(&answer),
            MetricsFormat::OpenMetrics => metrics::open_metrics(&answer),
        })
    }
}
