//! Directories that a test may change.

use crate::copy;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The root of this repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The directory of the fixtures: `tests/fixtures`.
pub fn fixtures() -> PathBuf {
    repository().join("tests/fixtures")
}

/// Returns the Cargo that runs the tests.
pub fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// A temporary directory with files, deleted when dropped.
#[derive(Debug)]
pub struct Directory(tempfile::TempDir);

impl Directory {
    /// Creates an empty directory.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory can be created"))
    }

    /// Creates a directory with some files: their paths and texts.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let directory = Self::new();
        for (path, text) in files {
            directory.write(path, text);
        }
        directory
    }

    /// Copies a fixture, by its name.
    pub fn of_fixture(name: &str) -> Self {
        let directory = Self::new();
        copy(&fixtures().join(name), directory.path()).expect("a fixture can be copied");
        directory
    }

    /// The path of the directory.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and creates the directories it is in.
    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory can be created");
        fs::write(path, text).unwrap_or_else(|error| panic!("{file} can't be written: {error}"));
    }

    /// Reads a file. A missing file is empty.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_default()
    }

    /// Appends text to a file.
    pub fn append(&self, file: &str, text: &str) {
        self.write(file, self.read(file) + text);
    }
}

impl Default for Directory {
    fn default() -> Self {
        Self::new()
    }
}
