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

/// Anybody can write a comment that starts like ours.
#[test]
fn only_a_comment_of_the_same_author_is_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::with(&[
        ("out/comment.md", "new"),
        (
            "bin/gh",
            "#!/bin/sh\necho \"$*\" >> \"$LOG\"\ncase \"$*\" in 'api user'*) exit 1 ;; *--jq*) echo 7 ;; esac\n",
        ),
    ]);
    let gh = directory.path().join("bin/gh");
    std::fs::set_permissions(&gh, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(directory.path().join("bin")).chain(std::env::split_paths(&path));
    let mut command = Command::new("bash");
    command.arg(repository().join("ci/action.sh")).arg("comment");
    command.env("PATH", std::env::join_paths(path).expect("they can be joined"));
    command.env("LOG", directory.path().join("log")).env("ARCHCHECK_OUT", directory.path().join("out"));
    command.env("GITHUB_REPOSITORY", "o/r").env("ARCHCHECK_PULL_REQUEST", "5");
    let output = command.output().expect("bash can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = directory.read("log");
    assert!(log.contains(r#"select(.user.login == "github-actions[bot]" and (.body | startswith"#), "{log}");
    assert!(log.contains("--method PATCH repos/o/r/issues/comments/7"), "{log}");
}

/// A host with one place for a comment: the first run writes it, the next ones replace it.
const HOST: &str = r#"#!/bin/sh
body=''
for arg in "$@"; do case $arg in body=@*) body=${arg#body=@} ;; esac; done
case "$*" in
    'api user'*) echo bot ;;
    *--method\ PATCH*) echo updated >>"$LOG"; cp "$body" "$COMMENT" ;;
    *--jq*) [ ! -f "$COMMENT" ] || echo 7 ;;
    *) echo written >>"$LOG"; cp "$body" "$COMMENT" ;;
esac
"#;

#[test]
fn one_comment_shows_the_violations_and_the_change_of_a_pull_request() {
    use crate::hook::{BAD, GOOD, Scratch};
    use std::os::unix::fs::{PermissionsExt, symlink};
    let scratch = Scratch::new("");
    assert!(scratch.git(&["switch", "-qc", "feature"]).0);
    scratch.write("src/lib.rs", &format!("mod store;\n{BAD}"));
    scratch.write("src/store.rs", "");
    let base = scratch.git(&["rev-parse", "HEAD"]).1;
    let directory = Directory::with(&[("bin/gh", HOST)]);
    let bin = directory.path().join("bin");
    std::fs::set_permissions(bin.join("gh"), std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    symlink(env!("CARGO_BIN_EXE_cargo-archcheck"), bin.join("cargo-archcheck")).expect("a link can be made");
    let step = |name: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(bin.clone()).chain(std::env::split_paths(&path));
        let mut command = Command::new("bash");
        command.arg(repository().join("ci/action.sh")).arg(name).current_dir(&scratch.workspace);
        command.env("PATH", std::env::join_paths(path).expect("they can be joined"));
        command.env("ARCHCHECK_ROOT", directory.path()).env("ARCHCHECK_OUT", directory.path().join("out"));
        command.env("ARCHCHECK_BASE", base.trim()).env("ARCHCHECK_DIRECTORY", &scratch.workspace);
        command.env("GITHUB_REPOSITORY", "o/r").env("ARCHCHECK_PULL_REQUEST", "5");
        command.env("LOG", directory.path().join("log")).env("COMMENT", directory.path().join("comment"));
        command.env_remove("GITHUB_OUTPUT").env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY");
        let output = command.output().expect("bash can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    step("check");
    step("comment");
    let comment = directory.read("comment");
    assert!(comment.starts_with("<!-- archcheck -->\n### ❌ Architecture: violations"), "{comment}");
    assert!(comment.contains("<!-- archcheck diff -->") && comment.contains("1 new violation"), "{comment}");
    scratch.write("src/lib.rs", &format!("mod store;\n{GOOD}"));
    step("check");
    step("comment");
    let comment = directory.read("comment");
    assert!(comment.contains("no violations") && comment.contains("The architecture does not change"), "{comment}");
    assert_eq!(directory.read("log"), "written\nupdated\n");
}
