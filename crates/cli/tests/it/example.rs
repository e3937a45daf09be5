//! `rules.example.toml`: it is sound, it is about what it says, and it shows every key there is.

use crate::binary::{fixtures, run};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The workspace this crate is a member of.
fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn example() -> PathBuf {
    workspace().join("rules.example.toml")
}

#[test]
fn the_example_is_sound_and_the_code_keeps_it() {
    let folder = fixtures().join("example");
    let check = run(&folder, &["check", "--rules", &example().to_string_lossy(), "--format", "short"]);
    assert_eq!(check.status, Some(0), "{}{}", check.out, check.err);
    let said: Vec<&str> = check.out.lines().filter(|line| !line.contains(" warning[deprecated]: ")).collect();
    assert_eq!((said.as_slice(), check.out.lines().count()), (&[][..], 2), "{}", check.out);
}

/// The keys are taken from the source of the reader: each call that asks a table for one names it.
#[test]
fn every_key_that_the_reader_knows_is_in_the_example() {
    let reader = workspace().join("crates/core/src/rules/document.rs");
    let reader = fs::read_to_string(reader).expect("the reader is there");
    let code = reader.split("#[cfg(test)]").next().unwrap_or_default();
    let flat: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut known = BTreeSet::new();
    for ask in [
        ".get(\"",
        ".table(\"",
        ".tables(\"",
        ".strings(\"",
        ".string(\"",
        ".word(\"",
        ".boolean(\"",
        ".number(\"",
        ".share(\"",
        ".date(\"",
        ".required(\"",
        ".list(\"",
        "list(\"",
        "listed(&mut table, \"",
        "words(table, \"",
        "words(&mut table, \"",
    ] {
        let keys = flat.match_indices(ask).filter_map(|(at, _)| flat[at + ask.len()..].split('"').next());
        known.extend(keys.map(str::to_owned));
    }
    assert!(known.len() > 35, "the reader asks for its keys in another way now: {known:?}");
    let example = fs::read_to_string(example()).expect("the example is there");
    let code: Vec<&str> = example.lines().map(|line| line.split(" # ").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let is_shown = |key: &str| {
        code.match_indices(key).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            let after = code[at + key.len()..].trim_start();
            !before.is_some_and(|char| char.is_alphanumeric() || char == '-') && after.starts_with(['=', '.', ']'])
        })
    };
    let missing: Vec<&String> = known.iter().filter(|key| !is_shown(key)).collect();
    assert!(missing.is_empty(), "rules.example.toml lacks {missing:?}");
    for kind in ["forbid", "only", "protect", "independent", "acyclic", "require", "limit", "stable"] {
        assert!(code.contains(&format!("type = \"{kind}\"")), "rules.example.toml lacks the type {kind}");
    }
}
