//! The settings of `[analysis]`: which files are excluded, what test code is, and how libraries are called.

use crate::{
    analysis::TestConditions,
    graph::{Context, Graph, Reference, RustModule, RustModuleId},
    source::FileId,
    workspace::PackageId,
};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The validated keys of `[analysis]`.
#[derive(Clone, Debug)]
pub struct AnalysisSettings {
    /// Whether `exclude` lists each source file.
    pub(super) excluded: Vec<bool>,
    /// The packages of `test-crates`.
    pub(super) test_packages: Vec<PackageId>,
    /// The Rust modules of `test-code`.
    pub(super) test_modules: FxHashSet<RustModuleId>,
    /// The conditions of code that exists only in tests or with the features of `test-code`.
    pub(super) test_conditions: TestConditions,
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

    /// Returns the context of a reference in a package.
    pub fn context(&self, graph: &Graph, package: PackageId, reference: &Reference) -> Context {
        let krate = graph.module(reference.from).krate;
        let is_test = self.is_test_module(package, reference.from) || self.test_conditions.contains(krate, reference);
        if is_test { Context::Test } else { reference.context }
    }

    /// Returns the context of a Rust module of a package.
    pub fn module_context(&self, graph: &Graph, package: PackageId, id: RustModuleId) -> Context {
        if self.is_test_module(package, id) { Context::Test } else { graph.module(id).context }
    }

    fn is_test_module(&self, package: PackageId, id: RustModuleId) -> bool {
        self.test_modules.contains(&id) || self.test_packages.contains(&package)
    }

    /// Returns whether rules for some contexts check code of a Rust module of a package.
    pub fn is_checked(&self, graph: &Graph, package: PackageId, id: RustModuleId, contexts: &[Context]) -> bool {
        !self.is_module_excluded(graph.module(id)) && self.module_context(graph, package, id).may_contain(contexts)
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
