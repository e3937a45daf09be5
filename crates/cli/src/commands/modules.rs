//! `modules`: shows what each module of the rules file contains, exposes and depends on.

use super::{
    query::AnswerFormat,
    run::{Ended, Run},
};
use crate::{Status, modules};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  cargo archcheck modules
      Show the code of each module, and its declared and actual dependencies
  cargo archcheck modules -v
      Show all details, even if there are many modules
  cargo archcheck modules --format json
      Print the same as JSON for other programs";

/// The arguments of `modules`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Modules {
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub format: AnswerFormat,
}

impl Modules {
    /// Prints the modules.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let (analysis, rules, diagnostics) = run.load_with_rules()?;
        let answer = modules::answer(&rules, &analysis);
        let text = match self.format {
            AnswerFormat::Human => modules::human(&answer, run.out(), run.global.verbose),
            AnswerFormat::Json => modules::json(&answer),
        };
        run.answer(&text, Status::Clean, &analysis, diagnostics)
    }
}
