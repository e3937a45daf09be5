//! `clean` deletes the cache, and nothing else.

use crate::binary::{run, run_with};
use archcheck_testing::Directory;
use std::fs;

#[test]
fn clean_deletes_the_cache_and_prints_its_size() {
    let directory = Directory::of_fixture("two-crates");
    let clean = || run(directory.path(), &["clean"]);
    let nothing = clean();
    assert_eq!((nothing.status, nothing.err.as_str()), (Some(0), ""));
    assert_eq!(nothing.out, "nothing to remove: there is no `target/archcheck`\n");
    assert!(!directory.path().join("target").exists());

    let before = run(directory.path(), &["check", "--format", "json"]);
    let other = directory.path().join("target/debug");
    fs::create_dir_all(&other).unwrap();
    let removed = run(&directory.path().join("app"), &["clean"]);
    assert_eq!((removed.status, removed.err.as_str()), (Some(0), ""));
    assert!(removed.out.contains("target/archcheck`: 4 files, "), "{}", removed.out);
    assert!(!directory.path().join("target/archcheck").exists() && other.exists());
    assert_eq!(run(directory.path(), &["check", "--format", "json"]).out, before.out);
    assert_eq!(run(directory.path(), &["clean", "-q"]).out, "");
    assert!(!directory.path().join("target/archcheck").exists());
}

#[test]
fn clean_finds_the_target_directory_of_cargo() {
    let directory = Directory::of_fixture("two-crates");
    let elsewhere = Directory::new();
    let variables = [("CARGO_TARGET_DIR", elsewhere.path().to_str().unwrap())];
    run(directory.path(), &["check"]);
    run_with(directory.path(), &["check"], &variables);
    assert!(elsewhere.path().join("archcheck").exists());
    assert_eq!(run_with(directory.path(), &["clean"], &variables).status, Some(0));
    assert!(!elsewhere.path().join("archcheck").exists());
    assert!(directory.path().join("target/archcheck").exists(), "the cache in the other target directory stays");
}

#[test]
fn without_a_workspace_there_is_nothing_to_clean() {
    let directory = Directory::new();
    fs::create_dir_all(directory.path().join("target/archcheck")).unwrap();
    let clean = run(directory.path(), &["clean"]);
    assert_eq!((clean.status, clean.out.as_str()), (Some(2), ""));
    assert!(clean.err.contains("Cargo.toml"), "{}", clean.err);
    assert!(directory.path().join("target/archcheck").exists());
}

#[test]
fn a_file_in_the_place_of_the_cache_is_kept() {
    let directory = Directory::of_fixture("two-crates");
    fs::create_dir(directory.path().join("target")).unwrap();
    fs::write(directory.path().join("target/archcheck"), "mine").unwrap();
    let clean = run(directory.path(), &["clean"]);
    assert_eq!((clean.status, clean.out.as_str()), (Some(2), ""));
    assert!(clean.err.contains("`target/archcheck` is not a cache directory and was not removed"), "{}", clean.err);
    assert_eq!(fs::read_to_string(directory.path().join("target/archcheck")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let directory = Directory::of_fixture("two-crates");
    let elsewhere = Directory::new();
    fs::write(elsewhere.path().join("precious"), "abc").unwrap();
    fs::create_dir(directory.path().join("target")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), directory.path().join("target/archcheck")).unwrap();
    let clean = run(directory.path(), &["clean"]);
    assert_eq!(clean.status, Some(0), "{}", clean.err);
    assert!(clean.out.contains("removed the link `target/archcheck`"), "{}", clean.out);
    assert!(fs::symlink_metadata(directory.path().join("target/archcheck")).is_err());
    assert_eq!(fs::read_to_string(elsewhere.path().join("precious")).unwrap(), "abc");
}

/// Root can delete from read-only directories.
#[cfg(unix)]
#[test]
fn an_undeletable_cache_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::of_fixture("two-crates");
    run(directory.path(), &["check"]);
    let target = directory.path().join("target");
    let cache = target.join("archcheck");
    let lock = |mode| {
        for path in [&cache, &target] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    lock(0o555);
    let root = fs::write(target.join("probe"), "").is_ok();
    let clean = run(directory.path(), &["clean"]);
    if cache.exists() {
        lock(0o755);
    }
    if root {
        // This user can write to read-only directories.
        assert_eq!(clean.status, Some(0), "{}", clean.err);
    } else {
        assert_eq!((clean.status, clean.out.as_str()), (Some(2), ""));
        assert!(clean.err.contains("can't remove `target/archcheck`"), "{}", clean.err);
        assert!(cache.join("graph.bin").exists());
    }
}

/// The checked project can choose any target directory, and so any directory called `archcheck`.
#[test]
fn a_foreign_directory_is_neither_written_to_nor_deleted() {
    let home = Directory::new();
    archcheck_testing::copy(&archcheck_testing::fixtures().join("two-crates"), &home.path().join("project")).unwrap();
    home.write("project/.cargo/config.toml", "[build]\ntarget-dir = '..'\n");
    home.write("archcheck/thesis.txt", "precious");
    let project = home.path().join("project");
    run(&project, &["check"]);
    let clean = run(&project, &["clean"]);
    assert_eq!((clean.status, clean.out.as_str()), (Some(2), ""));
    assert!(clean.err.contains("is not a cache directory and was not removed"), "{}", clean.err);
    let left: Vec<_> =
        fs::read_dir(home.path().join("archcheck")).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["thesis.txt"]);
}
