//! The docs for adopters: every page is in the book, every link leads somewhere, every format and every flag that
//! they name exists.

use crate::binary;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// The pages of the book: their names and texts.
fn pages() -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).expect("there are pages").flatten();
    let pages = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let page = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).expect("a page can be read");
        (entry.file_name().to_string_lossy().into_owned(), text)
    };
    pages.map(page).collect()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split_once(end).map(|(inside, _)| inside))
}

#[test]
fn every_page_is_in_the_book_and_every_link_leads_somewhere() {
    let summary = fs::read_to_string(folder().join("SUMMARY.md")).expect("there is a summary");
    let listed: BTreeSet<_> = between(&summary, "](", ")").map(str::to_owned).collect();
    let pages = pages();
    let written = pages.iter().map(|(name, _)| name.clone()).filter(|name| name != "SUMMARY.md");
    assert_eq!(listed, written.collect());
    for (name, text) in &pages {
        for link in between(text, "](", ")").filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or_default();
            assert!(folder().join(path).exists(), "{name}: {link}");
            // In the book there is nothing above.
            assert!(!path.starts_with(".."), "{name}: {link}");
        }
    }
}

#[test]
fn every_format_is_described() {
    let text = fs::read_to_string(folder().join("formats.md")).expect("the page is there");
    let described: BTreeSet<_> = between(&text, "\n| `", "`").map(str::to_owned).collect();
    let wrong = binary::run(&binary::fixtures(), &["check", "--format", "nonsense"]).err;
    let (_, known) = wrong.split_once("possible values: ").expect("the error lists them");
    let known = known.split_once(']').map_or(known, |(known, _)| known);
    assert_eq!(described, known.split(", ").map(str::to_owned).collect());
}

#[test]
fn every_flag_that_is_named_exists() {
    let help: String = [&["--help"][..], &["check", "--help"], &["hook", "--help"], &["graph", "--help"]]
        .map(|args| binary::run(&binary::fixtures(), args).out)
        .concat();
    // They belong to other programs, or to commands whose help is not among these.
    let others = ["--no-deps", "--locked", "--no-verify", "--allow-growth"];
    for (name, text) in pages() {
        for line in text.lines().filter(|line| line.contains("archcheck")) {
            let words = line.split(|char: char| char.is_whitespace() || "`(),;\"[]=".contains(char));
            let is_flag =
                |word: &str| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic));
            for flag in words.filter(|word| is_flag(word)) {
                assert!(help.contains(flag) || others.contains(&flag), "{name}: {flag}: {line}");
            }
        }
    }
}
