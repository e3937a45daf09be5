//! What can be staged, and how else git can stand, when a commit is judged: first commits, renames, parts of files,
//! merges, submodules, documents, and hooks that change the folder first.

use crate::hook::{BAD, GOOD, RULES, Scratch};
use archcheck_testing::Folder;

fn installed(workspace: &str) -> Scratch {
    let scratch = Scratch::new(workspace);
    let run = scratch.run(&["hook", "install"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    scratch
}

impl Scratch {
    /// A commit of what is staged must pass.
    fn commits(&self) {
        let (done, said) = self.git(&["commit", "-qm", "good"]);
        assert!(done, "{said}");
    }

    /// It must not, and say this.
    fn is_blocked(&self, why: &str) {
        let (done, said) = self.git(&["commit", "-qm", "bad"]);
        assert!(!done && said.contains(why), "{said}");
    }

    fn stages(&self, paths: &[&str]) {
        let (done, said) = self.git(&[&["add", "--"], paths].concat());
        assert!(done, "{said}");
    }
}

/// Before there is a commit, there is no `HEAD`.
#[test]
fn the_first_commit() {
    let scratch = installed("");
    assert!(scratch.git(&["update-ref", "-d", "HEAD"]).0);
    scratch.write("src/lib.rs", BAD);
    scratch.stages(&["."]);
    scratch.is_blocked("error[forbidden]");
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

    // Renamed, and the `mod` forgotten, or not staged.
    assert!(scratch.git(&["mv", "src/one.rs", "src/two.rs"]).0);
    scratch.is_blocked("error[missing-module]");
    scratch.write("src/lib.rs", "mod two;\n");
    scratch.is_blocked("error[missing-module]");
    scratch.stages(&["src/lib.rs"]);
    scratch.commits();

    // Deleted for the commit, but not here; deleted here, but not for the commit.
    assert!(scratch.git(&["rm", "-q", "--cached", "src/two.rs"]).0);
    scratch.is_blocked("error[missing-module]");
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
    // Two changes of one file, the good one staged.
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}"));
    scratch.stages(&["src/lib.rs"]);
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}{BAD}"));
    scratch.commits();
    // And the bad one.
    scratch.stages(&["src/lib.rs"]);
    scratch.write("src/lib.rs", &format!("pub fn g() {{}}\n{GOOD}"));
    scratch.is_blocked("src/lib.rs:3:");
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
    scratch.is_blocked("error[forbidden]");
    scratch.write("src/lib.rs", "pub fn side() {}\npub fn other() {}\n");
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// A submodule is another repository's: what is checked out of it is there, and may be a member.
#[test]
fn a_submodule() {
    let member = Scratch::new("");
    member.write("Cargo.toml", "[package]\nname = \"member\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    std::fs::remove_file(member.workspace.join("archcheck.toml")).expect("it is there");
    member.stages(&["."]);
    member.commits();
    let scratch = installed("");
    let from = member.folder.path().to_string_lossy();
    let (done, said) =
        scratch.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "member"]);
    assert!(done, "{said}");
    let manifest = scratch.read("Cargo.toml").replace("[workspace]", "[workspace]\nmembers = [\"member\"]");
    scratch.write("Cargo.toml", &manifest);
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// A document that a rule names is staged with it.
#[test]
fn an_adr() {
    let scratch = installed("");
    let rules = RULES.replace("to =", "adr = \"docs/adr/0001-pure.md\"\nto =");
    scratch.write("archcheck.toml", &rules);
    scratch.write("docs/adr/0001-pure.md", "# Pure\n");
    scratch.stages(&["archcheck.toml"]);
    scratch.is_blocked("docs/adr/0001-pure.md");
    scratch.stages(&["docs"]);
    scratch.write("src/lib.rs", BAD);
    scratch.commits();
}

/// In a second working tree git tells its hooks where the repository is, and takes the folder a command is run in for
/// the top of the working tree.
#[test]
fn a_hook_that_changes_the_folder_first() {
    let scratch = Scratch::new("rust");
    std::fs::create_dir_all(scratch.folder.path().join(".git/hooks")).expect("a folder can be made");
    std::fs::write(scratch.hook(), "#!/bin/sh\ncd rust && exec cargo archcheck hook run\n").expect("it can be written");
    #[cfg(unix)]
    std::fs::set_permissions(scratch.hook(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
    let other = Folder::new();
    let path = other.path().join("tree");
    assert!(scratch.git(&["worktree", "add", "-q", &path.to_string_lossy()]).0);
    let other = Scratch { workspace: path.join("rust"), folder: other };
    other.write("src/lib.rs", BAD);
    other.stages(&["."]);
    other.write("src/lib.rs", GOOD);
    other.is_blocked("error[forbidden]");
    other.stages(&["."]);
    other.write("src/lib.rs", "pub fn g() {}\n");
    other.stages(&["."]);
    other.write("src/lib.rs", BAD);
    other.commits();
}

#[test]
fn names_that_are_not_plain() {
    let scratch = installed("ré pö/注文");
    scratch.write("src/lib.rs", "mod größe;\n");
    scratch.write("src/größe.rs", BAD);
    scratch.stages(&["."]);
    scratch.write("src/größe.rs", GOOD);
    scratch.is_blocked("src/größe.rs:1:");
    scratch.stages(&["."]);
    scratch.write("src/größe.rs", BAD);
    scratch.commits();
}

/// The rules are judged as they will be committed, too; and of which packages to report can be said.
#[test]
fn the_rules_file_itself() {
    let scratch = installed("");
    scratch.write("archcheck.toml", &RULES.replace("no-io", ""));
    scratch.stages(&["."]);
    scratch.write("archcheck.toml", RULES);
    scratch.is_blocked("archcheck.toml:");
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", BAD);
    scratch.stages(&["."]);
    scratch.write("src/lib.rs", GOOD);
    assert_eq!(scratch.run(&["hook", "run", "-p", "shop"]).status, Some(1));
    assert_eq!(scratch.run(&["hook", "run", "-p", "nothing"]).status, Some(2));
    assert_eq!(scratch.run(&["hook", "install", "-p", "shop"]).status, Some(2));
}
