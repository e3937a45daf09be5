//! The command `impact`, on a workspace with a history that the test writes.

use crate::binary::{Outcome, run};
use archcheck_testing::Directory;
use serde_json::Value;
use std::process::Command;

/// `app` depends on `core` and `derive`, `checks` depends on `core` in its tests only, `generated` has a build script that depends
/// on `core`, `reader` reads files outside its package, and `alone` depends on nothing.
fn workspace() -> Directory {
    let package = |name: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{more}")
    };
    let directory = Directory::with(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n"),
        (".gitignore", "target\n"),
        (".gitattributes", "*.txt filter=shout\n"),
        ("README.md", "Shop\n"),
        ("shared/notice.txt", "notice\n"),
        (".github/CODEOWNERS", "* @all\n/crates/core/ @core\n/crates/app/ @app\n"),
        (
            "crates/core/src/lib.rs",
            "#![doc = include_str!(\"../README.md\")]\npub mod items;\n#[cfg(test)]\nmod tests;\n",
        ),
        ("crates/core/README.md", "Core\n"),
        (
            "crates/core/src/items.rs",
            "pub struct Item;\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() {}\n}\n",
        ),
        ("crates/core/src/tests.rs", "#[test]\nfn two() {}\n"),
        ("crates/core/tests/it.rs", "#[test]\nfn three() { let _ = std::fs::read(\"tests/data/a.txt\"); }\n"),
        ("crates/core/tests/other.rs", "#[test]\nfn three() {}\n"),
        ("crates/core/tests/data/a.txt", "a\n"),
        ("crates/core/src/unused.rs", "fn unused() {}\n"),
        ("crates/derive/src/lib.rs", "\n"),
        ("crates/app/src/lib.rs", "pub mod web;\npub mod orders;\n"),
        ("crates/app/src/orders.rs", "pub struct Order(pub core_items::items::Item);\n"),
        ("crates/app/src/web.rs", "use crate::orders::Order;\npub fn show(_: Order) {}\n"),
        ("crates/app/src/main.rs", "fn main() {}\n"),
        ("crates/app/tests/cli.rs", "#[test]\nfn runs() {}\n"),
        ("crates/app/examples/demo.rs", "fn main() {}\n"),
        ("crates/checks/src/lib.rs", "pub fn check() {}\n"),
        ("crates/checks/tests/it.rs", "use core_items::items::Item;\n#[test]\nfn four() { let _ = Item; }\n"),
        ("crates/generated/build.rs", "fn main() {}\n"),
        ("crates/generated/src/lib.rs", "\n"),
        ("crates/reader/src/lib.rs", "const NOTICE: &str = include_str!(\"../../../shared/notice.txt\");\n"),
        (
            "crates/starter/src/lib.rs",
            "#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() { std::process::Command::new(\"app\"); }\n}\n",
        ),
        ("crates/alone/src/lib.rs", "\n"),
        (
            "archcheck.toml",
            "version = 1\n\n[modules.orders]\npaths = [\"app::orders\"]\nowner = \"@orders, @shop\"\n\n[modules.web]\npaths = [\"app::web\"]\n\n[modules.rest]\ncrates = [\"*\"]\n",
        ),
    ]);
    let core = "core-items = { path = \"../core\" }\n";
    for (name, more) in [
        ("core", "[lib]\nname = \"core_items\"\n".to_owned()),
        ("derive", "[lib]\nproc-macro = true\n".to_owned()),
        ("app", format!("[dependencies]\n{core}derive = {{ path = \"../derive\" }}\n")),
        ("checks", format!("[dev-dependencies]\n{core}")),
        ("generated", format!("[build-dependencies]\n{core}")),
        ("reader", String::new()),
        ("starter", String::new()),
        ("alone", String::new()),
    ] {
        let full = if name == "core" { "core-items" } else { name };
        directory.write(&format!("crates/{name}/Cargo.toml"), package(full, &more));
    }
    directory.write("Cargo.lock", lock("1.0.0"));
    git(&directory, &["init", "-q"]);
    git(&directory, &["add", "--all"]);
    git(&directory, &["commit", "-qm", "first"]);
    directory
}

/// A lock file in which `alone` depends on a package outside.
fn lock(version: &str) -> String {
    let mut text = "version = 4\n".to_owned();
    for (name, dependencies) in [("alone", "dependencies = [\"log\"]\n"), ("core-items", ""), ("app", "")] {
        text.extend(["\n[[package]]\nname = \"", name, "\"\nversion = \"0.1.0\"\n", dependencies]);
    }
    text + &format!(
        "\n[[package]]\nname = \"log\"\nversion = \"{version}\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
    )
}

