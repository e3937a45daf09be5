//! How to run each peer, and how to check its output. All peers analyze the library of one package with all features,
//! because the checker analyzes code under every `cfg`.

use std::process::Command;

use serde::Deserialize;

use super::subject::{Subject, write};
use crate::tools;

/// A program to compare with.
pub(super) struct Peer {
    /// The name for reports.
    pub(super) name: &'static str,
    /// A command that succeeds if the program is installed.
    pub(super) probe: &'static [&'static str],
    /// Returns the command to measure.
    pub(super) command: fn(&Subject<'_>) -> Result<Command, String>,
    /// The exit codes that count as success.
    pub(super) fine: &'static [i32],
    /// Summarizes what the output says. An error if the program found nothing.
    pub(super) answer: fn(&str) -> Result<String, String>,
    /// Whether the program does nothing unless a file has changed.
    pub(super) incremental: bool,
}

pub(super) const PEERS: [Peer; 3] = [
    Peer {
        name: "cargo modules dependencies",
        probe: &["cargo", "modules", "--version"],
        command: |subject| {
            let mut cargo = tools::cargo(&subject.workspace.root);
            cargo.args(["modules", "dependencies", "--lib", "--all-features", "--package", subject.package]);
            cargo.args(["--no-externs", "--no-sysroot", "--no-fns", "--no-traits", "--no-types"]);
            Ok(cargo)
        },
        fine: &[0],
        answer: edges,
        incremental: false,
    },
    Peer {
        name: "cargo bylaw check",
        probe: &["cargo", "bylaw", "--version"],
        command: |subject| {
            let rules = subject.workspace.scratch.join("bylaw.toml");
            write(&rules, &bylaw(&subject.library))?;
            let mut cargo = tools::cargo(&subject.workspace.root);
            cargo.args(["bylaw", "check", "--target-kind", "library", "--all-features", "--format", "json"]);
            cargo.args(["--manifest-path", "Cargo.toml", "--package", subject.package, "--config"]).arg(rules);
            Ok(cargo)
        },
        // The rule is always violated.
        fine: &[1],
        answer: violations,
        incremental: false,
    },
    Peer {
        name: "cargo check, one file changed",
        probe: &["cargo", "--version"],
        command: |subject| {
            let mut cargo = tools::cargo(&subject.workspace.root);
            cargo.args(["check", "--quiet", "--lib", "--all-features", "--package", subject.package]);
            Ok(cargo)
        },
        fine: &[0],
        answer: |_| Ok("compiles".to_owned()),
        incremental: true,
    },
];

/// Counts the edges of a DOT graph that are uses, not ownership.
fn edges(dot: &str) -> Result<String, String> {
    let uses = dot.lines().filter(|line| line.contains(" -> ") && line.contains("label=\"uses\"")).count();
    if uses == 0 { Err("the output is not a graph with edges".to_owned()) } else { Ok(format!("{uses} edges")) }
}

/// Returns a rule that every crate with dependencies between its modules violates, so that the output lists them.
fn bylaw(library: &str) -> String {
    format!(
        "version = 1\n\n[selectors.own]\nmodules = [\"{library}::**\"]\n\n\
         [[rule]]\nid = \"apart\"\nkind = \"forbid-dependencies\"\nfrom = \"own\"\nto = \"own\"\nscope = \"actual\"\n"
    )
}

#[derive(Deserialize)]
struct BylawOutput {
    report: BylawReport,
}

#[derive(Deserialize)]
struct BylawReport {
    rule_results: Vec<RuleResult>,
}

#[derive(Deserialize)]
struct RuleResult {
    violations: Vec<serde::de::IgnoredAny>,
}

/// Counts the violations of a report.
fn violations(json: &str) -> Result<String, String> {
    let answer: BylawOutput =
        serde_json::from_str(json).map_err(|error| format!("failed to parse the report: {error}"))?;
    let count: usize = answer.report.rule_results.iter().map(|rule| rule.violations.len()).sum();
    if count == 0 { Err("the report has no dependency".to_owned()) } else { Ok(format!("{count} violations")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_result_is_an_error() {
        let dot = "digraph {\n    \"a\" -> \"a::b\" [label=\"owns\"];\n";
        assert!(edges(dot).unwrap_err().contains("not a graph"));
        let uses = format!("{dot}    \"a::b\" -> \"a::c\" [label=\"uses\", color=\"red\"];\n}}\n");
        assert_eq!(edges(&uses).unwrap(), "1 edges");
        let report = |found: &str| {
            violations(&format!(
                "{{\"version\": 1, \"report\": {{\"rule_results\": [{{\"violations\": [{found}]}}]}}}}"
            ))
        };
        assert_eq!(report("{\"cycle\": []}, {}").unwrap(), "2 violations");
        assert!(report("").is_err() && violations("analysis: failed").is_err());
    }
}
