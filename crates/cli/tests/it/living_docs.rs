//! The command `docs`, on copies of fixtures: what it writes, what it keeps, and how it reports drift.

use crate::{
    binary::{Outcome, run},
    init_and_baseline::all,
};
use archcheck_testing::Directory;

const README: &str = "docs/architecture/README.md";

fn docs(directory: &Directory, more: &[&str]) -> Outcome {
    run(directory.path(), &[&["docs"], more].concat())
}

/// Returns the pages with their names, sorted.
fn pages(directory: &Directory) -> String {
    let modules = directory.path().join("docs/architecture/modules");
    let entries = std::fs::read_dir(modules).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let paths = names.into_iter().map(|name| format!("docs/architecture/modules/{name}"));
    let page = |path: String| format!("==== {path}\n{}\n", directory.read(&path));
    std::iter::once(README.to_owned()).chain(paths).map(page).collect()
}

#[test]
fn the_pages_show_the_architecture() {
    for fixture in ["owners", "interfaces", "layers", "two-crates"] {
        let directory = Directory::of_fixture(fixture);
        let written = docs(&directory, &[]);
        assert_eq!(written.status, Some(0), "{fixture}: {}", all(&written));
        let first = pages(&directory);
        insta::assert_snapshot!(format!("docs.{fixture}"), first);
        let again = docs(&directory, &["--today", "2100-01-01"]);
        assert!(again.status == Some(0) && again.out.contains("docs/architecture is up to date"), "{}", all(&again));
        assert_eq!(docs(&directory, &["--check"]).status, Some(0));
        assert_eq!(pages(&directory), first);
    }
}

#[test]
fn drift_is_shown_and_fails_the_check() {
    let directory = Directory::of_fixture("owners");
    let missing = docs(&directory, &["--check"]);
    assert!(missing.status == Some(1) && missing.out.contains("README.md is missing"), "{}", all(&missing));
    assert!(!directory.path().join("docs/architecture").exists());
    assert_eq!(docs(&directory, &[]).status, Some(0));
    directory.append("src/web/admin.rs", "\npub fn orders() -> Vec<u8> {\n    crate::orders::load()\n}\n");
    let drift = docs(&directory, &["--check"]);
    insta::assert_snapshot!("docs.drift", format!("{}--- exit status {:?}\n", drift.out, drift.status.unwrap_or(-1)));
    assert_eq!(docs(&directory, &[]).status, Some(0));
    assert_eq!(docs(&directory, &["--check"]).status, Some(0));
}

#[test]
fn text_outside_of_the_markers_is_kept() {
    let directory = Directory::of_fixture("owners");
    assert_eq!(docs(&directory, &[]).status, Some(0));
    let generated = directory.read(README);
    directory.write(
        README,
        format!("Before.\r\n{}\nAfter, without a line end", generated.replace("# Architecture", "# Old")),
    );
    assert_eq!(docs(&directory, &["--check"]).status, Some(1));
    assert_eq!(docs(&directory, &[]).status, Some(0));
    let text = directory.read(README);
    assert!(
        text.starts_with("Before.\r\n<!-- archcheck: begin") && text.ends_with("\nAfter, without a line end"),
        "{text}"
    );
    assert!(text.contains("# Architecture of shop"), "{text}");
    // A file of somebody else.
    directory.write("docs/architecture/modules/web.md", "# My page\n");
    let refused = docs(&directory, &[]);
    assert!(refused.status == Some(2) && refused.out.contains("no pair of `archcheck` markers"), "{}", all(&refused));
    assert_eq!(directory.read("docs/architecture/modules/web.md"), "# My page\n");
    assert_eq!(docs(&directory, &["--check"]).status, Some(2));
}

#[test]
fn pages_of_modules_that_no_longer_exist_are_deleted() {
    let directory = Directory::of_fixture("owners");
    assert_eq!(docs(&directory, &[]).status, Some(0));
    directory.append("docs/architecture/modules/web.md", "Mine.\n");
    directory.write("docs/architecture/modules/notes.md", "Mine.\n");
    let rules = directory
        .read("archcheck.toml")
        .replace("[modules.web]", "[modules.site]")
        .replace("[modules.catalog]", "[modules.Orders]");
    directory.write("archcheck.toml", rules);
    let check = docs(&directory, &["--check"]);
    assert!(
        check.status == Some(2) && check.out.contains("catalog.md is about a module that no longer exists"),
        "{}",
        all(&check)
    );
    let written = docs(&directory, &[]);
    assert!(
        written.status == Some(2) && written.out.contains("web.md: its module no longer exists"),
        "{}",
        all(&written)
    );
    let exists = |page: &str| directory.path().join("docs/architecture/modules").join(page).exists();
    assert!(!exists("catalog.md") && exists("web.md") && exists("site.md") && exists("notes.md"));
    // `orders` and `Orders` have different pages, also where the case does not count.
    assert!(exists("orders.md") && exists("Orders-2.md"));
}

#[test]
fn another_directory_can_be_chosen() {
    let directory = Directory::of_fixture("layers");
    let written = docs(&directory, &["--out", "book/src"]);
    assert_eq!(written.status, Some(0), "{}", all(&written));
    assert!(directory.path().join("book/src/README.md").exists() && !directory.path().join("docs").exists());
    assert_eq!(docs(&directory, &["--out", "book/src", "--check"]).status, Some(0));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (directory, other) = (Directory::of_fixture("layers"), Directory::new());
    std::os::unix::fs::symlink(other.path(), directory.path().join("docs")).unwrap();
    let refused = docs(&directory, &[]);
    assert!(refused.status == Some(2) && refused.err.contains("symbolic link"), "{}", all(&refused));
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 0);
}
