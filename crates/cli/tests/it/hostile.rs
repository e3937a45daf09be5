//! What a hostile repository can't do: inject commands into an output, or have files outside of it shown.

use crate::binary::{run, run_with};
use archcheck_testing::Directory;

/// A name that a terminal, a CI runner, Markdown or HTML would obey.
const HOSTILE: &str = "x\n\n# Heading <img src=x> @everyone\n\n::error::INJECTED\n- y\u{1b}[31m\u{202e}##[add-mask]z";

/// Writes [`HOSTILE`] in a string of Rust or TOML.
fn quoted() -> String {
    HOSTILE.replace('\n', "\\n").replace('\u{1b}', "\\u001b").replace('\u{202e}', "\\u202e")
}

/// Asserts that nothing of [`HOSTILE`] takes effect in an output.
fn assert_harmless(output: &str, what: &str) {
    let is_hidden = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
    assert!(!output.contains(is_hidden), "{what}: {output:?}");
    for line in output.lines() {
        let line = line.trim_start();
        let ours = ["error", "warning", "notice"].map(|command| format!("::{command} title=archcheck"));
        assert!(!line.starts_with("::") || ours.iter().any(|ours| line.starts_with(ours)), "{what}: {output}");
        assert!(!line.contains("##["), "{what}: {output}");
    }
    if what == "markdown" {
        assert!(!output.contains("\n# Heading") && !output.contains("<img"), "{output}");
    }
}

/// Creates a workspace with hostile names: a target, a directory, an owner, a reason and the condition of an item.
#[cfg(unix)]
fn hostile() -> Directory {
    let name = quoted();
    let path = name.replace('/', "").replace("\\u001b", "\\u{1b}").replace("\\u202e", "\\u{202e}");
    let directory = Directory::new();
    let target = format!("[[bin]]\nname = \"{name}\"\npath = \"src/main.rs\"\n");
    directory.write("Cargo.toml", format!("[workspace]\n[package]\nname = \"w\"\nedition = \"2024\"\n{target}"));
    directory.write("src/main.rs", "mod a; mod b; fn main() {}\n");
    directory.write("src/a.rs", "use crate::b::B; pub struct A;\n");
    directory.write("src/b.rs", format!("#[cfg(feature = {HOSTILE:?})] use crate::a::A; pub struct B;\n"));
    directory.write("src/lib.rs", format!("#[path = \"../{path}/m.rs\"] pub mod m;\n"));
    let code = format!("use std::fs; // \u{1b}[31m \u{202e}::error:: ##[x] {}\nuse std::fs as g;\n", "\u{7}".repeat(3));
    directory.write(&format!("{}/m.rs", HOSTILE.replace('/', "")), code);
    directory.write(
        "archcheck.toml",
        format!(
            "version = 1\n[modules.m]\npaths = [\"w\"]\nowner = \"{name}\"\nreason = \"{name}\"\n\
             [[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\nreason = \"{name}\"\nowner = \"{name}\"\n"
        ),
    );
    directory
}

