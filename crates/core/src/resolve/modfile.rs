//! Which file a `mod x;` means (the Rust reference, "Module source filenames" and "The path attribute").

use std::path::{Path, PathBuf};

/// A file that a `mod` can mean, and where the `mod`s in it are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub file: PathBuf,
    /// The folder of the files of `mod x;` in it.
    pub folder: PathBuf,
    /// The folder that `#[path]` in it is relative to.
    pub path_folder: PathBuf,
}

/// The files that `mod name;` can mean: `name.rs` and `name/mod.rs`.
pub(super) fn candidates(folder: &Path, name: &str) -> [Candidate; 2] {
    let below = folder.join(name);
    [
        Candidate { file: folder.join(format!("{name}.rs")), folder: below.clone(), path_folder: folder.to_owned() },
        Candidate { file: below.join("mod.rs"), folder: below.clone(), path_folder: below },
    ]
}

/// The file that `#[path = "…"] mod name;` means. Such a file owns its folder, as a `mod.rs` does.
pub(super) fn at_path(path_folder: &Path, path: &str) -> Candidate {
    let file = normalise(&path_folder.join(path.replace('\\', "/")));
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    Candidate { file, folder: folder.clone(), path_folder: folder }
}

/// A crate's root file, which owns its folder.
pub(super) fn root(file: &Path) -> Candidate {
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    Candidate { file: file.to_owned(), folder: folder.clone(), path_folder: folder }
}

/// A path without `.` and `..`, as far as that can be said without asking the file system.
pub(super) fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_attribute_is_relative_and_owns_its_folder() {
        let candidate = at_path(Path::new("/w/src/a"), "../b/./c.rs");
        assert_eq!(candidate.file, Path::new("/w/src/b/c.rs"));
        assert_eq!(candidate.folder, Path::new("/w/src/b"));
    }
}
