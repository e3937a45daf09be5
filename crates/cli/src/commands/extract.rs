//! `extract`: shows what it takes to make a module a crate.

use super::{
    query::Loaded,
    run::{Ended, Run},
};
use crate::{Status, extract, report::Report, text};
use archcheck_core::rules;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
MODULE is a selector, as in rules: a module of the rules file, or a pattern such as `shop::orders`. Without it, all modules are \
ranked by effort: those of the rules file, or else the Rust modules below the crate roots. docs/extract.md defines the numbers.

Examples:
  cargo archcheck extract
      Rank all modules by the effort to make them crates
  cargo archcheck extract orders
      Show what stands in the way of a crate `orders`, and the steps
  cargo archcheck extract orders --format markdown
      Print the same as the text of an issue";

/// The format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// Text for people
    Human,
    /// Markdown: the text of an issue
    Markdown,
    /// JSON for other programs
    Json,
}

/// The arguments of `extract`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Extract {
    /// The code to extract [default: rank all modules]
    pub module: Option<String>,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ExtractFormat::Human)]
    pub format: ExtractFormat,
}

impl Extract {
    /// Prints what the extraction takes.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let Loaded { analysis, rules, diagnostics } = run.load(false)?;
        if rules.is_none() && !diagnostics.is_empty() {
            // Without rules, MODULE cannot be the name of a module.
            return run.problems(Report::new(&analysis, None, diagnostics));
        }
        let text = if let Some(module) = &self.module {
            let selector = rules::parse_selector(module, &analysis, rules.as_ref())
                .map_err(|error| text::with_help(&error.message, &error.help))?;
            let part = extract::part(&analysis, rules.as_ref(), &selector.text, &selector.meaning)?;
            let found = extract::extraction(&analysis, &part);
            match self.format {
                ExtractFormat::Human => extract::human(&found, run.out(), run.global.verbose),
                ExtractFormat::Markdown => extract::markdown(&found),
                ExtractFormat::Json => text::json(&found),
            }
        } else {
            let ranking = extract::ranking(&analysis, rules.as_ref());
            match self.format {
                ExtractFormat::Human => extract::human_ranking(&ranking, run.out()),
                ExtractFormat::Markdown => extract::markdown_ranking(&ranking),
                ExtractFormat::Json => text::json(&ranking),
            }
        };
        run.answer(&text, Status::Clean, &analysis, diagnostics)
    }
}
