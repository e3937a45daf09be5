//! `impact`: shows what a change can reach.

use super::{
    query::Loaded,
    run::{Ended, Run, ignore_closed},
};
use crate::{
    Status, codeowners,
    impact::{self, Changes, ImpactInput},
    output,
    report::named,
    repository,
    text::{self, few, wrap_lines},
};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
The working tree is compared with a commit, including files that git does not track yet. Tests are selected by crate, since a \
method call names no path. Whatever is not known widens the result, up to everything, and the reason is shown: see \
docs/impact.md.

Examples:
  cargo archcheck impact
      Show what the changes since the branch left the default branch can reach
  cargo nextest run -E \"$(cargo archcheck impact --format nextest)\"
      Run only the tests that the changes can reach
  cargo archcheck impact --files src/orders.rs
      Show what a change of this file could reach";

/// The number of missing files to name.
const MISSING: usize = 3;

/// The format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImpactFormat {
    /// Text for people
    Human,
    /// JSON for other programs
    Json,
    /// The names of the packages with tests to run, one a line
    Packages,
    /// A filterset for `cargo nextest run -E`
    Nextest,
}

/// The arguments of `impact`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Impact {
    /// The commit to compare with, or a range that ends at the commit that is checked out [default: where the branch left the
    /// default branch]
    pub base: Option<String>,
    /// Take these files as changed, instead of asking git
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "base")]
    pub files: Vec<PathBuf>,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ImpactFormat::Human)]
    pub format: ImpactFormat,
}

impl Impact {
    /// Prints what the change can reach.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let Loaded { analysis, rules, diagnostics } = run.load(false)?;
        let workspace = &analysis.workspace;
        let root = &workspace.root;
        let changes = if self.files.is_empty() {
            impact::since(root, self.base.as_deref(), &workspace.target_directory)?
        } else {
            impact::from_arguments(&self.files, &run.environment.current_dir, root)
        };
        warn_of_missing_files(&changes, run)?;
        let codeowners = codeowners::read(repository::root(root).unwrap_or(root))?;
        let input = ImpactInput {
            analysis: &analysis,
            rules: rules.as_ref(),
            codeowners: codeowners.as_ref(),
            changes: &changes,
        };
        let answer = impact::answer(&input);
        let text = match self.format {
            ImpactFormat::Human => impact::human(&answer, run.out(), run.global.verbose),
            ImpactFormat::Json => text::json(&answer),
            ImpactFormat::Packages => answer.package_lines(),
            ImpactFormat::Nextest => impact::filterset(&answer),
        };
        run.answer(&text, Status::Clean, &analysis, diagnostics)
    }
}

/// Warns of files that do not exist: each one selects all tests, whether it was deleted or is misspelled.
fn warn_of_missing_files(changes: &Changes, run: &mut Run<'_, '_>) -> Result<(), String> {
    let directory = &run.environment.current_dir;
    let missing: Vec<_> = changes.missing().map(|path| format!("`{}`", named(path, directory))).collect();
    if missing.is_empty() || run.global.quiet {
        return Ok(());
    }
    let (files, them) = if missing.len() == 1 { ("is no file", "it was") } else { ("are no files", "they were") };
    let text = format!("warning: there {files} {}, so {them} taken as deleted", few(&missing, MISSING));
    let text = wrap_lines(&text, run.err().width);
    ignore_closed(output::write_stream(run.streams.err, &format!("{text}\n")))
}