#[cfg(unix)]
#[test]
fn names_are_shown_and_never_obeyed() {
    let directory = hostile();
    let formats = ["human", "short", "json", "sarif", "github", "gitlab", "sonarqube", "junit", "markdown", "cargo"];
    for format in formats {
        for flag in [&[][..], &["-v"]] {
            let checked = run(directory.path(), &[&["check", "--format", format], flag].concat());
            assert_eq!(checked.status, Some(1), "{format}: {}{}", checked.out, checked.err);
            assert_harmless(&checked.out, format);
            assert_harmless(&checked.err, format);
        }
    }
    assert_harmless(&run_with(directory.path(), &["check"], &[("NO_GRAPHICS", "1")]).out, "narrated");
    let target = format!("bin:{HOSTILE}");
    let commands: [&[&str]; 24] = [
        &["report", "--format", "json"],
        &["graph", "--format", "dot"],
        &["graph", "--references"],
        &["modules", "-v"],
        &["modules"],
        &["modules", "--format", "json"],
        &["explain", "a"],
        &["explain", "modules.m"],
        &["explain", HOSTILE],
        &["why", HOSTILE, "std::fs"],
        &["why", "m", "std::fs"],
        &["init", "--print"],
        &["why", &target, "m"],
        &["graph", "--format", "csv"],
        &["graph", "--format", "d2"],
        &["graph", "--format", "structurizr"],
        &["graph", "--format", "plantuml"],
        &["graph", "--format", "svg"],
        &["owners"],
        &["owners", "--format", "csv"],
        &["owners", "--format", "markdown"],
        &["owners", "--codeowners"],
        &["decisions"],
        &["decisions", "--format", "csv"],
    ];
    for args in commands {
        let answer = run(directory.path(), args);
        assert_harmless(&answer.out, args[0]);
        assert_harmless(&answer.err, args[0]);
    }
    assert_eq!(run(directory.path(), &["report", "--out", "page.html"]).status, Some(0));
    let page = directory.read("page.html");
    assert_harmless(&page, "page");
    // Its own script is the only one, and no name is an element.
    assert!(!page.contains("<img") && page.matches("<script").count() == 2, "{page}");
    assert!(std::fs::remove_file(directory.path().join("archcheck.toml")).is_ok());
    let overview = run(directory.path(), &[]);
    assert_eq!(overview.status, Some(0));
    assert_harmless(&overview.out, "overview");
    assert_harmless(&run(directory.path(), &["init"]).out, "init");
}

#[test]
fn arguments_are_shown_and_never_obeyed() {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[workspace]\n[package]\nname = \"w\"\nedition = \"2024\"\n");
    directory.write("src/lib.rs", "");
    directory.write("archcheck.toml", "version = 1\n");
    let file = format!("json={HOSTILE}/r.json");
    let commands: [&[&str]; 8] = [
        &["check", "-p", HOSTILE],
        &["check", "--rules", HOSTILE],
        &["check", "--format", HOSTILE],
        &["check", "--format", &file],
        &["check", "--cfg", HOSTILE],
        &["check", "--manifest-path", HOSTILE],
        &[HOSTILE],
        &["explain", "--format", "markdown", HOSTILE],
    ];
    for args in commands {
        let wrong = run(directory.path(), args);
        assert_eq!(wrong.status, Some(2), "{args:?}: {}{}", wrong.out, wrong.err);
        assert_harmless(&wrong.out, "output");
        assert_harmless(&wrong.err, "errors");
    }
}

#[test]
fn ids_are_words_with_hyphens() {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[workspace]\n[package]\nname = \"w\"\nedition = \"2024\"\n");
    directory.write("src/lib.rs", "use std::fs;");
    let rule = format!("[[rules]]\nid = \"{}\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\n", quoted());
    directory.write("archcheck.toml", format!("version = 1\n{rule}"));
    for format in ["human", "short", "github", "markdown", "json"] {
        let checked = run(directory.path(), &["check", "--format", format]);
        assert_eq!(checked.status, Some(2), "{}", checked.out);
        assert_harmless(&checked.out, format);
        assert_harmless(&checked.err, format);
    }
    directory.write("archcheck.toml", "version = 1\n[[layers]]\nid = \"MyLayers\"\norder = [\"w\", \"std\"]\n");
    let checked = run(directory.path(), &["check", "--format", "human"]);
    assert!(checked.out.contains("error[wrong-value]") && checked.out.contains("write `my-layers`"), "{}", checked.out);
}

/// A line that must not be printed.
const SECRET: &str = "token-of-another-project";

/// Returns a workspace in a repository, and a directory outside of it with a secret file that nothing can parse.
fn beside_a_secret() -> Directory {
    let directory = Directory::new();
    directory.write("ws/.git/HEAD", "");
    directory.write("ws/Cargo.toml", "[workspace]\n[package]\nname = \"w\"\nedition = \"2024\"\n");
    directory.write("ws/src/lib.rs", "");
    directory.write("ws/archcheck.toml", "version = 1\n");
    directory.write("home/secret", format!("{SECRET} = \"{SECRET}\" }}\n{SECRET}\n"));
    directory.write("home/secret.toml", format!("[{SECRET}]\n{SECRET} = \"{SECRET}\"\n"));
    directory
}

