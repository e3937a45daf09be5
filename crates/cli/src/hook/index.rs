//! Reads git's index: what a commit will contain.

use super::git::{Git, as_path};
use crate::escape;
use std::{
    collections::BTreeSet,
    path::{Component, PathBuf},
};

/// The entries of the index.
#[derive(Debug)]
pub(super) struct Index {
    /// In the order of their paths.
    pub(super) entries: Vec<Entry>,
}

/// An entry of the index.
#[derive(Debug)]
pub(super) struct Entry {
    /// Relative to the top of the working tree.
    pub(super) path: PathBuf,
    pub(super) kind: EntryKind,
    /// The id of the object with the content.
    pub(super) object: String,
    /// Whether git knows that the file in the working tree is the same.
    pub(super) is_unchanged: bool,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    /// Its content is the path that the link points to.
    SymbolicLink,
    /// A commit of another repository.
    Submodule,
}

impl Index {
    /// Reads the index. Returns `None` if the working tree has nothing else, ignored files and submodules apart.
    pub(super) fn read_if_different(git: &Git) -> Result<Option<Self>, String> {
        let changed = git.list(&["diff", "--name-only", "--no-ext-diff", "--ignore-submodules", "-z"])?;
        let entries = git.list(&["ls-files", "--stage", "-v", "-z"])?;
        let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let is_known = entries.iter().all(|entry| is_compared(entry));
        if is_known && changed.is_empty() && git.list(&["ls-files", "--others", "--exclude-standard", "-z"])?.is_empty()
        {
            return Ok(None);
        }
        // Files of `git add --intent-to-add` are in the index, but not part of the commit.
        let intended = git.list(&["diff", "--name-only", "--no-ext-diff", "--diff-filter=A", "-z"])?;
        let intended: BTreeSet<&[u8]> = intended.iter().map(Vec::as_slice).collect();
        let changed: BTreeSet<&[u8]> = changed.iter().map(Vec::as_slice).collect();
        let mut index = Self { entries: Vec::new() };
        for entry in entries {
            let Some((head, path)) = split_once(entry, b'\t').filter(|(_, path)| !intended.contains(path)) else {
                continue;
            };
            let head = String::from_utf8_lossy(head);
            // "H 100644 78981922613b2afb6025042ff6bd878ac1994e85 0"; other stages than 0 are those of a conflict.
            let [_, mode, object, "0"] = head.split(' ').collect::<Vec<_>>()[..] else { continue };
            let kind = match mode {
                "160000" => EntryKind::Submodule,
                "120000" => EntryKind::SymbolicLink,
                _ => EntryKind::File,
            };
            let is_unchanged = is_compared(entry) && !changed.contains(path);
            let path = as_path(path).to_owned();
            if path.components().all(|component| matches!(component, Component::Normal(_))) {
                index.entries.push(Entry { path, kind, object: object.to_owned(), is_unchanged });
            }
        }
        Ok(Some(index))
    }

    /// Passes the content of entries on, in their order.
    pub(super) fn for_each_content<'e>(
        git: &Git,
        entries: &[&'e Entry],
        mut use_content: impl FnMut(&'e Entry, &[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        // A few at a time, since all of a large repository may not fit in memory.
        for entries in entries.chunks(BATCH) {
            let input: String = entries.iter().flat_map(|entry| [entry.object.as_str(), "\n"]).collect();
            let output = git.run(&["cat-file", "--batch"], input.as_bytes())?;
            let mut rest = output.as_slice();
            for entry in entries {
                // "78981922613b2afb6025042ff6bd878ac1994e85 blob 2", a line break, the content and a line break.
                let content = split_once(rest, b'\n').and_then(|(head, after)| {
                    let size = std::str::from_utf8(head).ok()?.rsplit(' ').next()?.parse::<usize>().ok()?;
                    Some((after.get(..size)?, after.get(size + 1..)?))
                });
                let Some((content, after)) = content else {
                    let path = escape::path(&entry.path);
                    return Err(format!("git has no content for `{path}` in the index (object {})", entry.object));
                };
                use_content(entry, content)?;
                rest = after;
            }
        }
        Ok(())
    }
}

/// The number of files whose content is read at a time.
const BATCH: usize = 512;

/// Whether git compares an entry with the working tree. It does not if the entry is marked with
/// `git update-index --assume-unchanged` or `--skip-worktree`, as entries outside a sparse checkout are.
fn is_compared(entry: &[u8]) -> bool {
    entry.first().is_some_and(|tag| tag.is_ascii_uppercase() && *tag != b'S')
}

fn split_once(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = text.iter().position(|byte| *byte == at)?;
    Some((&text[..index], &text[index + 1..]))
}
