//! `baseline`: records the current violations, and removes the fixed ones from the record.
//!
//! It is the only command that writes the baseline. If the rules or the analysis have errors, it writes nothing.

use super::{
    record::{read_rules_to_record, write_record},
    rules_file::{BASELINE, read_baseline},
    run::{Ended, Run, ignore_closed},
};
use crate::{
    Status, escape,
    output::write_stream,
    report::{Report, named},
    terminal::Role,
    text::{count, number, with_help},
};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Change, Growth, Recorded},
    check,
    stage::Stage,
};
use clap::{Args, Subcommand};
use std::{fmt::Write, path::Path};

const EXAMPLES: &str = "\
With a baseline, a team can introduce rules that old code breaks: only new violations fail the check, and recorded ones do not. \
`check` reads the file and never writes it. After a fix, the check fails until `shrink` removes the entry, so the number of \
entries only goes down. Entries contain no line numbers, so moving code within its Rust module does not change them.

Examples:
  cargo archcheck baseline create
      Record the current violations; then commit archcheck-baseline.toml
  cargo archcheck baseline shrink
      Remove the entries of fixed violations
  cargo archcheck baseline create --allow-growth
      Also record new violations

Exit status:
  0  the file was written, or is up to date
  1  the baseline would grow, which needs --allow-growth
  2  an error in the rules, the arguments or the analysis; nothing was written";

/// The arguments of `baseline`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Baseline {
    /// The action.
    #[command(subcommand)]
    pub action: BaselineAction,
}

/// An action of `baseline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum BaselineAction {
    /// Record the current violations in archcheck-baseline.toml, beside the rules file
    Create {
        /// Allow an existing baseline to grow, and list its new entries
        #[arg(long)]
        allow_growth: bool,
    },
    /// Remove the entries of fixed violations, and add nothing
    Shrink,
}

/// The number of changes to list.
const FEW: usize = 20;

impl Baseline {
    /// Runs the action.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let options = run.check_options();
        if !options.whole {
            let help = "remove `--cfg active`: other configurations may need entries, too".to_owned();
            return Err(with_help("a baseline is always for the whole workspace", &[help]).into());
        }
        let mut analysis = run.analyze_or_stop(false)?;
        let path = run.rules_path(&analysis.workspace);
        let (rules, mut found) = read_rules_to_record(run, &path, &mut analysis)?;
        let existing = match read_baseline(&path, &mut analysis) {
            Ok(existing) => existing.map(|(_, baseline)| baseline),
            // The entries of a corrupt baseline are unknown, so a new one may contain more.
            Err(_) if self.action == (BaselineAction::Create { allow_growth: true }) => None,
            Err(corrupt) => {
                found.extend(corrupt);
                return run.problems(Report::new(&analysis, None, found));
            }
        };
        let stage = run.timings.begin(Stage::Check);
        let violations = check::check(&rules, &analysis, &options).diagnostics;
        drop(stage);
        let recorded = match self.action {
            BaselineAction::Create { allow_growth } => {
                let growth = if allow_growth { Growth::Allow } else { Growth::Refuse };
                match baseline::create(&violations, &rules, existing.as_ref(), growth) {
                    Ok(recorded) => recorded,
                    Err(grown) => {
                        let before = existing.unwrap_or_default();
                        let new = baseline::apply(&before, violations, &rules, &analysis.sources, false).diagnostics;
                        let new = new.iter().filter(|one| one.violation.is_some()).count();
                        return Ok(refuse(run, new, &grown));
                    }
                }
            }
            BaselineAction::Shrink => {
                let Some(existing) = &existing else {
                    let help = "run `cargo archcheck baseline create` to record the current violations".to_owned();
                    return Err(with_help("there is no baseline to shrink", &[help]).into());
                };
                baseline::shrink(&violations, &rules, existing)
            }
        };
        // Like `check`, so that both report the same number.
        let known = baseline::apply(&recorded.baseline, violations, &rules, &analysis.sources, false).known;
        write(run, &path, &analysis, existing.as_ref(), &recorded, known.len())
    }
}

/// Reports the violations by which the baseline would grow.
fn refuse(run: &mut Run<'_, '_>, new: usize, grown: &[Change]) -> Status {
    let violations = count(new, "violation");
    let mut text = format!("the baseline would grow by {violations} and was not changed\n");
    list(&mut text, grown);
    text.push_str("  help: fix them, or accept them with `cargo archcheck baseline create --allow-growth`");
    run.print_error(&text);
    Status::Violations
}

/// Writes the baseline if it changed, and prints the changes.
fn write(
    run: &mut Run<'_, '_>,
    rules: &Path,
    analysis: &Analysis,
    existing: Option<&baseline::Baseline>,
    recorded: &Recorded,
    known: usize,
) -> Ended {
    let path = rules.with_file_name(BASELINE);
    let file = &*escape::line(&named(&path, &analysis.workspace.root)).into_owned();
    let mut text = String::new();
    let is_current = existing.is_some_and(|existing| !existing.is_outdated());
    if is_current && recorded.grown.is_empty() && recorded.shrunk.is_empty() {
        let _ = writeln!(text, "{file} is up to date: {}", count(known, "known violation"));
    } else if existing.is_none() && recorded.baseline.entries.is_empty() {
        let _ = writeln!(text, "nothing to record: there are no violations that a baseline can contain");
    } else {
        write_record(&path, file, &baseline::write(&recorded.baseline))?;
        let _ = writeln!(text, "wrote {file}: {}", count(known, "known violation"));
        let repeated = existing.map_or(0, baseline::Baseline::repeated_count);
        if repeated > 0 {
            let word = run.out().paint(Role::Good, "merged");
            let _ = writeln!(
                text,
                "{word} {}, which listed a violation again; the smaller count was kept",
                count(repeated, "entry")
            );
        }
        if !recorded.grown.is_empty() {
            let word = run.out().paint(Role::Warning, "added");
            let _ = writeln!(text, "{word} {}:", count(recorded.grown.len(), "entry"));
            list(&mut text, &recorded.grown);
        }
        if !recorded.shrunk.is_empty() {
            let word = run.out().paint(Role::Good, "removed");
            let _ = writeln!(text, "{word} {}:", count(recorded.shrunk.len(), "entry"));
            list(&mut text, &recorded.shrunk);
        }
        if recorded.baseline.entries.is_empty() {
            let _ = writeln!(text, "the baseline is empty: delete the file");
        } else if existing.is_none() {
            text.push_str("commit the file: from now on, `check` fails on new violations only\n");
        }
    }
    ignore_closed(write_stream(run.streams.out, &text))?;
    Ok(Status::Clean)
}

fn list(text: &mut String, changes: &[Change]) {
    for Change { identity, recorded, found } in changes.iter().take(FEW) {
        let _ = writeln!(
            text,
            "  {} ({} -> {})",
            escape::line(&format!("{}: {} -> {}", identity.rule, identity.from, identity.to)),
            number(*recorded as usize),
            number(*found as usize)
        );
    }
    if changes.len() > FEW {
        let _ = writeln!(text, "  and {} more", number(changes.len() - FEW));
    }
}
