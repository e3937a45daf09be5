//! The output for people stays short, however many violations there are.

use crate::binary::run;
use archcheck_testing::Directory;
use std::fmt::Write;

const RULES: &str = r#"version = 1

[[rules]]
id = "features-apart"
type = "independent"
among = ["shop::features::*"]
reason = "a feature can be removed alone"

[[rules]]
id = "no-files"
type = "forbid"
from = ["shop::features"]
to = ["std::fs"]
transitive = true
reason = "files belong to `store`"

[[rules]]
id = "no-clock"
type = "forbid"
from = ["shop::clock"]
to = ["std::time"]
"#;

/// The names of the features.
const FEATURES: [&str; 4] = ["cart", "login", "orders", "search"];

/// Creates a workspace in which each feature uses `items` items of each feature before it, and files through `store`.
fn workspace(items: usize) -> Directory {
    let directory = Directory::new();
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    directory.write("Cargo.toml", manifest);
    directory.write("archcheck.toml", RULES);
    directory.write("src/lib.rs", "pub mod clock;\npub mod features;\npub mod store;\n");
    directory.write("src/clock.rs", "pub use std::time::Instant;\n");
    directory.write("src/store.rs", "pub fn read() {\n    let _ = std::fs::read(\"a\");\n}\n");
    directory.write("src/features.rs", FEATURES.map(|name| format!("pub mod {name};\n")).concat());
    for (at, name) in FEATURES.iter().enumerate() {
        let mut code = "pub fn load() {\n    crate::store::read();\n}\n".to_owned();
        for item in 0..items {
            let _ = writeln!(code, "pub struct Item{item};");
            for other in &FEATURES[..at] {
                let _ = writeln!(code, "pub fn {other}{item}(_: crate::features::{other}::Item{item}) {{}}");
            }
        }
        directory.write(&format!("src/features/{name}.rs"), code);
    }
    directory
}

#[test]
fn many_violations_are_summarized() {
    let directory = workspace(300);
    let short = run(directory.path(), &["check"]);
    assert_eq!(short.status, Some(1), "{}", short.err);
    insta::assert_snapshot!(short.out);
    assert!(short.out.lines().count() <= 150);

    let lines = |args: &[&str]| run(directory.path(), args).out.lines().count();
    assert!(lines(&["check", "--max", "0"]) < 40);
    assert!(lines(&["check", "--max", "200"]) > 200);
    assert!(lines(&["check", "-q"]) <= 150);
    // The user asks for everything.
    let all = run(directory.path(), &["check", "-v"]).out;
    assert!(all.contains("features::login::Item299") && !all.contains("shown in full"), "{}", all.len());
    // Formats for programs are complete: a line for each reference.
    assert_eq!(lines(&["check", "--format", "short", "--max", "1"]), 6 * 300 + 4 + 1);
}

#[test]
fn a_comment_has_findings_of_each_rule() {
    let directory = workspace(300);
    let comment = run(directory.path(), &["check", "--format", "markdown"]).out;
    assert!(comment.len() < 65_536, "{}", comment.len());
    for part in [
        "`features-apart` (a feature can be removed alone): 1,800 findings",
        "`no-files`",
        "std::time::Instant",
        "- … and ",
    ] {
        assert!(comment.contains(part), "{part}: {comment}");
    }
    let short = run(directory.path(), &["check", "--format", "markdown", "--max", "3"]).out;
    assert_eq!(short.matches("\n- `src/").count(), 3, "{short}");
}

#[test]
fn few_violations_are_all_shown() {
    let directory = workspace(1);
    let run = run(directory.path(), &["check"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_last_line_is_the_next_command() {
    let directory = workspace(1);
    let last = |args: &[&str]| run(directory.path(), args).out.lines().last().unwrap_or_default().to_owned();
    let next = "next: `cargo archcheck --rules archcheck.toml explain features-apart`";
    assert!(run(directory.path(), &["check", "--rules", "archcheck.toml"]).out.contains(next));
    // A name that a shell would change is not repeated.
    directory.write("a b.toml", RULES);
    assert!(last(&["check", "--rules", "a b.toml"]).ends_with("errors"));
    directory.write("archcheck.toml", RULES.replace("type = \"independent\"", "type = \"independant\""));
    assert!(last(&["check"]).contains("cargo archcheck explain wrong-value") || last(&["check"]).contains("fix it"));
    directory.write("archcheck.toml", "version = 1\n");
    assert!(!last(&["check"]).starts_with("next"), "{}", last(&["check"]));
}
