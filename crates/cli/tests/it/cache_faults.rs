//! The cache changes no result if a run is killed, the disk is full or read-only, or the clock jumps. The module `cache` tests
//! changes of the files themselves.

use crate::{
    binary::{Outcome, normalize, run},
    cache::{Copy, change},
};
use archcheck_core::input::Nanoseconds;
use cargo_archcheck::{Environment, Streams};
use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

/// One second in nanoseconds.
const SECOND: Nanoseconds = 1_000_000_000;

#[test]
fn a_killed_run_leaves_a_usable_cache() {
    let copy = Copy::of("forbid-std");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    for round in 0..12_u64 {
        // An edit, so that each round writes. The run is killed at a different moment each time.
        fs::write(&file, format!("{text}\n// Round {round}.\n")).unwrap();
        let mut run = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"))
            .args(["check", "-q"])
            .current_dir(copy.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(round * round));
        run.kill().unwrap();
        run.wait().unwrap();
        if round % 4 == 3 {
            copy.equals_uncached(&format!("killed in round {round}"));
        }
    }
}

#[test]
fn a_half_written_file_is_ignored() {
    let copy = Copy::of("two-crates");
    let before = copy.equals_uncached("before");
    for file in copy.cache_files() {
        let whole = fs::read(&file).unwrap();
        fs::write(file.with_file_name(".tmpa1B2c3"), &whole[..whole.len() / 2]).unwrap();
        // The facts are read and rewritten only if there is no graph.
        copy.cache_files().iter().for_each(|file| fs::remove_file(file).unwrap());
        assert_eq!(copy.equals_uncached("half-written").out, before.out);
        assert!(file.is_file(), "rewritten");
    }
}

