//! The commands `why`, `modules` and `explain`. Each output is a snapshot.

use crate::binary::{fixtures, run};
use archcheck_testing::Directory;
use serde_json::Value;

/// Runs a command and returns the command, its exit status and its output.
fn answer(fixture: &str, args: &[&str]) -> String {
    let run = run(&fixtures().join(fixture), args);
    let err = if run.err.is_empty() { String::new() } else { format!("--- standard error\n{}", run.err) };
    format!("$ cargo archcheck {}\n{}{err}--- exit status {:?}\n", args.join(" "), run.out, run.status.unwrap_or(-1))
}

#[test]
fn why_shows_the_shortest_chain_and_counts_the_others() {
    insta::assert_snapshot!(
        "why",
        [
            answer("chain", &["why", "shop::domain", "std::time"]),
            answer("depends-on", &["why", "billing", "catalog"]),
            answer("depends-on", &["why", "billing", "catalog", "--all"]),
            answer("depends-on", &["why", "billing", "catalog", "--all", "--limit", "2"]),
            answer("visible-to", &["why", "tag:finance", "billing"]),
            answer("two-crates", &["why", "crate:app", "kernel"]),
            answer("no-rules", &["why", "shop::web", "shop::catalog"]),
        ]
        .join("\n")
    );
}

#[test]
fn why_reports_missing_chains_and_unknown_names() {
    insta::assert_snapshot!(
        "why_not",
        [
            answer("chain", &["why", "shop::clock", "shop::domain"]),
            answer("chain", &["why", "shop::domain", "extern:tokio"]),
            answer("chain", &["why", "shop::domian", "std::time"]),
            answer("depends-on", &["why", "ordres", "billing"]),
            answer("depends-on", &["why", "orders", "shop::"]),
            answer("depends-on", &["why", "tag:domain", "billing"]),
            answer("wrong-rules", &["why", "shop::orders", "shop::catalog", "-q"])
                .lines()
                .take(4)
                .collect::<Vec<_>>()
                .join("\n"),
        ]
        .join("\n")
    );
}

#[test]
fn why_prints_json() {
    let text = run(&fixtures().join("chain"), &["why", "shop::domain", "std::time", "--format", "json"]).out;
    insta::assert_snapshot!("why.json", text);
    let answer: Value = serde_json::from_str(&text).expect("the output is JSON");
    assert_eq!(answer["schema"], "archcheck.why/1");
    assert_eq!(answer["chains"][0]["steps"].as_array().map(Vec::len), Some(3));
}

#[test]
fn modules_shows_declared_and_actual_dependencies() {
    insta::assert_snapshot!(
        "modules",
        [answer("interfaces", &["modules"]), answer("unassigned", &["modules"]), answer("no-rules", &["modules"]),]
            .join("\n")
    );
    let text = run(&fixtures().join("interfaces"), &["modules", "--format", "json"]).out;
    insta::assert_snapshot!("modules.json", text);
}

#[test]
fn explain_shows_a_rule_of_each_type() {
    insta::assert_snapshot!(
        "explain_rules",
        [
            answer("chain", &["explain", "domain-is-pure"]),
            answer("limit", &["explain", "no-hubs"]),
            answer("layers", &["explain", "stack"]),
            answer("interfaces", &["explain", "billing"]),
            answer("interfaces", &["explain", "modules.orders.depends-on"]),
            answer("acyclic", &["explain", "no-cycles"]),
        ]
        .join("\n")
    );
}

#[test]
fn explain_shows_a_code_or_suggests_one() {
    insta::assert_snapshot!(
        "explain_codes",
        [
            answer("no-rules", &["explain", "not-exposed"]),
            answer("no-rules", &["explain", "limit"]),
            answer("no-rules", &["explain", "forbid"]),
            answer("no-rules", &["explain", "not-exposd"]),
            answer("chain", &["explain", "domain-is-poor"]),
            answer("chain", &["explain", "zzz"]),
        ]
        .join("\n")
    );
}

/// Needs no workspace.
#[test]
fn explain_knows_every_code() {
    let directory = Directory::new();
    let list = run(directory.path(), &["explain", "--all"]);
    assert_eq!(list.status, Some(0), "{}", list.err);
    for code in archcheck_core::codes::Code::ALL {
        let info = code.info();
        assert!(list.out.contains(info.name), "{}", info.name);
        let one = run(directory.path(), &["explain", info.name]);
        assert_eq!(one.status, Some(0), "{}", info.name);
        assert!(one.out.contains(&format!("[{}]", info.name)), "{}", one.out);
    }
}
