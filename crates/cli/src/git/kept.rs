//! Keeps the files of trees between runs, so that a commit is written and analyzed once.
//!
//! Each tree of a repository has a directory of its own below Cargo's home: `lock`, which every run that uses it holds; `files`, its files;
//! `cache`, the cache of their analysis; and `complete-1`, which is written last. What a killed run has left is written again.

use archcheck_core::{files, input::Digest};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// How many trees are kept, of all repositories: both sides of a few comparisons.
const KEPT: usize = 8;

/// How many bytes the files of a kept tree may have. Larger ones would fill the disk.
const LARGEST: u64 = 256 << 20;

const FILES: &str = "files";
const CACHE: &str = "cache";
/// Its number changes whenever files are written in another way.
const COMPLETE: &str = "complete-1";
const LOCK: &str = "lock";

/// The directory of a tree. No other run removes it while this lives.
#[derive(Debug)]
pub(crate) struct KeptTree {
    directory: PathBuf,
    _lock: File,
}

/// The files of a commit that could not be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Missing {
    /// The submodules, whose files are in other repositories and so are missing.
    pub(super) submodules: Vec<PathBuf>,
    /// The files whose content is not in the clone, which is partial or damaged.
    pub(super) unavailable: Vec<PathBuf>,
    /// The files that Git LFS has replaced by pointers.
    pub(super) pointers: Vec<PathBuf>,
}

/// The outcome of one attempt to open a tree.
enum Attempt {
    Done(Result<(KeptTree, Missing), String>),
    /// Nothing can be kept here.
    Impossible,
    /// Another run has removed the tree in the meantime.
    Removed,
}

/// Returns whether an open file is the one at a path. Another one may have replaced it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(identity).ok() == fs::metadata(path).map(identity).ok()
}

/// Returns whether an open file is the one at a path. This system removes no file while it is open.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

impl KeptTree {
    /// Opens the directory of a tree of a repository below `parent`, and lets `write` fill the directory that it gets if
    /// the files are not there yet. Removes the trees that were not used for the longest time.
    ///
    /// Returns `None` if nothing can be kept here: the caller then uses a temporary directory.
    pub(super) fn open(
        parent: &Path,
        repository: &Path,
        tree: &str,
        write: impl Fn(&Path) -> Result<(Missing, u64), String>,
    ) -> Option<Result<(Self, Missing), String>> {
        // Another run may remove the tree while this one waits for its lock.
        (0..3).find_map(|_| match Self::try_open(parent, repository, tree, &write) {
            Attempt::Done(result) => Some(Some(result)),
            Attempt::Impossible => Some(None),
            Attempt::Removed => None,
        })?
    }

    fn try_open(
        parent: &Path,
        repository: &Path,
        tree: &str,
        write: impl Fn(&Path) -> Result<(Missing, u64), String>,
    ) -> Attempt {
        let directory = parent.join(format!("{}{tree}", prefix(repository)));
        let open = || -> std::io::Result<File> {
            fs::create_dir_all(&directory)?;
            let lock = File::options().create(true).truncate(false).write(true).open(directory.join(LOCK))?;
            lock.lock_shared()?;
            Ok(lock)
        };
        let Ok(lock) = open() else { return Attempt::Impossible };
        if !is_at(&lock, &directory.join(LOCK)) {
            return Attempt::Removed;
        }
        Self::fill(parent, directory, lock, write).unwrap_or(Attempt::Impossible)
    }

    /// Writes the files unless they are there. `None` if nothing can be kept here.
    fn fill(
        parent: &Path,
        directory: PathBuf,
        lock: File,
        write: impl Fn(&Path) -> Result<(Missing, u64), String>,
    ) -> Option<Attempt> {
        let is_current = |lock: &File| is_at(lock, &directory.join(LOCK));
        let complete = directory.join(COMPLETE);
        let known = || serde_json::from_str::<Missing>(&files::read_to_string(&complete).ok()?).ok();
        // The time of the last use.
        let _ = lock.set_modified(SystemTime::now());
        if let Some(missing) = known() {
            return Some(Attempt::Done(Ok((Self { directory, _lock: lock }, missing))));
        }
        // Another run may be writing the files.
        lock.unlock().ok()?;
        lock.lock().ok()?;
        if !is_current(&lock) {
            return Some(Attempt::Removed);
        }
        if known().is_none() {
            remove(&directory.join(FILES))?;
            remove(&directory.join(CACHE))?;
            fs::create_dir(directory.join(FILES)).ok()?;
            match write(&directory.join(FILES)) {
                Ok((_, size)) if size > LARGEST => {
                    let _ = fs::remove_dir_all(&directory);
                    return None;
                }
                // Files that are fetched later must be read then.
                Ok((missing, _)) if !missing.unavailable.is_empty() => {
                    let _ = fs::remove_dir_all(&directory);
                    return None;
                }
                Ok((missing, _)) => fs::write(&complete, serde_json::to_string(&missing).ok()?).ok()?,
                Err(error) => {
                    let _ = fs::remove_dir_all(&directory);
                    return Some(Attempt::Done(Err(error)));
                }
            }
        }
        remove_unused(parent, &directory);
        // Another run can remove the tree in between.
        lock.unlock().ok()?;
        lock.lock_shared().ok()?;
        match known().filter(|_| is_current(&lock)) {
            Some(missing) => Some(Attempt::Done(Ok((Self { directory, _lock: lock }, missing)))),
            None => Some(Attempt::Removed),
        }
    }

