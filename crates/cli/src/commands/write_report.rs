//! Writes the report of a check to all outputs, and determines the exit status.

use super::run::{Ended, Run, ignore_closed};
use crate::{
    Status, cargo_check,
    output::{self, Output, Verbosity, cargo, github, human, markdown, short},
    outside,
    report::{Gate, Report},
    repository,
    terminal::{Environment, Look},
};
use archcheck_core::stage::Stage;
use std::path::{Path, PathBuf};

/// Where a report goes, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delivery<'a> {
    pub(super) outputs: &'a [Output],
    pub(super) gate: Gate,
    /// See [`Report::max_shown`].
    pub(super) max_shown: Option<usize>,
    /// Makes the formats for people print nothing if the check passes.
    pub(super) only_failures: bool,
}

impl Run<'_, '_> {
    /// Sets the directories of a report, and hides the text of files outside the repository.
    pub(super) fn locate(&self, report: &mut Report<'_>) {
        if report.workspace.is_none() {
            report.directory.clone_from(&self.environment.current_dir);
        }
        let repository = self.environment.repository.as_deref().or_else(|| repository::root(&report.directory));
        report.repository = repository.unwrap_or(&report.directory).to_owned();
        // The rules file that the user names may be anywhere.
        let rules = self.global.rules.as_ref().map(|rules| self.environment.current_dir.join(rules));
        let also: Vec<&Path> = rules.iter().chain(&self.environment.working_tree).map(PathBuf::as_path).collect();
        outside::hide(report, &also);
    }

    /// Writes a report to all outputs.
    pub(super) fn write_report(&mut self, mut report: Report<'_>, delivery: Delivery<'_>) -> Ended {
        let _stage = self.timings.begin(Stage::Output);
        let verbosity = self.verbosity();
        let Delivery { outputs, gate, .. } = delivery;
        (report.gate, report.max_shown) = (gate, delivery.max_shown);
        report.command_flags = self.flags_of_further_commands();
        self.locate(&mut report);
        let mut status = report.status();
        let is_silent = delivery.only_failures && status == Status::Clean && verbosity != Verbosity::Verbose;
        let mut is_verdict_shown = is_silent || verbosity == Verbosity::Quiet;
        for output in outputs {
            let written = match &output.file {
                None if is_silent && [human::FORMAT, short::FORMAT].contains(&output.format) => Ok(()),
                None if gate.cargo_check => {
                    status = status.max(self.write_with_cargo_check(&report, verbosity)?);
                    Ok(())
                }
                None => {
                    let text = (output.format.render)(&report, self.out(), verbosity);
                    ignore_closed(output::write_stream(self.streams.out, &text))?;
                    is_verdict_shown |= output.format == human::FORMAT;
                    Ok(())
                }
                Some(file) => {
                    let text = (output.format.render)(&report, Look::FILE, verbosity);
                    output::write_file(&self.environment.current_dir.join(file), &text)
                }
            };
            let summary = self.environment.job_summary.as_ref().filter(|_| output.format == github::FORMAT);
            let summarized = summary.map_or(Ok(()), |file| {
                output::append_file(file, &(markdown::FORMAT.render)(&report, Look::FILE, verbosity))
            });
            for error in [written, summarized].into_iter().filter_map(Result::err) {
                // Continue with the other outputs.
                self.print_error(&error.to_string());
                status = Status::Untrusted;
            }
        }
        if !is_verdict_shown {
            let text = human::verdict(&report.summary, self.err());
            ignore_closed(self.streams.err.write_all(text.as_bytes()))?;
        }
        Ok(status)
    }

    /// Returns the flags with which another command finds the same code and rules, if no shell misreads them.
    fn flags_of_further_commands(&self) -> Option<String> {
        let paths = [("--manifest-path", &self.global.manifest_path), ("--rules", &self.global.rules)];
        let mut flags = String::new();
        for (flag, path) in paths {
            let Some(path) = path else { continue };
            let path = path.to_str()?;
            let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
            if path.starts_with('-') || !path.chars().all(is_plain) {
                return None;
            }
            flags.extend([flag, " ", path, " "]);
        }
        Some(flags)
    }

    /// Writes our messages, which are ready first, and then those of `cargo check`.
    fn write_with_cargo_check(&mut self, report: &Report<'_>, verbosity: Verbosity) -> Result<Status, String> {
        ignore_closed(output::write_stream(self.streams.out, &cargo::messages(report, verbosity)))?;
        let Environment { build_cargo, current_dir, .. } = self.environment;
        let compiles = cargo_check::run(build_cargo, current_dir, self.global, self.streams.out)?;
        // The verdict about code that does not compile is not reliable.
        let status = report.status().max(if compiles { Status::Clean } else { Status::Untrusted });
        ignore_closed(output::write_stream(self.streams.out, &cargo::finished(status == Status::Clean)))?;
        Ok(status)
    }
}
