//! The settings of `[analysis]`: which files are excluded, which packages contain only test code, and how libraries are
//! called.

use crate::{
    graph::{Context, RustModule},
    source::FileId,
    workspace::PackageId,
};
use std::collections::BTreeMap;

/// The validated keys of `[analysis]`.
#[derive(Clone, Debug)]
pub struct AnalysisSettings {
    /// Whether `exclude` lists each source file.
    pub(super) excluded: Vec<bool>,
    /// The packages of `test-crates`.
    pub(super) test_packages: Vec<PackageId>,
    /// The libraries of `library-names`.
    pub(super) library_names: LibraryNames,
}

impl AnalysisSettings {
    /// Returns whether the references in a file are not checked.
    pub fn is_excluded(&self, file: FileId) -> bool {
        self.excluded.get(file.0 as usize).is_some_and(|excluded| *excluded)
    }

    /// Returns whether all declarations of a Rust module are in excluded files.
    pub fn is_module_excluded(&self, module: &RustModule) -> bool {
        let declarations = &module.declarations;
        !declarations.is_empty() && declarations.iter().all(|declaration| self.is_excluded(declaration.file))
    }

    /// Returns the context of some code of a package. `own` is the context in the graph.
    pub fn context(&self, package: PackageId, own: Context) -> Context {
        if self.test_packages.contains(&package) { Context::Test } else { own }
    }

    /// Returns whether rules for some contexts check code of a Rust module of a package.
    pub fn is_checked(&self, module: &RustModule, package: PackageId, contexts: &[Context]) -> bool {
        !self.is_module_excluded(module) && self.context(package, module.context).may_contain(contexts)
    }
}

/// The libraries that `library-names` sets: by the name of the package, with underscores for hyphens.
#[derive(Clone, Debug, Default)]
pub(super) struct LibraryNames(BTreeMap<String, String>);

impl LibraryNames {
    pub(super) fn new(names: BTreeMap<String, String>) -> Self {
        Self(names)
    }

    /// Returns the name of the library of an external package, if the key sets it.
    pub(super) fn library(&self, package: &str) -> Option<&str> {
        self.0.get(&package.replace('-', "_")).map(String::as_str)
    }

    /// Returns all packages with their libraries.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(package, library)| (package.as_str(), library.as_str()))
    }

    /// Returns whether the key sets a library of this name.
    pub(super) fn has_library(&self, name: &str) -> bool {
        self.0.values().any(|library| library == name)
    }
}
