//! `gitlab`: GitLab's code quality report, a JSON list that a job hands on as `artifacts:reports:codequality`.
//! A merge request shows what is new by comparing fingerprints.

use super::{Verbosity, finding::shown};
use crate::{report::Report, text::one_line};
use archcheck_core::{codes::Class, diagnostic::Severity};
use serde::Serialize;

/// The whole output, with a line end.
pub fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let issues: Vec<_> = findings
        .iter()
        .map(|finding| {
            let region = finding.region(report);
            Issue {
                kind: "issue",
                check_name: finding.info().name,
                // It is shown in one line.
                description: finding.text().lines().map(one_line).collect::<Vec<_>>().join(" | "),
                fingerprint: &finding.fingerprint,
                severity: match (finding.diagnostic.severity, finding.info().class) {
                    (Severity::Error, Class::Violation) => "major",
                    (Severity::Error, Class::Rules | Class::Analysis) => "critical",
                    (Severity::Warn, _) => "minor",
                    (Severity::Note, _) => "info",
                },
                categories: ["Complexity"],
                location: Location {
                    path: region.path,
                    lines: Lines { begin: region.start.line, end: region.end.line },
                },
            }
        })
        .collect();
    // Strings and numbers only: there is nothing in it that JSON can't say.
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'static str,
    description: String,
    fingerprint: &'a str,
    severity: &'static str,
    categories: [&'static str; 1],
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}
