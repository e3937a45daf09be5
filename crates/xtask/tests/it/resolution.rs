//! Compares the pages of `tests/resolution` with rustc, so that the core's tests expect what the compiler resolves.

use crate::checker;
use archcheck_testing::documents;
use serde_json::Value;
use std::{fs, path::Path, process::Command};

#[test]
fn rustc_resolves_what_every_page_expects() {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let directory = work.join("resolution");
    let result = work.join("resolution.json");
    let pages = documents::read_all().expect("the pages can be read");
    let cases: Vec<_> = pages.iter().flat_map(|page| &page.cases).filter(|case| case.compiled).collect();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.arg("accuracy").arg("--work-dir").arg(work.join("accuracy"));
    xtask.arg("--checker").arg(checker::checker()).arg("--json").arg(&result).env("CARGO_NET_OFFLINE", "true");
    for case in &cases {
        xtask.arg(case.write(&directory).expect("the case can be written"));
    }
    let output = xtask.output().expect("the harness can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scores: Vec<Value> =
        serde_json::from_slice(&fs::read(&result).expect("there is a result")).expect("the result is JSON");
    assert_eq!(scores.len(), cases.len());
    let wrong: Vec<String> = scores.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Describes the differences between rustc and the checker in a case.
fn wrong(score: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut wrong: Vec<String> =
        list(&score["failed"]).iter().map(|reason| format!("failed: {}", text(reason))).collect();
    for difference in list(&score["crates"]).iter().flat_map(|krate| list(&krate["differences"])) {
        let [about, side, from, to, path] = ["about", "side", "from", "to", "path"].map(|key| text(&difference[key]));
        wrong.push(format!("{side} {about}: {from} -> {to} ({path})"));
    }
    if score["unresolved"].as_u64().is_some_and(|count| count > 0) {
        wrong.push(format!("unresolved: {}", score["unresolved"]));
    }
    let subject = text(&score["subject"]);
    wrong.into_iter().map(|line| format!("{subject}: {line}")).collect()
}
