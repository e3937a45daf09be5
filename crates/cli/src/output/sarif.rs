//! `sarif`: SARIF 2.1.0, for GitHub code scanning and other collectors.
//!
//! Paths are relative to the root of the repository, each region has all four numbers, and columns count characters.

use super::{
    finding::{Finding, Region, findings, sentence},
    format::Format,
};
use crate::{
    Status,
    escape::{self, sarif_message},
    report::Report,
    text::{self, uri},
};
use archcheck_core::{
    codes::{Class, Code, CodeInfo},
    diagnostic::{Diagnostic, Severity},
};
use serde_json::{Value, json};

/// The format.
pub const FORMAT: Format = Format {
    name: "sarif",
    help: "SARIF 2.1.0, for GitHub code scanning and other collectors",
    render: |report, _, _| render(report),
};

/// Renders the report as one run of SARIF.
fn render(report: &Report<'_>) -> String {
    let status = report.status();
    let mut directory = report.in_repository("");
    if !directory.is_empty() && !directory.ends_with('/') {
        directory.push('/');
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "archcheck",
                "fullName": concat!("cargo archcheck ", env!("CARGO_PKG_VERSION")),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": concat!("https://docs.rs/cargo-archcheck/", env!("CARGO_PKG_VERSION")),
                "rules": Code::ALL.iter().map(|code| rule(code.info())).collect::<Vec<_>>(),
            } },
            // GitHub's category: it keeps the results of two workspaces in one repository apart.
            "automationDetails": { "id": format!("archcheck/{directory}") },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SRCROOT": { "description": { "text": "The root of the repository." } } },
            "invocations": [invocation(report, status)],
            "results": findings(report).iter().map(|finding| result(finding, report)).collect::<Vec<_>>(),
        }],
    });
    text::json(&document)
}

/// Describes a diagnostic code in SARIF's table of rules.
fn rule(info: &CodeInfo) -> Value {
    let tags: &[&str] = match info.class {
        Class::Violation => &["architecture"],
        Class::Rules => &["architecture", "configuration"],
        Class::Analysis => &["architecture", "analysis"],
    };
    let explain = format!("Run `cargo archcheck explain {}` for more.", info.name);
    json!({
        "id": info.name,
        // The SARIF validator asks for a name that differs from the id.
        "name": format!("Archcheck{}", pascal(info.name)),
        "shortDescription": { "text": info.explanation },
        "fullDescription": { "text": format!("{} {}", info.explanation, info.fix) },
        "help": {
            "text": format!("{}\n\n{}\n\n{explain}", info.explanation, info.fix),
            "markdown": format!("{}\n\n**What to do:** {}\n\n{explain}", info.explanation, info.fix),
        },
        "defaultConfiguration": { "level": level(info.severity) },
        "properties": {
            "tags": tags,
            "precision": "very-high",
            "problem.severity": match info.severity {
                Severity::Error => "error",
                Severity::Warn => "warning",
                Severity::Note => "recommendation",
            },
        },
    })
}

fn result(finding: &Finding<'_>, report: &Report<'_>) -> Value {
    let diagnostic = finding.diagnostic;
    let index = Code::ALL.iter().position(|code| *code == diagnostic.code);
    let related: Vec<_> = diagnostic
        .related
        .iter()
        .enumerate()
        .map(|(id, label)| {
            let mut location = location(&Region::of(label.place, report));
            location["id"] = json!(id);
            if !label.text.is_empty() {
                location["message"] = json!({ "text": sarif_message(&sentence(&label.text)) });
            }
            location
        })
        .collect();
    let mut location = location(&finding.region(report));
    let mut properties = json!({ "rule": finding.rule() });
    if let Some(violation) = &diagnostic.violation {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": violation.from, "kind": "module" }]);
        properties["from"] = json!(violation.from);
        properties["to"] = json!(violation.to);
        properties["kind"] = json!(violation.kind);
        properties["context"] = json!(violation.context);
        if let Some(cfg) = &violation.cfg {
            properties["cfg"] = json!(cfg);
        }
        if violation.is_guess {
            properties["unknown"] = json!(true);
        }
    }
    let mut result = json!({
        "ruleId": finding.info().name,
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": { "text": sarif_message(&finding.text()) },
        "locations": [location],
        "partialFingerprints": { "primaryLocationLineHash": finding.fingerprint },
        "properties": properties,
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

/// Describes the run, and repeats the errors that make its verdict untrustworthy.
fn invocation(report: &Report<'_>, status: Status) -> Value {
    let notifications = |class: Class| -> Vec<Value> {
        let of_class = |one: &&Diagnostic| one.severity == Severity::Error && one.code.info().class == class;
        let notification = |one: &Diagnostic| {
            json!({
                "descriptor": { "id": one.code.info().name },
                "level": "error",
                "message": { "text": sarif_message(&sentence(&escape::line(&one.message))) },
            })
        };
        report.diagnostics.iter().filter(of_class).map(notification).collect()
    };
    json!({
        "executionSuccessful": status != Status::Untrusted,
        "exitCode": status.code(),
        "toolConfigurationNotifications": notifications(Class::Rules),
        "toolExecutionNotifications": notifications(Class::Analysis),
    })
}

fn location(region: &Region<'_>) -> Value {
    let absolute = region.path.starts_with('/') || region.path.get(1..2) == Some(":");
    let artifact = if absolute {
        let path = region.path.replace('\\', "/");
        json!({ "uri": format!("file:///{}", uri(path.trim_start_matches('/'))) })
    } else {
        json!({ "uri": uri(&region.path), "uriBaseId": "SRCROOT" })
    };
    json!({
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {
                "startLine": region.start.line,
                "startColumn": region.start.column,
                "endLine": region.end.line,
                // Some readers reject an empty region. All readers cut one that goes past the end of a line.
                "endColumn": if region.start == region.end { region.end.column + 1 } else { region.end.column },
            },
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Note => "note",
    }
}

/// Converts `not-exposed` to `NotExposed`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    name.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_pascal_case() {
        assert_eq!(pascal("not-exposed"), "NotExposed");
    }
}