    /// Returns the directory with the files of the tree.
    pub(super) fn files(&self) -> PathBuf {
        self.directory.join(FILES)
    }

    /// Returns the directory for the cache of their analysis.
    pub(super) fn cache(&self) -> PathBuf {
        self.directory.join(CACHE)
    }
}

/// Returns how the names of the directories of a repository start. Other repositories with the same tree have directories of
/// their own, so that one can be cleaned without the others.
fn prefix(repository: &Path) -> String {
    let path = repository.canonicalize().unwrap_or_else(|_| repository.to_owned());
    let digest = Digest::of(path.as_os_str().as_encoded_bytes()).to_string();
    format!("{}-", &digest[..12])
}

/// Removes a directory, if there is one.
fn remove(directory: &Path) -> Option<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => None,
        _ => Some(()),
    }
}

/// Removes all trees but those that were used last. One that another run uses stays.
fn remove_unused(parent: &Path, current: &Path) {
    let mut trees: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.path() != current
            && let Ok(used) = fs::metadata(entry.path().join(LOCK)).and_then(|metadata| metadata.modified())
        {
            trees.push((used, entry.path()));
        }
    }
    trees.sort();
    let unused = trees.len().saturating_sub(KEPT - 1);
    for (_, directory) in &trees[..unused] {
        let Ok(lock) = File::options().write(true).open(directory.join(LOCK)) else { continue };
        match lock.try_lock() {
            // A run that waits for this lock finds no `complete` afterwards.
            Ok(()) => _ = fs::remove_dir_all(directory),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

/// Removes all trees of a repository below `parent` that no run uses. Returns the number of trees and of bytes that were removed.
pub(crate) fn remove_all(parent: &Path, repository: &Path) -> (usize, u64) {
    let prefix = prefix(repository);
    let (mut trees, mut bytes) = (0, 0);
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(&prefix)) {
            continue;
        }
        let Ok(lock) = File::options().write(true).open(entry.path().join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            let size = size(&entry.path());
            if fs::remove_dir_all(entry.path()).is_ok() {
                (trees, bytes) = (trees + 1, bytes + size);
            }
        }
    }
    let _ = fs::remove_dir(parent);
    (trees, bytes)
}

/// Returns the size of the files in a directory. Follows no links.
fn size(directory: &Path) -> u64 {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(parent: &Path, tree: &str) -> (KeptTree, bool) {
        let is_written = std::cell::Cell::new(false);
        let write = |files: &Path| {
            is_written.set(true);
            fs::write(files.join("a"), tree).unwrap();
            Ok((Missing::default(), 1))
        };
        let (kept, _) = KeptTree::open(parent, parent, tree, write).unwrap().unwrap();
        assert_eq!(fs::read_to_string(kept.files().join("a")).unwrap(), tree);
        (kept, is_written.get())
    }

    #[test]
    fn files_are_written_once() {
        let parent = tempfile::tempdir().unwrap();
        let (kept, is_written) = open(parent.path(), "t");
        assert!(is_written && !open(parent.path(), "t").1);
        fs::remove_file(kept.directory.join(COMPLETE)).unwrap();
        fs::write(kept.files().join("left"), "").unwrap();
        drop(kept);
        let (kept, is_written) = open(parent.path(), "t");
        assert!(is_written, "what a killed run has left is written again");
        assert!(!kept.files().join("left").exists());
    }

    #[test]
    fn trees_that_are_in_use_stay() {
        let parent = tempfile::tempdir().unwrap();
        let used = open(parent.path(), "used").0;
        for at in 0..2 * KEPT {
            drop(open(parent.path(), &at.to_string()));
        }
        assert!(used.files().join("a").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), KEPT + 1);
        assert!(!open(parent.path(), &(2 * KEPT - 1).to_string()).1);
        let elsewhere = tempfile::tempdir().unwrap();
        assert_eq!(remove_all(parent.path(), elsewhere.path()).0, 0, "these are of another repository");
        assert_eq!(remove_all(parent.path(), parent.path()).0, KEPT);
        assert!(used.files().join("a").exists());
    }

    #[test]
    fn failures_and_large_trees_leave_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let failed = KeptTree::open(parent.path(), parent.path(), "t", |_| Err("no".to_owned()));
        assert!(matches!(failed, Some(Err(_))));
        let large = KeptTree::open(parent.path(), parent.path(), "t", |_| Ok((Missing::default(), LARGEST + 1)));
        assert!(large.is_none());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
