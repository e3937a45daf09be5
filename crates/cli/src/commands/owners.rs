//! `owners`: shows what each owner is responsible for.

use super::{
    checked::ListFormat,
    run::{Ended, Run, ignore_closed},
};
use crate::{Status, output::write_stream, owners, text};
use clap::Args;

const EXAMPLES: &str = "\
The owner of code is the `owner` of its module, or else that of its file in CODEOWNERS, by the rules of GitHub or GitLab. An \
exception belongs to its own `owner`, or else to that of its code.

Examples:
  cargo archcheck owners
      Show the modules, violations, exceptions and recorded violations of each owner
  cargo archcheck owners --format csv
      Print a line for each owner, for a spreadsheet
  cargo archcheck owners --codeowners >> .github/CODEOWNERS
      Print CODEOWNERS lines for the files of all modules with an `owner`";

/// The arguments of `owners`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Owners {
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,
    /// Print CODEOWNERS lines for the files of modules with an `owner`
    #[arg(long, conflicts_with = "format")]
    pub codeowners: bool,
}

impl Owners {
    /// Prints the owners.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let checked = run.check_debt()?;
        let today = run.check_options().today;
        if self.codeowners {
            let (lines, warnings) = checked.with_owners(today, owners::codeowners_lines)?;
            for warning in warnings {
                let line = format!("warning: {}\n", crate::escape::line(&warning));
                ignore_closed(write_stream(run.streams.err, &line))?;
            }
            return run.answer(&lines, Status::Clean, &checked.analysis, checked.problems);
        }
        let answer = checked.with_owners(today, owners::answer)?;
        let text = match self.format {
            ListFormat::Human => owners::human(&answer, run.out()),
            ListFormat::Markdown => owners::markdown(&answer),
            ListFormat::Json => text::json(&answer),
            ListFormat::Csv => owners::csv(&answer),
        };
        run.answer(&text, Status::Clean, &checked.analysis, checked.problems)
    }
}
