//! `decisions`: shows the architecture decisions that the rules file cites.

use super::{
    check::Deny,
    checked::ListFormat,
    run::{Ended, Run},
};
use crate::{Status, decisions, text};
use clap::Args;

const EXAMPLES: &str = "\
A rule, a layer or a module cites a decision with `adr = \"docs/adr/0007.md\"`. Its title, status and date are read in the forms of \
Nygard and MADR, from tables, and from AsciiDoc. A rule that cites a superseded, rejected or deprecated decision is a warning, and so \
is a decision whose status or date can't be read.

Examples:
  cargo archcheck decisions
      Show each decision with the rules that it explains, and the planned reviews by date
  cargo archcheck decisions --uncited --deny warnings
      Also report decisions that nothing cites, and fail if there are warnings
  cargo archcheck decisions --format markdown
      Print the list for a quarterly review";

/// The arguments of `decisions`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Decisions {
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,
    /// Also report the decisions in the same directories that nothing cites
    #[arg(long)]
    pub uncited: bool,
    /// Also fail if there are warnings
    #[arg(long, value_enum, value_name = "WHAT")]
    pub deny: Option<Deny>,
}

impl Decisions {
    /// Prints the decisions.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let (mut analysis, rules, mut diagnostics) = run.load_with_rules()?;
        let (answer, mut found) = decisions::answer(&rules, &mut analysis, run.check_options().today, self.uncited);
        found.retain_mut(|one| {
            let severity = rules.severity(None, one.code);
            one.severity = severity.unwrap_or(one.severity);
            severity.is_some()
        });
        let status = Status::of(&found, self.deny.is_some());
        diagnostics.extend(found);
        let text = match self.format {
            ListFormat::Human => decisions::human(&answer, run.out()),
            ListFormat::Markdown => decisions::markdown(&answer),
            ListFormat::Json => text::json(&answer),
            ListFormat::Csv => decisions::csv(&answer),
        };
        run.answer(&text, status, &analysis, diagnostics)
    }
}
