//! The settings of `[analysis]`: which files are excluded, and which packages contain only test code.

use crate::{
    graph::{Context, RustModule},
    source::FileId,
    workspace::PackageId,
};

/// The validated keys of `[analysis]`.
#[derive(Clone, Debug)]
pub struct AnalysisSettings {
    /// Whether `exclude` lists each source file.
    pub(super) excluded: Vec<bool>,
    /// The packages of `test-crates`.
    pub(super) test_packages: Vec<PackageId>,
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
