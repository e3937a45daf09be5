//! The log of the real binary, and what `--timings` says about the cache.

use crate::{
    binary::{Outcome, run_with},
    cache::Copy,
};
use std::fs;

fn check(copy: &Copy, more: &[&str], log: &str) -> Outcome {
    run_with(&copy.path(""), &[&["check", "--format", "json"], more].concat(), &[("ARCHCHECK_LOG", log)])
}

#[test]
fn the_log_names_each_stage_and_the_reason_for_a_full_analysis() {
    let copy = Copy::of("forbid-std");
    let first = check(&copy, &[], "debug");
    for stage in ["metadata", "cache", "read", "imports", "expand", "references", "graph", "rules", "check"] {
        assert!(first.err.contains(&format!("stage{{name=\"{stage}\"}}: ")), "{stage}: {}", first.err);
    }
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n// A comment.\n")).unwrap();
    let updated = check(&copy, &[], "archcheck_core::session=debug");
    assert!(updated.err.contains("pure.rs") && updated.err.contains("1 file changed"), "{}", updated.err);
    fs::write(&file, format!("{text}\nmacro_rules! quite_new {{ () => {{}} }}\n")).unwrap();
    let refused = check(&copy, &[], "debug");
    assert!(refused.err.contains("reason=Refused(ModulesOrMacros)"), "{}", refused.err);
}

#[test]
fn the_log_changes_no_output_and_is_off_by_default() {
    let copy = Copy::of("forbid-std");
    let (without, with) = (check(&copy, &["--no-cache"], ""), check(&copy, &["--no-cache"], "trace"));
    assert_eq!((without.status, &without.out), (with.status, &with.out));
    assert!(!without.err.contains("stage") && with.err.contains("stage"), "{}", with.err);
}

#[test]
fn an_invalid_log_filter_is_reported_and_the_run_continues() {
    let copy = Copy::of("forbid-std");
    let (without, with) = (check(&copy, &[], ""), check(&copy, &[], "loud"));
    assert_eq!((without.status, &without.out), (with.status, &with.out));
    assert!(with.err.contains("`ARCHCHECK_LOG=loud` is not valid"), "{}", with.err);
}

#[test]
fn timings_say_why_the_whole_workspace_was_analyzed() {
    let copy = Copy::of("forbid-std");
    let timings = |more: &[&str]| check(&copy, &[&["--timings"], more].concat(), "").err;
    let assert_contains = |err: &str, text: &str| assert!(err.contains(text), "{text}: {err}");
    assert_contains(&timings(&["--no-cache"]), "analysis  cache disabled");
    assert_contains(&timings(&[]), "analysis  full analysis: there is no usable earlier analysis");
    assert_contains(&timings(&[]), "analysis  no file changed");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    let edits = [
        ("// A comment.", "updated incrementally: 1 file changed"),
        ("macro_rules! quite_new { () => {} }", "full analysis: a module, a macro or a macro call was added"),
        ("fn cut_off(", "full analysis: a changed file has, or had, syntax errors"),
        ("extern crate alloc;", "full analysis: an `extern crate` was added or removed"),
        ("mod quite_new {}", "full analysis: a module, or a block with macro calls, was added"),
    ];
    for (edit, expected) in edits {
        fs::write(&file, &text).unwrap();
        timings(&[]);
        fs::write(&file, format!("{text}\n{edit}\n")).unwrap();
        assert_contains(&timings(&[]), expected);
    }
    fs::write(
        copy.path("Cargo.toml"),
        fs::read_to_string(copy.path("Cargo.toml")).unwrap() + "\n[features]\nquite-new = []\n",
    )
    .unwrap();
    assert_contains(&timings(&[]), "full analysis: a manifest changed");
}
