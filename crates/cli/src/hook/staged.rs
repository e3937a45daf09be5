//! Provides the staged files as a directory that can be analyzed.
//!
//! If the working tree contains no unstaged changes (for example, because pre-commit has stashed them), the directory is
//! the working tree itself. Otherwise the index is copied to a temporary directory. Ignored files, such as generated
//! code and `target`, and submodules are linked into it, because they are never part of a commit.

use super::git::{Git, as_path};
use crate::interrupt::TemporaryDirectory;
use std::{
    collections::BTreeSet,
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

/// Extensions of files that are neither Rust source nor documents that a rule's `adr` may name. They are not copied.
const NO_SOURCE: &[&str] = &[
    "7z", "a", "avi", "bin", "bmp", "bz2", "css", "csv", "db", "dll", "dylib", "eot", "exe", "gif", "gz", "ico",
    "jpeg", "jpg", "js", "lock", "mov", "mp3", "mp4", "o", "onnx", "otf", "parquet", "png", "psd", "so", "sqlite",
    "svg", "tar", "tgz", "tif", "tiff", "ts", "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2", "xz", "zip",
    "zst",
];

/// The mode of a submodule in the index.
const SUBMODULE: &[u8] = b"160000";

impl Staged {
    /// Creates the directory.
    pub(crate) fn of(git: &Git) -> Result<Self, String> {
        if is_clean(git)? {
            return Ok(Self::InPlace(git.top.clone()));
        }
        let copy = TemporaryDirectory::new().map_err(|error| format!("can't create a temporary directory: {error}"))?;
        let prefix = format!("--prefix={}/", copy.path().display());
        // Files of `git add --intent-to-add` are in the index, but not part of the commit.
        let intended = git.list(&["diff", "--name-only", "--no-ext-diff", "--diff-filter=A", "-z"])?;
        let intended: BTreeSet<&[u8]> = intended.iter().map(Vec::as_slice).collect();
        let mut files = Vec::new();
        let mut links = Vec::new();
        for entry in git.list(&["ls-files", "--stage", "-z"])? {
            let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else { continue };
            let path = &entry[tab + 1..];
            if entry.starts_with(SUBMODULE) {
                links.push(as_path(path).to_owned());
            } else if !is_no_source(as_path(path)) && !intended.contains(path) {
                files.extend_from_slice(path);
                files.push(0);
            }
        }
        git.run(&["checkout-index", "--quiet", "--force", "-z", "--stdin", &prefix], &files)?;
        let ignored = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
        links.extend(git.list(&ignored)?.iter().map(|path| as_path(path).to_owned()));
        for path in &links {
            let to = copy.path().join(path);
            if let Some(directory) = to.parent() {
                let _ = std::fs::create_dir_all(directory);
            }
            // If a link fails, the analysis reports the missing file where it is needed.
            let _ = link(&git.top.join(path), &to);
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

/// Whether the working tree has no unstaged changes.
fn is_clean(git: &Git) -> Result<bool, String> {
    let changed = git.list(&["diff", "--name-only", "--no-ext-diff", "--ignore-submodules", "-z"])?;
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    let is_relevant = |paths: Vec<Vec<u8>>| paths.iter().any(|path| !is_no_source(as_path(path)));
    Ok(!is_relevant(changed) && !is_relevant(git.list(&untracked)?))
}

fn is_no_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| NO_SOURCE.contains(&extension.to_ascii_lowercase().as_str()))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    // Git ends the name of a directory with a slash, which the name of a link can't contain.
    std::os::unix::fs::symlink(from, to.components().collect::<PathBuf>())
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    let to: PathBuf = to.components().collect();
    if from.is_dir() { std::os::windows::fs::symlink_dir(from, to) } else { std::fs::copy(from, to).map(drop) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_not_source_are_recognized_by_extension() {
        assert!(NO_SOURCE.is_sorted());
        assert!(is_no_source(Path::new("docs/a.PNG")));
        for path in ["src/a.rs", "Cargo.toml", "src/body.in", "rust-toolchain", "docs/adr/0001.md"] {
            assert!(!is_no_source(Path::new(path)), "{path}");
        }
    }
}