/// Checks a workspace in every format, and asserts that the secret is nowhere, but where the error is.
fn assert_unseen(directory: &Directory, place: &str) {
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "sonarqube", "junit", "markdown", "cargo"] {
        let checked = run(&directory.path().join("ws"), &["check", "-v", "--format", format]);
        assert_eq!(checked.status, Some(2), "{format}: {}{}", checked.out, checked.err);
        let all = checked.out + &checked.err;
        assert!(!all.contains(SECRET), "{format}: {all}");
        if ["human", "short"].contains(&format) {
            assert!(all.contains(place), "{format}: {all}");
        }
    }
}

#[test]
fn source_files_outside_the_repository_are_not_shown() {
    for code in ["#[path = \"../../home/secret\"] mod m;", "include!(\"../../home/secret\");"] {
        let directory = beside_a_secret();
        directory.write("ws/src/lib.rs", code);
        assert_unseen(&directory, "home/secret");
        // The same file is shown if it is a part of the repository.
        directory.write(".git/HEAD", "");
        assert!(std::fs::remove_dir_all(directory.path().join("ws/.git")).is_ok());
        let checked = run(&directory.path().join("ws"), &["check", "--format", "human"]);
        assert!(checked.out.contains(SECRET), "{}", checked.out);
    }
}

#[test]
fn rules_files_outside_the_repository_are_not_shown() {
    for file in ["secret", "secret.toml"] {
        let directory = beside_a_secret();
        directory.write("ws/archcheck.toml", format!("version = 1\nextends = [\"../home/{file}\"]\n"));
        assert_unseen(&directory, &format!("home/{file}"));
    }
}

#[test]
fn a_rules_file_that_the_user_names_is_shown() {
    let directory = beside_a_secret();
    let checked = run(&directory.path().join("ws"), &["check", "--rules", "../home/secret.toml"]);
    assert!(checked.out.contains(SECRET), "{}", checked.out);
}

