//! `markdown`: a comment for a pull request, and GitHub's job summary.
//!
//! The first line is a marker, so that a bot can find and replace its own comment. The text stays below the size limit
//! of a comment, which all rules share, and never mentions a user.

use super::{
    finding::{Finding, Region, shown},
    format::{Format, Verbosity},
    human,
    turns::in_turns,
};
use crate::{
    escape::{markdown, markdown_code},
    report::{Report, word},
    terminal::Look,
    text::{count, joined, number},
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

/// The bytes to reserve for each rule, for the number of findings that are left out.
const LEFT_OUT: usize = 32;

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
    let groups: Vec<_> = groups.into_iter().collect();
    let mut sections: Vec<_> =
        groups.iter().map(|((severity, rule), group)| section_title(*severity, rule, group)).collect();
    let mut left_out = vec![0; groups.len()];
    let mut size = text.len() + sections.iter().map(|section| section.len() + LEFT_OUT).sum::<usize>();
    let (mut shown, max) = (0, report.max_shown.unwrap_or(usize::MAX));
    let queues = groups.iter().enumerate().map(|(at, (_, group))| group.iter().map(|finding| (at, *finding)).collect());
    // No rule uses up the space of the others.
    for (at, finding) in in_turns(queues.collect::<Vec<Vec<_>>>()) {
        let item = if shown < max {
            item(finding, groups[at].1.first().and_then(|first| reason(first)), report)
        } else {
            String::new()
        };
        if shown == max || size + item.len() > LIMIT {
            left_out[at] += 1;
        } else {
            (shown, size) = (shown + 1, size + item.len());
            sections[at].push_str(&item);
        }
    }
    for (section, left_out) in sections.iter().zip(left_out) {
        text.push_str(section);
        if left_out > 0 {
            // Writing to a string can't fail.
            let _ = writeln!(text, "- … and {} more", number(left_out));
        }
        text.push('\n');
    }
    let verdict = joined(&human::verdict(&report.summary, Look::FILE));
    let _ = writeln!(text, "<sub>{}</sub>", markdown(&verdict));
    text
}

/// How the note with a reason starts.
const REASON: &str = "reason: ";

/// Renders the title of the findings of one rule, with its reason.
fn section_title(severity: Severity, rule: &str, group: &[&Finding<'_>]) -> String {
    let reason = group.first().and_then(|first| reason(first));
    let reason = reason.map_or_else(String::new, |reason| format!(" ({})", markdown(&joined(reason))));
    format!("**{}** {}{reason}: {}\n\n", word(severity), markdown_code(rule), count(group.len(), "finding"))
}

/// Returns the reason of the violated rule.
fn reason<'f>(finding: &'f Finding<'_>) -> Option<&'f str> {
    finding.diagnostic.violation.as_ref()?;
    finding.diagnostic.notes.iter().find_map(|note| note.strip_prefix(REASON))
}

/// Renders a finding. Its reason is left out if the title has the same one.
fn item(finding: &Finding<'_>, title_reason: Option<&str>, report: &Report<'_>) -> String {
    let message = markdown(&finding.message);
    let Region { path, start, .. } = finding.region(report);
    let place = match finding.place {
        Some(_) => format!("{} ", markdown_code(&format!("{path}:{}:{}", start.line, start.column))),
        None => String::new(),
    };
    let mut text = format!("- {place}{message}\n");
    let is_in_title = |note: &&String| title_reason.is_some_and(|reason| note.strip_prefix(REASON) == Some(reason));
    let notes = finding.diagnostic.notes.iter().filter(|note| !is_in_title(note)).map(|note| joined(note));
    let help = finding.diagnostic.help.iter().map(|help| format!("help: {help}"));
    for line in notes.chain(help) {
        let _ = writeln!(text, "  <br>{}", markdown(&line));
    }
    text
}
