//! `rules.example.toml`: its fixture passes it, and it shows every key.

use crate::binary::{fixtures, run};
use archcheck_core::{
    check::rule_types,
    rules::keys::{FILE, Key, RULE, ValueType},
};
use archcheck_testing::repository;
use std::{collections::BTreeSet, fs, path::PathBuf};

fn example() -> PathBuf {
    repository().join("rules.example.toml")
}

#[test]
fn the_fixture_passes_the_example() {
    let directory = fixtures().join("example");
    let check = run(&directory, &["check", "--rules", &example().to_string_lossy(), "--format", "short"]);
    assert_eq!(check.status, Some(0), "{}{}", check.out, check.err);
    let unexpected: Vec<&str> = check.out.lines().filter(|line| !line.contains(" warning[deprecated]: ")).collect();
    assert_eq!((unexpected.as_slice(), check.out.lines().count()), (&[][..], 2), "{}", check.out);
}

/// Collects the keys of a table and of the tables in it.
fn all_keys(keys: &[Key], known: &mut BTreeSet<&'static str>) {
    for key in keys {
        known.insert(key.name);
        in_value(key.value, known);
    }
}

fn in_value(value: ValueType, known: &mut BTreeSet<&'static str>) {
    match value {
        ValueType::List(entry) | ValueType::NonEmptyList(entry) => in_value(*entry, known),
        ValueType::Either(all) => {
            for one in all {
                in_value(*one, known);
            }
        }
        ValueType::Table(keys) | ValueType::Named(keys) => all_keys(keys.keys, known),
        ValueType::Rules => {
            known.insert("type");
            all_keys(RULE.keys, known);
            for own in rule_types() {
                all_keys(own.keys, known);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_is_in_the_example() {
    let mut known = BTreeSet::new();
    all_keys(FILE.keys, &mut known);
    assert!(known.len() > 35, "too few keys were found: {known:?}");
    let example = fs::read_to_string(example()).expect("the example can be read");
    let code: Vec<&str> = example.lines().map(|line| line.split(" # ").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let is_shown = |key: &str| {
        code.match_indices(key).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            let after = code[at + key.len()..].trim_start();
            !before.is_some_and(|char| char.is_alphanumeric() || char == '-') && after.starts_with(['=', '.', ']'])
        })
    };
    let missing: Vec<_> = known.iter().filter(|key| !is_shown(key)).collect();
    assert!(missing.is_empty(), "rules.example.toml lacks {missing:?}");
    for kind in rule_types().map(|own| own.name) {
        assert!(code.contains(&format!("type = \"{kind}\"")), "rules.example.toml lacks the type {kind}");
    }
}
