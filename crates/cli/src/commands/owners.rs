//! `owners`: shows what each owner is responsible for.

use super::{
    checked::{Checked, ListFormat},
    run::{Ended, Run, ignore_closed},
};
use crate::{Status, codeowners::CodeOwners, output::write_stream, owners, repository, text};
use archcheck_core::query;
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
        let Checked { analysis, rules, debt, problems, .. } = run.check_debt()?;
        let root = analysis.workspace.root.clone();
        let repository = repository::root(&root).unwrap_or(&root);
        let codeowners = CodeOwners::of_repository(repository)?;
        let summaries = query::summarize_modules(&rules, &analysis);
        let today = run.check_options().today;
        let input = owners::OwnersInput {
            rules: &rules,
            analysis: &analysis,
            summaries: &summaries,
            debt: &debt,
            codeowners: codeowners.as_ref(),
            repository,
            today,
        };
        if self.codeowners {
            let (lines, warnings) = owners::codeowners_lines(&input);
            for warning in warnings {
                let line = format!("warning: {}\n", crate::escape::line(&warning));
                ignore_closed(write_stream(run.streams.err, &line))?;
            }
            return run.answer(&lines, Status::Clean, &analysis, problems);
        }
        let answer = owners::answer(&input);
        let text = match self.format {
            ListFormat::Human => owners::human(&answer, run.out()),
            ListFormat::Markdown => owners::markdown(&answer),
            ListFormat::Json => text::json(&answer),
            ListFormat::Csv => owners::csv(&answer),
        };
        run.answer(&text, Status::Clean, &analysis, problems)
    }
}
