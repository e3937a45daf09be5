//! `short`: one line for each reference, for editors and scripts, without snippets or a summary.
//!
//! A line is `FILE:LINE:COLUMN: error[CODE]: MESSAGE (RULE)`.

use super::{
    finding::{message_at, places},
    format::{Format, Verbosity},
};
use crate::{
    escape,
    report::{Report, word},
    terminal::{Look, Role},
};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity},
};
use std::fmt::Write;

/// The format.
pub const FORMAT: Format =
    Format { name: "short", help: "One line for each forbidden reference, for editors and scripts", render };

/// Renders the lines of a report.
fn render(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let mut text = String::new();
    for diagnostic in &report.diagnostics {
        if diagnostic.severity == Severity::Note && !is_shown(diagnostic, verbosity) {
            continue;
        }
        let line_at = |place| (report.sources.locate(place), message_at(diagnostic, place, report));
        let mut places: Vec<_> = places(diagnostic).into_iter().map(line_at).collect();
        // References at one place, under different `cfg`s, share a line.
        places.dedup();
        for ((path, at), message) in &places {
            line(&mut text, &format!("{path}:{}:{}: ", at.line, at.column), message, diagnostic, look);
        }
        if places.is_empty() {
            line(&mut text, "", &diagnostic.message, diagnostic, look);
        }
    }
    text
}

/// Whether to print a note. Unresolved paths can be many, and the summary counts them.
fn is_shown(note: &Diagnostic, verbosity: Verbosity) -> bool {
    match verbosity {
        Verbosity::Quiet => false,
        Verbosity::Normal => note.code != Code::Unresolved,
        Verbosity::Verbose => true,
    }
}

fn line(text: &mut String, place: &str, message: &str, diagnostic: &Diagnostic, look: Look) {
    let role = match diagnostic.severity {
        Severity::Error => Role::Error,
        Severity::Warn => Role::Warning,
        Severity::Note => Role::Note,
    };
    let head = format!("{}[{}]", word(diagnostic.severity), diagnostic.code.info().name);
    let message = escape::line(message);
    let by = diagnostic
        .violation
        .as_ref()
        .map_or_else(String::new, |violation| format!(" ({})", escape::line(&violation.rule)));
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}{}: {message}{by}", look.paint(Role::Strong, place), look.paint(role, head));
}
