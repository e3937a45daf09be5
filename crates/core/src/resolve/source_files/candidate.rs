//! Which files a `mod x;` can mean (the Rust Reference, "Module source filenames" and "The path attribute").
//!
//! It does not know under which conditions: `driver::declare` combines the candidates with them.

use std::path::{Component, Path, PathBuf};

/// A file that a `mod` can mean, and where the `mod`s in it are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileCandidate {
    pub file: PathBuf,
    /// The folder of the files of its `mod x;`.
    pub folder: PathBuf,
    /// The folder to which a `#[path]` in it is relative.
    pub path_folder: PathBuf,
}

impl FileCandidate {
    /// Returns the files that `mod name;` can mean: `name.rs` and `name/mod.rs`.
    pub(crate) fn of_module(folder: &Path, name: &str) -> [Self; 2] {
        let below = folder.join(name);
        [
            Self { file: folder.join(format!("{name}.rs")), folder: below.clone(), path_folder: folder.to_owned() },
            Self { file: below.join("mod.rs"), folder: below.clone(), path_folder: below },
        ]
    }

    /// Returns the file that `#[path = "…"] mod name;` means. Like a `mod.rs`, it owns its folder.
    pub(crate) fn at_path(path_folder: &Path, path: &str) -> Self {
        Self::with_own_folder(normalize(&path_folder.join(path.replace('\\', "/"))))
    }

    /// Returns the root file of a crate, which owns its folder.
    pub(crate) fn crate_root(file: &Path) -> Self {
        Self::with_own_folder(file.to_owned())
    }

    fn with_own_folder(file: PathBuf) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { file, folder: folder.clone(), path_folder: folder }
    }
}

/// Returns a path without `.` and `..`, as far as that is possible without the file system.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normalized.file_name().is_some() => {
                normalized.pop();
            }
            other => normalized.push(other),
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_attribute_is_relative_and_its_file_owns_its_folder() {
        let candidate = FileCandidate::at_path(Path::new("/w/src/a"), "../b/./c.rs");
        assert_eq!(candidate.file, Path::new("/w/src/b/c.rs"));
        assert_eq!(candidate.folder, Path::new("/w/src/b"));
    }
}
