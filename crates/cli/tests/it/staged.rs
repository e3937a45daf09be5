//! What the hook checks in special cases: first commits, renames, parts of files, merges, submodules, documents, and hooks that
//! change the directory first.

use crate::hook::{BAD, GOOD, RULES, Scratch};
use archcheck_testing::Directory;

fn installed(workspace: &str) -> Scratch {
    let scratch = Scratch::new(workspace);
    let run = scratch.run(&["hook", "install"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    scratch
}

impl Scratch {
    /// Asserts that a commit of what is staged passes.
    fn commits(&self) {
        let (done, printed) = self.git(&["commit", "-qm", "good"]);
        assert!(done, "{printed}");
    }

    /// Asserts that a commit is rejected with this text.
    fn is_rejected(&self, why: &str) {
        let (done, printed) = self.git(&["commit", "-qm", "bad"]);
        assert!(!done && printed.contains(why), "{printed}");
    }

    fn stages(&self, paths: &[&str]) {
        let (done, printed) = self.git(&[&["add", "--"], paths].concat());
        assert!(done, "{printed}");
    }
}

/// There is no `HEAD` yet.
#[test]
fn the_first_commit() {
    let scratch = installed("");
    assert!(scratch.git(&["update-ref", "-d", "HEAD"]).0);
    scratch.write("src/lib.rs", BAD);
    scratch.stages(&["."]);
    scratch.is_rejected("error[forbidden]");
    scratch.write("src/lib.rs", GOOD);
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

#[test]
fn renamed_and_deleted_files() {
    let scratch = installed("");
    scratch.write("src/lib.rs", "mod one;\n");
    scratch.write("src/one.rs", GOOD);
    scratch.stages(&["."]);
    scratch.commits();

    // A renamed file without a changed `mod`, or with an unstaged one.
    assert!(scratch.git(&["mv", "src/one.rs", "src/two.rs"]).0);
    scratch.is_rejected("error[missing-module]");
    scratch.write("src/lib.rs", "mod two;\n");
    scratch.is_rejected("error[missing-module]");
    scratch.stages(&["src/lib.rs"]);
    scratch.commits();

    // Deleted in the index only; deleted in the working tree only.
    assert!(scratch.git(&["rm", "-q", "--cached", "src/two.rs"]).0);
    scratch.is_rejected("error[missing-module]");
    scratch.stages(&["src/two.rs"]);
    std::fs::remove_file(scratch.workspace.join("src/two.rs")).expect("it is there");
    scratch.write("src/lib.rs", "// A word.\nmod two;\n");
    scratch.stages(&["src/lib.rs"]);
    scratch.commits();
}

/// `git add --patch` stages a part of a file.
#[test]
fn a_part_of_a_file() {
    let scratch = installed("");
    // Two edits of one file; only the one without a violation is staged.
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}"));
    scratch.stages(&["src/lib.rs"]);
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}{BAD}"));
    scratch.commits();
    // Now the other one too.
    scratch.stages(&["src/lib.rs"]);
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}"));
    scratch.is_rejected("src/lib.rs:3:");
}

