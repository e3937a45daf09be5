//! `ci/action.sh key`: the cache key changes with everything that the build reads.

#![cfg(unix)]

use archcheck_testing::{Directory, copy, repository};
use std::process::Command;

/// Prints the cache key of a repository.
fn key(directory: &Directory) -> String {
    let script = directory.path().join("ci/action.sh");
    let output = Command::new("bash").arg(script).arg("key").env_remove("GITHUB_OUTPUT").output();
    let output = output.expect("bash can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("a key is text");
    printed.trim().strip_prefix("key=").expect("a key is printed").to_owned()
}

#[test]
fn the_cache_key_covers_every_input_of_the_build() {
    let directory = Directory::new();
    for file in ["Cargo.toml", "Cargo.lock", "crates/a/Cargo.toml", "crates/a/src/lib.rs", "crates/a/src/b/c/d/e.rs"] {
        directory.write(file, "");
    }
    std::fs::create_dir(directory.path().join("ci")).expect("a directory can be created");
    copy(&repository().join("ci/action.sh"), &directory.path().join("ci/action.sh")).expect("the files can be copied");
    let mut keys = vec![key(&directory)];
    assert_eq!(key(&directory), keys[0], "the same files have the same key");
    directory.write("README.md", "The build does not read this.");
    assert_eq!(key(&directory), keys[0], "the build does not read README.md");
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "crates/a/Cargo.toml",
        "crates/a/src/lib.rs",
        "crates/a/src/b/c/d/e.rs",
        "crates/a/src/b/c/new.rs",
        ".cargo/config.toml",
    ] {
        directory.append(file, "# edited\n");
        let new = key(&directory);
        assert!(!keys.contains(&new), "an edit of {file} keeps the key");
        keys.push(new);
    }
}
