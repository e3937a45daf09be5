//! `sonarqube`: `SonarQube`'s generic issue import (`sonar.externalIssuesReportPaths`), with rules and issues.
//!
//! Lines count from 1, columns from 0, in UTF-16 code units.

use super::{
    finding::{Finding, Region, sentence, shown},
    format::{Format, Verbosity},
};
use crate::{escape, report::Report, text};
use archcheck_core::{
    codes::{Class, Code, CodeInfo},
    diagnostic::Severity,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// The format.
pub const FORMAT: Format = Format {
    name: "sonarqube",
    help: "SonarQube's generic issue import",
    render: |report, _, verbosity| render(report, verbosity),
};

/// Renders the issues and their rules.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let used: BTreeSet<(Code, Severity)> =
        findings.iter().map(|finding| (finding.diagnostic.code, finding.diagnostic.severity)).collect();
    let document = Document {
        rules: used.into_iter().map(|(code, severity)| Rule::of(code.info(), severity)).collect(),
        issues: findings.iter().map(|finding| Issue::of(finding, report)).collect(),
    };
    text::json(&document)
}

/// Returns the id of the rule for a code with a severity.
///
/// An issue has the severity of its rule. If the rules file changes the severity of a code, that is another rule.
fn rule_id(info: &CodeInfo, severity: Severity) -> String {
    let suffix = match severity {
        _ if severity == info.severity => return info.name.to_owned(),
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Note => "note",
    };
    format!("{}-{suffix}", info.name)
}

#[derive(Serialize)]
struct Document {
    rules: Vec<Rule>,
    issues: Vec<Issue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    name: &'static str,
    description: String,
    engine_id: &'static str,
    clean_code_attribute: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    severity: &'static str,
    impacts: [Impact; 1],
}

impl Rule {
    fn of(info: &'static CodeInfo, severity: Severity) -> Self {
        let (old, new) = match severity {
            Severity::Error => ("MAJOR", "HIGH"),
            Severity::Warn => ("MINOR", "MEDIUM"),
            Severity::Note => ("INFO", "LOW"),
        };
        Self {
            id: rule_id(info, severity),
            name: info.name,
            description: format!("{} {}", info.explanation, info.fix),
            engine_id: "archcheck",
            clean_code_attribute: if info.class == Class::Violation { "MODULAR" } else { "COMPLETE" },
            kind: "CODE_SMELL",
            severity: old,
            impacts: [Impact { software_quality: "MAINTAINABILITY", severity: new }],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Impact {
    software_quality: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    rule_id: String,
    primary_location: Location,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secondary_locations: Vec<Location>,
}

impl Issue {
    fn of(finding: &Finding<'_>, report: &Report<'_>) -> Self {
        let related = finding.diagnostic.related.iter();
        Self {
            rule_id: rule_id(finding.info(), finding.diagnostic.severity),
            primary_location: Location::of(finding.text(), &finding.region(report)),
            secondary_locations: related
                .map(|label| Location::of(sentence(&escape::line(&label.text)), &Region::of(label.place, report)))
                .collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    message: String,
    file_path: String,
    text_range: TextRange,
}

impl Location {
    fn of(message: String, region: &Region<'_>) -> Self {
        let (start, end) = region.utf16();
        // SonarQube rejects an empty range. Without columns, the range is the whole line.
        let is_nonempty = region.end.line > region.start.line || end > start;
        let columns = |column| is_nonempty.then_some(column);
        Self {
            message,
            file_path: region.path.clone(),
            text_range: TextRange {
                start_line: region.start.line,
                end_line: is_nonempty.then_some(region.end.line),
                start_column: columns(start),
                end_column: columns(end),
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRange {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}
