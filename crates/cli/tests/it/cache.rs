//! The cache changes no result, whatever happens to its files, to the source and to the manifests.

use crate::binary::{Outcome, run};
use archcheck_testing::Directory;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A copy of a fixture.
pub(crate) struct Copy {
    directory: Directory,
}

impl Copy {
    pub(crate) fn of(fixture: &str) -> Self {
        Self { directory: Directory::of_fixture(fixture) }
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.directory.path().join(below)
    }

    pub(crate) fn check(&self, more: &[&str]) -> Outcome {
        run(self.directory.path(), &[&["check", "--format", "json"], more].concat())
    }

    /// Checks twice with the cache, and asserts that the results equal one without the cache.
    #[track_caller]
    pub(crate) fn equals_uncached(&self, what: &str) -> Outcome {
        let without = self.check(&["--no-cache"]);
        for _ in 0..2 {
            let with = self.check(&[]);
            assert_eq!((with.status, &with.out), (without.status, &without.out), "{what}: {}", with.err);
        }
        without
    }

    pub(crate) fn cache_files(&self) -> [PathBuf; 2] {
        ["graph.bin", "facts.bin"].map(|name| self.path("target/archcheck").join(name))
    }
}

/// Overwrites the start of a file, and keeps its length and its times.
pub(crate) fn change(path: &Path, with: &str) {
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, format!("{with}{}", &text[with.len()..])).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_times(fs::FileTimes::new().set_modified(modified)).unwrap();
}

#[test]
fn every_fixture_has_the_same_result_with_and_without_the_cache() {
    for fixture in crate::fixtures::checked() {
        Copy::of(&fixture).equals_uncached(&fixture);
    }
}

/// Edits that change no name, but what items are.
#[test]
fn rules_about_items_notice_each_edit() {
    notices_each_edit(
        "items",
        &[
            ("src/orders.rs", "    /// The lines.\n", ""),
            ("src/orders.rs", "/// An order.", "// An order."),
            ("src/orders.rs", "    pub fn list", "    fn list"),
            ("src/lib.rs", "#[derive(Debug, Failure)]", "#[derive(Debug)]"),
            ("src/lib.rs", "use err::Error as Failure", "use std::fmt::Debug as Failure"),
            ("src/adapters/db.rs", "#[derive(Clone, Debug)]", "#[derive(Clone)]"),
            ("src/adapters/db.rs", "deny_unknown_fields, ", ""),
            ("src/adapters/db.rs", "for LineRow", "for UserRow"),
            ("src/adapters/db.rs", "COUNT", "Count"),
            ("src/ports.rs", "trait Clock", "trait ClockRepository"),
            ("src/ports.rs", "pub trait OrderRepository", "trait OrderRepository"),
            ("src/web/mod.rs", "async fn start() -> Result<(), String>", "async fn start() -> Option<()>"),
            ("src/web/mod.rs", "use rayon::prelude::*", "use rayon::iter::*"),
            ("src/web/mod.rs", "unsafe { callback() }", "{ callback() }"),
            ("src/ffi/mod.rs", "pub fn time", "pub async fn time"),
        ],
    );
    notices_each_edit(
        "items-fields",
        &[
            ("src/events.rs", "        /// The amount.\n", ""),
            ("src/events.rs", "pub(crate) enum Command", "pub enum Command"),
            ("src/events.rs", "#[serde(rename = \"x\")]", "#[serde(default)]"),
        ],
    );
}

/// Edits of what a glob of an external crate may supply.
#[test]
fn rules_about_items_notice_edits_of_guesses() {
    notices_each_edit(
        "items-globs",
        &[
            ("src/rows.rs", "#[derive(Clone, Queryable, Insertable)]", "#[derive(Clone, Queryable)]"),
            ("src/rows.rs", "#[derive(Clone, Debug)]", "#[derive(Clone, Queryable)]"),
            ("src/rows.rs", "use diesel::prelude::*;", "use serde::*;"),
            ("src/shadowed.rs", "use serde::*;", "use diesel::*;"),
            ("src/prelude.rs", "pub use diesel::prelude::*;", "use diesel::prelude::*;"),
            ("src/prelude.rs", "use diesel::prelude::*;", "pub use diesel::prelude::*;"),
            ("src/prelude.rs", "use serde::*;", "pub use serde::*; pub use serde::Deserialize as Queryable;"),
            ("src/trace.rs", "info!", "debug!"),
            ("src/trace.rs", "pub fn load", "pub fn traced_again"),
            ("tests/old.rs", "#[macro_use]\nextern crate diesel", "extern crate diesel"),
        ],
    );
}

