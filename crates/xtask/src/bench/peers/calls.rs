//! How each peer is called, and how to see that it has answered. All look at the library of one package with all of its
//! features: the checker looks at every `cfg`.

use std::process::Command;

use serde::Deserialize;

use super::{Subject, write};
use crate::tools;

/// A peer.
pub(super) struct Peer {
    /// How it is named.
    pub(super) name: &'static str,
    /// How to see whether it is there.
    pub(super) probe: &'static [&'static str],
    /// The call.
    pub(super) command: fn(&Subject<'_>) -> Result<Command, String>,
    /// The exit statuses that are no failure.
    pub(super) fine: &'static [i32],
    /// From what it printed to what it found, in short; an error where that is nothing.
    pub(super) answer: fn(&str) -> Result<String, String>,
    /// Whether it has work only where a file has changed.
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
        // The rule is made to be broken.
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
        answer: |_| Ok("it compiles".to_owned()),
        incremental: true,
    },
];

/// The edges of a dot graph that are uses, not ownership.
fn edges(dot: &str) -> Result<String, String> {
    let uses = dot.lines().filter(|line| line.contains(" -> ") && line.contains("label=\"uses\"")).count();
    if uses == 0 { Err("it printed no graph with edges".to_owned()) } else { Ok(format!("{uses} edges")) }
}

/// A rule that every crate breaks in which one module uses another, so that the answer shows what was found.
fn bylaw(library: &str) -> String {
    format!(
        "version = 1\n\n[selectors.own]\nmodules = [\"{library}::**\"]\n\n\
         [[rule]]\nid = \"apart\"\nkind = \"forbid-dependencies\"\nfrom = \"own\"\nto = \"own\"\nscope = \"actual\"\n"
    )
}

#[derive(Deserialize)]
struct Answer {
    report: Report,
}

#[derive(Deserialize)]
struct Report {
    rule_results: Vec<RuleResult>,
}

#[derive(Deserialize)]
struct RuleResult {
    violations: Vec<serde::de::IgnoredAny>,
}

/// How many violations a report has.
fn violations(json: &str) -> Result<String, String> {
    let answer: Answer = serde_json::from_str(json).map_err(|error| format!("its report can't be read: {error}"))?;
    let count: usize = answer.report.rule_results.iter().map(|rule| rule.violations.len()).sum();
    if count == 0 { Err("it found no dependency at all".to_owned()) } else { Ok(format!("{count} violations")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_answer_is_none() {
        let dot = "digraph {\n    \"a\" -> \"a::b\" [label=\"owns\"];\n";
        assert!(edges(dot).unwrap_err().contains("no graph"));
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
