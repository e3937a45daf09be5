//! What a run leaves for the next one changes no result, whatever has become of it.

use crate::binary::{Outcome, run};
use archcheck_testing::Folder;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A workspace that a test may change.
pub(crate) struct Copy {
    folder: Folder,
}

impl Copy {
    pub(crate) fn of(fixture: &str) -> Self {
        Self { folder: Folder::of_fixture(fixture) }
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn check(&self, more: &[&str]) -> Outcome {
        run(self.folder.path(), &[&["check", "--format", "json"], more].concat())
    }

    /// With what earlier runs have left, and twice: the same as without.
    #[track_caller]
    pub(crate) fn is_as_without(&self, what: &str) -> Outcome {
        let without = self.check(&["--no-cache"]);
        for _ in 0..2 {
            let with = self.check(&[]);
            assert_eq!((with.status, &with.out), (without.status, &without.out), "{what}: {}", with.err);
        }
        without
    }

    pub(crate) fn kept(&self) -> [PathBuf; 2] {
        ["graph.bin", "facts.bin"].map(|name| self.path("target/archcheck").join(name))
    }
}

/// Lets a text begin otherwise, and nothing else of the file change that can be kept.
pub(crate) fn change(path: &Path, with: &str) {
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, format!("{with}{}", &text[with.len()..])).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_times(fs::FileTimes::new().set_modified(modified)).unwrap();
}

#[test]
fn every_fixture_is_judged_the_same_with_it_and_without() {
    for fixture in crate::fixtures::checked() {
        Copy::of(&fixture).is_as_without(&fixture);
    }
}

#[test]
fn only_runs_that_may_leave_something_do() {
    let copy = Copy::of("two-crates");
    copy.check(&["--no-cache"]);
    assert!(!copy.path("target").exists());
    copy.check(&[]);
    assert!(copy.kept().iter().all(|kept| kept.is_file()));
    assert_eq!(fs::read_to_string(copy.path("target/archcheck/.gitignore")).unwrap(), "*\n");
}

