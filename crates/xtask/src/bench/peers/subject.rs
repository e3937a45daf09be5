//! The package that peers are measured on.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{bench::workspace::Workspace, metadata::Metadata};

/// The package that peers are measured on.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) package: &'a str,
    /// The crate name of its library.
    pub(super) library: String,
    /// The root file of its library.
    pub(super) root: PathBuf,
}

impl<'a> Subject<'a> {
    /// Finds a package of a workspace by its name.
    pub(crate) fn new(workspace: &'a Workspace, package: &'a str) -> Result<Self, String> {
        let metadata = Metadata::of_members(&workspace.root)?;
        let found = metadata.packages.iter().find(|one| one.name == package);
        let found = found.ok_or_else(|| {
            let names: Vec<_> = metadata.packages.iter().map(|one| format!("`{}`", one.name)).collect();
            format!("the workspace has no package `{package}`, only {}", names.join(", "))
        })?;
        let library = found.library().ok_or_else(|| format!("package `{package}` has no library"))?;
        let (library, root) = (library.name.replace('-', "_"), library.src_path.clone());
        Ok(Self { workspace, package, library, root })
    }
}

/// Writes a file of the package, or one that a peer reads.
pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("failed to write {}: {error}", path.display()))
}
