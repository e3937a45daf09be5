//! `baseline`: recording today's violations, and shrinking the record. The only command that writes it; nothing is
//! written where the verdict can't be trusted.

use super::{BASELINE, Ended, Run, ignore_closed, read_baseline, read_rules};
use crate::{
    Status,
    args::BaselineAction,
    output::{write_file, write_stream},
    report::{Report, named},
    terminal::Role,
    text::{count, number, with_help},
};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Baseline, Change, Growth, Recorded},
    check,
    codes::Class,
    diagnostic::{Diagnostic, Severity},
    source::Sources,
    stage::Stage,
};
use std::{fmt::Write, path::Path};

/// How many changes are listed.
const FEW: usize = 20;

impl Run<'_, '_> {
    pub(super) fn baseline(&mut self, action: BaselineAction) -> Ended {
        let options = self.options();
        if !options.whole {
            let help = "leave out `--cfg active`: another configuration may still need an entry";
            return Err(with_help("a baseline is about the whole workspace", &[help.to_owned()]).into());
        }
        let mut analysis = match self.analyse(false) {
            Ok(analysed) => analysed,
            Err(diagnostic) => return self.problems(Report::failed(&Sources::default(), vec![*diagnostic])),
        };
        let path = self.rules_path(&analysis.workspace);
        let (_, rules, mut found) = read_rules(&path, &mut analysis);
        let untrusted = |one: &Diagnostic| one.severity == Severity::Error && one.code.info().class != Class::Violation;
        let Some(rules) = rules.filter(|_| !found.iter().chain(&analysis.diagnostics).any(untrusted)) else {
            return self.problems(Report::new(&analysis, None, found));
        };
        let existing = match read_baseline(&path, &mut analysis) {
            Ok(existing) => existing.map(|(_, baseline)| baseline),
            // What it held is not known, so that a new one may hold more.
            Err(_) if action == (BaselineAction::Create { allow_growth: true }) => None,
            Err(corrupt) => {
                found.extend(corrupt);
                return self.problems(Report::new(&analysis, None, found));
            }
        };
        self.timings.enter(Stage::Check);
        let checked = check::check(&rules, &analysis, &options).diagnostics;
        let recorded = match action {
            BaselineAction::Create { allow_growth } => {
                let growth = if allow_growth { Growth::Allow } else { Growth::Refuse };
                match baseline::create(&checked, &rules, existing.as_ref(), growth) {
                    Ok(recorded) => recorded,
                    Err(grown) => return Ok(self.refuse(&grown)),
                }
            }
            BaselineAction::Shrink => {
                let Some(existing) = &existing else {
                    let help = "`cargo archcheck baseline create` records today's violations".to_owned();
                    return Err(with_help("there is no baseline to shrink", &[help]).into());
                };
                baseline::shrink(&checked, &rules, existing)
            }
        };
        self.write_baseline(&path, &analysis, existing.as_ref(), &recorded)
    }

    /// Says what would grow; nothing is written.
    fn refuse(&mut self, grown: &[Change]) -> Status {
        let violations = count(grown.len(), "violation");
        let mut text = format!("the baseline would grow by {violations}, and was left as it is\n");
        list(&mut text, grown);
        text.push_str("  help: mend these, or accept them with `cargo archcheck baseline create --allow-growth`");
        self.complain(&text);
        Status::Violations
    }

    fn write_baseline(
        &mut self,
        rules: &Path,
        analysis: &Analysis,
        existing: Option<&Baseline>,
        recorded: &Recorded,
    ) -> Ended {
        let path = rules.with_file_name(BASELINE);
        let file = named(&path, &analysis.workspace.root);
        let known = recorded.baseline.entries.len();
        let mut text = String::new();
        if existing.is_some() && recorded.grown.is_empty() && recorded.shrunk.is_empty() {
            let _ = writeln!(text, "{file} is what it should be: {}", count(known, "known violation"));
        } else if existing.is_none() && known == 0 {
            let _ = writeln!(text, "there is nothing to record: nothing is forbidden that a baseline could hold");
        } else {
            write_file(&path, &baseline::write(&recorded.baseline)).map_err(|error| error.to_string())?;
            let _ = writeln!(text, "wrote {file}: {}", count(known, "known violation"));
            if !recorded.grown.is_empty() {
                let word = self.out().paint(Role::Warning, "grown");
                let _ = writeln!(text, "{word} by {}:", count(recorded.grown.len(), "violation"));
                list(&mut text, &recorded.grown);
            }
            if !recorded.shrunk.is_empty() {
                let word = self.out().paint(Role::Good, "mended");
                let _ = writeln!(text, "{word}: {}", count(recorded.shrunk.len(), "violation"));
                list(&mut text, &recorded.shrunk);
            }
            if known == 0 {
                let _ = writeln!(text, "nothing is left in it: the file can go");
            } else if existing.is_none() {
                text.push_str("commit it: from now on `check` fails on every violation beyond it\n");
            }
        }
        ignore_closed(write_stream(self.streams.out, &text))?;
        Ok(Status::Clean)
    }
}

fn list(text: &mut String, changes: &[Change]) {
    for Change { identity, recorded, found } in changes.iter().take(FEW) {
        let _ = writeln!(
            text,
            "  {}: {} -> {} ({} -> {})",
            identity.rule,
            identity.from,
            identity.to,
            number(*recorded as usize),
            number(*found as usize)
        );
    }
    if changes.len() > FEW {
        let _ = writeln!(text, "  and {} more", number(changes.len() - FEW));
    }
}
