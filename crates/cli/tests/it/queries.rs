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

/// A package with an exported macro in a module that the root does not name in code.
fn with_exported_macro(rules: &str) -> Directory {
    let rule = |at: usize, to: &str| {
        format!("\n[[rules]]\nid = \"r{at}\"\ntype = \"forbid\"\nfrom = [\"shop::orders\"]\nto = [\"{to}\"]\n")
    };
    let rules: String = rules.split_whitespace().enumerate().map(|(at, to)| rule(at, to)).collect();
    Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
        ("archcheck.toml", &format!("version = 1\n{rules}")),
        ("src/lib.rs", "#[macro_use]\nmod macros;\npub mod billing;\npub mod orders;\n"),
        ("src/macros.rs", "#[macro_export]\nmacro_rules! load { () => { $crate::billing::bill() } }\n"),
        ("src/billing.rs", "pub fn bill() {}\n"),
        (
            "src/orders.rs",
            "pub fn a() {\n    crate::load!();\n    load!();\n    std::println!();\n    println!();\n}\n",
        ),
    ])
}

#[test]
fn exported_macros_are_at_the_crate_root() {
    let directory = with_exported_macro("shop::load =shop shop::macros");
    let check = run(directory.path(), &["check", "--format", "short"]);
    for id in ["r0", "r1", "r2"] {
        for line in [2, 3] {
            let found =
                |one: &str| one.starts_with(&format!("src/orders.rs:{line}:")) && one.contains(&format!("({id})"));
            assert!(check.out.lines().any(found), "{id} {line}: {}{}", check.out, check.err);
        }
    }
    assert_eq!(run(directory.path(), &["why", "shop::orders", "shop::load"]).status, Some(0));
    assert_eq!(run(directory.path(), &["why", "shop::billing", "shop::load"]).status, Some(1));
    let other = with_exported_macro("shop::store");
    assert!(run(other.path(), &["check"]).out.contains("`shop::store` matches no code"));
}

#[test]
fn calls_of_standard_macros_without_a_path_are_mentioned() {
    let directory = with_exported_macro("std::println std::env std::fs");
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert_eq!(check.status, Some(1), "{}", check.err);
    assert!(check.out.contains("src/orders.rs:4:5: error[forbidden]"), "{}", check.out);
    assert_eq!(check.out.matches("warning[unseen-calls]: `std::println` covers only calls with a path").count(), 1);
    assert_eq!(check.out.matches("unseen-calls").count(), 1, "{}", check.out);
}