#[test]
fn a_violation_outside_the_repository_is_reported_without_its_text() {
    let directory = beside_a_secret();
    directory.write("home/m.rs", format!("use std::fs; // {SECRET}\n"));
    directory.write("ws/src/lib.rs", "#[path = \"../../home/m.rs\"] mod m;");
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\n";
    directory.write("ws/archcheck.toml", format!("version = 1\n{rule}"));
    for format in ["human", "cargo"] {
        let checked = run(&directory.path().join("ws"), &["check", "--format", format]);
        assert_eq!(checked.status, Some(1), "{}{}", checked.out, checked.err);
        assert!(checked.out.contains("home/m.rs") && checked.out.contains("std::fs"), "{}", checked.out);
        assert!(!checked.out.contains(SECRET), "{}", checked.out);
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_repository_are_not_shown() {
    for link in ["src/lib.rs", "archcheck.toml", "archcheck-baseline.toml", "Cargo.toml"] {
        let directory = beside_a_secret();
        let path = directory.path().join("ws").join(link);
        let _ = std::fs::remove_file(&path);
        let target = directory.path().join("home/secret");
        std::os::unix::fs::symlink(target, &path).expect("links can be made");
        assert_unseen(&directory, "");
    }
}

/// Runs the binary as a hook or the action does: itself, and not through Cargo.
#[cfg(unix)]
fn run_itself(directory: &std::path::Path, args: &[&str], variables: &[(&str, &str)]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
    command.args(args).current_dir(directory).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.envs(variables.iter().copied()).output().expect("the binary can be started")
}

/// Writes a toolchain whose programs leave a file `RAN` behind, and a `rust-toolchain.toml` that selects it.
#[cfg(unix)]
fn write_toolchain(directory: &Directory, below: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let root = directory.path().display();
    for program in ["cargo", "rustc"] {
        let file = format!("{below}/tc/bin/{program}");
        directory.write(&file, format!("#!/bin/sh\necho ran > '{root}/RAN'\n"));
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(directory.path().join(file), executable).expect("they can be set");
    }
    directory.write(&format!("{below}/rust-toolchain.toml"), format!("[toolchain]\npath = \"{root}/{below}/tc\"\n"));
}

#[cfg(unix)]
#[test]
fn a_toolchain_of_the_repository_is_not_run() {
    let directory = beside_a_secret();
    write_toolchain(&directory, "ws");
    directory.write("ws/src/lib.rs", "use std::fs;");
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\n";
    directory.write("ws/archcheck.toml", format!("version = 1\n{rule}"));
    let checked = run_itself(&directory.path().join("ws"), &["check", "--no-cache"], &[]);
    assert_eq!(checked.status.code(), Some(1), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(!directory.path().join("RAN").exists());
}

#[cfg(unix)]
#[test]
fn a_toolchain_above_the_temporary_directory_is_not_run() {
    let directory = Directory::new();
    write_toolchain(&directory, "tmp");
    directory.write("ws/Cargo.toml", "[workspace]\n[package]\nname = \"w\"\nedition = \"2024\"\n");
    directory.write("ws/src/lib.rs", "");
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\n";
    directory.write("ws/archcheck.toml", format!("version = 1\n{rule}"));
    let workspace = directory.path().join("ws");
    for args in [&["init", "-q"][..], &["add", "-A"]] {
        let mut git = std::process::Command::new("git");
        git.args(args).current_dir(&workspace).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        assert!(git.status().is_ok_and(|status| status.success()));
    }
    directory.write("ws/src/lib.rs", "// not staged");
    let temporary = directory.path().join("tmp");
    let checked = run_itself(&workspace, &["hook", "run"], &[("TMPDIR", &temporary.to_string_lossy())]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(!directory.path().join("RAN").exists());
}

#[cfg(unix)]
#[test]
fn a_baseline_that_is_a_link_is_not_written() {
    let directory = beside_a_secret();
    directory.write("ws/src/lib.rs", "use std::fs;");
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"w\"]\nto = [\"std::fs\"]\n";
    directory.write("ws/archcheck.toml", format!("version = 1\n{rule}"));
    let baseline = directory.path().join("ws/archcheck-baseline.toml");
    std::os::unix::fs::symlink("../home/secret", &baseline).expect("links can be made");
    let before = directory.read("home/secret");
    for args in [&["baseline", "create"][..], &["baseline", "create", "--allow-growth"], &["baseline", "shrink"]] {
        let refused = run(&directory.path().join("ws"), args);
        assert_eq!(refused.status, Some(2), "{}{}", refused.out, refused.err);
        assert!(!(refused.out + &refused.err).contains(SECRET));
    }
    assert_eq!(directory.read("home/secret"), before);
    assert!(baseline.is_symlink());
}

#[cfg(target_os = "linux")]
#[test]
fn without_memory_for_a_large_stack_the_run_ends_with_an_error() {
    let directory = beside_a_secret();
    directory.write("ws/src/lib.rs", format!("foo!{}{}", "{".repeat(20_000), "}".repeat(20_000)));
    let limited = std::process::Command::new("sh")
        .args(["-c", "ulimit -v 204800; exec \"$0\" graph --no-cache", env!("CARGO_BIN_EXE_cargo-archcheck")])
        .env("RAYON_NUM_THREADS", "1")
        .current_dir(directory.path().join("ws"))
        .output();
    let limited = limited.expect("a shell can be started");
    let error = String::from_utf8_lossy(&limited.stderr);
    assert_eq!(limited.status.code(), Some(2), "{error}");
    assert!(error.contains("error"), "{error}");
}

#[test]
fn a_nested_glob_of_members_and_a_large_rules_file_of_a_member_are_no_panic() {
    let directory = Directory::new();
    let glob = format!("{}x{}", "{a,".repeat(300), "}".repeat(300));
    let manifest = "[package]\nname = \"w\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    directory.write("Cargo.toml", format!("{manifest}members = [\"{glob}\"]\n"));
    directory.write("src/lib.rs", "");
    directory.write("archcheck.toml", format!("version = 1\n#{}\n", "x".repeat(70_000)));
    assert!(run(directory.path(), &["check", "--no-cache"]).status.is_some_and(|status| status == 0 || status == 2));
    directory.write("Cargo.toml", format!("{manifest}members = [\"m\"]\n"));
    directory.write("m/Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    directory.write("m/src/lib.rs", "");
    directory.write("m/archcheck.toml", "version = 1\nunknown = 1\n");
    let checked = run(directory.path(), &["check", "--format", "short"]);
    assert!(checked.out.starts_with("m/archcheck.toml:2:1: error[unknown-key]"), "{}{}", checked.out, checked.err);
}