#[test]
fn what_is_cut_flipped_or_another_programs_is_not_used() {
    let copy = Copy::of("two-crates");
    let before = copy.is_as_without("whole");
    for kept in copy.kept() {
        let whole = fs::read(&kept).unwrap();
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
            fs::write(&kept, bytes).unwrap();
            // The facts are looked at only where there is no graph.
            if kept.ends_with("facts.bin") {
                let _ = fs::remove_file(copy.path("target/archcheck/graph.bin"));
            }
            assert_eq!(copy.is_as_without(what).out, before.out);
            let len = fs::read(&kept).unwrap().len();
            assert!(len.abs_diff(whole.len()) < 64, "{what}: made anew, of {} bytes: {len}", whole.len());
        }
        fs::remove_file(&kept).unwrap();
        fs::create_dir(&kept).unwrap();
        copy.is_as_without("a folder in its place");
        fs::remove_dir(&kept).unwrap();
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_time() {
    let copy = Copy::of("two-crates");
    fs::write(copy.path("target"), "").unwrap();
    copy.is_as_without("no folder at all");
}

#[test]
fn what_changes_is_seen_however_it_changes() {
    let copy = Copy::of("forbid-std");
    let before = copy.is_as_without("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();

    fs::write(&file, format!("// One line more.\n{text}")).unwrap();
    assert_ne!(copy.is_as_without("moved").out, before.out, "the lines are others");

    fs::write(&file, format!("// One line more.\n{text}\npub fn more() {{ std::fs::remove_dir(\"\").ok(); }}\n"))
        .unwrap();
    copy.is_as_without("more code");

    // As long as before, and as old.
    fs::write(&file, &text).unwrap();
    copy.is_as_without("as before");
    change(&file, "use std::io;");
    assert_ne!(copy.is_as_without("the times set back").out, before.out);

    fs::write(&file, &text).unwrap();
    assert_eq!(copy.is_as_without("put back").out, before.out);
}

#[test]
fn files_and_manifests_that_come_and_go_are_seen() {
    let copy = Copy::of("two-crates");
    let before = copy.is_as_without("before");
    // A second file that a `mod` could mean, a file that no target reaches, a target that Cargo finds by itself.
    let lib = copy.path("app/src/main.rs");
    let lib = if lib.exists() { lib } else { copy.path("app/src/lib.rs") };
    let text = fs::read_to_string(&lib).unwrap();
    fs::write(&lib, format!("{text}\nmod late;\n")).unwrap();
    assert_eq!(copy.is_as_without("a module without a file").status, Some(2));
    fs::write(copy.path("app/src/late.rs"), "").unwrap();
    copy.is_as_without("its file is there");
    fs::create_dir_all(copy.path("app/tests")).unwrap();
    fs::write(copy.path("app/tests/new.rs"), "#[test] fn t() {}\n").unwrap();
    copy.is_as_without("a new target");
    fs::write(copy.path("app/src/stray.rs"), "").unwrap();
    copy.is_as_without("a file that is no module");
    for gone in ["app/src/late.rs", "app/tests/new.rs", "app/src/stray.rs"] {
        fs::remove_file(copy.path(gone)).unwrap();
    }
    fs::write(&lib, text).unwrap();
    assert_eq!(copy.is_as_without("as before").out, before.out);
    let manifest = copy.path("app/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap().replace("2024", "2015").replace("2021", "2015");
    fs::write(&manifest, text).unwrap();
    copy.is_as_without("another edition");
}

#[test]
fn what_cargo_refuses_is_said_after_a_good_run() {
    let copy = Copy::of("two-crates");
    let before = copy.is_as_without("before");
    let manifest = copy.path("app/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("{text}\n[no")).unwrap();
    let broken = copy.is_as_without("a manifest that can't be read");
    assert!(broken.status == Some(2) && broken.out.contains("Cargo.toml"), "{}", broken.out);
    fs::write(&manifest, text).unwrap();
    assert_eq!(copy.is_as_without("mended").out, before.out);
}

/// One after the other, so that each finds what the other has left.
#[test]
fn two_workspaces_may_share_a_target_folder() {
    let (one, other) = (Copy::of("two-crates"), Copy::of("depends-on"));
    let folder = Folder::new();
    for copy in [&one, &other] {
        fs::create_dir_all(copy.path(".cargo")).unwrap();
        let target = folder.path().display();
        fs::write(copy.path(".cargo/config.toml"), format!("[build]\ntarget-dir = '{target}'\n")).unwrap();
    }
    for _ in 0..2 {
        one.is_as_without("the one");
        other.is_as_without("the other");
    }
    // From the folder of one, where the other's is to be found below its own target folder too.
    fs::remove_file(one.path(".cargo/config.toml")).unwrap();
    one.is_as_without("the one, with a folder of its own");
    let manifest = other.path("Cargo.toml");
    let named = ["--manifest-path", manifest.to_str().unwrap()];
    let without = one.check(&[&named[..], &["--no-cache"]].concat());
    for _ in 0..2 {
        assert_eq!(one.check(&named).out, without.out, "the other, asked for from the one");
    }
}

#[test]
fn several_runs_at_once_are_no_harm() {
    let copy = Copy::of("two-crates");
    let without = copy.check(&["--no-cache"]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| copy.check(&[]))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap().out, without.out);
        }
    });
    copy.is_as_without("after them");
    let left = fs::read_dir(copy.path("target/archcheck")).unwrap().count();
    assert_eq!(left, 4, "nothing half-written is left");
}

#[test]
fn one_configuration_and_all_of_them_do_not_mix() {
    let copy = Copy::of("cfg-elsewhere");
    copy.is_as_without("all");
    let without = copy.check(&["--cfg", "active", "--no-cache"]);
    assert_eq!(copy.check(&["--cfg", "active"]).out, without.out);
    copy.is_as_without("all again");
}

/// Whether a run had to link everything.
fn links(copy: &Copy, more: &[&str]) -> bool {
    let err = copy.check(&[&["--timings"], more].concat()).err;
    assert!(err.contains("total"), "{err}");
    err.contains("references")
}

#[test]
fn an_edit_links_no_more_than_its_file() {
    let copy = Copy::of("forbid-std");
    let before = copy.is_as_without("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("\n{text}")).unwrap();
    assert_ne!(copy.is_as_without("a line more").out, before.out, "the lines are others");
    let edits = [
        ("a comment before all", format!("// One line more.\n\n{text}")),
        ("an exception", format!("// archcheck: allow(no-such-rule, reason = \"x\")\n{text}")),
        ("a function that nobody knows", format!("{text}\nfn quite_new() -> u8 {{ quite_new() }}\n")),
        ("an import", format!("{text}\nuse std::fs as other;\nfn reads() {{ let _ = other::read(\"x\"); }}\n")),
        ("a tuple struct", format!("{text}\npub struct QuiteNew(u8);\nconst NEW: QuiteNew = QuiteNew(1);\n")),
        ("paths that are new", format!("{text}\nfn asks() {{ println!(\"{{}}\", std::env::args().count()); }}\n")),
        ("tests", format!("{text}\n#[cfg(test)] fn t() {{ use super::*; let _ = std::fs::read(\"x\"); }}\n")),
    ];
    for (what, edited) in &edits {
        fs::write(&file, edited).unwrap();
        assert!(!links(&copy, &[]), "{what}");
        copy.is_as_without(what);
        assert!(!links(&copy, &[]), "{what}, again");
    }
    fs::write(&file, format!("{text}\nmacro_rules! quite_new {{ () => {{}} }}\n")).unwrap();
    assert!(links(&copy, &[]), "a macro");
    copy.is_as_without("a macro");
    fs::write(&file, &text).unwrap();
    assert_eq!(copy.is_as_without("as before").out, before.out);
}

#[test]
fn a_file_that_is_broken_for_a_while_costs_nothing_later() {
    let copy = Copy::of("forbid-std");
    let before = copy.is_as_without("before");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\nfn cut_off(")).unwrap();
    assert_eq!(copy.is_as_without("broken").status, Some(2));
    fs::write(&file, format!("{text}\n// Mended.\n")).unwrap();
    assert!(!links(&copy, &[]));
    assert_eq!(copy.is_as_without("mended").out, before.out);
}

#[test]
fn one_configuration_is_kept_beside_all_of_them() {
    let copy = Copy::of("cfg-elsewhere");
    let active = ["--cfg", "active"];
    assert!(links(&copy, &[]) && links(&copy, &active));
    assert!(!links(&copy, &[]) && !links(&copy, &active));
    let file = copy.path("src/lib.rs");
    let text = fs::read_to_string(&file).unwrap();
    let more = "#[cfg(unix)] use std::fs as other;\n#[cfg(windows)] use std::env as another;\nfn f() { other::gone(); another::gone(); }\n";
    fs::write(&file, format!("{text}\n{more}")).unwrap();
    assert!(!links(&copy, &[]) && !links(&copy, &active));
    for one in [&[][..], &active] {
        let without = copy.check(&[one, &["--no-cache"]].concat());
        assert_eq!(copy.check(one).out, without.out, "{one:?}, edited");
    }
    fs::write(&file, text).unwrap();
    assert!(links(&copy, &["--cfg", "active", "--cfg", "another"]), "another configuration");
    for more in [&active[..], &["--cfg", "active", "--cfg", "another"]] {
        let without = copy.check(&[more, &["--no-cache"]].concat());
        assert_eq!(copy.check(more).out, without.out, "{more:?}");
    }
}
