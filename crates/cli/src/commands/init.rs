//! `init`: writes a first rules file, after checking that the code satisfies it.

use super::{
    rules_file::RULES,
    run::{Ended, Run, exists, ignore_closed},
};
use crate::{
    Status, engine, init,
    output::{create_file, write_stream},
    report::{Report, named},
    text::with_help,
};
use archcheck_core::{
    analysis::Analysis,
    check,
    codes::Code,
    diagnostic::{Diagnostic, Severity},
    source::Source,
};
use clap::Args;

const EXAMPLES: &str = "\
The file lists the modules of the code, and puts them into layers where the code already allows it. Comments suggest the next \
steps. The check passes with this file, and each line that you add is a decision. An existing file is never overwritten.

Examples:
  cargo archcheck init
      Write archcheck.toml beside the workspace's Cargo.toml
  cargo archcheck init --print
      Print the file and write nothing";

/// The arguments of `init`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// Print the rules file to standard output and write nothing
    #[arg(long)]
    pub print: bool,
}

impl Init {
    /// Writes the file.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let mut analysis = run.analyze_or_stop(false)?;
        let path = run.rules_path(&analysis.workspace);
        let file = named(&path, &analysis.workspace.root);
        if !self.print && exists(&path) {
            let help = "use `--rules FILE` to write another file, or `--print` to print the rules".to_owned();
            return Err(with_help(&format!("`{file}` exists and was not changed"), &[help]).into());
        }
        if analysis.diagnostics.iter().any(|one| one.severity == Severity::Error) {
            // Code that could not be read would be missing from the file.
            return run.problems(Report::new(&analysis, None, Vec::new()));
        }
        let plan = init::Plan::of(&analysis);
        let mut violations = Vec::new();
        for parts in init::Parts::ALL {
            let text = init::text(&plan, parts);
            violations = check_text(run, &file, &text, &mut analysis);
            // Without modules and rules, there is nothing that the check could report.
            violations.retain(|one| one.code != Code::NothingToCheck || parts.acyclic);
            if !violations.is_empty() {
                continue;
            }
            if self.print {
                return run.print(text.as_bytes());
            }
            create_file(&path, &text).map_err(|error| error.to_string())?;
            let written = init::WrittenFile {
                name: &file,
                plan: &plan,
                parts,
                is_default: path.ends_with(RULES) && run.global.rules.is_none(),
            };
            let summary = init::summary(&written, run.out());
            ignore_closed(write_stream(run.streams.out, &summary))?;
            return Ok(Status::Clean);
        }
        run.print_error("the generated rules do not pass; this is a bug, so please report it with the errors below");
        run.problems(Report::new(&analysis, None, violations))?;
        Ok(Status::Untrusted)
    }
}

/// Checks the workspace against the text of a rules file, and returns the errors and warnings.
fn check_text(run: &Run<'_, '_>, file: &str, text: &str, analysis: &mut Analysis) -> Vec<Diagnostic> {
    let id = analysis.sources.add(Source::new(file.to_owned(), text.to_owned()));
    let (rules, mut diagnostics) = engine::read_rules(id, analysis);
    let options = run.check_options();
    diagnostics.extend(rules.map(|rules| check::check(&rules, analysis, &options).diagnostics).unwrap_or_default());
    diagnostics.retain(|one| one.severity != Severity::Note);
    diagnostics
}
