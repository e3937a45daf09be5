//! The git hook, in temporary repositories: it checks what is staged, whatever the working tree has.

use crate::binary::{self, Outcome};
use archcheck_testing::Directory;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) const RULES: &str =
    "version = 1\n\n[[rules]]\nid = \"no-io\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::fs\"]\n";
pub(crate) const GOOD: &str = "pub fn f() {}\n";
pub(crate) const BAD: &str = "pub use std::fs::read;\n";

/// A repository with a committed workspace in one of its directories.
pub(crate) struct Scratch {
    pub(crate) directory: Directory,
    pub(crate) workspace: PathBuf,
}

impl Scratch {
    pub(crate) fn new(workspace: &str) -> Self {
        let directory = Directory::new();
        let workspace = directory.path().join(workspace);
        let scratch = Self { directory, workspace };
        scratch.write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
        );
        scratch.write("archcheck.toml", RULES);
        scratch.write("src/lib.rs", GOOD);
        scratch.write(".gitignore", "/target\n/src/generated.rs\n");
        // The workspace may be below the root of the repository.
        let root = scratch.directory.path().to_string_lossy().into_owned();
        for args in [&["init", "-q", &root][..], &["add", "."], &["commit", "-qm", "first"]] {
            assert!(scratch.git(args).0, "git {args:?}");
        }
        scratch
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.workspace.join(path);
        std::fs::create_dir_all(path.parent().expect("it is in a directory")).expect("a directory can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.workspace.join(path)).unwrap_or_default()
    }

    /// Runs git in the workspace, and returns whether it succeeded and what it printed.
    pub(crate) fn git(&self, args: &[&str]) -> (bool, String) {
        self.git_at("", args)
    }

    /// Runs git with a date for commits; an empty one is now.
    pub(crate) fn git_at(&self, date: &str, args: &[&str]) -> (bool, String) {
        let binary = Path::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        // The hook calls `cargo archcheck`, which must be the binary under test.
        let directories = binary.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&path));
        let mut command = Command::new("git");
        command.current_dir(&self.workspace).args(args);
        for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(variable);
        }
        if !date.is_empty() {
            command.env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
        }
        let user = [("user.name", "t"), ("user.email", "t@t"), ("core.autocrlf", "false"), ("commit.gpgsign", "false")];
        command.env("GIT_CONFIG_COUNT", user.len().to_string()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (index, (key, value)) in user.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{index}"), key).env(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        let output = command.env("PATH", std::env::join_paths(directories).expect("they can be joined")).output();
        let output = output.expect("git can be started");
        let printed = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&printed).into_owned())
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        binary::run(&self.workspace, args)
    }

    pub(crate) fn hook(&self) -> PathBuf {
        self.directory.path().join(".git/hooks/pre-commit")
    }
}

#[test]
fn the_hook_checks_what_is_staged() {
    for workspace in ["", "rust/it's here"] {
        let scratch = Scratch::new(workspace);
        let installed = scratch.run(&["hook", "install"]);
        assert_eq!(installed.status, Some(0), "{}", installed.err);

        // A commit with a violation is rejected with the report.
        scratch.write("src/lib.rs", BAD);
        let (done, printed) = scratch.git(&["commit", "-qam", "bad"]);
        assert!(!done && printed.contains("error[forbidden]"), "{printed}");

        // An unstaged fix is not part of the commit.
        assert!(scratch.git(&["add", "src/lib.rs"]).0);
        scratch.write("src/lib.rs", GOOD);
        let (done, printed) = scratch.git(&["commit", "-qm", "bad"]);
        assert!(!done && printed.contains("src/lib.rs"), "{printed}");
        assert_eq!(scratch.read("src/lib.rs"), GOOD);

        // Unstaged violations are not part of it either, in the same file or in an untracked one.
        scratch.write("src/lib.rs", "mod other;\n");
        scratch.write("src/other.rs", GOOD);
        assert!(scratch.git(&["add", "."]).0);
        scratch.write("src/other.rs", BAD);
        scratch.write("src/bin/tool.rs", "use std::fs; fn main() {}");
        let (done, printed) = scratch.git(&["commit", "-qm", "good"]);
        assert_eq!((done, &*printed), (true, ""));
        assert_eq!((scratch.read("src/other.rs"), scratch.read("src/bin/tool.rs").is_empty()), (BAD.to_owned(), false));

        // `git commit FILE` uses an index of its own.
        assert!(scratch.git(&["add", "src/other.rs"]).0);
        scratch.write("src/lib.rs", "mod other;\n\n// A word.\n");
        let (done, printed) = scratch.git(&["commit", "-qm", "one file", "src/lib.rs"]);
        assert!(done, "{printed}");

        let removed = scratch.run(&["hook", "uninstall"]);
        assert_eq!((removed.status, scratch.hook().exists()), (Some(0), false), "{}", removed.err);
        assert!(scratch.git(&["commit", "-qm", "unchecked"]).0);
    }
}

