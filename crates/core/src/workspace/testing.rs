//! Test support: loads tiny workspaces with the real Cargo.

pub(crate) use archcheck_testing::{Directory, cargo};

use super::{Workspace, load};
use std::path::Path;

/// Loads the workspace of some files. The first file is the root manifest.
pub(crate) fn workspace(files: &[(&str, &str)]) -> Workspace {
    let directory = Directory::with(files);
    load(Some(Path::new(files[0].0)), &cargo(), directory.path()).unwrap()
}
