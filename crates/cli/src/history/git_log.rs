//! Runs `git log`. Whatever the configuration of the repository says, git runs no other program for it: no hook, filter, pager,
//! signature check, or program that shows differences; and it fetches nothing.

use super::{
    model::{History, Window},
    parse::{number, parse},
};
use crate::repository;
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// The mean length of a month in seconds.
const MONTH: u64 = 2_629_746;

/// Options with which git runs no program, and which undo settings that change the output.
const CONFIGURATION: [&str; 14] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "diff.autoRefreshIndex=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.mailmap=false",
    "-c",
    "diff.orderFile=/dev/null",
    // Older versions of git ignore `GIT_NO_LAZY_FETCH`.
    "-c",
    "protocol.allow=never",
];

const LOG: [&str; 12] = [
    "--no-pager",
    "log",
    "-z",
    "--format=format:%x01%ct",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--no-notes",
    "--no-color",
    "--diff-algorithm=myers",
    "--ignore-submodules=all",
];

/// Variables that would make git look at another repository than the one around its directory, as in a hook.
const ELSEWHERE: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"];

/// Reads the history of the files around a workspace. Fails if there is none, with the reason.
pub(crate) fn read(workspace: &Path, window: Window) -> Result<History, String> {
    let until =
        git(workspace, &["--no-pager", "log", "-1", "--no-color", "--no-notes", "--format=format:%ct", "HEAD"])?;
    let until = number(&until).ok_or("git printed no date of the last commit")?;
    let since = until.saturating_sub(u64::from(window.months) * MONTH);
    history(workspace, &[&format!("--since=@{since}"), "HEAD"], since, until)
}

fn history(workspace: &Path, revisions: &[&str], since: u64, until: u64) -> Result<History, String> {
    let log = |what: &str| git(workspace, &[&LOG[..], &[what], revisions, &["--"]].concat());
    // A partial clone has the names of files in all commits, but not their contents, in which lines could be counted.
    let (output, has_lines) = match log("--numstat") {
        Ok(output) => (output, true),
        Err(_) => (log("--name-only")?, false),
    };
    let (changes, mut paths) = parse(&output, has_lines)?;
    let is_shallow = git(workspace, &["rev-parse", "--is-shallow-repository"])?.starts_with(b"true");
    let top = repository::root(workspace).unwrap_or(workspace);
    let below = workspace.strip_prefix(top).unwrap_or(Path::new(""));
    let mut prefix = String::new();
    for part in below {
        prefix += &part.to_string_lossy();
        prefix.push('/');
    }
    for path in &mut paths {
        *path = match path.strip_prefix(&prefix) {
            Some(own) => own.to_owned(),
            None => format!("{}{path}", "../".repeat(below.iter().count())),
        };
    }
    Ok(History { paths, changes, since, until, is_shallow, has_lines })
}

/// Runs git, and returns its output.
pub(super) fn git(directory: &Path, args: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.current_dir(directory).args(CONFIGURATION).args(args);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = command.output().map_err(|error| format!("git can't be started: {error}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let first = message.lines().next().unwrap_or("git printed no message");
        return Err(first.strip_prefix("fatal: ").unwrap_or(first).to_owned());
    }
    Ok(output.stdout)
}
