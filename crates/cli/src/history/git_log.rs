//! Runs `git log`.

use super::{
    model::{History, Window},
    parse::parse,
};
use crate::{git, parallel::in_parallel_by, repository};
use std::path::Path;

/// The largest number of processes that read the history.
const MAX_PROCESSES: usize = 8;

/// The smallest number of commits for which a process is started.
const SMALLEST: usize = 32;

const LOG: [&str; 11] = [
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

/// Reads the history of the files around a workspace. Fails if there is none, with the reason.
pub(crate) fn read(workspace: &Path, window: Window) -> Result<History, String> {
    let until = git::commit_time(workspace, "HEAD")?;
    let since = window.start(until);
    history(workspace, &[&format!("--since=@{since}"), "HEAD"], since, until)
}

fn history(workspace: &Path, revisions: &[&str], since: u64, until: u64) -> Result<History, String> {
    let commits = git::run(workspace, &[&["rev-list"], revisions, &["--"]].concat(), &[])?;
    let commits = String::from_utf8_lossy(&commits);
    let commits: Vec<&str> = commits.lines().collect();
    // Comparing trees and files takes nearly all of the time, so several processes share the commits.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let chunks: Vec<&[&str]> = commits.chunks(commits.len().div_ceil(cores.min(MAX_PROCESSES)).max(SMALLEST)).collect();
    let log = |what: &str| -> Result<Vec<u8>, String> {
        let outputs = in_parallel_by(1, &chunks, &|commits| {
            git::run(
                workspace,
                &[&LOG[..], &[what, "--no-walk=unsorted", "--stdin"]].concat(),
                commits.join("\n").as_bytes(),
            )
        });
        // Entries end with a byte 0, except the last one.
        Ok(outputs.into_iter().collect::<Result<Vec<_>, _>>()?.join(&0))
    };
    // A partial clone has the names of files in all commits, but not their contents, in which lines could be counted.
    let (output, has_lines) = match log("--numstat") {
        Ok(output) => (output, true),
        Err(_) => (log("--name-only")?, false),
    };
    let (changes, mut paths) = parse(&output, has_lines)?;
    let is_shallow = git::is_shallow(workspace);
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
