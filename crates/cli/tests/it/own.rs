//! This project, held to its own rules file: what it says of its own architecture is true, and is noticed where
//! it stops being so.

use crate::binary::run;
use archcheck_testing::{Folder, copy, repository};
use std::fs;

/// What the checker needs to see of this workspace, in a folder that a test may change.
fn copied() -> Folder {
    let folder = Folder::new();
    for name in ["Cargo.toml", "archcheck.toml", "crates"] {
        copy(&repository().join(name), &folder.path().join(name));
    }
    folder
}

#[test]
fn it_keeps_its_own_architecture() {
    let check = run(copied().path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", check.out);
    assert!(check.out.contains("nothing forbidden"), "{}", check.out);
}

/// For each illegal line: the file it is put into, the line, and the code and rule that must be said of it.
#[test]
fn what_breaks_it_is_found_where_it_stands() {
    for (file, illegal, said) in [
        ("crates/core/src/resolve/lookup.rs", "use syn::File;", "error[protected]"),
        ("crates/core/src/graph/model.rs", "use crate::syntax::Facts;", "error[depends-on]"),
        ("crates/core/src/check/forbid.rs", "use std::time::SystemTime;", "error[forbidden]"),
        ("crates/core/src/rules/read.rs", "use std::io::stdout;", "error[forbidden]"),
    ] {
        let folder = copied();
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        let line = text.lines().count() + 1;
        fs::write(&path, format!("{text}{illegal}\n")).expect("the file can be written");
        let check = run(folder.path(), &["check", "--format", "short"]);
        assert_eq!(check.status, Some(1), "{illegal}\n{}", check.out);
        let place = format!("{file}:{line}:");
        let found: Vec<&str> = check.out.lines().collect();
        assert!(!found.is_empty() && found.iter().all(|found| found.starts_with(&place)), "{illegal}\n{}", check.out);
        assert!(found.iter().any(|found| found.contains(said)), "{illegal}\n{}", check.out);
    }
}
