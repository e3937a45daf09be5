//! This project passes its own rules file, and violations of it are found.

use crate::binary::run;
use archcheck_testing::{Directory, copy, repository};
use std::fs;

/// Copies what the checker reads of this workspace.
fn copy_of_this_workspace() -> Directory {
    let directory = Directory::new();
    for name in ["Cargo.toml", "archcheck.toml", "crates"] {
        copy(&repository().join(name), &directory.path().join(name)).expect("the files can be copied");
    }
    directory
}

#[test]
fn this_project_passes_its_own_rules() {
    let check = run(copy_of_this_workspace().path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", check.out);
    assert!(check.out.contains("no violations"), "{}", check.out);
}

/// Each case is a file, a line to append, and the code that must be reported for the line.
#[test]
fn violations_of_the_own_rules_are_found() {
    for (file, illegal, expected) in [
        ("crates/core/src/resolve/mod.rs", "use syn::File;", "error[protected]"),
        ("crates/core/src/graph/mod.rs", "use crate::syntax::Facts;", "error[depends-on]"),
        ("crates/core/src/check/mod.rs", "use std::time::SystemTime;", "error[forbidden]"),
        ("crates/core/src/rules/mod.rs", "use std::io::stdout;", "error[forbidden]"),
    ] {
        let directory = copy_of_this_workspace();
        let path = directory.path().join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        let line = text.lines().count() + 1;
        fs::write(&path, format!("{text}{illegal}\n")).expect("the file can be written");
        let check = run(directory.path(), &["check", "--format", "short"]);
        assert_eq!(check.status, Some(1), "{illegal}\n{}", check.out);
        let place = format!("{file}:{line}:");
        let found: Vec<&str> = check.out.lines().collect();
        assert!(!found.is_empty() && found.iter().all(|found| found.starts_with(&place)), "{illegal}\n{}", check.out);
        assert!(found.iter().any(|found| found.contains(expected)), "{illegal}\n{}", check.out);
    }
}
