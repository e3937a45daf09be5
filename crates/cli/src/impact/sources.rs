//! Which crates a file belongs to.

use super::change::clean;
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, RustModuleId},
    source::FileId,
    workspace::{CrateId, CrateKind, PackageId},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    path::{Path, PathBuf},
};

/// The files of an analysis, and the crates that contain them.
pub(super) struct SourceIndex<'a> {
    pub(super) analysis: &'a Analysis,
    files: FxHashMap<PathBuf, FileId>,
    uses: BTreeMap<FileId, FileUse>,
}

/// What a file is for the crates that contain it.
#[derive(Debug, Default)]
pub(super) struct FileUse {
    /// The crates, each with whether the file exists only in its test builds.
    pub(super) crates: BTreeMap<CrateId, bool>,
    /// The Rust modules that the file contains.
    pub(super) modules: BTreeSet<RustModuleId>,
    /// Whether `include!` puts the file into another one.
    pub(super) is_included: bool,
}

impl<'a> SourceIndex<'a> {
    /// Prepares the files of an analysis.
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        let (graph, workspace) = (&analysis.graph, &analysis.workspace);
        let files =
            analysis.sources.iter().map(|(id, source)| (clean(&workspace.root.join(&source.path)), id)).collect();
        let mut uses: BTreeMap<FileId, FileUse> = BTreeMap::new();
        let mut declared = BTreeSet::new();
        for (id, module) in graph.modules() {
            let is_program = matches!(workspace.krate(module.krate).kind, CrateKind::Lib | CrateKind::Bin);
            let is_test = is_program && module.context == Context::Test;
            for declaration in &module.declarations {
                let own = uses.entry(declaration.file).or_default();
                own.modules.insert(id);
                if !declaration.inline {
                    declared.insert(declaration.file);
                    let tests = own.crates.entry(module.krate).or_insert(true);
                    *tests &= is_test;
                }
            }
        }
        for reference in &graph.references {
            let own = uses.entry(reference.file).or_default();
            let krate = graph.module(reference.from).krate;
            if let Entry::Vacant(vacant) = own.crates.entry(krate) {
                vacant.insert(false);
                own.modules.insert(reference.from);
            }
        }
        for (file, own) in &mut uses {
            own.is_included = !declared.contains(file);
        }
        Self { analysis, files, uses }
    }

    /// Returns the file at an absolute path.
    pub(super) fn file(&self, path: &Path) -> Option<FileId> {
        self.files.get(path).copied()
    }

    /// Returns what a file is for the crates that contain it; `None` if no crate does.
    pub(super) fn file_use(&self, file: FileId) -> Option<&FileUse> {
        self.uses.get(&file)
    }

    /// Returns the files that crates contain.
    pub(super) fn uses(&self) -> impl Iterator<Item = (FileId, &FileUse)> {
        self.uses.iter().map(|(file, own)| (*file, own))
    }

    /// Returns the package whose directory contains a path: of several, the innermost one.
    pub(super) fn package_at(&self, path: &Path) -> Option<PackageId> {
        let packages = (0u32..).map(PackageId).zip(&self.analysis.workspace.packages);
        let directory = |manifest: &'a Path| manifest.parent().unwrap_or(manifest);
        let around = packages.filter(|(_, package)| path.starts_with(directory(&package.manifest)));
        around.max_by_key(|(_, package)| directory(&package.manifest).components().count()).map(|(id, _)| id)
    }

    /// Returns the crates of a package.
    pub(super) fn crates_of(&self, package: PackageId) -> impl Iterator<Item = CrateId> {
        self.analysis.workspace.crates().filter(move |(_, krate)| krate.package == package).map(|(id, _)| id)
    }
}
