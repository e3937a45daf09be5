//! Snapshots of every format, for one report with each severity, class and shape of a diagnostic.

use super::{FORMATS, Verbosity};
use crate::{
    escape::is_hidden,
    report::{CheckedRules, Report},
    terminal::Look,
    test_support::{self, hostile, is_command},
};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity, Violation},
    source::{FileId, Place, Source, Sources, Span},
};
use proptest::prelude::*;

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

/// Returns diagnostics of each severity, with and without a place, in which nothing is ours.
fn found(texts: &[String], sources: &Sources) -> Vec<Diagnostic> {
    let place = |file: u32| {
        let end = sources.get(FileId(file)).text().len();
        Place { file: FileId(file), span: Span::new(0..end) }
    };
    let violation = Violation {
        rule: texts[0].clone(),
        from: texts[1].clone(),
        to: texts[2].clone(),
        end: None,
        kind: "use",
        context: "production",
        cfg: Some(texts[3].clone()),
        count: 1,
        is_guess: false,
        references: vec![place(0)],
        calls: Vec::new(),
        reached: vec![(place(0), texts[4].clone())],
        dependencies: Vec::new(),
        cause: None,
    };
    let of = |severity| {
        let one = Diagnostic::new(Code::Forbidden, &*texts[5]).at(place(0), &*texts[6]).related(place(1), &*texts[7]);
        let notes = vec![texts[9].clone(), format!("reason: {}", texts[10])];
        Diagnostic { severity, notes, violation: Some(violation.clone()), ..one.help(&*texts[8]) }
    };
    let mut found = [Severity::Error, Severity::Warn, Severity::Note].map(of).to_vec();
    let syntax = Diagnostic::new(Code::Syntax, &*texts[5]).at(place(0), &*texts[6]);
    found.extend([syntax, Diagnostic::new(Code::Metadata, &*texts[5]).help(&*texts[8])]);
    found
}

/// Removes the escape sequences of our styles.
fn without_styles(text: &str) -> String {
    let parts = text.split("\u{1b}[").enumerate();
    parts
        .map(|(index, part)| if index == 0 { part } else { part.split_once('m').map_or(part, |(_, rest)| rest) })
        .collect()
}

proptest! {
    #[test]
    fn no_format_lets_anything_through(texts in proptest::collection::vec(hostile(), 18)) {
        let mut analysis = test_support::shop();
        let mut sources = Sources::default();
        sources.add(Source::new(texts[11].clone(), texts[12].clone()));
        sources.add(Source::new(texts[13].clone(), texts[14].clone()));
        let diagnostics = found(&texts, &sources);
        analysis.sources = sources;
        analysis.counts.unreached = vec![texts[15].clone()];
        let rules =
            CheckedRules { file: texts[16].clone(), count: 2, excepted: 0, known: Some((texts[17].clone(), 1)) };
        let report = Report::new(&analysis, Some(rules), diagnostics);
        let looks = [WIDE, Look { width: 40, ..WIDE }, Look { color: true, ..WIDE }, Look { narrated: true, ..WIDE }];
        for (format, look) in FORMATS.iter().flat_map(|format| looks.map(|look| (format, look))) {
            let text = without_styles(&(format.render)(&report, look, Verbosity::Verbose));
            let name = format.name;
            prop_assert!(!text.contains(|char| char != '\n' && is_hidden(char)), "{name}: {text:?}");
            let ours = |line: &&str| ["error", "warning", "notice"].iter().any(|one| line.starts_with(&format!("::{one} title=archcheck")));
            let commands = text.lines().filter(|line| is_command(line));
            if name == "github" {
                prop_assert!(commands.clone().all(|line| ours(&line)) && text.lines().count() == 5, "{text}");
            } else {
                prop_assert_eq!(commands.count(), 0, "{}: {}", name, text);
            }
            if name == "short" {
                prop_assert_eq!(text.lines().count(), 5, "{}", text);
            }
            if name == "markdown" {
                prop_assert!(!text.contains("<img") && text.matches("\n#").count() == 1, "{text}");
            }
        }
    }
}
