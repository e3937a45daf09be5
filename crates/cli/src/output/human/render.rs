//! The whole text of `human`: blocks in their order, the fine print, the verdict.

use super::{block::Block, group, handler::Handler, summary};
use crate::{output::Verbosity, report::Report, terminal::Look};
use archcheck_core::diagnostic::Diagnostic;
use miette::{NarratableReportHandler, ReportHandler};
use std::fmt;

/// The text of a report.
pub fn render(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let mut text = String::new();
    for group in group::groups(report) {
        text.push_str(
            &Drawn {
                handler: Handler { look, root: report.absolute("") },
                block: Block::of(&group, report, verbosity),
            }
            .to_string(),
        );
        text.push('\n');
    }
    if verbosity != Verbosity::Quiet {
        text.push_str(&summary::fine_print(report, look, verbosity));
        text.push_str(&summary::verdict(&report.summary, look));
    }
    text
}

/// One diagnostic alone.
pub(crate) fn one(diagnostic: &Diagnostic, report: &Report<'_>, look: Look) -> String {
    Drawn {
        handler: Handler { look, root: report.absolute("") },
        block: Block::of(&[diagnostic], report, Verbosity::Normal),
    }
    .to_string()
}

/// A block and what draws it: a miette handler writes to a formatter, not to a string.
struct Drawn<'a> {
    handler: Handler,
    block: Block<'a>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.handler.look.narrated {
            return NarratableReportHandler::new().debug(&self.block, f);
        }
        self.handler.debug(&self.block, f)
    }
}
