//! The cache changes no result if a run is killed, the disk is full or read-only, or the clock jumps. The module `cache` tests
//! changes of the files themselves.

use crate::{
    binary::normalize,
    cache::{Copy, change},
};
use archcheck_core::input::Nanoseconds;
use cargo_archcheck::{Environment, Streams};
use std::{
    ffi::OsString,
    fs,
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

/// A limit on the file size stands for a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_changes_no_result() {
    let copy = Copy::of("two-crates");
    let without = copy.check(&["--no-cache"]);
    for _ in 0..2 {
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 1 && exec \"$@\"", "sh", env!("CARGO_BIN_EXE_cargo-archcheck")])
            .args(["check", "--format", "json"])
            .current_dir(copy.path(""))
            .output()
            .unwrap();
        let out = normalize(&output.stdout, &copy.path(""));
        assert_eq!((output.status.code(), out), (without.status, without.out.clone()));
        let left = fs::read_dir(copy.path("target/archcheck")).unwrap();
        let names: Vec<_> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.starts_with(".tmp")), "a temporary file is left: {names:?}");
        assert!(!names.iter().any(|name| name == "graph.bin"), "a file over the limit: {names:?}");
    }
    copy.equals_uncached("without the limit");
    assert!(copy.cache_files().iter().all(|file| file.is_file()));
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
    let mut streams = Streams { out: &mut out, err: &mut err, progress: None };
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
