//! Writes an analysis to the cache with everything that it depends on, restores it, and decides whether it is still valid.
//!
//! It contains the graph and the inputs; [`DefSnapshot`], which follows it in the same file, contains the definitions.

use super::{
    cache_use::{CacheMiss, CacheUse},
    changed_files::{ChangedFiles, MAX_CHANGED_FILES},
    persisted::{AnalysisKey, PersistedAnalysis, PersistedSource, configuration_key},
    request::{Paths, Request},
    writer::Trailer,
};
use crate::{
    analysis::{Analysis, Counts},
    cache::{self, CacheOptions},
    cfg::Configuration,
    diagnostic,
    graph::FileOrder,
    incremental::{self, AnalysisParts, Refusal, ResolutionContext, SourceRecords},
    input::{Comparison, Inputs, Nanoseconds},
    resolve::{self, DefSnapshot},
    source::{FileId, Source, Sources},
    workspace::Workspace,
};

use std::{
    mem::take,
    path::{Path, PathBuf},
};

/// How many touched but unchanged files are read again in each run. With more of them, the snapshot is written again with
/// their current stamps.
const MAX_REREAD_FILES: usize = 16;

/// The reason why a cached analysis can't be used.
pub(super) struct Miss {
    pub(super) reason: CacheMiss,
    /// The key of the cached analysis, if a recent syntax error is the only reason: it is kept until that is fixed.
    pub(super) retained: Option<Box<AnalysisKey>>,
}

impl<R: Into<CacheMiss>> From<R> for Miss {
    fn from(reason: R) -> Self {
        Self { reason: reason.into(), retained: None }
    }
}

/// A file's content and trailer, to be written.
pub(super) type Replacement = (Vec<u8>, Trailer);

/// A persisted analysis, updated to the current files. It is valid if Cargo still describes the workspace as in its key.
pub(super) struct Restored {
    pub(super) key: AnalysisKey,
    pub(super) analysis: Analysis,
    pub(super) cache_use: CacheUse,
    /// The snapshot to write instead of the current one, if any.
    pub(super) replacement: Option<Replacement>,
}

/// Restores an analysis from the cache and updates it to the current files.
pub(super) fn restore(paths: &Paths, request: Request<'_>, cache: &CacheOptions) -> Result<Restored, Miss> {
    let (bytes, mut trailer) = cache::read(&paths.graph, cache.program).ok_or(CacheMiss::NoSnapshot)?;
    let mut persisted: PersistedAnalysis = bitcode::decode(&bytes).map_err(|_| CacheMiss::NoSnapshot)?;
    drop(bytes);
    let FileChanges { changed, reread } = persisted.compare_files(cache.now)?;
    let workspace = persisted.key.answer.to_workspace().map_err(|_| CacheMiss::OtherWorkspace)?;
    let configuration = request.configuration(&workspace).map_err(|_| CacheMiss::OtherConfiguration)?;
    if configuration_key(configuration.as_ref()) != persisted.key.configuration {
        return Err(CacheMiss::OtherConfiguration.into());
    }
    let is_rewritten = reread > MAX_REREAD_FILES && cache.keep;
    // With changed files, the old analysis is written again: to repeat a small update is cheaper than to write new definitions.
    let before = (is_rewritten && !changed.is_empty()).then(|| persisted.encode_as_before(&changed, cache.now));
    let mut update = Update { persisted: &mut persisted, workspace: &workspace, configuration: configuration.as_ref() };
    let sources = update.run(&changed, &mut trailer, paths, cache)?;
    let root = PathBuf::from(&persisted.root);
    let unreached = resolve::unreached(&root, persisted.directories.iter().map(PathBuf::from), &sources);
    let PersistedAnalysis { key, cfgs, graph, diagnostics, counts, comments, inputs, records, .. } = persisted;
    let counts = Counts { unreached, ..counts };
    let mut analysis = Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments };
    let content = match before {
        None if is_rewritten => Some(encode_with(&mut analysis, inputs, records, key.clone(), cache.now)),
        before => before,
    };
    let replacement = content.map(|content| (content, Trailer::Unchanged(trailer)));
    let cache_use = match changed.len() {
        0 => CacheUse::Unchanged,
        files => CacheUse::Updated { files },
    };
    Ok(Restored { key, analysis, cache_use, replacement })
}

/// The files that are not certainly the same as in the earlier run.
struct FileChanges {
    /// The changed ones, as indices into the inputs.
    changed: Vec<usize>,
    /// How many were read again and have the same content.
    reread: usize,
}

impl PersistedAnalysis {
    /// Compares all inputs with the current files.
    fn compare_files(&mut self, now: Nanoseconds) -> Result<FileChanges, CacheMiss> {
        let (mut reread, mut changed) = (0, Vec::new());
        for (index, input) in self.inputs.files.iter_mut().enumerate() {
            match input.compare(self.taken) {
                Comparison::SameStamp => {}
                Comparison::SameContent(stamp) => {
                    input.stamp = stamp;
                    // A very recent stamp is not certain yet: the file would have to be read again anyway.
                    reread += usize::from(stamp.is_certain(now));
                }
                Comparison::Changed if changed.len() < MAX_CHANGED_FILES => changed.push(index),
                Comparison::Changed => return Err(CacheMiss::ManyChangedFiles),
            }
        }
        // An existing path that is no file was no file in the earlier run either.
        match self.inputs.missing.iter().find(|path| !matches!(Path::new(path).try_exists(), Ok(false))) {
            Some(path) => Err(CacheMiss::NewFile { path: path.clone() }),
            None => Ok(FileChanges { changed, reread }),
        }
    }