/// Asserts that each of some edits, made one after the other, changes the result, with and without the cache.
#[track_caller]
fn notices_each_edit(fixture: &str, edits: &[(&str, &str, &str)]) {
    let copy = Copy::of(fixture);
    let mut before = copy.equals_uncached("before").out;
    for (file, from, to) in edits {
        let text = fs::read_to_string(copy.path(file)).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(copy.path(file), text.replacen(from, to, 1)).unwrap();
        let after = copy.equals_uncached(from).out;
        assert!(after != before || *file == "src/ffi/mod.rs", "{from}");
        before = after;
    }
}

#[test]
fn no_cache_writes_nothing() {
    let copy = Copy::of("two-crates");
    copy.check(&["--no-cache"]);
    assert!(!copy.path("target").exists());
    copy.check(&[]);
    assert!(copy.cache_files().iter().all(|file| file.is_file()));
    assert_eq!(fs::read_to_string(copy.path("target/archcheck/.gitignore")).unwrap(), "*\n");
}

#[test]
fn truncated_corrupt_and_foreign_files_are_ignored() {
    let copy = Copy::of("two-crates");
    let before = copy.equals_uncached("whole");
    for file in copy.cache_files() {
        let whole = fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x10;
        let mut other = whole.clone();
        other[9] ^= 1;
        for (what, bytes) in [
            ("cut", &whole[..whole.len() / 2]),
            ("empty", &[]),
            ("flipped", &flipped),
            ("of another program", &other),
            ("text", b"nonsense"),
        ] {
            fs::write(&file, bytes).unwrap();
            // The facts are read only if there is no graph.
            if file.ends_with("facts.bin") {
                let _ = fs::remove_file(copy.path("target/archcheck/graph.bin"));
            }
            assert_eq!(copy.equals_uncached(what).out, before.out);
            let len = fs::read(&file).unwrap().len();
            assert!(len.abs_diff(whole.len()) < 64, "{what}: rewritten, from {} bytes to {len}", whole.len());
        }
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        copy.equals_uncached("a directory in its place");
        fs::remove_dir(&file).unwrap();
    }
}

#[test]
fn an_unwritable_directory_changes_no_result() {
    let copy = Copy::of("two-crates");
    fs::write(copy.path("target"), "").unwrap();
    copy.equals_uncached("no directory at all");
}