#[test]
fn an_unstaged_file_is_missing_and_an_ignored_one_is_not() {
    let scratch = Scratch::new("");
    scratch.write("src/lib.rs", "mod forgotten;\n");
    scratch.write("src/forgotten.rs", GOOD);
    assert!(scratch.git(&["add", "src/lib.rs"]).0);
    let run = scratch.run(&["hook", "run", "--format", "short"]);
    assert_eq!(run.status, Some(2), "{}{}", run.out, run.err);
    assert!(run.out.starts_with("src/lib.rs:1:"), "{}", run.out);
    assert!(run.out.contains("error[missing-module]"), "{}", run.out);

    // `git add --intent-to-add` does not stage the content.
    assert!(scratch.git(&["add", "--intent-to-add", "src/forgotten.rs"]).0);
    assert_eq!(scratch.run(&["hook", "run"]).status, Some(2));
    assert!(scratch.git(&["add", "src/forgotten.rs"]).0);
    assert_eq!(scratch.run(&["hook", "run"]).status, Some(0));

    scratch.write("src/lib.rs", "mod generated;\n");
    scratch.write("src/generated.rs", BAD);
    assert!(scratch.git(&["add", "src/lib.rs"]).0);
    let run = scratch.run(&["hook", "run", "--format", "short"]);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.starts_with("src/generated.rs:1:"), "{}", run.out);
}

#[test]
fn an_existing_hook_is_kept() {
    let scratch = Scratch::new("");
    let foreign = "#!/bin/sh\nexit 0\n";
    std::fs::create_dir_all(scratch.directory.path().join(".git/hooks")).expect("a directory can be made");
    std::fs::write(scratch.hook(), foreign).expect("a file can be written");
    for command in ["install", "uninstall"] {
        let run = scratch.run(&["hook", command]);
        assert_eq!(run.status, Some(2), "{command}");
        let message = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(message.contains("was not changed") || message.contains("was not removed"), "{command}: {message}");
        assert_eq!(std::fs::read_to_string(scratch.hook()).unwrap_or_default(), foreign);
    }
    std::fs::remove_file(scratch.hook()).expect("it is there");
    assert_eq!(scratch.run(&["hook", "uninstall"]).status, Some(0));
    assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
    assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
}

/// Lines that the user adds to our hook, anywhere, run and are kept.
#[test]
fn added_lines_are_kept() {
    for after in ["#!/bin/sh", "# >>>", "PATH=", "cargo-archcheck", "# <<<"] {
        let scratch = Scratch::new("");
        assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
        let hook = std::fs::read_to_string(scratch.hook()).expect("it is installed");
        let with =
            |line: &str| if line.starts_with(after) { format!("{line}\necho mine\n") } else { format!("{line}\n") };
        let edited: String = hook.lines().map(with).collect();
        std::fs::write(scratch.hook(), &edited).expect("it can be written");
        assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
        assert_eq!(std::fs::read_to_string(scratch.hook()).unwrap_or_default(), edited);
        let (done, printed) = scratch.git(&["commit", "-q", "--allow-empty", "-m", "good"]);
        assert!(done && printed.contains("mine"), "{printed}");
        let removed = scratch.run(&["hook", "uninstall"]);
        assert!(removed.err.contains("were kept"), "{}", removed.err);
        assert_eq!(std::fs::read_to_string(scratch.hook()).unwrap_or_default(), "#!/bin/sh\necho mine\n");
    }
}

