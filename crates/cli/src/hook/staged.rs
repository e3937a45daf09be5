//! Provides the staged files as a directory that can be analyzed.
//!
//! If the working tree contains nothing but the staged files (for example, because pre-commit has stashed the rest), the
//! directory is the working tree itself. Otherwise the index is copied to a temporary directory. Ignored files, such as
//! generated code and `target`, and submodules are linked into it, because they are never part of a commit.

use super::{
    git::{Git, as_path},
    index::{Entry, EntryKind, Index},
};
use crate::{escape, interrupt::TemporaryDirectory};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A directory with the staged files, in the layout of the working tree.
#[derive(Debug)]
pub(crate) enum Staged {
    /// The working tree.
    InPlace(PathBuf),
    /// A copy of the index.
    Copied(TemporaryDirectory),
}

/// The size in bytes from which an unchanged file is linked to the one in the working tree, instead of copied. Such files
/// are hardly ever source.
const LINKED_SIZE: u64 = 256 << 10;

impl Staged {
    /// Creates the directory. A copy is put below `parent`.
    pub(crate) fn of(git: &Git, parent: Option<&Path>) -> Result<Self, String> {
        let Some(index) = Index::read_if_different(git)? else { return Ok(Self::InPlace(git.top.clone())) };
        let copy = TemporaryDirectory::new(parent).map_err(|error| {
            let place = parent.map_or_else(String::new, |parent| format!(" in `{}`", escape::path(parent)));
            format!("can't create a temporary directory{place}: {error}; `CARGO_HOME` must name a writable directory")
        })?;
        copy_index(git, &index, copy.path())?;
        let ignored = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
        for path in git.list(&ignored)? {
            link_to_working_tree(git, as_path(&path), copy.path());
        }
        Ok(Self::Copied(copy))
    }

    /// Returns the path of the directory.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::InPlace(path) => path,
            Self::Copied(copy) => copy.path(),
        }
    }

    /// Returns where the directory contains a file of the working tree. A path outside the working tree is unchanged.
    pub(crate) fn relocate(&self, path: &Path, git: &Git) -> PathBuf {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let below = path.strip_prefix(&git.top).map(Path::to_owned);
        let below = below.or_else(|_| real(path).strip_prefix(real(&git.top)).map(Path::to_owned));
        below.map_or_else(|_| path.to_owned(), |below| self.path().join(below))
    }
}

/// Writes the files of the index into a directory.
///
/// The contents are those that git stores: no filter runs, and line endings are not converted. A file that a filter encrypts or
/// encodes can't be read.
fn copy_index(git: &Git, index: &Index, copy: &Path) -> Result<(), String> {
    let (mut copied, mut linked): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
    for entry in &index.entries {
        let large = || fs::symlink_metadata(git.top.join(&entry.path)).is_ok_and(|found| found.len() >= LINKED_SIZE);
        match entry.kind {
            EntryKind::Submodule => linked.push(entry),
            EntryKind::File if entry.is_unchanged && large() => linked.push(entry),
            EntryKind::File | EntryKind::SymbolicLink => copied.push(entry),
        }
    }
    let mut links: Vec<(PathBuf, PathBuf)> = Vec::new();
    Index::for_each_content(git, &copied, |entry, content| {
        let path = copy.join(&entry.path);
        if entry.kind == EntryKind::SymbolicLink {
            links.push((as_path(content).to_owned(), path));
            return Ok(());
        }
        write(&path, content).map_err(|error| format!("can't write `{}`: {error}", escape::path(&path)))
    })?;
    // Links come last, so that no file is written through one.
    for entry in linked {
        link_to_working_tree(git, &entry.path, copy);
    }
    for (target, path) in links {
        let _ = path.parent().map(fs::create_dir_all);
        // If a link fails, the analysis reports the missing file where it is needed.
        let _ = link(&target, &path);
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::write(path, content) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, content)
        }
        result => result,
    }
}

/// Links a file or directory of the working tree into the copy.
fn link_to_working_tree(git: &Git, path: &Path, copy: &Path) {
    // Git ends the name of a directory with a slash, which the name of a link can't contain.
    let path: PathBuf = path.components().collect();
    let link_path = copy.join(&path);
    let _ = link_path.parent().map(fs::create_dir_all);
    // If a link fails, the analysis reports the missing file where it is needed.
    let _ = link(&git.top.join(path), &link_path);
}

/// Makes a symbolic link that points to a path.
fn link(target: &Path, link: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    let resolved = link.parent().map_or_else(|| target.to_owned(), |directory| directory.join(target));
    #[cfg(windows)]
    return if resolved.is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link).or_else(|_| std::fs::copy(resolved, link).map(drop))
    };
}