#[test]
fn every_kind_of_change_is_seen() {
    let copy = Copy::of("forbid-std");
    let before = copy.equals_uncached("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();

    fs::write(&file, format!("// One line more.\n{text}")).unwrap();
    assert_ne!(copy.equals_uncached("moved").out, before.out, "the line numbers have changed");

    fs::write(&file, format!("// One line more.\n{text}\npub fn more() {{ std::fs::remove_dir(\"\").ok(); }}\n"))
        .unwrap();
    copy.equals_uncached("more code");

    // The same length and times as before.
    fs::write(&file, &text).unwrap();
    copy.equals_uncached("as before");
    change(&file, "use std::io;");
    assert_ne!(copy.equals_uncached("times set back").out, before.out);

    fs::write(&file, &text).unwrap();
    assert_eq!(copy.equals_uncached("restored").out, before.out);
}

#[test]
fn added_and_removed_files_and_manifests_are_seen() {
    let copy = Copy::of("two-crates");
    let before = copy.equals_uncached("before");
    // A second file for one `mod`, a file that no target includes, and a target that Cargo discovers.
    let lib = copy.path("app/src/main.rs");
    let lib = if lib.exists() { lib } else { copy.path("app/src/lib.rs") };
    let text = fs::read_to_string(&lib).unwrap();
    fs::write(&lib, format!("{text}\nmod late;\n")).unwrap();
    assert_eq!(copy.equals_uncached("a module without a file").status, Some(2));
    fs::write(copy.path("app/src/late.rs"), "").unwrap();
    copy.equals_uncached("its file is there");
    fs::create_dir_all(copy.path("app/tests")).unwrap();
    fs::write(copy.path("app/tests/new.rs"), "#[test] fn t() {}\n").unwrap();
    copy.equals_uncached("a new target");
    fs::write(copy.path("app/src/stray.rs"), "").unwrap();
    copy.equals_uncached("a file that is no module");
    for gone in ["app/src/late.rs", "app/tests/new.rs", "app/src/stray.rs"] {
        fs::remove_file(copy.path(gone)).unwrap();
    }
    fs::write(&lib, text).unwrap();
    assert_eq!(copy.equals_uncached("as before").out, before.out);
    let manifest = copy.path("app/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap().replace("2024", "2015").replace("2021", "2015");
    fs::write(&manifest, text).unwrap();
    copy.equals_uncached("another edition");
}

#[test]
fn an_invalid_manifest_is_reported_after_a_good_run() {
    let copy = Copy::of("two-crates");
    let before = copy.equals_uncached("before");
    let manifest = copy.path("app/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("{text}\n[no")).unwrap();
    let broken = copy.equals_uncached("a manifest that can't be read");
    assert!(broken.status == Some(2) && broken.out.contains("Cargo.toml"), "{}", broken.out);
    fs::write(&manifest, text).unwrap();
    assert_eq!(copy.equals_uncached("fixed").out, before.out);
}

/// Runs alternate, so that each finds the cache of the other workspace.
#[test]
fn two_workspaces_may_share_a_target_directory() {
    let (one, other) = (Copy::of("two-crates"), Copy::of("depends-on"));
    let directory = Directory::new();
    for copy in [&one, &other] {
        fs::create_dir_all(copy.path(".cargo")).unwrap();
        let target = directory.path().display();
        fs::write(copy.path(".cargo/config.toml"), format!("[build]\ntarget-dir = '{target}'\n")).unwrap();
    }
    for _ in 0..2 {
        one.equals_uncached("the one");
        other.equals_uncached("the other");
    }
    // Run from the directory of one workspace, for the manifest of the other.
    fs::remove_file(one.path(".cargo/config.toml")).unwrap();
    one.equals_uncached("the one, with a directory of its own");
    let manifest = other.path("Cargo.toml");
    let named = ["--manifest-path", manifest.to_str().unwrap()];
    let without = one.check(&[&named[..], &["--no-cache"]].concat());
    for _ in 0..2 {
        assert_eq!(one.check(&named).out, without.out, "the other workspace");
    }
}

#[test]
fn concurrent_runs_are_safe() {
    let copy = Copy::of("two-crates");
    let without = copy.check(&["--no-cache"]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..20).map(|_| scope.spawn(|| copy.check(&[]))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap().out, without.out);
        }
    });
    copy.equals_uncached("after them");
    let left = fs::read_dir(copy.path("target/archcheck")).unwrap().count();
    assert_eq!(left, 4, "no temporary file is left");
}

#[test]
fn one_configuration_and_all_cfgs_have_separate_caches() {
    let copy = Copy::of("cfg-elsewhere");
    copy.equals_uncached("all");
    let without = copy.check(&["--cfg", "active", "--no-cache"]);
    assert_eq!(copy.check(&["--cfg", "active"]).out, without.out);
    copy.equals_uncached("all again");
}

/// Returns whether a run had to resolve all files.
fn resolves_everything(copy: &Copy, more: &[&str]) -> bool {
    let err = copy.check(&[&["--timings"], more].concat()).err;
    assert!(err.contains("total"), "{err}");
    err.contains("references")
}

#[test]
fn an_edit_resolves_only_its_file() {
    let copy = Copy::of("forbid-std");
    let before = copy.equals_uncached("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("\n{text}")).unwrap();
    assert_ne!(copy.equals_uncached("one more line").out, before.out, "the line numbers have changed");
    let edits = [
        ("a comment before all", format!("// One line more.\n\n{text}")),
        ("an exception", format!("// archcheck: allow(no-such-rule, reason = \"x\")\n{text}")),
        ("an unused function", format!("{text}\nfn quite_new() -> u8 {{ quite_new() }}\n")),
        ("an import", format!("{text}\nuse std::fs as other;\nfn reads() {{ let _ = other::read(\"x\"); }}\n")),
        ("a tuple struct", format!("{text}\npub struct QuiteNew(u8);\nconst NEW: QuiteNew = QuiteNew(1);\n")),
        ("new paths", format!("{text}\nfn asks() {{ println!(\"{{}}\", std::env::args().count()); }}\n")),
        ("tests", format!("{text}\n#[cfg(test)] fn t() {{ use super::*; let _ = std::fs::read(\"x\"); }}\n")),
    ];
    for (what, edited) in &edits {
        fs::write(&file, edited).unwrap();
        assert!(!resolves_everything(&copy, &[]), "{what}");
        copy.equals_uncached(what);
        assert!(!resolves_everything(&copy, &[]), "{what}, again");
    }
    fs::write(&file, format!("{text}\nmacro_rules! quite_new {{ () => {{}} }}\n")).unwrap();
    assert!(resolves_everything(&copy, &[]), "a macro");
    copy.equals_uncached("a macro");
    fs::write(&file, &text).unwrap();
    assert_eq!(copy.equals_uncached("as before").out, before.out);
}

#[test]
fn a_syntax_error_that_is_fixed_leaves_no_trace() {
    let copy = Copy::of("forbid-std");
    let before = copy.equals_uncached("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\nfn cut_off(")).unwrap();
    assert_eq!(copy.equals_uncached("broken").status, Some(2));
    fs::write(&file, format!("{text}\n// Mended.\n")).unwrap();
    assert!(!resolves_everything(&copy, &[]));
    assert_eq!(copy.equals_uncached("fixed").out, before.out);
}

#[test]
fn one_configuration_is_cached_beside_all_cfgs() {
    let copy = Copy::of("cfg-elsewhere");
    let active = ["--cfg", "active"];
    assert!(resolves_everything(&copy, &[]) && resolves_everything(&copy, &active));
    assert!(!resolves_everything(&copy, &[]) && !resolves_everything(&copy, &active));
    let file = copy.path("src/lib.rs");
    let text = fs::read_to_string(&file).unwrap();
    let more = "#[cfg(unix)] use std::fs as other;\n#[cfg(windows)] use std::env as another;\nfn f() { other::gone(); another::gone(); }\n";
    fs::write(&file, format!("{text}\n{more}")).unwrap();
    assert!(!resolves_everything(&copy, &[]) && !resolves_everything(&copy, &active));
    for one in [&[][..], &active] {
        let without = copy.check(&[one, &["--no-cache"]].concat());
        assert_eq!(copy.check(one).out, without.out, "{one:?}, edited");
    }
    fs::write(&file, text).unwrap();
    assert!(resolves_everything(&copy, &["--cfg", "active", "--cfg", "another"]), "another configuration");
    for more in [&active[..], &["--cfg", "active", "--cfg", "another"]] {
        let without = copy.check(&[more, &["--no-cache"]].concat());
        assert_eq!(copy.check(more).out, without.out, "{more:?}");
    }
}

#[test]
fn an_edit_of_a_condition_changes_what_test_code_is() {
    let directory = Directory::of_fixture("test-code");
    let check = |flags: &[&str]| {
        let out = run(directory.path(), &[&["check", "--format", "short"], flags].concat()).out;
        out.lines().filter(|line| line.starts_with("src/lib.rs")).count()
    };
    assert_eq!((check(&[]), check(&[])), (3, 3));
    let lib = fs::read_to_string(directory.path().join("src/lib.rs")).expect("the file can be read");
    let edits = [
        (lib.replacen("any(test, feature = \"testsuite\")", "any(unix, feature = \"testsuite\")", 1), 4),
        (lib.replacen("any(feature = \"full\", feature = \"testsuite\")", "feature = \"testsuite\"", 1), 2),
        (lib.clone(), 3),
    ];
    for (text, expected) in edits {
        directory.write("src/lib.rs", text);
        assert_eq!((check(&[]), check(&["--no-cache"])), (expected, expected));
    }
}
