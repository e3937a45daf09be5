//! The owners of files by their absolute paths.

use super::file::CodeOwners;
use std::path::{Path, PathBuf};

/// The owners of the files of a repository.
#[derive(Clone, Debug)]
pub struct FileOwners {
    /// Its CODEOWNERS file.
    pub codeowners: CodeOwners,
    /// The root of the repository, which the patterns start from.
    pub repository: PathBuf,
}

impl FileOwners {
    /// Returns the owners of a file by its absolute path. A file outside the repository has none.
    pub fn of(&self, path: &Path) -> Vec<&str> {
        let Ok(below) = path.strip_prefix(&self.repository) else { return Vec::new() };
        let below: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        self.codeowners.owners(&below.join("/"))
    }
}
