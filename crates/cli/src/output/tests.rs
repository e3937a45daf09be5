//! Snapshots of every format, for one report with each severity, class and shape of a diagnostic.

use super::{FORMATS, Verbosity};
use crate::{
    report::{CheckedRules, Report},
    terminal::Look,
    test_support,
};

fn render(format: &str, look: Look, verbosity: Verbosity) -> String {
    let mut analysis = test_support::shop();
    analysis.counts.unreached = ["a", "b", "c", "d"].map(|name| format!("src/{name}.rs")).to_vec();
    analysis.counts.unknown = 1204;
    let rules = CheckedRules { file: "archcheck.toml".to_owned(), count: 2, excepted: 0, known: None };
    let format = FORMATS.iter().find(|one| one.name == format).expect("the format exists");
    (format.render)(&Report::new(&analysis, Some(rules), test_support::violations(&analysis)), look, verbosity)
}

const WIDE: Look = Look { width: 200, ..Look::FILE };

#[test]
fn human() {
    insta::assert_snapshot!("human_80", render("human", Look { width: 80, ..WIDE }, Verbosity::Normal));
    insta::assert_snapshot!(
        "human_60_ascii",
        render("human", Look { width: 60, unicode: false, ..WIDE }, Verbosity::Verbose)
    );
    insta::assert_snapshot!("human_60", render("human", Look { width: 60, ..WIDE }, Verbosity::Normal));
    insta::assert_snapshot!("human_200", render("human", WIDE, Verbosity::Normal));
    insta::assert_snapshot!("human_quiet", render("human", WIDE, Verbosity::Quiet));
}

#[test]
fn colors_change_no_text() {
    let plain = render("human", WIDE, Verbosity::Normal);
    let colored = render("human", Look { color: true, ..WIDE }, Verbosity::Normal);
    assert_ne!(plain, colored);
    let mut stripped = String::new();
    for (index, part) in colored.split('\u{1b}').enumerate() {
        stripped.push_str(if index == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) });
    }
    assert_eq!(plain, stripped);
}

#[test]
fn short() {
    insta::assert_snapshot!("short", render("short", WIDE, Verbosity::Normal));
}

#[test]
fn json() {
    let text = render("json", WIDE, Verbosity::Normal);
    insta::assert_snapshot!("json", text);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

#[test]
fn each_format_for_programs() {
    for name in ["sarif", "github", "gitlab", "sonarqube", "junit", "markdown", "cargo"] {
        insta::assert_snapshot!(name, render(name, WIDE, Verbosity::Normal));
    }
}

#[test]
fn narrated() {
    insta::assert_snapshot!("human_narrated", render("human", Look { narrated: true, ..WIDE }, Verbosity::Normal));
}
