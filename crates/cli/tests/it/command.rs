//! The command line: help, versions, wrong arguments, output files, streams, interrupts.

use crate::binary::{fixtures, run, run_with};
use archcheck_testing::Directory;

#[test]
fn help_and_version_go_to_standard_output() {
    let directory = fixtures();
    for args in [&["--help"][..], &["archcheck", "--help"], &["check", "-h"], &["--version"]] {
        let help = run(&directory, args);
        assert_eq!((help.status, help.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(!help.out.is_empty(), "{args:?}");
    }
}

#[test]
fn wrong_arguments_exit_with_2_and_an_error() {
    let directory = fixtures();
    for args in [
        &["check", "--format", "xml"][..],
        &["check", "--format", "human", "--format", "json"],
        &["check", "--format", "json=report", "--format", "sarif=report"],
        &["--format", "json"],
        &["graph", "-p", "shop"],
        &["-p", "shop", "graph"],
        &["check", "-q", "-v"],
        &["archcheck", "chekc"],
        &["graph", "--format", "dot", "--references"],
        &["--nonsense"],
    ] {
        let wrong = run(&directory, args);
        assert_eq!((wrong.status, wrong.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(wrong.err.starts_with("error: "), "{args:?}: {}", wrong.err);
    }
}

#[test]
fn flags_of_cargo_are_accepted_before_and_after_the_command() {
    let fixture = fixtures().join("two-crates");
    let manifest = fixture.join("app/Cargo.toml");
    let plain = run(&fixture, &["check", "--format", "short"]);
    for args in [
        &["--locked", "--offline", "--frozen", "check", "--format", "short"][..],
        &["check", "--format", "short", "--locked", "--workspace", "--all-features", "--no-default-features"],
        &["check", "--format", "short", "-vv"],
        &["check", "--format", "short", "--manifest-path", &manifest.to_string_lossy()],
    ] {
        let directory = if args.contains(&"--manifest-path") { fixtures() } else { fixture.clone() };
        let run = run(&directory, args);
        assert_eq!((run.status, &run.out), (plain.status, &plain.out), "{args:?}: {}", run.err);
    }
    // A name of a configuration has no effect without `--cfg active`, so it is rejected.
    let name = run(&fixture, &["check", "--cfg", "tokio_unstable"]);
    assert_eq!(name.status, Some(2));
    assert!(name.out.contains("add `--cfg active`"), "{}", name.out);
    assert_eq!(run(&fixture, &["check", "--cfg", "active", "--cfg", "tokio_unstable"]).status, plain.status);
}

#[test]
fn an_argument_of_check_without_check_is_explained() {
    let wrong = run(&fixtures(), &["archcheck", "--deny", "warnings"]);
    assert!(wrong.err.contains("`--deny` is an argument of `cargo archcheck check`"), "{}", wrong.err);
    assert!(!run(&fixtures(), &["--nonsense"]).err.contains("is an argument of"));
}

#[test]
fn error_messages_are_wrapped_at_80_columns() {
    let wrong = run(&fixtures().join("two-crates"), &["modules", "-v", "--rules", "archcheck.toml", "extra"]);
    assert_eq!(wrong.status, Some(2));
    let long =
        run(&fixtures().join("depends-on"), &["why", "orders", "nothing-that-is-called-so-in-this-whole-workspace"]);
    assert_eq!(long.status, Some(2));
    assert!(long.err.lines().all(|line| line.chars().count() <= 80), "{}", long.err);
}

#[test]
fn colors_follow_the_environment() {
    let fixture = fixtures().join("depends-on");
    let colored =
        |args: &[&str], variables: &[(&str, &str)]| run_with(&fixture, args, variables).out.contains('\u{1b}');
    let check = ["check", "--format", "short"];
    assert!(!colored(&check, &[]));
    assert!(colored(&check, &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&check, &[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")]));
    assert!(!colored(&[&check[..], &["--color", "never"]].concat(), &[("CARGO_TERM_COLOR", "always")]));
    assert!(colored(&["--color", "always", "--help"], &[]));
    assert!(!colored(&["--color=never", "--help"], &[("CLICOLOR_FORCE", "1")]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_exits_with_2() {
    use std::process::{Command, Stdio};
    let fixture = fixtures().join("depends-on");
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    for args in
        [&["check"][..], &["check", "--format", "json"], &["graph"], &["schema"], &["--help"], &["explain", "--all"]]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
        let child = command.args(args).current_dir(&fixture).stdout(full()).stderr(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output).expect("the binary can be started");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    let file = run(&fixture, &["check", "--format", "json=/dev/full", "--format", "short"]);
    assert_eq!(file.status, Some(2));
    assert!(file.err.contains("can't write `/dev/full`"), "{}", file.err);
    assert!(file.out.contains("error[depends-on]"), "the other output is still written: {}", file.out);
}

#[test]
fn a_directory_without_a_workspace_exits_with_2() {
    let directory = Directory::new();
    for args in [&[][..], &["check"], &["graph"], &["check", "--format", "json"]] {
        assert_eq!(run(directory.path(), args).status, Some(2), "{args:?}");
    }
}

#[test]
fn a_file_gets_the_same_output_as_standard_output() {
    let directory = Directory::new();
    let file = directory.path().join("report.json");
    let both = format!("json={}", file.display());
    let fixture = fixtures().join("depends-on");
    let to_stream = run(&fixture, &["check", "--format", "json"]);
    let to_file = run(&fixture, &["check", "-q", "--format", &both]);
    assert_eq!(to_file.status, to_stream.status);
    assert_eq!((to_file.out.as_str(), to_file.err.as_str()), ("", ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), to_stream.out);
}

#[test]
fn check_needs_a_rules_file_and_the_overview_does_not() {
    let fixture = fixtures().join("no-rules");
    assert_eq!(run(&fixture, &["check"]).status, Some(2));
    assert_eq!(run(&fixture, &["--rules", "nowhere.toml"]).status, Some(2));
    assert_eq!(run(&fixture, &[]).status, Some(0));
    let named = run(&fixture, &["check", "--rules", "nowhere.toml"]).out;
    assert!(named.contains("cargo archcheck init --rules nowhere.toml"), "{named}");
}

#[test]
fn an_incomplete_overview_exits_with_2() {
    let directory = Directory::of_fixture("syntax-error");
    std::fs::remove_file(directory.path().join("archcheck.toml")).expect("the file exists");
    let overview = run(directory.path(), &[]);
    assert_eq!(overview.status, Some(2));
    assert!(overview.out.contains("Modules"), "the overview is still printed: {}", overview.out);
    assert!(overview.err.contains("error[syntax]"), "{}", overview.err);
}

#[test]
fn the_proposed_rules_file_passes() {
    let fixture = fixtures().join("no-rules");
    let overview = run(&fixture, &[]).out;
    let (_, after) = overview.split_once("version = 1").expect("the overview proposes a rules file");
    let (rest, _) = after.split_once("Next:").expect("the overview says what is next");
    let directory = Directory::new();
    let file = directory.path().join("archcheck.toml");
    std::fs::write(&file, format!("version = 1{rest}")).expect("the file can be written");
    // `init` writes the baseline, too.
    let file = file.to_string_lossy();
    let baseline = run(&fixture, &["baseline", "create", "--rules", &file]);
    assert_eq!(baseline.status, Some(0), "{}", baseline.err);
    let check = run(&fixture, &["check", "--rules", &file]);
    assert_eq!(check.status, Some(0), "{}", check.out);
}

/// The messages of both tools form one stream with one `build-finished`.
#[test]
fn messages_of_cargo_check_are_passed_on() {
    let directory = Directory::new();
    let write =
        |path: &str, text: &str| std::fs::write(directory.path().join(path), text).expect("the file can be written");
    std::fs::create_dir(directory.path().join("src")).expect("a directory can be made");
    write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n");
    write("src/lib.rs", "pub fn f() { let x = 1; std::fs::read(\"\").ok(); }\n");
    write(
        "archcheck.toml",
        "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a\"]\nto = [\"std::fs\"]\n",
    );
    let args = ["check", "-q", "--format", "cargo", "--with", "cargo-check", "--offline"];
    let reasons = |out: &str| -> Vec<String> {
        let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
        out.lines()
            .map(|line| format!("{} {}", value(line)["reason"], value(line)["message"]["code"]["code"]))
            .collect()
    };
    let both = run(directory.path(), &args);
    let found = reasons(&both.out);
    assert_eq!(both.status, Some(1), "{}", both.err);
    assert!(found.contains(&"\"compiler-message\" \"archcheck::forbidden\"".to_owned()), "{found:?}");
    assert!(found.contains(&"\"compiler-message\" \"unused_variables\"".to_owned()), "{found:?}");
    assert_eq!(found.iter().position(|reason| reason.contains("build-finished")), Some(found.len() - 1), "{found:?}");

    write("src/lib.rs", "pub fn f() { nothing(); }\n");
    assert_eq!(run(directory.path(), &args).status, Some(2));
    assert_eq!(run(directory.path(), &["check", "--with", "cargo-check"]).status, Some(2));
}

#[test]
fn github_actions_gets_annotations_and_a_summary() {
    let directory = Directory::new();
    let summary = directory.path().join("summary.md");
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", &*summary.to_string_lossy())];
    let fixture = fixtures().join("depends-on");
    let plain = run(&fixture, &["check"]);
    let github = run_with(&fixture, &["check"], &variables);
    assert_eq!(github.status, plain.status);
    let rest = github.out.strip_prefix(&plain.out).expect("the human output comes first");
    assert!(rest.starts_with("::error title="), "{rest}");
    assert!(std::fs::read_to_string(&summary).unwrap_or_default().starts_with("<!-- archcheck -->"));
    // An explicit format replaces the default.
    assert_eq!(run_with(&fixture, &["check", "--format", "short"], &variables).out.matches("::error").count(), 0);
    let both = run_with(&fixture, &["check", "--format", "short", "--format", "github"], &variables);
    assert!(both.out.contains("::error title="), "{}", both.out);
}

#[test]
fn a_workspace_is_found_from_its_subdirectorys() {
    let fixture = fixtures().join("depends-on");
    let here = run(&fixture, &["check", "--format", "short"]);
    let below = run(&fixture.join("src"), &["check", "--format", "short"]);
    assert_eq!((below.status, below.out), (here.status, here.out));
}

#[test]
fn formats_for_code_hosts_name_files_from_the_repository_root() {
    let directory = Directory::new();
    let workspace = directory.path().join("rust/a");
    std::fs::create_dir_all(workspace.join("src")).expect("a directory can be made");
    std::fs::create_dir(directory.path().join(".git")).expect("a directory can be made");
    let write = |path: &str, text: &str| std::fs::write(workspace.join(path), text).expect("the file can be written");
    write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n");
    write("src/lib.rs", "use std::fs;\n");
    write(
        "archcheck.toml",
        "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a\"]\nto = [\"std::fs\"]\n",
    );
    for (format, path) in [
        ("sarif", "\"uri\": \"rust/a/src/lib.rs\""),
        ("sarif", "\"id\": \"archcheck/rust/a/\""),
        ("github", "file=rust/a/src/lib.rs"),
        ("gitlab", "\"path\": \"rust/a/src/lib.rs\""),
        ("sonarqube", "\"filePath\": \"rust/a/src/lib.rs\""),
        ("markdown", "`rust/a/src/lib.rs:1:5`"),
        ("short", "src/lib.rs:1:5: "),
    ] {
        let out = run(&workspace, &["check", "--format", format]).out;
        assert!(out.contains(path), "{format}: {out}");
    }
}

#[test]
fn an_extern_crate_is_called_no_reexport() {
    let directory = Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n"),
        ("src/lib.rs", "extern crate alloc;\npub use alloc as renamed;\npub mod b;\n"),
        ("src/b.rs", "use crate::alloc::vec::Vec;\nuse crate::renamed::rc::Rc;\n"),
        (
            "archcheck.toml",
            "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a::b\"]\nto = [\"alloc\"]\n",
        ),
    ]);
    let out = run(directory.path(), &["check", "--format", "short"]).out;
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].contains("must not depend on `alloc::vec::Vec` (x)"), "{out}");
    assert!(lines[1].contains("`alloc::rc::Rc` (through the re-export in `a`)"), "{out}");
}

#[test]
fn completions_and_the_manual_are_printed() {
    for (args, part) in [(&["completions", "bash"][..], "cargo-archcheck"), (&["man"], ".TH cargo-archcheck 1")] {
        let run = run(&fixtures(), args);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(run.out.contains(part), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_exits_with_130_and_leaves_no_files() {
    use std::{os::unix::fs::PermissionsExt, process::Command, time::Duration};
    let directory = Directory::new();
    let cargo = directory.path().join("slow-cargo");
    let started = directory.path().join("started");
    std::fs::write(&cargo, "#!/bin/sh\n: >\"$STARTED\"\nexec sleep 60\n").expect("the file can be written");
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).expect("the file belongs to this user");
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"))
        .args(["check", "--format", "json=report.json"])
        .current_dir(directory.path())
        .envs([("CARGO", &cargo), ("STARTED", &started)])
        .spawn()
        .expect("the binary can be started");
    for _ in 0..600 {
        if started.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()));
    assert_eq!(child.wait().ok().and_then(|status| status.code()), Some(130));
    let left = std::fs::read_dir(directory.path()).expect("the file exists").flatten().map(|entry| entry.file_name());
    let mut left: Vec<_> = left.collect();
    left.sort();
    assert_eq!(left, ["slow-cargo", "started"]);
}

/// As in `cargo archcheck check | head`.
#[test]
fn a_closed_pipe_keeps_the_exit_status() {
    use std::process::{Command, Stdio};
    for format in ["human", "json", "sarif", "cargo", "github"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"))
            .args(["check", "--quiet", "--format", format])
            .current_dir(fixtures().join("depends-on"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary can be started");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the process ends");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0), "{format}");
    }
}

#[test]
fn a_pattern_may_match_code_of_another_configuration_only() {
    let rules = |more: &str| {
        format!(
            "version = 1\n[[rules]]\nid = 'a'\ntype = 'forbid'\nfrom = ['app::core']\nto = ['app::gpu']\n\
             [[rules]]\nid = 'b'\ntype = 'independent'\namong = ['app::core', 'app::gpu']\n{more}"
        )
    };
    let wrong = "[[rules]]\nid = 'c'\ntype = 'forbid'\nfrom = ['app::cpu']\nto = ['app::core']\n\
                 [[rules]]\nid = 'd'\ntype = 'forbid'\nfrom = ['app::gpu']\nto = ['app::gpu']";
    let manifest = "[package]\nname = 'app'\nversion = '0.0.0'\nedition = '2024'\n[features]\ngpu = []\n[workspace]";
    let check = |rules: &str| {
        let directory = Directory::with(&[
            ("Cargo.toml", manifest),
            ("src/lib.rs", "#[cfg(feature = \"gpu\")]\npub mod gpu;\npub mod core;"),
            ("src/gpu.rs", "pub fn run() {}"),
            ("src/core.rs", "pub fn run() {}"),
            ("archcheck.toml", rules),
        ]);
        run(directory.path(), &["check", "--cfg", "active", "--format", "short"])
    };
    assert_eq!(check(&rules("")).status, Some(0));
    let found = check(&rules(wrong));
    assert_eq!(found.status, Some(2));
    assert!(found.out.contains("`app::cpu` matches no code"), "{}", found.out);
    assert!(found.out.contains("`d` can never report anything: `to` selects nothing but"), "{}", found.out);
    assert_eq!(found.out.lines().count(), 2, "{}", found.out);
}