/// Runs the binary where no file can be larger than a number of blocks, which stands for a full disk: the first bytes can be
/// written, and the others can't.
#[cfg(unix)]
fn with_full_disk(directory: &Path, blocks: usize, args: &[&str]) -> Outcome {
    let script = format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_cargo-archcheck")])
        .args(args)
        .current_dir(directory)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| normalize(bytes, directory);
    Outcome { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// The names in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[track_caller]
fn assert_no_temporary_file(directory: &Path) {
    let names = names(directory);
    assert!(!names.iter().any(|name| name.starts_with(".archcheck-")), "a temporary file is left: {names:?}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_changes_no_result() {
    let copy = Copy::of("two-crates");
    let without = copy.check(&["--no-cache"]);
    // The disk is full after each of the first blocks of a cache file, and later after none.
    for blocks in [0, 0, 1, 1, 2, 3, 4, 6, 8, 1, 0] {
        let limited = with_full_disk(&copy.path(""), blocks, &["check", "--format", "json"]);
        assert_eq!((limited.status, &limited.out), (without.status, &without.out), "{blocks}: {}", limited.err);
        assert_no_temporary_file(&copy.path("target/archcheck"));
    }
    copy.equals_uncached("without the limit");
    assert!(copy.cache_files().iter().all(|file| file.is_file()));
}

/// Every file of the user is as before if its new content can't be written.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_no_file() {
    let copy = Copy::of("baseline");
    let hook = "#!/bin/sh\necho mine\n";
    for args in [&["init", "-q", "."][..], &["config", "core.hooksPath", ".git/hooks"]] {
        assert!(Command::new("git").args(args).current_dir(copy.path("")).status().unwrap().success());
    }
    assert_eq!(run(&copy.path(""), &["hook", "install"]).status, Some(0));
    let installed = fs::read_to_string(copy.path(".git/hooks/pre-commit")).unwrap();
    let mine = format!("{installed}{}", &hook[10..]);
    fs::write(copy.path(".git/hooks/pre-commit"), &mine).unwrap();
    fs::write(copy.path("report.json"), "mine").unwrap();
    fs::write(copy.path("src/new.rs"), "use std::fs;\n").unwrap();
    let baseline = fs::read_to_string(copy.path("archcheck-baseline.toml")).unwrap();
    for args in [
        &["baseline", "create", "--allow-growth"][..],
        &["baseline", "shrink"],
        &["check", "--format", "json=report.json"],
        &["hook", "uninstall"],
        &["hook", "run"],
    ] {
        let outcome = with_full_disk(&copy.path(""), 0, &[args, &["--no-cache"]].concat());
        let what = format!("{}: {}{}", args.join(" "), outcome.out, outcome.err);
        assert_eq!(outcome.status, Some(2), "{what}");
        assert_eq!(fs::read_to_string(copy.path("archcheck-baseline.toml")).unwrap(), baseline, "{what}");
        assert_eq!(fs::read_to_string(copy.path("report.json")).unwrap(), "mine", "{what}");
        assert_eq!(fs::read_to_string(copy.path(".git/hooks/pre-commit")).unwrap(), mine, "{what}");
        assert_no_temporary_file(&copy.path(""));
        assert_no_temporary_file(&copy.path(".git/hooks"));
    }
}

/// Whenever a run is killed, the baseline is the old or the new one.
#[test]
fn a_killed_run_leaves_a_whole_baseline() {
    let copy = Copy::of("baseline");
    let file = copy.path("archcheck-baseline.toml");
    let old = fs::read_to_string(&file).unwrap();
    let create = ["baseline", "create", "--allow-growth", "--no-cache"];
    assert_eq!(run(&copy.path(""), &create).status, Some(0));
    let new = fs::read_to_string(&file).unwrap();
    for round in 0..12_u64 {
        fs::write(&file, &old).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"))
            .args(create)
            .current_dir(copy.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(round * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read_to_string(&file).unwrap();
        assert!(now == old || now == new, "killed in round {round}: {now}");
    }
}

/// Root can write to read-only directories; for root the test only shows that the result is the same.
#[cfg(unix)]
#[test]
fn a_read_only_directory_changes_no_result() {
    use std::os::unix::fs::PermissionsExt;
    let copy = Copy::of("two-crates");
    let target = copy.path("target");
    fs::create_dir(&target).unwrap();
    let mode = |mode| fs::set_permissions(&target, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    copy.equals_uncached("no directory can be made");
    mode(0o755);
    copy.equals_uncached("writable again");
    fs::set_permissions(copy.path("target/archcheck"), fs::Permissions::from_mode(0o555)).unwrap();
    let file = copy.path("app/src/main.rs");
    let file = if file.exists() { file } else { copy.path("app/src/lib.rs") };
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("// One line more.\n{text}")).unwrap();
    copy.equals_uncached("no file can be replaced");
    fs::set_permissions(copy.path("target/archcheck"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn nonsensical_file_times_hide_no_change() {
    let copy = Copy::of("forbid-std");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    for time in [SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_hours(24 * 365 * 70)] {
        let stamp = || {
            let file = fs::File::options().write(true).open(&file).unwrap();
            file.set_times(fs::FileTimes::new().set_modified(time)).unwrap();
        };
        fs::write(&file, &text).unwrap();
        stamp();
        let before = copy.equals_uncached("a time far away");
        // The same length and times.
        change(&file, "use std::io;");
        stamp();
        assert_ne!(copy.equals_uncached("changed").out, before.out, "{time:?}");
    }
}

/// Checks in this process, with a given time.
fn check_at(copy: &Copy, now: Nanoseconds) -> (u8, String) {
    let mut environment = Environment::of_process();
    environment.current_dir = copy.path("");
    let caching = environment.caching.as_mut().expect("this process may keep something");
    caching.now = now;
    caching.directory = Some(copy.path("target/archcheck"));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams { out: &mut out, err: &mut err, progress: None, input: None };
    let args = ["cargo-archcheck", "check", "--format", "json"].map(OsString::from);
    let status = cargo_archcheck::run(args, &environment, &mut streams);
    (status.code(), normalize(&out, &copy.path("")))
}

#[test]
fn a_clock_that_jumps_hides_no_change() {
    let copy = Copy::of("forbid-std");
    let file = copy.path("src/pure.rs");
    let text = fs::read_to_string(&file).unwrap();
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let now = Nanoseconds::try_from(since.as_nanos()).unwrap();
    let whole_life = 70 * 365 * 24 * 3600 * SECOND;
    // The clock of each run differs from the one before: years ahead, just behind, before 1970.
    for then in [now, now + whole_life, now - 3 * SECOND, now + 3 * SECOND, -SECOND, 0, now] {
        fs::write(&file, &text).unwrap();
        let before = copy.check(&["--no-cache"]);
        assert_eq!(check_at(&copy, then).1, before.out, "{then}");
        assert_eq!(check_at(&copy, now).1, before.out, "{then}, and again");
        change(&file, "use std::io;");
        let after = copy.check(&["--no-cache"]);
        assert_ne!(after.out, before.out);
        assert_eq!(check_at(&copy, then).1, after.out, "{then}, changed");
        assert_eq!(check_at(&copy, now).1, after.out, "{then}, changed, and again");
    }
}
