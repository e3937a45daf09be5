//! Generated workspaces: reproducible, about as large as requested, and valid Rust.

use crate::checker;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn generate(directory: &Path, lines: &str, seed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["generate", lines, "--seed", seed]).arg(directory).output().expect("xtask can be started")
}

fn files(directory: &Path, below: &Path, all: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let (path, name) = (entry.path(), below.join(entry.file_name()));
        if path.is_dir() {
            files(&path, &name, all);
        } else {
            all.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let make = |name: &str, seed: &str| {
        let path = directory.path().join(name);
        assert!(generate(&path, "20000", seed).status.success());
        let mut all = BTreeMap::new();
        files(&path, Path::new(""), &mut all);
        all
    };
    let (one, again, other) = (make("one", "1"), make("again", "1"), make("other", "2"));
    assert!(one == again && one != other);
    let lines: usize = one
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|(_, text)| text.lines().count())
        .sum();
    assert!((16_000..24_000).contains(&lines), "{lines}");
    // Existing files are kept.
    let refused = generate(&directory.path().join("one"), "20000", "2");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("already exists"));
}

#[test]
fn a_generated_workspace_compiles() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("workspace");
    assert!(generate(&path, "31000", "7").status.success());
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let check = Command::new(cargo)
        .args(["check", "--workspace", "--all-targets", "--offline", "--quiet"])
        .current_dir(&path)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo can be started");
    let stderr = String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success() && !stderr.contains("warning"), "{}", stderr.chars().take(4000).collect::<String>());
}

#[test]
fn every_path_of_a_generated_workspace_is_resolved() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("workspace");
    assert!(generate(&path, "42000", "5").status.success());
    let checker = checker::checker();
    let run = |args: &[&str]| {
        let output = Command::new(&checker).args(args).current_dir(&path).output().expect("the checker can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).expect("it prints JSON")
    };
    let graph = run(&["graph", "--format", "json"]);
    let count = |key: &str| graph[key].as_array().map_or(0, Vec::len);
    assert_eq!(count("crates"), 6, "two packages, each with a library, a test and an example");
    assert!(count("modules") > 90 && count("edges") > 200, "{} and {}", count("modules"), count("edges"));
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"*\"]\nto = [\"std::process\"]\n";
    fs::write(path.join("archcheck.toml"), format!("version = 1\n{rule}")).unwrap();
    let summary = run(&["check", "--format", "json"])["summary"].clone();
    assert_eq!(summary["unresolved_paths"], 0, "{summary}");
}
