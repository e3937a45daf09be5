//! Reads trees and blobs: the files of a commit as git stores them. No filter runs, and line endings are not converted.

use super::{paths::as_path, run::run};
use crate::escape;
use std::path::{Component, Path, PathBuf};

/// The files of a tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// In git's order.
    pub(crate) entries: Vec<TreeEntry>,
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TreeEntry {
    /// Relative to the root of the tree.
    pub(crate) path: PathBuf,
    pub(crate) kind: EntryKind,
    /// The id of the object with the content.
    pub(crate) object: String,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    /// Its content is the path that the link points to.
    SymbolicLink,
    /// A commit of another repository.
    Submodule,
}

/// The number of files whose content is read at a time.
const BATCH: usize = 512;

impl Tree {
    /// Lists the files of a tree.
    pub(crate) fn read(repository: &Path, tree: &str) -> Result<Self, String> {
        let output = run(repository, &["ls-tree", "-r", "-z", "--full-tree", tree], &[])?;
        let mut entries = Vec::new();
        for entry in output.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            // "100644 blob 78981922613b2afb6025042ff6bd878ac1994e85", a tab, and the path.
            let Some((head, path)) = split_once(entry, b'\t') else { continue };
            let head = String::from_utf8_lossy(head);
            let [mode, _, object] = head.split(' ').collect::<Vec<_>>()[..] else { continue };
            let kind = match mode {
                "160000" => EntryKind::Submodule,
                "120000" => EntryKind::SymbolicLink,
                _ => EntryKind::File,
            };
            let path = as_path(path).to_owned();
            if path.components().all(|component| matches!(component, Component::Normal(_))) {
                entries.push(TreeEntry { path, kind, object: object.to_owned() });
            }
        }
        Ok(Self { entries })
    }

    /// Passes the content of entries on, in their order. Returns the entries without a content in this clone.
    pub(crate) fn for_each_content<'e>(
        repository: &Path,
        entries: &[&'e TreeEntry],
        mut use_content: impl FnMut(&'e TreeEntry, &[u8]) -> Result<(), String>,
    ) -> Result<Vec<&'e TreeEntry>, String> {
        let mut missing = Vec::new();
        // A few at a time, since all of a large repository may not fit in memory.
        for entries in entries.chunks(BATCH) {
            let input: String = entries.iter().flat_map(|entry| [entry.object.as_str(), "\n"]).collect();
            let output = run(repository, &["cat-file", "--batch"], input.as_bytes())?;
            let mut rest = output.as_slice();
            for entry in entries {
                let (content, after) = next_content(rest).ok_or_else(|| unreadable(entry))?;
                match content {
                    Some(content) => use_content(entry, content)?,
                    None => missing.push(*entry),
                }
                rest = after;
            }
        }
        Ok(missing)
    }
}

/// Splits the output of `cat-file --batch` after the first object: "78981922613b2afb6025042ff6bd878ac1994e85 blob 2", a line
/// break, the content and a line break. An object that is not there has the line "78981922613b2afb6025042ff6bd878ac1994e85
/// missing", and no content.
fn next_content(output: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let (head, after) = split_once(output, b'\n')?;
    if head.ends_with(b" missing") {
        return Some((None, after));
    }
    let size = std::str::from_utf8(head).ok()?.rsplit(' ').next()?.parse::<usize>().ok()?;
    Some((Some(after.get(..size)?), after.get(size + 1..)?))
}

fn unreadable(entry: &TreeEntry) -> String {
    format!("git can't read `{}` (object {})", escape::path(&entry.path), entry.object)
}

fn split_once(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = text.iter().position(|byte| *byte == at)?;
    Some((&text[..index], &text[index + 1..]))
}
