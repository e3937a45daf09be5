//! The data of a persisted analysis, and its key: Cargo's answer and the configuration.

use crate::{
    analysis::{Comments, Counts},
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::Graph,
    input::{Inputs, Nanoseconds},
    source::Source,
    workspace::MetadataOutput,
};
use bitcode::{Decode, Encode};
use std::path::{Path, PathBuf};

/// What an analysis is about: the workspace as Cargo describes it, and the configuration.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct AnalysisKey {
    pub(super) answer: MetadataOutput,
    /// The one configuration; empty for all of them.
    pub(super) configuration: String,
}

impl AnalysisKey {
    pub(super) fn new(answer: MetadataOutput, configuration: Option<&Configuration>) -> Self {
        Self { answer, configuration: configuration_key(configuration) }
    }
}

pub(super) fn configuration_key(configuration: Option<&Configuration>) -> String {
    configuration.map(|configuration| format!("{configuration:?}")).unwrap_or_default()
}

/// An analysis as it is written to the cache.
#[derive(Encode, Decode)]
pub(super) struct PersistedAnalysis {
    pub(super) key: AnalysisKey,
    /// When the run began that read the inputs.
    pub(super) taken: Nanoseconds,
    pub(super) root: String,
    pub(super) directories: Vec<String>,
    pub(super) sources: Vec<PersistedSource>,
    pub(super) cfgs: Cfgs,
    pub(super) graph: Graph,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) counts: Counts,
    pub(super) comments: Comments,
    pub(super) inputs: Inputs,
    /// The encoded [`SourceRecords`], which are only decoded if a file has changed.
    pub(super) records: Vec<u8>,
}

/// The path of a source file. Texts are not persisted; they are read again when somebody needs them.
#[derive(Encode, Decode)]
pub(super) struct PersistedSource {
    pub(super) path: String,
    /// The file's location, if it is not `path` below the workspace's root.
    pub(super) file: Option<String>,
}

impl PersistedSource {
    pub(super) fn of(source: &Source, root: &Path) -> Option<Self> {
        let path = source.path.clone();
        let file = match source.file() {
            Some(file) if *file != root.join(&path) => Some(file.to_str()?.to_owned()),
            _ => None,
        };
        Some(Self { path, file })
    }

    /// Whether the source is the file at a path. `relative` is the path below the workspace's root, if it is there.
    pub(super) fn is_at(&self, path: &Path, relative: Option<&Path>) -> bool {
        let own = Path::new(self.file.as_ref().unwrap_or(&self.path));
        own == path || Some(own) == relative
    }

    pub(super) fn file(&self, root: &Path) -> PathBuf {
        self.file.as_ref().map_or_else(|| root.join(&self.path), PathBuf::from)
    }
}