fn git(directory: &Directory, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(directory.path()).args([
        "-c",
        "init.defaultBranch=main",
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
    ]);
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    let output = command.args(args).output().expect("git can be started");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn impact(directory: &Directory, args: &[&str]) -> Outcome {
    run(directory.path(), &[&["impact"], args].concat())
}

/// Returns the filterset after a change of a file.
fn filterset(directory: &Directory, file: &str, text: &str) -> String {
    let before = std::fs::read(directory.path().join(file)).ok();
    directory.write(file, text);
    let answer = impact(directory, &["--format", "nextest"]);
    assert_eq!((answer.status, answer.err.as_str()), (Some(0), ""), "{file}");
    match before {
        Some(before) => directory.write(file, before),
        None => std::fs::remove_file(directory.path().join(file)).expect("the file can be removed"),
    }
    answer.out.trim_end().to_owned()
}

const ALL: &str = "all()";

#[test]
fn each_kind_of_file_reaches_what_it_can_change() {
    let directory = workspace();
    let appended = |file: &str, text: &str| filterset(&directory, file, &(directory.read(file) + text));
    let of_core = "package(=app) + package(=checks) + package(=core-items) + package(=generated) + package(=starter)";
    assert_eq!(impact(&directory, &["--format", "nextest"]).out, "none()\n");

    // Code.
    assert_eq!(filterset(&directory, "crates/core/src/items.rs", "pub struct Item;\nfn new() {}\n"), of_core);
    assert_eq!(appended("crates/core/src/items.rs", "#[macro_export]\nmacro_rules! m { () => {}; }\n"), of_core);
    assert_eq!(appended("crates/core/src/lib.rs", "#[cfg(windows)]\nmod windows;\n"), of_core);
    assert_eq!(appended("crates/derive/src/lib.rs", "// x\n"), "package(=app) + package(=derive) + package(=starter)");
    assert_eq!(appended("crates/alone/src/lib.rs", "// x\n"), "package(=alone)");
    assert_eq!(appended("crates/generated/build.rs", "// x\n"), "package(=generated)");
    // A program: its own tests, those of its package, and code that may start it.
    assert_eq!(appended("crates/app/src/main.rs", "// x\n"), "package(=app) + package(=starter)");

    // Tests.
    assert_eq!(appended("crates/core/src/tests.rs", "// x\n"), "binary_id(=core-items)");
    assert_eq!(appended("crates/core/src/items.rs", "// x\n"), "binary_id(=core-items)");
    assert_eq!(appended("crates/core/tests/it.rs", "// x\n"), "binary_id(=core-items::it)");
    assert_eq!(filterset(&directory, "crates/core/tests/new.rs", ""), "binary_id(=core-items::new)");
    assert_eq!(filterset(&directory, "crates/core/tests/data/a.txt", "b\n"), "package(=core-items)");

    // Files that are no code of a target.
    assert_eq!(appended("crates/core/README.md", "x\n"), of_core);
    assert_eq!(appended("crates/core/src/unused.rs", "// x\n"), of_core);
    assert_eq!(filterset(&directory, "crates/core/src/new.rs", ""), of_core);
    assert_eq!(appended("README.md", "x\n"), ALL);
    assert_eq!(appended("shared/notice.txt", "x\n"), ALL);

    // Files that Cargo reads.
    assert_eq!(appended("Cargo.toml", "# x\n[profile.dev]\ndebug = 0\n"), ALL);
    assert_eq!(filterset(&directory, "rust-toolchain.toml", "[toolchain]\nprofile = 'minimal'\n"), ALL);
    assert_eq!(filterset(&directory, ".cargo/config.toml", "[term]\n"), ALL);
    assert_eq!(filterset(&directory, ".config/nextest.toml", ""), ALL);
    assert_eq!(appended("crates/alone/Cargo.toml", "[features]\nf = []\n"), ALL);
    assert_eq!(appended("crates/alone/Cargo.toml", "[lints.rust]\n"), "package(=alone)");
    assert_eq!(filterset(&directory, "Cargo.lock", &lock("1.0.1")), "package(=alone)");
    assert_eq!(filterset(&directory, "Cargo.lock", "not = [valid"), ALL);
}

#[test]
fn deleted_and_renamed_files_count() {
    let directory = workspace();
    git(&directory, &["mv", "crates/alone/src/lib.rs", "crates/alone/src/other.rs"]);
    directory.write(
        "crates/alone/Cargo.toml",
        directory.read("crates/alone/Cargo.toml") + "[lib]\npath = \"src/other.rs\"\n",
    );
    let answer = impact(&directory, &["--format", "packages"]);
    assert_eq!(answer.out, "alone\n");
    std::fs::remove_file(directory.path().join("crates/core/src/unused.rs")).expect("the file can be removed");
    let answer = impact(&directory, &["--format", "packages"]);
    assert_eq!(answer.out, "alone\napp\nchecks\ncore-items\ngenerated\nstarter\n");
    std::fs::remove_dir_all(directory.path().join("crates/starter")).expect("the directory can be removed");
    assert_eq!(impact(&directory, &["--format", "nextest"]).out, "all()\n");
}

#[test]
fn a_given_file_that_does_not_exist_is_noticed() {
    let directory = workspace();
    let run = impact(&directory, &["--files", "crates/core/src/nope.rs", "crates/core/src/items.rs"]);
    let text = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(run.status, Some(0), "{text}");
    assert!(text.contains("warning: there is no file `crates/core/src/nope.rs`, so it was taken as deleted"), "{text}");
    assert!(!text.contains("items.rs"), "{text}");
}

#[test]
fn the_answer_names_modules_owners_packages_and_tests() {
    let directory = workspace();
    directory.append("crates/app/src/orders.rs", "fn new() {}\n");
    directory.append("crates/core/tests/it.rs", "// x\n");
    insta::assert_snapshot!("impact.human", normalized(&impact(&directory, &[]).out));
    insta::assert_snapshot!("impact.json", normalized(&impact(&directory, &["--format", "json"]).out));
    let answer = impact(&directory, &["--files", "crates/app/src/orders.rs", "gone.rs", "--format", "json"]);
    let answer: Value = serde_json::from_str(&answer.out).expect("it is JSON");
    assert_eq!((&answer["base"], &answer["everything"]), (&Value::Null, &Value::Bool(true)));
    assert_eq!(answer["selected_tests"], answer["all_tests"]);
}

/// Replaces the IDs of commits.
fn normalized(text: &str) -> String {
    let is_id = |word: &&str| word.len() >= 10 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words: Vec<String> =
        text.split(|char: char| !char.is_ascii_alphanumeric()).filter(is_id).map(str::to_owned).collect();
    words.iter().fold(text.to_owned(), |text, id| text.replace(id, "COMMIT"))
}

#[test]
fn the_base_is_where_the_branch_left_the_default_branch() {
    let directory = workspace();
    let first = git(&directory, &["rev-parse", "HEAD"]);
    git(&directory, &["checkout", "-qb", "topic"]);
    directory.append("crates/alone/src/lib.rs", "// x\n");
    git(&directory, &["commit", "-qam", "second"]);
    git(&directory, &["checkout", "-q", "main"]);
    directory.append("crates/derive/src/lib.rs", "// x\n");
    git(&directory, &["commit", "-qam", "third"]);
    git(&directory, &["checkout", "-q", "topic"]);
    assert_eq!(impact(&directory, &["--format", "packages"]).out, "alone\n");
    assert_eq!(impact(&directory, &["HEAD", "--format", "packages"]).out, "");
    let other = impact(&directory, &["main", "--format", "packages"]);
    assert_eq!(other.out, "alone\napp\nderive\nstarter\n");
    assert_eq!(impact(&directory, &[&first, "--format", "packages"]).out, "alone\n");

    // As in `diff`, a range can end at the commit that is checked out.
    for range in ["main..topic", "main..HEAD", "main.."] {
        assert_eq!(impact(&directory, &[range, "--format", "packages"]).out, other.out, "{range}");
    }
    assert_eq!(impact(&directory, &["main...topic", "--format", "packages"]).out, "alone\n");
    let elsewhere = impact(&directory, &["topic..main"]);
    assert!(elsewhere.status == Some(2) && elsewhere.err.contains("check out `main` first"), "{}", elsewhere.err);

    let unknown = impact(&directory, &["no-such"]);
    assert!(unknown.status == Some(2) && unknown.err.contains("there is no commit `no-such`"), "{}", unknown.err);
    git(&directory, &["checkout", "-q", "--orphan", "other"]);
    git(&directory, &["commit", "-qm", "unrelated"]);
    let unrelated = impact(&directory, &[]);
    assert!(unrelated.status == Some(2) && unrelated.err.contains("no common commit"), "{}", unrelated.err);
    std::fs::remove_dir_all(directory.path().join(".git")).expect("the repository can be removed");
    let outside = impact(&directory, &[]);
    assert!(outside.status == Some(2) && outside.err.contains("is not in a git repository"), "{}", outside.err);
}

/// Whatever the configuration names, no program runs, and the index does not change.
#[cfg(unix)]
#[test]
fn git_runs_no_program_and_writes_nothing() {
    let directory = workspace();
    let trap = directory.path().join("trap.sh");
    let ran = directory.path().join("target/ran");
    directory.write("target/x", "");
    directory.write("trap.sh", format!("#!/bin/sh\necho ran >> '{}'\ncat\n", ran.display()));
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&trap, mode).expect("the mode can be set");
    let trap = trap.to_str().expect("it is text");
    for (key, value) in [
        ("filter.shout.clean", trap),
        ("filter.shout.smudge", trap),
        ("filter.shout.process", trap),
        ("filter.shout.required", "true"),
        ("core.fsmonitor", trap),
        ("diff.external", trap),
        ("core.hooksPath", "."),
    ] {
        git(&directory, &["config", key, value]);
    }
    let index = std::fs::read(directory.path().join(".git/index")).expect("there is an index");
    directory.write("shared/notice.txt", "changed\n");
    let answer = impact(&directory, &["--format", "nextest"]);
    assert_eq!((answer.out.as_str(), answer.err.as_str()), ("all()\n", ""));
    assert!(!ran.exists(), "a program ran");
    assert!(index == std::fs::read(directory.path().join(".git/index")).expect("there is an index"));
}
