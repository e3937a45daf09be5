//! `markdown`: a comment for a pull request, and GitHub's job summary.
//!
//! The first line is a marker, so that a bot can find and replace its own comment. The text stays below the size limit
//! of a comment and never mentions a user.

use super::{
    finding::{Finding, Region, shown},
    format::{Format, Verbosity},
    human,
};
use crate::{
    escape::{markdown, markdown_code},
    report::{Report, word},
    terminal::Look,
    text::{count, joined},
};
use archcheck_core::diagnostic::Severity;
use std::{collections::BTreeMap, fmt::Write};

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    help: "A comment for a pull request",
    render: |report, _, verbosity| render(report, verbosity),
};

/// The marker that a bot looks for.
const MARK: &str = "<!-- archcheck -->";

/// The most bytes of findings to write. A comment on GitHub may have 65,536 characters, on GitLab a million.
const LIMIT: usize = 60_000;

/// Renders the comment.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let title = match (report.summary.errors, report.summary.warnings) {
        (0, 0) => "✅ Architecture: no violations",
        (0, _) => "⚠️ Architecture: warnings",
        (_, _) if report.summary.untrusted => "❌ Architecture: the check is incomplete",
        (_, _) => "❌ Architecture: violations",
    };
    let mut text = format!("{MARK}\n### {title}\n\n");
    let mut groups: BTreeMap<(Severity, &str), Vec<&Finding<'_>>> = BTreeMap::new();
    for finding in &findings {
        groups.entry((finding.diagnostic.severity, finding.rule())).or_default().push(finding);
    }
    let mut left_out = 0;
    for ((severity, rule), group) in groups {
        let mut section =
            format!("**{}** {}: {}\n\n", word(severity), markdown_code(rule), count(group.len(), "finding"));
        for finding in group {
            let item = item(finding, report);
            if text.len() + section.len() + item.len() > LIMIT {
                left_out += 1;
            } else {
                section.push_str(&item);
            }
        }
        text.push_str(&section);
        text.push('\n');
    }
    if left_out > 0 {
        // Writing to a string can't fail.
        let _ = writeln!(text, "… and {} more.\n", count(left_out, "finding"));
    }
    let verdict = joined(&human::verdict(&report.summary, Look::FILE));
    let _ = writeln!(text, "<sub>{}</sub>", markdown(&verdict));
    text
}

fn item(finding: &Finding<'_>, report: &Report<'_>) -> String {
    let message = markdown(&finding.message);
    let Region { path, start, .. } = finding.region(report);
    let place = match finding.place {
        Some(_) => format!("{} ", markdown_code(&format!("{path}:{}:{}", start.line, start.column))),
        None => String::new(),
    };
    let mut text = format!("- {place}{message}\n");
    let notes = finding.diagnostic.notes.iter().map(|note| joined(note));
    let help = finding.diagnostic.help.iter().map(|help| format!("help: {help}"));
    for line in notes.chain(help) {
        let _ = writeln!(text, "  <br>{}", markdown(&line));
    }
    text
}
