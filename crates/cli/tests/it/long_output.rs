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
fn a_limited_number_is_spread_over_the_rules() {
    let directory = workspace(300);
    // The rules have 1,800, 4 and 1 violations.
    for max in [3, 4, 7] {
        let text = run(directory.path(), &["check", "--max", &max.to_string()]).out;
        for rule in ["rule: features-apart", "rule: no-files", "rule: no-clock"] {
            assert!(text.contains(rule), "{max}: {text}");
        }
        assert!(text.contains(&format!("{max} of 1,805 problems are shown in full")), "{text}");
    }
    // Each cause of a rule has its turn, too.
    let text = run(directory.path(), &["check", "--max", "7"]).out;
    let causes = text.matches("error[not-independent]").count();
    assert!(causes >= 2 && causes == text.matches(" more from `shop::features::").count(), "{text}");
}

#[test]
fn a_comment_is_a_short_version_of_the_report() {
    let directory = workspace(300);
    let comment = run(directory.path(), &["check", "--format", "markdown"]).out;
    insta::assert_snapshot!("comment", comment);
    let short = run(directory.path(), &["check", "--format", "markdown", "--max", "3"]).out;
    assert_eq!(short.matches("\n- `src/").count(), 3, "{short}");
    for title in ["**error** `features-apart`", "**error** `no-files`", "**error** `no-clock`"] {
        let (_, section) = short.split_once(title).expect("each rule has a section");
        let (_, list) = section.split_once("\n\n").expect("a section has a list");
        assert!(list.starts_with("- `src/"), "{title}: {short}");
    }
    // Even with everything, it stays below the limit of a comment.
    let long = run(directory.path(), &["check", "--format", "markdown", "-v"]).out;
    assert!(long.len() > 50_000 && long.len() < 65_536, "{}", long.len());
}

#[test]
fn both_formats_for_people_print_the_same_numbers() {
    for items in [1, 300] {
        let directory = workspace(items);
        let [human, comment] =
            ["human", "markdown"].map(|format| run(directory.path(), &["check", "--format", format]).out);
        let total: usize = comment
            .lines()
            .filter(|line| line.starts_with("**"))
            .filter_map(|line| line.rsplit_once(": ")?.1.split(' ').next()?.replace(',', "").parse::<usize>().ok())
            .sum();
        assert_eq!(total, 6 * items + 4 + 1, "{comment}");
        let found = if items == 1 { "11 errors" } else { "1,805 errors" };
        assert!(human.contains(found) && comment.contains(found), "{human}{comment}");
        let starts = |text: &str| text.contains("1,805 violations of 3 rules, most frequent first:");
        assert_eq!((starts(&human), starts(&comment)), (items == 300, items == 300), "{comment}");
    }
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
