//! What each command can be asked.

use super::packages::Packages;
use crate::output::{Output, OutputParser};
use clap::{Args, Subcommand, ValueEnum};

/// The arguments of `check`.
#[derive(Args, Clone, Debug, Default)]
pub struct Check {
    /// How to report, to standard output or to a file; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = OutputParser)]
    pub format: Vec<Output>,
    /// Let warnings fail the run
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// Let violations not fail the run; what makes the verdict untrustworthy still does
    #[arg(long)]
    pub exit_zero: bool,
    /// What else to run, and pass on what it says; for editors, which run one command (`--format cargo` only)
    #[arg(long, value_name = "WHAT")]
    pub with: Option<With>,
    /// Of which packages to report, until [`Arguments::settled`](super::Arguments::settled).
    #[command(flatten)]
    pub(super) packages: Packages,
}

/// What else to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum With {
    /// `cargo check` on the whole workspace and all targets.
    CargoCheck,
}

/// What else fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Every warning.
    Warnings,
}

/// The arguments of `graph`.
#[derive(Args, Clone, Debug)]
pub struct Graph {
    /// How to write it
    #[arg(long, value_enum, default_value_t = GraphFormat::Json)]
    pub format: GraphFormat,
    /// List each reference too, with its place (json only)
    #[arg(long)]
    pub references: bool,
    /// List the names in each Rust module's scope too, globs spelled out (json only)
    #[arg(long)]
    pub names: bool,
}

/// How to write the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Crates, Rust modules and edges, for other programs
    Json,
    /// For Graphviz
    Dot,
}

/// The arguments of `why`.
#[derive(Args, Clone, Debug)]
pub struct Why {
    /// Where the chain starts
    #[arg(value_name = "A")]
    pub from: String,
    /// Where it leads
    #[arg(value_name = "B")]
    pub to: String,
    /// Show more than the shortest chain
    #[arg(long)]
    pub all: bool,
    /// How many to show of all
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: u16,
    /// Follow what only tests need, too
    #[arg(long)]
    pub tests: bool,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = AskFormat::Human)]
    pub format: AskFormat,
}

/// How to write an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AskFormat {
    /// For people
    Human,
    /// For other programs
    Json,
}

/// The arguments of `modules`.
#[derive(Args, Clone, Debug)]
pub struct Modules {
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = AskFormat::Human)]
    pub format: AskFormat,
}

/// The arguments of `explain`.
#[derive(Args, Clone, Debug)]
pub struct Explain {
    /// A code, as in `error[CODE]`, or the id of a rule
    #[arg(value_name = "CODE|RULE", required_unless_present = "all")]
    pub name: Option<String>,
    /// All codes
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// How to write it; `markdown` is the page of all codes in the docs
    #[arg(long, value_enum, default_value_t = ExplainFormat::Human)]
    pub format: ExplainFormat,
}

/// How to write an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Human,
    /// A page of the docs
    Markdown,
}

/// The arguments of `init`.
#[derive(Args, Clone, Debug)]
pub struct Init {
    /// Print the rules file to standard output, and write nothing
    #[arg(long)]
    pub print: bool,
}

/// The arguments of `baseline`.
#[derive(Args, Clone, Debug)]
pub struct Baseline {
    /// What to do.
    #[command(subcommand)]
    pub action: BaselineAction,
}

/// What to do with the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum BaselineAction {
    /// Record today's violations in archcheck-baseline.toml, beside the rules file
    Create {
        /// Let a baseline that exists grow, and say what grew
        #[arg(long)]
        allow_growth: bool,
    },
    /// Remove from it what is mended, and add nothing
    Shrink,
}
