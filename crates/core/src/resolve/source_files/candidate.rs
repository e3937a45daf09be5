//! Which files a `mod x;` can mean (the Rust Reference, "Module source filenames" and "The path attribute").
//!
//! It does not know under which conditions: `driver::declare` combines the candidates with them.

use std::path::{Component, Path, PathBuf};

/// The directories in which the files of a Rust module's `mod`s are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ModuleDirectories {
    /// The directory of the files of a `mod x;`.
    pub files: PathBuf,
    /// The directory to which a `#[path]` is relative.
    pub path_base: PathBuf,
}

impl ModuleDirectories {
    /// Returns the directories of a module that owns a whole directory, such as a `mod.rs`.
    fn owned(directory: PathBuf) -> Self {
        Self { files: directory.clone(), path_base: directory }
    }

    /// Returns the directories of an inline module, which may have a `#[path]`.
    pub(crate) fn inline(&self, name: &str, path: Option<&str>) -> Self {
        Self::owned(match path {
            Some(path) => normalize(&self.path_base.join(path)),
            None => self.files.join(name),
        })
    }
}

/// A file that a `mod` can mean, and where the `mod`s in it are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileCandidate {
    pub file: PathBuf,
    pub directories: ModuleDirectories,
}

impl FileCandidate {
    /// Returns the files that `mod name;` can mean in a directory: `name.rs` and `name/mod.rs`.
    pub(crate) fn of_module(directory: &Path, name: &str) -> [Self; 2] {
        let below = directory.join(name);
        let beside = ModuleDirectories { files: below.clone(), path_base: directory.to_owned() };
        [
            Self { file: directory.join(format!("{name}.rs")), directories: beside },
            Self { file: below.join("mod.rs"), directories: ModuleDirectories::owned(below) },
        ]
    }

    /// Returns the files that `#[path = "…"] mod name;` can mean. Like a `mod.rs`, each owns its directory.
    ///
    /// A backslash separates directories on Windows, and so in code for Windows. Elsewhere, it is part of a name.
    pub(crate) fn at_path(path_base: &Path, path: &str) -> Vec<Self> {
        let mut paths = vec![path.replace('\\', "/")];
        if !cfg!(windows) && path.contains('\\') {
            paths.insert(0, path.to_owned());
        }
        paths.iter().map(|path| Self::with_own_directory(normalize(&path_base.join(path)))).collect()
    }

    /// Returns the root file of a crate, which owns its directory.
    pub(crate) fn crate_root(file: &Path) -> Self {
        Self::with_own_directory(file.to_owned())
    }

    fn with_own_directory(file: PathBuf) -> Self {
        let directory = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { file, directories: ModuleDirectories::owned(directory) }
    }
}

/// Returns a path without `.` and `..`, except for a `..` after a symbolic link, which leads to the directory above the target of
/// the link.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normalized.file_name().is_some() && !normalized.is_symlink() => {
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
    fn a_path_attribute_is_relative_and_its_file_owns_its_directory() {
        let candidate = FileCandidate::at_path(Path::new("/w/src/a"), "../b/./c.rs");
        let [candidate] = &*candidate else { panic!("one file") };
        assert_eq!(candidate.file, Path::new("/w/src/b/c.rs"));
        assert_eq!(candidate.directories, ModuleDirectories::owned("/w/src/b".into()));
        let files = FileCandidate::at_path(Path::new("/w/src"), "a\\b.rs");
        let files: Vec<&Path> = files.iter().map(|candidate| candidate.file.as_path()).collect();
        let separated = Path::new("/w/src/a/b.rs");
        assert_eq!(files, if cfg!(windows) { vec![separated] } else { vec![Path::new("/w/src/a\\b.rs"), separated] });
    }
}
