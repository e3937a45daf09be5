//! `why`: shows how one part of the code depends on another.

use super::{
    query::{AnswerFormat, Loaded},
    run::{Ended, Run},
};
use crate::{Status, report::Report, text, why};
use archcheck_core::rules;
use clap::Args;

const EXAMPLES: &str = "\
A and B are selectors, as in rules: a module of the rules file, a pattern such as `shop::orders` or `shop::*::db`, a crate of \
the workspace, `tag:NAME`, or external code such as `extern:tokio` or `std::fs`. The first step of a chain is any reference in A. \
Each later step leads to the definition of an item; re-exports are not steps.

Examples:
  cargo archcheck why orders billing
      Show the shortest chain, with the path and position of each step, and the number of chains
  cargo archcheck why shop::domain extern:sqlx --all
      Show the ten shortest chains, to find a dependency that they share
  cargo archcheck why shop::web std::fs --tests
      Include dependencies of tests

Exit status:
  0  there is a chain
  1  there is no chain
  2  A or B matches nothing, or the analysis failed";

/// The arguments of `why`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Why {
    /// The code where the chain starts
    #[arg(value_name = "A")]
    pub from: String,
    /// The code that the chain leads to
    #[arg(value_name = "B")]
    pub to: String,
    /// Show several chains instead of only the shortest one
    #[arg(long)]
    pub all: bool,
    /// Show at most N chains (with --all)
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: u16,
    /// Include dependencies of tests
    #[arg(long)]
    pub tests: bool,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub format: AnswerFormat,
}

impl Why {
    /// Prints the chains.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let Loaded { analysis, rules, diagnostics } = run.load(false)?;
        if rules.is_none() && !diagnostics.is_empty() {
            // Without rules, A and B cannot be names of modules.
            return run.problems(Report::new(&analysis, None, diagnostics));
        }
        let selector = |text: &str| {
            rules::parse_selector(text, &analysis, rules.as_ref())
                .map_err(|error| text::with_help(&error.message, &error.help))
        };
        let (from, to) = (selector(&self.from)?, selector(&self.to)?);
        let most = if self.all { usize::from(self.limit) } else { 1 };
        let answer = why::answer(&analysis, rules.as_ref(), &from, &to, self.tests, most);
        let text = match self.format {
            AnswerFormat::Human => why::human(&answer, run.out()),
            AnswerFormat::Json => why::json(&answer),
        };
        let status = if answer.count == 0 { Status::Violations } else { Status::Clean };
        run.answer(&text, status, &analysis, diagnostics)
    }
}
