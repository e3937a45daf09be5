//! `contracts`: records what modules offer to others, for contracts that are locked.
//!
//! It is the only command that writes the recorded contracts. If the rules or the analysis have errors, it writes nothing.

use super::{
    record::{read_rules_to_record, write_record},
    rules_file::{CONTRACTS, read_contracts},
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
    contracts::{
        Change,
        record::{self, Bump, Updated},
    },
    stage::Stage,
};
use clap::{Args, Subcommand};
use std::fmt::Write;

const EXAMPLES: &str = "\
A module with `contract = \"locked\"` promises its users that the items that they may use stay as they are. `contracts write` \
records these items with their signatures, and `check` reports each difference. A difference is recorded with a new version of \
the contract: a new major version if it can break code that uses the module, otherwise a new minor version.

Examples:
  cargo archcheck contracts write
      Record the contracts that are locked; then commit archcheck-contracts.toml
  cargo archcheck contracts write --bump --reason \"orders have a currency\"
      Record changed contracts, each with a new version

Exit status:
  0  the file was written, or is up to date
  1  a contract changed, which needs --bump
  2  an error in the rules, the arguments or the analysis; nothing was written";

/// The arguments of `contracts`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Contracts {
    /// The action.
    #[command(subcommand)]
    pub action: ContractsAction,
}

/// An action of `contracts`.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ContractsAction {
    /// Record the locked contracts in archcheck-contracts.toml, beside the rules file
    Write {
        /// Record changed contracts, too, each with a new version
        #[arg(long, requires = "reason")]
        bump: bool,
        /// Say why the contracts change
        #[arg(long, value_name = "TEXT", requires = "bump")]
        reason: Option<String>,
    },
}

/// The number of changes to list of each contract.
const FEW: usize = 20;

impl Contracts {
    /// Runs the action.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let ContractsAction::Write { bump, reason } = &self.action;
        let options = run.check_options();
        if !options.whole {
            let help = "remove `--cfg active`: a contract has the items of all configurations".to_owned();
            return Err(with_help("contracts are always for the whole workspace", &[help]).into());
        }
        let mut analysis = run.analyze_or_stop(false)?;
        let path = run.rules_path(&analysis.workspace);
        let (rules, mut found) = read_rules_to_record(run, &path, &mut analysis)?;
        let records = match read_contracts(&path, &mut analysis) {
            Ok(records) => records,
            Err(corrupt) => {
                found.extend(corrupt);
                return run.problems(Report::new(&analysis, None, found));
            }
        };
        let stage = run.timings.begin(Stage::Check);
        let locked = record::locked(&analysis, &rules);
        drop(stage);
        let bump = bump.then(|| Bump { reason: reason.clone().unwrap_or_default() });
        let before = records.clone().unwrap_or_default();
        let updated = record::update(&before, &locked, options.today, bump.as_ref());
        let file = path.with_file_name(CONTRACTS);
        let name = escape::line(&named(&file, &analysis.workspace.root)).into_owned();
        if updated.changed.iter().any(|(_, _, version)| version.is_none()) {
            return Ok(refuse(run, &updated));
        }
        let text = record::write(&updated.records);
        let is_current =
            records.is_some() && archcheck_core::files::read(&file).is_ok_and(|old| old == text.as_bytes());
        let mut answer = String::new();
        if records.is_none() && updated.records.is_empty() {
            answer += "nothing to record: no module has `contract = \"locked\"`\n";
        } else if is_current {
            let _ = writeln!(answer, "{name} is up to date: {}", count(updated.records.len(), "contract"));
        } else {
            write_record(&file, &name, &text)?;
            let _ = writeln!(answer, "wrote {name}: {}", count(updated.records.len(), "contract"));
            list(run, &mut answer, &updated);
        }
        ignore_closed(write_stream(run.streams.out, &answer))?;
        Ok(Status::Clean)
    }
}

/// Reports the contracts that changed and were not recorded.
fn refuse(run: &mut Run<'_, '_>, updated: &Updated) -> Status {
    let mut text = format!("{} changed, and nothing was written\n", count(updated.changed.len(), "contract"));
    for (name, changes, _) in &updated.changed {
        let _ = writeln!(text, "  {}", escape::line(name));
        list_changes(&mut text, changes);
    }
    text.push_str(
        "  help: undo the changes, or record them with `cargo archcheck contracts write --bump --reason TEXT`",
    );
    run.print_error(&text);
    Status::Violations
}

fn list(run: &Run<'_, '_>, text: &mut String, updated: &Updated) {
    for name in &updated.added {
        let _ = writeln!(text, "{} {}: version 1.0", run.out().paint(Role::Good, "added"), escape::line(name));
    }
    for name in &updated.removed {
        let _ = writeln!(text, "{} {}", run.out().paint(Role::Warning, "removed"), escape::line(name));
    }
    for (name, changes, version) in &updated.changed {
        let version = version.as_ref().map_or_else(String::new, |version| format!(": version {version}"));
        let _ = writeln!(text, "{} {}{version}", run.out().paint(Role::Warning, "changed"), escape::line(name));
        list_changes(text, changes);
    }
}

fn list_changes(text: &mut String, changes: &[Change]) {
    for change in changes.iter().take(FEW) {
        let (Some(item), kind) = (change.item(), change.kind.as_str()) else { continue };
        let reasons =
            if change.is_breaking() { format!(" (breaking: {})", change.breaking.join("; ")) } else { String::new() };
        let _ = writeln!(text, "    {}", escape::line(&format!("{kind} {}{reasons}", item.path)));
    }
    if changes.len() > FEW {
        let _ = writeln!(text, "    and {} more", number(changes.len() - FEW));
    }
}
