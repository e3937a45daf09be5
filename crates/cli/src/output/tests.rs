//! Every format over one report that has each severity, class and shape of a diagnostic.

use super::{Format, Verbosity};
use crate::{
    report::{Report, Rules},
    terminal::Look,
    test,
};

fn render(format: Format, look: Look, verbosity: Verbosity) -> String {
    let mut analysis = test::shop();
    analysis.counts.unreached = ["a", "b", "c", "d"].map(|name| format!("src/{name}.rs")).to_vec();
    analysis.counts.unknown = 1204;
    let rules = Rules { file: "archcheck.toml".to_owned(), count: 2, excepted: 0, known: None };
    format.render(&Report::new(&analysis, Some(rules), test::violations(&analysis)), look, verbosity)
}

const WIDE: Look = Look { width: 200, ..Look::FILE };

#[test]
fn human() {
    insta::assert_snapshot!("human_80", render(Format::Human, Look { width: 80, ..WIDE }, Verbosity::Normal));
    insta::assert_snapshot!(
        "human_60_ascii",
        render(Format::Human, Look { width: 60, unicode: false, ..WIDE }, Verbosity::Verbose)
    );
    insta::assert_snapshot!("human_60", render(Format::Human, Look { width: 60, ..WIDE }, Verbosity::Normal));
    insta::assert_snapshot!("human_200", render(Format::Human, WIDE, Verbosity::Normal));
    insta::assert_snapshot!("human_quiet", render(Format::Human, WIDE, Verbosity::Quiet));
}

#[test]
fn colours_change_nothing_but_colours() {
    let plain = render(Format::Human, WIDE, Verbosity::Normal);
    let coloured = render(Format::Human, Look { color: true, ..WIDE }, Verbosity::Normal);
    assert_ne!(plain, coloured);
    let mut stripped = String::new();
    for (index, part) in coloured.split('\u{1b}').enumerate() {
        stripped.push_str(if index == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) });
    }
    assert_eq!(plain, stripped);
}

#[test]
fn short() {
    insta::assert_snapshot!("short", render(Format::Short, WIDE, Verbosity::Normal));
}

#[test]
fn json() {
    let text = render(Format::Json, WIDE, Verbosity::Normal);
    insta::assert_snapshot!("json", text);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

#[test]
fn each_format_for_programs() {
    for (name, format) in [
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("sonarqube", Format::Sonarqube),
        ("junit", Format::Junit),
        ("markdown", Format::Markdown),
        ("cargo", Format::Cargo),
    ] {
        insta::assert_snapshot!(name, render(format, WIDE, Verbosity::Normal));
    }
}

#[test]
fn narrated() {
    insta::assert_snapshot!(
        "human_narrated",
        render(Format::Human, Look { narrated: true, ..WIDE }, Verbosity::Normal)
    );
}