#[test]
fn the_commit_of_a_merge() {
    let scratch = installed("");
    let commit_on = |branch: &[&str], text: &str| {
        assert!(scratch.git(&[&["checkout", "-q"], branch].concat()).0);
        scratch.write("src/lib.rs", text);
        scratch.stages(&["."]);
        scratch.commits();
    };
    commit_on(&["-b", "side"], "pub fn side() {}\n");
    commit_on(&["-b", "other", "HEAD~1"], "pub fn other() {}\n");
    assert!(!scratch.git(&["merge", "-q", "side"]).0, "both changed the line");
    scratch.write("src/lib.rs", BAD);
    scratch.stages(&["."]);
    scratch.is_rejected("error[forbidden]");
    scratch.write("src/lib.rs", "pub fn side() {}\npub fn other() {}\n");
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// The checked-out files of a submodule may be a member of the workspace.
#[test]
fn a_submodule() {
    let member = Scratch::new("");
    member.write("Cargo.toml", "[package]\nname = \"member\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    std::fs::remove_file(member.workspace.join("archcheck.toml")).expect("it is there");
    member.stages(&["."]);
    member.commits();
    let scratch = installed("");
    let from = member.directory.path().to_string_lossy();
    let (done, printed) =
        scratch.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "member"]);
    assert!(done, "{printed}");
    let manifest = scratch.read("Cargo.toml").replace("[workspace]", "[workspace]\nmembers = [\"member\"]");
    scratch.write("Cargo.toml", &manifest);
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// A document that a rule names must be staged too.
#[test]
fn an_adr() {
    let scratch = installed("");
    let rules = RULES.replace("to =", "adr = \"docs/adr/0001-pure.md\"\nto =");
    scratch.write("archcheck.toml", &rules);
    scratch.write("docs/adr/0001-pure.md", "# Pure\n");
    scratch.stages(&["archcheck.toml"]);
    scratch.is_rejected("docs/adr/0001-pure.md");
    scratch.stages(&["docs"]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// In a second working tree, git passes the repository to its hooks, and treats the current directory as the top of the working
/// tree.
#[test]
fn a_hook_that_changes_the_directory_first() {
    let scratch = Scratch::new("rust");
    std::fs::create_dir_all(scratch.directory.path().join(".git/hooks")).expect("a directory can be made");
    std::fs::write(scratch.hook(), "#!/bin/sh\ncd rust && exec cargo archcheck hook run\n").expect("it can be written");
    #[cfg(unix)]
    std::fs::set_permissions(scratch.hook(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
    let other = Directory::new();
    let path = other.path().join("tree");
    assert!(scratch.git(&["worktree", "add", "-q", &path.to_string_lossy()]).0);
    let other = Scratch { workspace: path.join("rust"), directory: other };
    other.write("src/lib.rs", BAD);
    other.stages(&["."]);
    other.write("src/lib.rs", GOOD);
    other.is_rejected("error[forbidden]");
    other.stages(&["."]);
    other.write("src/lib.rs", "pub fn g() {}\n");
    other.stages(&["."]);
    other.write("src/lib.rs", BAD);
    other.commits();
}

#[test]
fn unusual_file_names() {
    let scratch = installed("ré pö/注文");
    scratch.write("src/lib.rs", "mod größe;\n");
    scratch.write("src/größe.rs", BAD);
    scratch.stages(&["."]);
    scratch.write("src/größe.rs", GOOD);
    scratch.is_rejected("src/größe.rs:1:");
    scratch.stages(&["."]);
    scratch.write("src/größe.rs", BAD);
    scratch.commits();
}

/// The staged rules file applies, and `-p` selects packages.
#[test]
fn the_rules_file_itself() {
    let scratch = installed("");
    scratch.write("archcheck.toml", &RULES.replace("no-io", ""));
    scratch.stages(&["."]);
    scratch.write("archcheck.toml", RULES);
    scratch.is_rejected("archcheck.toml:");
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", GOOD);
    assert_eq!(scratch.run(&["hook", "run", "-p", "shop"]).status, Some(1));
    assert_eq!(scratch.run(&["hook", "run", "-p", "nothing"]).status, Some(2));
    assert_eq!(scratch.run(&["hook", "install", "-p", "shop"]).status, Some(2));
}

/// Git does not compare marked entries with the working tree.
#[test]
fn marked_entries() {
    for mark in ["assume-unchanged", "skip-worktree"] {
        let scratch = Scratch::new("");
        // Staged, but not in the working tree.
        scratch.write("src/lib.rs", BAD);
        scratch.stages(&["src/lib.rs"]);
        assert!(scratch.git(&["update-index", &format!("--{mark}"), "src/lib.rs"]).0);
        scratch.write("src/lib.rs", GOOD);
        assert_eq!(scratch.run(&["hook", "run"]).status, Some(1), "{mark}");
        // In the working tree, but not staged.
        assert!(scratch.git(&["update-index", &format!("--no-{mark}"), "src/lib.rs"]).0);
        scratch.stages(&["src/lib.rs"]);
        assert!(scratch.git(&["update-index", &format!("--{mark}"), "src/lib.rs"]).0);
        scratch.write("src/lib.rs", BAD);
        assert_eq!(scratch.run(&["hook", "run"]).status, Some(0), "{mark}");
        assert_eq!(scratch.read("src/lib.rs"), BAD);
    }
}

#[test]
fn a_sparse_checkout() {
    let scratch = Scratch::new("");
    scratch.write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"3\"\n");
    for name in ["a", "b"] {
        let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        scratch.write(&format!("{name}/Cargo.toml"), &manifest);
        scratch.write(&format!("{name}/src/lib.rs"), GOOD);
    }
    scratch.write("archcheck.toml", &RULES.replace("shop", "b"));
    scratch.stages(&["."]);
    scratch.commits();
    for cone in [&["sparse-checkout", "set", "a"][..], &["sparse-checkout", "set", "--sparse-index", "a"]] {
        assert!(scratch.git(cone).0, "{cone:?}");
        assert!(!scratch.workspace.join("b").exists());
        let run = scratch.run(&["hook", "run"]);
        assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
        assert!(scratch.git(&["sparse-checkout", "disable"]).0);
        scratch.write("b/src/lib.rs", BAD);
        scratch.stages(&["."]);
        assert!(scratch.git(cone).0, "{cone:?}");
        assert_eq!(scratch.run(&["hook", "run"]).status, Some(1), "{cone:?}");
        assert!(scratch.git(&["sparse-checkout", "disable"]).0);
        assert!(scratch.git(&["reset", "-q", "--hard"]).0);
    }
}

/// Source files may have any extension and size.
#[test]
fn sources_by_any_name() {
    let large = format!("{BAD}{}", "// A long comment.\n".repeat(20_000));
    for (name, bad) in [("body.bin", BAD), ("body.png", BAD), ("body", BAD), ("body.rs", &large), ("body.svg", &large)]
    {
        let scratch = Scratch::new("");
        scratch.write("src/lib.rs", &format!("include!(\"{name}\");\n"));
        let path = format!("src/{name}");
        scratch.write(&path, bad);
        scratch.stages(&["."]);
        scratch.write(&path, GOOD);
        assert_eq!(scratch.run(&["hook", "run"]).status, Some(1), "{name}");
        // The file is unchanged, but another one is not.
        scratch.write(&path, bad);
        scratch.write("src/other.rs", GOOD);
        let run = scratch.run(&["hook", "run", "--format", "short"]);
        assert_eq!(run.status, Some(1), "{name}");
        assert!(run.out.starts_with(&format!("{path}:1:")), "{}", run.out);
        scratch.write(&path, GOOD);
        scratch.stages(&[&path]);
        scratch.write(&path, bad);
        assert_eq!(scratch.run(&["hook", "run"]).status, Some(0), "{name}");
    }
}

/// A symbolic link in the index is a link in the copy, and nothing is written through it.
#[cfg(unix)]
#[test]
fn symbolic_links() {
    let scratch = Scratch::new("");
    scratch.write("src/real.rs", BAD);
    std::os::unix::fs::symlink("real.rs", scratch.workspace.join("src/linked.rs")).expect("a link can be made");
    scratch.write("src/lib.rs", "mod linked;\n");
    scratch.stages(&["."]);
    scratch.write("src/real.rs", GOOD);
    assert_eq!(scratch.run(&["hook", "run"]).status, Some(1));
    scratch.stages(&["src/real.rs"]);
    scratch.write("src/real.rs", BAD);
    assert_eq!(scratch.run(&["hook", "run"]).status, Some(0));
}
