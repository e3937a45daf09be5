//! Every fixture: the findings are those that its files state, the exit status follows, and each output is a snapshot.
//!
//! `ARCHCHECK_FIXTURE` selects fixtures by a part of their names.

use crate::{annotations, binary};
use archcheck_core::codes::{Class, Code};
use std::collections::BTreeSet;

/// The names of the selected fixtures, sorted.
fn names() -> Vec<String> {
    let directories = std::fs::read_dir(binary::fixtures()).expect("there are fixtures").flatten();
    let directories = directories.filter(|entry| entry.path().join("Cargo.toml").exists());
    let names: BTreeSet<_> = directories.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let only = std::env::var("ARCHCHECK_FIXTURE").unwrap_or_default();
    let names: Vec<_> = names.into_iter().filter(|name| name.contains(&only)).collect();
    assert!(!names.is_empty(), "no fixture has a name that contains `{only}`");
    names
}

/// The names of the fixtures with a rules file.
pub(crate) fn checked() -> Vec<String> {
    names().into_iter().filter(|name| binary::fixtures().join(name).join("archcheck.toml").exists()).collect()
}

/// Collects all differences before it fails.
#[test]
fn findings_are_those_that_the_files_state() {
    let mut wrong = Vec::new();
    for name in names() {
        let directory = binary::fixtures().join(&name);
        if !directory.join("archcheck.toml").exists() {
            continue;
        }
        let expected = annotations::read(&directory).expect("the fixture can be read");
        let run = binary::run(&directory, &["check", "--format", "short"]);
        let found = annotations::of_short(&run.out);
        wrong.extend(annotations::difference(&expected, &found).into_iter().map(|line| format!("{name}: {line}")));
        let status = status(&run.out);
        if run.status != Some(status) {
            wrong.push(format!("{name}: exit status {:?}, not {status}", run.status));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The exit status that follows from the printed errors.
fn status(short: &str) -> i32 {
    let class = |line: &str| {
        let (_, rest) = line.split_once("error[")?;
        let (name, _) = rest.split_once("]: ")?;
        Code::ALL.iter().find(|code| code.info().name == name).map(|code| code.info().class)
    };
    let classes: Vec<_> = short.lines().filter_map(class).collect();
    if classes.iter().any(|class| *class != Class::Violation) { 2 } else { i32::from(!classes.is_empty()) }
}

#[test]
fn each_output_is_a_snapshot() {
    for name in names() {
        let directory = binary::fixtures().join(&name);
        if !directory.join("archcheck.toml").exists() {
            insta::assert_snapshot!(format!("{name}.overview"), binary::run(&directory, &[]).out);
            continue;
        }
        for format in ["human", "short", "json"] {
            let run = binary::run(&directory, &["check", "--format", format]);
            insta::assert_snapshot!(format!("{name}.{format}"), run.out, &format!("check --format {format}"));
        }
    }
}

#[test]
fn output_is_the_same_each_time() {
    for name in names() {
        let directory = binary::fixtures().join(&name);
        for args in [["check", "--format=json"].as_slice(), &["graph", "--references"], &["graph", "--format=dot"]] {
            assert_eq!(binary::run(&directory, args).out, binary::run(&directory, args).out, "{name} {args:?}");
        }
    }
}
