//! All commands, in the order of `--help`. To add one, write its file and list it here twice: as a variant, whose
//! comment is its line of help, and in `run`.

use super::{
    baseline::Baseline,
    check::Check,
    clean::Clean,
    completions::Completions,
    contracts::Contracts,
    decisions::Decisions,
    diff::Diff,
    docs::Docs,
    explain::Explain,
    extract::Extract,
    graph::Graph,
    hook::{Hook, HookCommand},
    impact::Impact,
    init::Init,
    man::Man,
    metrics::Metrics,
    modules::Modules,
    owners::Owners,
    report::ReportCommand,
    run::{Ended, Run},
    schema::Schema,
    trend::Trend,
    why::Why,
};
use clap::Subcommand;

/// A command with its arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the workspace against its rules file
    Check(Check),
    /// Write a first rules file, which the code already satisfies
    Init(Init),
    /// Show what each module of the rules file contains, exposes and depends on
    Modules(Modules),
    /// Show what each owner is responsible for: modules, violations and exceptions
    Owners(Owners),
    /// Show the architecture decisions that the rules file cites, and the planned reviews
    Decisions(Decisions),
    /// Measure the architecture: coupling, cycles, debt and changes
    Metrics(Metrics),
    /// Show how a change affects the architecture
    Diff(Diff),
    /// Show how the architecture has changed over time
    Trend(Trend),
    /// Show how one part of the code depends on another, step by step
    Why(Why),
    /// Show what a change can reach: modules, owners, packages and tests
    Impact(Impact),
    /// Show what it takes to make a module a crate, or rank all modules by that
    Extract(Extract),
    /// Explain a diagnostic code or a rule
    Explain(Explain),
    /// Print the dependency graph
    Graph(Graph),
    /// Write the architecture as Markdown, or check that it is up to date
    Docs(Docs),
    /// Write the architecture report: one page for a health review
    Report(ReportCommand),
    /// Record the existing violations, so that only new ones fail
    Baseline(Baseline),
    /// Record what modules offer to others, so that `check` reports each change
    Contracts(Contracts),
    /// Print the JSON Schema of the rules file, for editors
    Schema(Schema),
    /// Check the staged files before each commit
    Hook(Hook),
    /// Delete the cache
    Clean(Clean),
    /// Print a shell's completion script for `cargo-archcheck`
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

impl Command {
    /// Runs the command.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        match self {
            Self::Check(check) => check.run(run),
            Self::Init(init) => init.run(run),
            Self::Modules(modules) => modules.run(run),
            Self::Owners(owners) => owners.run(run),
            Self::Decisions(decisions) => decisions.run(run),
            Self::Metrics(metrics) => metrics.run(run),
            Self::Diff(diff) => diff.run(run),
            Self::Trend(trend) => trend.run(run),
            Self::Why(why) => why.run(run),
            Self::Impact(impact) => impact.run(run),
            Self::Extract(extract) => extract.run(run),
            Self::Explain(explain) => explain.run(run),
            Self::Graph(graph) => graph.run(run),
            Self::Docs(docs) => docs.run(run),
            Self::Report(report) => report.run(run),
            Self::Baseline(baseline) => baseline.run(run),
            Self::Contracts(contracts) => contracts.run(run),
            Self::Schema(schema) => schema.run(run),
            Self::Hook(hook) => hook.run(run),
            Self::Clean(clean) => clean.run(run),
            Self::Completions(completions) => completions.run(run),
            Self::Man(man) => man.run(run),
        }
    }

    /// Returns the arguments of the check that the command runs, if it runs one.
    pub(super) fn check_mut(&mut self) -> Option<&mut Check> {
        match self {
            Self::Check(check) => Some(check),
            Self::Hook(Hook { command: HookCommand::Run(arguments) }) => Some(&mut arguments.check),
            _ => None,
        }
    }
}
