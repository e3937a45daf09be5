//! Renders the whole text of `human`: the blocks, the notes and the verdict.

use super::{block::Block, group, handler::Handler, summary};
use crate::{
    escape,
    output::format::{Format, Verbosity},
    report::Report,
    terminal::Look,
};
use archcheck_core::diagnostic::Diagnostic;
use miette::{NarratableReportHandler, ReportHandler};
use std::fmt;

/// The format.
pub const FORMAT: Format =
    Format { name: "human", help: "Source snippets with the rule, its reason and what to do, for people", render };

/// Renders a report.
fn render(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
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
        text.push_str(&summary::notes(report, look, verbosity));
        text.push_str(&summary::verdict(&report.summary, look));
    }
    text
}

/// Renders a single diagnostic.
pub(crate) fn render_one(diagnostic: &Diagnostic, report: &Report<'_>, look: Look) -> String {
    Drawn {
        handler: Handler { look, root: report.absolute("") },
        block: Block::of(&[diagnostic], report, Verbosity::Normal),
    }
    .to_string()
}

/// Describes a block in words when it is formatted.
struct Narrated<'a>(&'a Block<'a>);

impl fmt::Display for Narrated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        NarratableReportHandler::new().debug(self.0, f)
    }
}

/// Draws a block when it is formatted, since a miette handler writes only to a formatter.
struct Drawn<'a> {
    handler: Handler,
    block: Block<'a>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.handler.look.narrated {
            // Unlike our handler, that of miette escapes nothing.
            return writeln!(f, "{}", escape::lines(&Narrated(&self.block).to_string()));
        }
        self.handler.debug(&self.block, f)
    }
}
