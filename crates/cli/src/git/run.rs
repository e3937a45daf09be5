//! Runs git.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Options with which git runs no program, and which undo settings that change the output.
const CONFIGURATION: [&str; 16] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
    "-c",
    "diff.autoRefreshIndex=false",
    "-c",
    "diff.orderFile=/dev/null",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.mailmap=false",
    // Older versions of git ignore `GIT_NO_LAZY_FETCH`.
    "-c",
    "protocol.allow=never",
];

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