    /// Encodes the analysis with current stamps. Changed files get an uncertain stamp, so that later runs compare them.
    fn encode_as_before(&mut self, changed: &[usize], now: Nanoseconds) -> Vec<u8> {
        for index in changed {
            self.inputs.files[*index].stamp.doubt();
        }
        self.taken = now;
        bitcode::encode(self)
    }

    /// Collects the sources, with the texts of changed files.
    fn sources(&self, root: &Path, mut texts: Vec<(FileId, String)>) -> Sources {
        let mut sources = Sources::default();
        for (index, source) in self.sources.iter().enumerate() {
            let file = source.file(root);
            let text = texts.iter_mut().find(|(id, _)| id.0 as usize == index).map(|(_, text)| take(text));
            sources.add(match text {
                Some(text) => Source::loaded(source.path.clone(), file, text),
                None => Source::lazy(source.path.clone(), file),
            });
        }
        sources
    }
}

/// An update of a persisted analysis for changed files.
struct Update<'a> {
    persisted: &'a mut PersistedAnalysis,
    workspace: &'a Workspace,
    configuration: Option<&'a Configuration>,
}

impl Update<'_> {
    /// Updates the analysis, and returns its sources.
    fn run(
        &mut self,
        changed: &[usize],
        trailer: &mut cache::Trailer,
        paths: &Paths,
        cache: &CacheOptions,
    ) -> Result<Sources, Miss> {
        let root = PathBuf::from(&self.persisted.root);
        self.persisted.cfgs.restore(self.workspace, self.configuration);
        if changed.is_empty() {
            return Ok(self.persisted.sources(&root, Vec::new()));
        }
        let records: SourceRecords = bitcode::decode(&self.persisted.records).map_err(|_| Refusal::DamagedCache)?;
        let ChangedFiles { edits, texts, is_recently_broken } =
            ChangedFiles::read(self.persisted, &records, changed, &root, &paths.facts, cache)?;
        if is_recently_broken {
            let key = Some(Box::new(self.persisted.key.clone()));
            return Err(Miss { reason: Refusal::SyntaxErrors.into(), retained: key });
        }
        let definitions = trailer.read().and_then(|bytes| DefSnapshot::decode(&bytes)).ok_or(Refusal::DamagedCache)?;
        let sources = self.persisted.sources(&root, texts);
        let PersistedAnalysis { graph, diagnostics, counts, comments, cfgs, .. } = &mut *self.persisted;
        let mut parts = AnalysisParts { graph, diagnostics, counts, comments };
        let (workspace, configuration) = (self.workspace, self.configuration);
        let files = FileOrder::of(&sources);
        let context = ResolutionContext { definitions, records: &records, workspace, configuration, cfgs, files };
        incremental::update(&mut parts, &edits, context)?;
        diagnostic::sort(diagnostics, &sources);
        Ok(sources)
    }
}

/// Encodes an analysis. Returns nothing if it can't be persisted. The analysis is unchanged afterwards.
pub(super) fn encode(
    analysis: &mut Analysis,
    inputs: Inputs,
    records: &SourceRecords,
    key: AnalysisKey,
    now: Nanoseconds,
) -> Vec<u8> {
    encode_with(analysis, inputs, bitcode::encode(records), key, now)
}

fn encode_with(
    analysis: &mut Analysis,
    inputs: Inputs,
    records: Vec<u8>,
    key: AnalysisKey,
    now: Nanoseconds,
) -> Vec<u8> {
    let path = &analysis.workspace.root;
    let Some(root) = path.to_str() else { return Vec::new() };
    let directories: Option<Vec<String>> = resolve::source_directories(&analysis.workspace)
        .map(|directory| directory.to_str().map(str::to_owned))
        .collect();
    let sources: Option<Vec<PersistedSource>> =
        analysis.sources.iter().map(|(_, source)| PersistedSource::of(source, path)).collect();
    let (Some(directories), Some(sources), false) = (directories, sources, inputs.uncertain) else { return Vec::new() };
    // The parts are moved and moved back: copying them would take longer than encoding them.
    let unreached = take(&mut analysis.counts.unreached);
    let persisted = PersistedAnalysis {
        key,
        taken: now,
        root: root.to_owned(),
        directories,
        sources,
        cfgs: take(&mut analysis.cfgs),
        graph: take(&mut analysis.graph),
        diagnostics: take(&mut analysis.diagnostics),
        counts: take(&mut analysis.counts),
        comments: take(&mut analysis.comments),
        inputs,
        records,
    };
    let bytes = bitcode::encode(&persisted);
    PersistedAnalysis {
        cfgs: analysis.cfgs,
        graph: analysis.graph,
        diagnostics: analysis.diagnostics,
        counts: analysis.counts,
        comments: analysis.comments,
        ..
    } = persisted;
    analysis.counts.unreached = unreached;
    bytes
}
