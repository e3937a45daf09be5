//! Runs git on the repository around a directory. Whatever the configuration of the repository says, git runs no other program
//! for it: no hook, filter, pager, signature check, or program that shows differences; and it fetches nothing.
//!
//! [`run`] is for questions about commits. The pre-commit hook, which has to use the index that is being committed, runs git in
//! another environment (`hook::git`).

mod checkout;
mod objects;
mod paths;
mod revision;

pub(crate) use checkout::Checkout;
pub(crate) use objects::{EntryKind, Tree, TreeEntry};
pub(crate) use paths::as_path;
pub(crate) use revision::{Revision, merge_base, resolve};

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Options with which git runs no program, and which undo settings that change the output.
const CONFIGURATION: [&str; 8] =
    ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.autoRefreshIndex=false", "-c", "core.quotePath=false"];

/// Variables that would make git look at another repository than the one around its directory, as in a hook.
const ELSEWHERE: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"];

/// Runs git in a directory, with an input, and returns its output. The error is the first line of git's message.
pub(crate) fn run(directory: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.current_dir(directory).arg("--no-pager").args(CONFIGURATION).args(args);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("git can't be started: {error}"))?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // Git may print before it has read its whole input. If it stops early, its error message tells why.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(|error| format!("git failed: {error}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let first = message.lines().next().unwrap_or("git printed no message");
        return Err(first.strip_prefix("fatal: ").unwrap_or(first).to_owned());
    }
    Ok(output.stdout)
}
