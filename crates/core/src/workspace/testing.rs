//! Test support: tiny workspaces on disk, and the real Cargo.

use super::{Workspace, load};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Returns the Cargo that runs the tests.
pub(crate) fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Files in a temporary folder.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Loads the workspace of some files. The first file is the root manifest.
pub(crate) fn workspace(files: &[(&str, &str)]) -> Workspace {
    let folder = Files::new(files);
    load(Some(Path::new(files[0].0)), &cargo(), folder.path()).unwrap()
}
