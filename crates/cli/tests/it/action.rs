//! `ci/action.sh key`: the cache key changes with everything that the build reads.

#![cfg(unix)]

use archcheck_testing::{Folder, copy, repository};
use std::process::Command;

/// Prints the cache key of a repository.
fn key(folder: &Folder) -> String {
    let script = folder.path().join("ci/action.sh");
    let output = Command::new("bash").arg(script).arg("key").env_remove("GITHUB_OUTPUT").output();
    let output = output.expect("bash can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("a key is text");
    printed.trim().strip_prefix("key=").expect("a key is printed").to_owned()
}

#[test]
fn the_cache_key_covers_every_input_of_the_build() {
    let folder = Folder::new();
    for file in ["Cargo.toml", "Cargo.lock", "crates/a/Cargo.toml", "crates/a/src/lib.rs", "crates/a/src/b/c/d/e.rs"] {
        folder.write(file, "");
    }
    std::fs::create_dir(folder.path().join("ci")).expect("a folder can be created");
    copy(&repository().join("ci/action.sh"), &folder.path().join("ci/action.sh"));
    let mut keys = vec![key(&folder)];
    assert_eq!(key(&folder), keys[0], "the same files have the same key");
    folder.write("README.md", "The build does not read this.");
    assert_eq!(key(&folder), keys[0], "the build does not read README.md");
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "crates/a/Cargo.toml",
        "crates/a/src/lib.rs",
        "crates/a/src/b/c/d/e.rs",
        "crates/a/src/b/c/new.rs",
        ".cargo/config.toml",
    ] {
        folder.append(file, "# edited\n");
        let new = key(&folder);
        assert!(!keys.contains(&new), "an edit of {file} keeps the key");
        keys.push(new);
    }
}
