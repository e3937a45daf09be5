//! The history of the architecture, in temporary repositories.

use crate::hook::{BAD, GOOD, RULES, Scratch};
use serde_json::Value;

/// A repository with a commit on each of some days of 2026.
fn history() -> Scratch {
    let scratch = Scratch::new("");
    let commit = |date: &str, files: &[(&str, &str)]| {
        for (path, text) in files {
            scratch.write(path, text);
        }
        assert!(scratch.git(&["add", "."]).0);
        let date = format!("{date}T12:00:00Z");
        let (done, printed) = scratch.git_at(&date, &["commit", "-qm", "next"]);
        assert!(done, "{printed}");
    };
    commit("2026-01-01", &[("src/lib.rs", "pub mod a;\n"), ("src/a.rs", GOOD)]);
    commit("2026-01-15", &[("src/a.rs", BAD)]);
    commit("2026-01-16", &[("src/lib.rs", "pub mod a;\npub mod b;\n"), ("src/b.rs", "pub use crate::a::read;\n")]);
    commit("2026-02-01", &[("Cargo.toml", "not a manifest")]);
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    let cycle = "pub fn f() { crate::b::g() }\n";
    commit(
        "2026-02-20",
        &[("Cargo.toml", manifest), ("src/a.rs", cycle), ("src/b.rs", "pub fn g() { crate::a::f() }\n")],
    );
    scratch
}

fn points(scratch: &Scratch, args: &[&str]) -> Vec<Value> {
    let outcome = scratch.run(&[&["trend", "--format", "json", "--since", "2026-01-01"], args].concat());
    assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""));
    let document: Value = serde_json::from_str(&outcome.out).expect("it is JSON");
    assert_eq!(document["schema"], "archcheck.trend/1");
    document["points"].as_array().expect("a list").clone()
}

#[test]
fn each_week_has_the_numbers_of_its_last_commit() {
    let scratch = history();
    let weekly = points(&scratch, &[]);
    let dates: Vec<&str> = weekly.iter().filter_map(|point| point["date"].as_str()).collect();
    assert_eq!(dates, ["2026-01-01", "2026-01-16", "2026-02-01", "2026-02-20"]);
    let number = |at: usize, key: &str| weekly[at]["numbers"][key].clone();
    assert_eq!([number(0, "rust_modules"), number(1, "rust_modules"), number(3, "cycles")], [2, 3, 1].map(Value::from));
    let violations = |at: usize| weekly[at]["numbers"]["conformance"]["violations"].clone();
    assert_eq!([violations(0), violations(1), violations(3)], [0, 2, 0].map(Value::from));
    // A commit that can't be analyzed is a gap, with the reason.
    assert!(weekly[2]["numbers"].is_null() && weekly[2]["problem"].is_string(), "{}", weekly[2]);
    assert_eq!(points(&scratch, &["--every", "1"]).len(), 6);
    assert_eq!(points(&scratch, &["--every", "4"]).len(), 2);
}

#[test]
fn a_date_after_the_newest_commit_is_an_error() {
    let scratch = history();
    let run = scratch.run(&["trend", "--since", "2099-01-01"]);
    assert!(run.status == Some(2) && run.err.contains("there is no commit since 2099-01-01"), "{}{}", run.out, run.err);
}

#[test]
fn what_was_measured_is_not_measured_again() {
    let scratch = history();
    assert_eq!(scratch.run(&["check"]).status, Some(0));
    let all = points(&scratch, &["--every", "1"]);
    // Numbers that only the store can have show that it is used.
    let file = scratch.workspace.join("target/archcheck/trend.json");
    let stored = std::fs::read_to_string(&file).expect("the numbers are kept");
    let changed = stored.replace("\"rust_modules\":3", "\"rust_modules\":33");
    assert_ne!(stored, changed);
    std::fs::write(&file, changed).expect("the store can be written");
    let kept = points(&scratch, &["--every", "1"]);
    assert!(kept.iter().any(|point| point["numbers"]["rust_modules"] == 33));
    assert_eq!(points(&scratch, &["--every", "1", "--no-cache"]), all);
    // A damaged store is replaced, and `clean` deletes it.
    std::fs::write(&file, "{").expect("the store can be written");
    assert_eq!(points(&scratch, &["--every", "1"]), all);
    assert_eq!(scratch.run(&["clean"]).status, Some(0));
    assert!(!file.exists());
    // The numbers of an interrupted run are those of a complete one.
    assert_eq!(scratch.run(&["check"]).status, Some(0));
    assert_eq!(points(&scratch, &["--every", "4"]).len(), 2);
    assert_eq!(points(&scratch, &["--every", "1"]), all);
    assert_eq!(scratch.read("archcheck.toml"), RULES);
}

#[test]
fn every_format_shows_the_same_history() {
    let scratch = history();
    let shown = |format: &str| {
        let outcome = scratch.run(&["trend", "--since", "2026-01-01", "--format", format]);
        let ids = scratch.git(&["log", "--format=%H"]).1;
        ids.lines().fold(outcome.out, |text, id| text.replace(id, "<commit>").replace(&id[..10], "<commit>"))
    };
    insta::assert_snapshot!("trend_csv", shown("csv"));
    let human = shown("human");
    assert!(human.starts_with("4 commits from 2026-01-01 to 2026-02-20\n"), "{human}");
    assert!(human.contains("violations") && human.contains("<commit> (2026-02-01) was not measured"), "{human}");
    let svg = shown("svg");
    let document = roxmltree::Document::parse(&svg).expect("it is XML");
    let lines = document.descendants().filter(|node| node.has_tag_name("polyline")).count();
    // A gap splits each of the eleven lines into two.
    assert_eq!(lines, 22, "{svg}");
}

#[test]
fn the_report_has_a_tab_for_the_trend() {
    let scratch = history();
    let report = |args: &[&str]| {
        let outcome = scratch.run(&[&["report", "--months", "2"], args].concat());
        assert_eq!(outcome.status, Some(0), "{}", outcome.err);
        outcome.out
    };
    let document: Value = serde_json::from_str(&report(&["--format", "json", "--trend"])).expect("it is JSON");
    let wrong = crate::schema::violations(&crate::architecture::schema_of_reports(), &document);
    assert_eq!(wrong, Vec::<String>::new());
    let dates: Vec<&str> =
        document["trend"].as_array().into_iter().flatten().filter_map(|point| point["date"].as_str()).collect();
    assert_eq!(dates, ["2026-01-01", "2026-01-16", "2026-02-01", "2026-02-20"]);

    report(&["--trend", "--out", "trend.html"]);
    let page = scratch.read("trend.html");
    assert!(page.contains("<a href=\"#trend\">Trend</a>") && page.contains("aria-label=\"violations: from 0 to 0\""));
    // The third commit has no manifest, so each line has a gap.
    assert_eq!(page.matches("<polyline").count(), 2 * page.matches("<figure>").count());
    assert!(page.contains("<h3>Not measured</h3>"));
    report(&["--out", "plain.html"]);
    assert!(!scratch.read("plain.html").contains("id=\"trend\""));
}
