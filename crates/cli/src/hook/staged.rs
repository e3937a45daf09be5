//! What is staged, as a folder that can be analysed. Where nothing lies beside the index (as when pre-commit has
//! put the rest away) that is the working tree itself, and nothing is copied. Otherwise the index is written to a
//! folder that is lent: what is unstaged or untracked is not in it; what git ignores (generated code, `target`) and
//! submodules are linked, since no commit will ever hold them.

use super::git::{Git, as_path};
use crate::interrupt::TemporaryDirectory;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A folder that holds what is staged, in the shape of the working tree.
#[derive(Debug)]
pub(super) enum Staged {
    /// The working tree is it.
    InPlace(PathBuf),
    /// A copy.
    Copied(TemporaryDirectory),
}

/// What is never Rust source, nor a document that a rule's `adr` may name: not worth writing.
const NO_SOURCE: &[&str] = &[
    "7z", "a", "avi", "bin", "bmp", "bz2", "css", "csv", "db", "dll", "dylib", "eot", "exe", "gif", "gz", "ico",
    "jpeg", "jpg", "js", "lock", "mov", "mp3", "mp4", "o", "onnx", "otf", "parquet", "png", "psd", "so", "sqlite",
    "svg", "tar", "tgz", "tif", "tiff", "ts", "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2", "xz", "zip",
    "zst",
];

/// The mode of a submodule in the index.
const SUBMODULE: &[u8] = b"160000";

impl Staged {
    /// Lays it out.
    pub(super) fn of(git: &Git) -> Result<Self, String> {
        if is_clean(git)? {
            return Ok(Self::InPlace(git.top.clone()));
        }
        let lent = TemporaryDirectory::new().map_err(|error| format!("can't make a temporary folder: {error}"))?;
        let prefix = format!("--prefix={}/", lent.path().display());
        // Announced (`git add --intent-to-add`), but not staged: the commit leaves them out.
        let announced = git.list(&["diff", "--name-only", "--no-ext-diff", "--diff-filter=A", "-z"])?;
        let announced: BTreeSet<&[u8]> = announced.iter().map(Vec::as_slice).collect();
        let mut files = Vec::new();
        let mut links = Vec::new();
        for entry in git.list(&["ls-files", "--stage", "-z"])? {
            let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else { continue };
            let path = &entry[tab + 1..];
            if entry.starts_with(SUBMODULE) {
                links.push(as_path(path).to_owned());
            } else if !is_no_source(as_path(path)) && !announced.contains(path) {
                files.extend_from_slice(path);
                files.push(0);
            }
        }
        git.feed(&["checkout-index", "--quiet", "--force", "-z", "--stdin", &prefix], &files)?;
        let ignored = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
        links.extend(git.list(&ignored)?.iter().map(|path| as_path(path).to_owned()));
        for path in &links {
            let to = lent.path().join(path);
            if let Some(folder) = to.parent() {
                let _ = std::fs::create_dir_all(folder);
            }
            // What can't be linked is missing, and is said to be where it is needed.
            let _ = link(&git.top.join(path), &to);
        }
        Ok(Self::Copied(lent))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::InPlace(path) => path,
            Self::Copied(lent) => lent.path(),
        }
    }
}

/// Whether the working tree holds nothing but what is staged.
fn is_clean(git: &Git) -> Result<bool, String> {
    let changed = git.list(&["diff", "--name-only", "--no-ext-diff", "--ignore-submodules", "-z"])?;
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    let beside = |paths: Vec<Vec<u8>>| paths.iter().any(|path| !is_no_source(as_path(path)));
    Ok(!beside(changed) && !beside(git.list(&untracked)?))
}

fn is_no_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| NO_SOURCE.contains(&extension.to_ascii_lowercase().as_str()))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    // Git names a folder with a slash at its end, which a link can't have.
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
    fn what_is_never_source_is_sorted_and_told_by_its_extension() {
        assert!(NO_SOURCE.is_sorted());
        assert!(is_no_source(Path::new("docs/a.PNG")));
        for path in ["src/a.rs", "Cargo.toml", "src/body.in", "rust-toolchain", "docs/adr/0001.md"] {
            assert!(!is_no_source(Path::new(path)), "{path}");
        }
    }
}
