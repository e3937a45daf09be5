//! Runs `git log`.

use super::{
    model::{History, Window},
    parse::parse,
};
use crate::{git, repository};
use std::path::Path;

/// The mean length of a month in seconds.
const MONTH: u64 = 2_629_746;

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
    let since = until.saturating_sub(u64::from(window.months) * MONTH);
    history(workspace, &[&format!("--since=@{since}"), "HEAD"], since, until)
}

fn history(workspace: &Path, revisions: &[&str], since: u64, until: u64) -> Result<History, String> {
    let log = |what: &str| git::run(workspace, &[&LOG[..], &[what], revisions, &["--"]].concat(), &[]);
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
