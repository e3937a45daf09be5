//! Writes the files of a commit into a directory of their own, where they can be analyzed. The working tree, the index and the
//! repository stay as they are, and no hook, filter or other program runs.

use super::{
    kept::{KeptTree, Missing},
    objects::{EntryKind, Tree, TreeEntry},
    paths::as_path,
    revision::Revision,
};
use crate::{escape, interrupt::TemporaryDirectory};
use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The files of a commit in a directory.
#[derive(Debug)]
pub(crate) struct Checkout {
    directory: Directory,
    missing: Missing,
}

/// Where the files of a commit are.
#[derive(Debug)]
enum Directory {
    /// In a directory that is removed when this is dropped.
    Temporary(TemporaryDirectory),
    /// In a directory that stays for the next run.
    Kept { tree: KeptTree, files: PathBuf },
}

/// The directory of the kept trees, below that of temporary directories.
pub(crate) const TREES: &str = "trees";

/// How the content of a file begins that Git LFS has replaced.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl Checkout {
    /// Writes the files of a commit below `parent`, or below the system's directory for temporary files.
    pub(crate) fn of(repository: &Path, revision: &Revision, parent: Option<&Path>) -> Result<Self, String> {
        let directory = TemporaryDirectory::new(parent).map_err(|error| {
            let place = parent.map_or_else(String::new, |parent| format!(" in `{}`", escape::path(parent)));
            format!("can't create a temporary directory{place}: {error}; `CARGO_HOME` must name a writable directory")
        })?;
        let (missing, _) = write_tree(repository, revision, directory.path())?;
        Ok(Self { directory: Directory::Temporary(directory), missing })
    }

    /// Like [`of`](Self::of), but keeps the files for the next run, unless there are too many or they can't be kept.
    pub(crate) fn kept(repository: &Path, revision: &Revision, parent: Option<&Path>) -> Result<Self, String> {
        let write = |directory: &Path| write_tree(repository, revision, directory);
        match parent.and_then(|parent| KeptTree::open(&parent.join(TREES), repository, &revision.tree, write)) {
            Some(Ok((tree, missing))) => Ok(Self { directory: Directory::Kept { files: tree.files(), tree }, missing }),
            Some(Err(error)) => Err(error),
            None => Self::of(repository, revision, parent),
        }
    }

    /// Returns the directory for a cache of the analysis, if the files are kept.
    pub(crate) fn cache(&self) -> Option<PathBuf> {
        match &self.directory {
            Directory::Temporary(_) => None,
            Directory::Kept { tree, .. } => Some(tree.cache()),
        }
    }

    /// Returns the path of the directory.
    pub(crate) fn path(&self) -> &Path {
        match &self.directory {
            Directory::Temporary(directory) => directory.path(),
            Directory::Kept { files, .. } => files,
        }
    }

    /// Returns what explains files that are missing, if the commit has any that git does not store in it.
    pub(crate) fn missing(&self) -> Option<String> {
        let of = |paths: &[PathBuf]| paths.iter().map(|path| format!("`{}`", escape::path(path))).collect::<Vec<_>>();
        if !self.missing.submodules.is_empty() {
            let paths = crate::text::few(&of(&self.missing.submodules), 3);
            return Some(format!("the files of submodules are not part of a commit: {paths}"));
        }
        if !self.missing.unavailable.is_empty() {
            let paths = crate::text::few(&of(&self.missing.unavailable), 3);
            return Some(format!("the clone has no content for these files: {paths}; `git fetch --refetch` gets it"));
        }
        (!self.missing.pointers.is_empty()).then(|| {
            let paths = crate::text::few(&of(&self.missing.pointers), 3);
            format!("the commit has pointers of Git LFS instead of these files: {paths}")
        })
    }
}

/// Writes the files of a commit into an empty directory. Returns what is missing, and the number of bytes written.
fn write_tree(repository: &Path, revision: &Revision, directory: &Path) -> Result<(Missing, u64), String> {
    let tree = Tree::read(repository, &revision.tree)?;
    let (submodules, files): (Vec<&TreeEntry>, Vec<&TreeEntry>) =
        tree.entries.iter().partition(|entry| entry.kind == EntryKind::Submodule);
    let submodules = submodules.into_iter().map(|entry| entry.path.clone()).collect();
    let mut missing = Missing { submodules, ..Missing::default() };
    let mut links: Vec<(PathBuf, &TreeEntry)> = Vec::new();
    let mut size = 0;
    let unavailable = Tree::for_each_content(repository, &files, |entry, content| {
        if entry.kind == EntryKind::SymbolicLink {
            links.push((as_path(content).to_owned(), entry));
            return Ok(());
        }
        if content.starts_with(LFS_POINTER) {
            missing.pointers.push(entry.path.clone());
        }
        size += content.len() as u64;
        let path = directory.join(&entry.path);
        write(&path, content).map_err(|error| format!("can't write `{}`: {error}", escape::path(&path)))
    })?;
    missing.unavailable = unavailable.into_iter().map(|entry| entry.path.clone()).collect();
    // Links come last, so that no file is written through one.
    for (target, entry) in links {
        if is_inside(&entry.path, &target) {
            let path = directory.join(&entry.path);
            // If a link fails, the analysis reports the missing file where it is needed.
            let _ = path.parent().map(fs::create_dir_all);
            let _ = link(&target, &path);
        }
    }
    Ok((missing, size))
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

/// Returns whether a symbolic link leads to a place in the repository. Others would make the analysis depend on this machine.
///
/// `..` must come first: after a name, which can be another link, it may lead anywhere.
fn is_inside(link: &Path, target: &Path) -> bool {
    let mut depth = link.components().count().saturating_sub(1);
    let mut has_name = false;
    target.components().all(|component| match component {
        Component::CurDir => true,
        Component::Normal(_) => {
            has_name = true;
            true
        }
        Component::ParentDir => {
            let is_inside = depth > 0 && !has_name;
            depth = depth.saturating_sub(1);
            is_inside
        }
        Component::RootDir | Component::Prefix(_) => false,
    })
}

/// Makes a symbolic link that points to a path.
#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Copies what a symbolic link points to, since making links needs a privilege.
#[cfg(not(unix))]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    let source = link.parent().map_or_else(|| target.to_owned(), |directory| directory.join(target));
    fs::copy(source, link).map(drop)
}

#[cfg(test)]
mod tests {
    use super::is_inside;
    use std::path::Path;

    #[test]
    fn links_must_stay_inside() {
        let inside = |link: &str, target: &str| is_inside(Path::new(link), Path::new(target));
        assert!(inside("a/b", "../c"));
        assert!(inside("a", "b/c"));
        assert!(inside("a/b/c", "./../../d"));
        assert!(!inside("a/b/c", "x/../d"), "`x` may be a link");
        assert!(!inside("a", "../c"));
        assert!(!inside("a/b", "../../c"));
        assert!(!inside("a", "/etc/passwd"));
    }
}
