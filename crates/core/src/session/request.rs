//! What to analyze, and where the cache of it is.

use super::configuration::ConfigurationRequest;
use crate::{
    cache::{self, ACTIVE, CacheOptions, FACTS, GRAPH},
    cfg::Configuration,
    diagnostic::Diagnostic,
    workspace::Workspace,
};
use std::path::{Path, PathBuf};

/// What to analyze, and how.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The manifest; if there is none, the nearest one to `current_dir`.
    pub manifest: Option<&'a Path>,
    /// The Cargo executable.
    pub cargo: &'a Path,
    /// The directory that relative paths start from.
    pub current_dir: &'a Path,
    /// The configuration to analyze; all of them at once if there is none.
    pub configuration: Option<&'a ConfigurationRequest>,
    /// Whether to list the names in the scope of each module.
    pub names: bool,
    /// How to use the cache; without these options it is neither read nor written.
    pub cache: Option<&'a CacheOptions>,
}

/// The cache files of an analysis and of the facts of its source files.
pub(super) struct Paths {
    pub(super) graph: PathBuf,
    pub(super) facts: PathBuf,
}

impl Request<'_> {
    /// Returns the requested configuration of a workspace.
    pub(super) fn configuration(&self, workspace: &Workspace) -> Result<Option<Configuration>, Box<Diagnostic>> {
        self.configuration.map(|request| request.configuration(workspace)).transpose()
    }

    pub(super) fn paths_in(&self, directory: &Path) -> Paths {
        let graph = if self.configuration.is_some() { ACTIVE } else { GRAPH };
        Paths { graph: directory.join(graph), facts: directory.join(FACTS) }
    }

    /// Returns the directory that most likely has this workspace's cache. Only Cargo knows for certain.
    pub(super) fn likely_cache_directory(&self) -> Option<PathBuf> {
        let cache = self.cache?;
        let mut likely = cache.likely_target_directories.iter().map(|directory| directory.join(cache::DIRECTORY));
        cache.directory.clone().or_else(|| likely.find(|directory| has_cache(directory)))
    }

    /// Whether the requested manifest, or the directory from which it is looked for, belongs to a workspace.
    pub(super) fn is_about(&self, workspace: &Workspace) -> bool {
        let manifest = self.manifest.map(|manifest| self.current_dir.join(manifest));
        let here = manifest.as_deref().unwrap_or(self.current_dir);
        let members = workspace.packages.iter().filter_map(|package| package.manifest.parent());
        members.chain([&*workspace.root]).any(|directory| here.starts_with(directory))
    }
}

/// Whether an earlier run has left a cache in a directory.
pub(super) fn has_cache(directory: &Path) -> bool {
    directory.join(GRAPH).is_file() || directory.join(FACTS).is_file()
}