/// Each workspace of a repository has a line of its own.
#[test]
fn a_second_workspace() {
    let scratch = Scratch::new("one");
    scratch.write(
        "../two/Cargo.toml",
        "[package]\nname = \"two\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    );
    scratch.write("../two/archcheck.toml", "version = 1\n");
    scratch.write("../two/src/lib.rs", GOOD);
    assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
    let two = scratch.directory.path().join("two");
    for _ in 0..2 {
        assert_eq!(binary::run(&two, &["hook", "install"]).status, Some(0));
    }
    let hook = std::fs::read_to_string(scratch.hook()).unwrap_or_default();
    assert_eq!(hook.matches("hook run").count(), 2, "{hook}");
    scratch.write("src/lib.rs", BAD);
    let (done, printed) = scratch.git(&["commit", "-qam", "bad"]);
    assert!(!done && printed.contains("error[forbidden]"), "{printed}");
}

#[test]
fn flags_that_the_hook_would_lose_are_refused() {
    let scratch = Scratch::new("");
    for flags in [&["--rules", "archcheck.toml"][..], &["--cfg", "active"]] {
        let run = scratch.run(&[&["hook", "install"], flags].concat());
        assert_eq!((run.status, scratch.hook().exists()), (Some(2), false), "{}", run.err);
    }
}

/// An alias in the repository's configuration does not replace the check.
#[test]
fn an_alias_is_not_run() {
    let scratch = Scratch::new("");
    assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
    scratch.write(".cargo/config.toml", "[alias]\narchcheck = [\"--version\"]\n");
    scratch.write("src/lib.rs", BAD);
    assert!(scratch.git(&["add", "."]).0);
    let (done, printed) = scratch.git(&["commit", "-qm", "bad"]);
    assert!(!done && printed.contains("error[forbidden]"), "{printed}");
}

/// All working trees of a repository share its hooks. Each is checked by what is staged in it.
#[test]
fn a_second_working_tree() {
    let scratch = Scratch::new("");
    let other = Directory::new();
    let path = other.path().join("tree");
    assert!(scratch.git(&["worktree", "add", "-q", &path.to_string_lossy()]).0);
    let other = Scratch { directory: other, workspace: path };
    let installed = other.run(&["hook", "install"]);
    assert_eq!((installed.status, scratch.hook().exists()), (Some(0), true), "{}", installed.err);
    other.write("src/lib.rs", BAD);
    let (done, printed) = other.git(&["commit", "-qam", "bad"]);
    assert!(!done && printed.contains("error[forbidden]"), "{printed}");
    scratch.write("src/lib.rs", "// Good.\n");
    let (done, printed) = scratch.git(&["commit", "-qam", "good"]);
    assert!(done, "{printed}");
}

#[test]
fn a_hook_that_has_the_line_is_not_changed() {
    let scratch = Scratch::new("");
    let again = |hook: &str, mentioned: &str| {
        scratch.run(&["hook", "uninstall"]);
        std::fs::create_dir_all(scratch.hook().parent().unwrap()).unwrap();
        std::fs::write(scratch.hook(), hook).unwrap();
        let run = scratch.run(&["hook", "install"]);
        assert!(run.err.contains(mentioned), "{hook}: {}", run.err);
        assert_eq!(std::fs::read_to_string(scratch.hook()).unwrap(), hook);
        run.status
    };
    assert_eq!(again("#!/bin/sh\ncargo fmt --check\ncargo-archcheck hook run || exit\n", "already runs"), Some(0));
    assert_eq!(again("#!/bin/sh\n  cargo-archcheck hook run && echo ok\n", "already runs"), Some(0));
    assert_eq!(again("#!/bin/sh\n# cargo-archcheck hook run || exit\n", "add this line"), Some(2));
    assert_eq!(again("#!/bin/sh\ncargo-archcheck hook runner\n", "add this line"), Some(2));
    std::fs::remove_file(scratch.hook()).unwrap();
    assert_eq!(scratch.run(&["hook", "install"]).status, Some(0));
    let hook = std::fs::read_to_string(scratch.hook()).unwrap();
    let run = scratch.run(&["hook", "install"]);
    assert!(run.status == Some(0) && run.err.contains("already runs"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(scratch.hook()).unwrap(), hook);
}

/// `core.hooksPath` may point to a directory that other repositories use too.
#[test]
fn shared_hooks_are_kept() {
    let scratch = Scratch::new("");
    let shared = Directory::new();
    assert!(scratch.git(&["config", "core.hooksPath", &shared.path().to_string_lossy()]).0);
    let run = scratch.run(&["hook", "install"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("core.hooksPath"), "{}", run.err);
    assert_eq!(std::fs::read_dir(shared.path()).map(Iterator::count).ok(), Some(0));
}

#[test]
fn a_directory_without_a_repository_exits_with_2() {
    let directory = Directory::new();
    assert_eq!(binary::run(directory.path(), &["hook", "run"]).status, Some(2));
}
