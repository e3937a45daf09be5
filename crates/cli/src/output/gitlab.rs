//! `gitlab`: GitLab's code quality report, a JSON list for `artifacts:reports:codequality`.
//!
//! A merge request compares fingerprints to show new findings.

use super::{
    finding::shown,
    format::{Format, Verbosity},
};
use crate::{report::Report, text};
use archcheck_core::{codes::Class, diagnostic::Severity};
use serde::Serialize;

/// The format.
pub const FORMAT: Format = Format {
    name: "gitlab",
    help: "GitLab's code quality report",
    render: |report, _, verbosity| render(report, verbosity),
};

/// Renders the report.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let issues: Vec<_> = findings
        .iter()
        .map(|finding| {
            let region = finding.region(report);
            Issue {
                kind: "issue",
                check_name: finding.info().name,
                // GitLab shows it on one line.
                description: finding.text().lines().collect::<Vec<_>>().join(" | "),
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
    text::json(&issues)
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
