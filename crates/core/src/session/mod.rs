//! Analyzes a workspace, with the results of an earlier run wherever they are still valid.
//!
//! While `cargo metadata` runs, an earlier analysis is restored from the cache and updated to the current files, on the
//! assumption that Cargo's answer has not changed. The caller can already evaluate this speculative analysis and confirms it
//! afterwards:
//!
//! ```no_run
//! # use archcheck_core::{analysis::Analysis, session::{self, Confirmation, Request}};
//! # fn check(analysis: &Analysis) -> usize { analysis.graph.references.len() }
//! # fn run(request: Request<'_>) -> Result<usize, Box<archcheck_core::diagnostic::Diagnostic>> {
//! let pending = session::analyze(request, &|_| ())?;
//! let result = check(&pending.analysis);
//! Ok(match pending.confirm()? {
//!     Confirmation::Valid(_) => result,
//!     Confirmation::Superseded(confirmed) => check(&confirmed.analysis),
//! })
//! # }
//! ```
//!
//! Without a usable earlier analysis, the files that the manifests seem to name are read while Cargo runs, and the graph is
//! built from cached facts wherever files have not changed. The cache has one analysis of all configurations and one of the
//! last single configuration. It never has verdicts, nor the names in scopes.

mod cache_use;
mod changed_files;
mod configuration;
mod persisted;
mod request;
mod snapshot;
mod writer;

pub use cache_use::{CacheMiss, CacheUse};
pub use configuration::ConfigurationRequest;
pub use request::Request;
pub use writer::CacheWriter;

use crate::{
    analysis::Analysis,
    cache::{self, CacheOptions, FACTS, Store},
    diagnostic::Diagnostic,
    resolve::{self, Options, Workers},
    stage::{Stage, StageObserver, Stages},
    workspace::{self, Edition, MetadataOutput, PendingMetadata, Workspace},
};
use persisted::AnalysisKey;
use request::{Paths, has_cache};
use rustc_hash::FxHashSet;
use snapshot::{Miss, Replacement, Restored};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};
use writer::{CacheFile, Trailer};

/// An analysis that is valid if Cargo still describes the workspace as it did in an earlier run.
#[derive(Debug)]
#[must_use]
pub struct PendingAnalysis<'a> {
    /// The analysis. Evaluating it must have no side effects before it is [confirmed](Self::confirm).
    pub analysis: Analysis,
    cache_use: CacheUse,
    state: State<'a>,
}

enum State<'a> {
    /// The analysis follows from Cargo's current answer.
    Valid(CacheWriter),
    /// The analysis follows from Cargo's answer in an earlier run.
    Speculative(Box<Speculation<'a>>),
}

impl std::fmt::Debug for State<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Valid(_) => "Valid",
            Self::Speculative(_) => "Speculative",
        })
    }
}

struct Speculation<'a> {
    cargo: PendingMetadata,
    key: AnalysisKey,
    request: Request<'a>,
    cache: &'a CacheOptions,
    observer: StageObserver<'a>,
    directory: PathBuf,
    replacement: Option<Replacement>,
}

/// The outcome of confirming an analysis.
#[derive(Debug)]
pub enum Confirmation {
    /// The pending analysis is valid.
    Valid(Confirmed),
    /// Cargo's answer has changed. This analysis replaces the pending one, and has to be evaluated again.
    Superseded(Confirmed),
}

/// An analysis of the workspace as Cargo describes it now.
#[derive(Debug)]
pub struct Confirmed {
    /// The analysis.
    pub analysis: Analysis,
    /// How the analysis used the cache.
    pub cache_use: CacheUse,
    /// Writes the cache for the next run; must be kept until this run ends.
    pub writer: CacheWriter,
}

impl PendingAnalysis<'_> {
    /// Waits for Cargo's answer. If it has changed since the earlier run, analyzes the workspace again.
    ///
    /// # Errors
    /// Returns a diagnostic if Cargo reports an error, or the requested configuration does not exist.
    pub fn confirm(self) -> Result<Confirmation, Box<Diagnostic>> {
        let Self { analysis, cache_use, state } = self;
        let speculation = match state {
            State::Valid(writer) => return Ok(Confirmation::Valid(Confirmed { analysis, cache_use, writer })),
            State::Speculative(speculation) => *speculation,
        };
        let Speculation { cargo, key, request, cache, observer, directory, replacement } = speculation;
        let stages = Stages::start(Stage::Metadata, observer);
        let answer = cargo.wait().map_err(|error| load_failed(&error))?;
        if answer == key.answer {
            let writer = write_replacement(replacement, request.paths_in(&directory), cache);
            return Ok(Confirmation::Valid(Confirmed { analysis, cache_use, writer }));
        }
        tracing::debug!("Cargo's answer differs from that of the earlier run: the speculative analysis is discarded");
        drop(analysis);
        let workspace = answer.to_workspace().map_err(|error| load_failed(&error))?;
        let attempt =
            Attempt { directory: Some(directory), miss: Some(CacheMiss::OtherWorkspace.into()), workers: None };
        let confirmed = complete(request, stages, answer, workspace, attempt)?;
        Ok(Confirmation::Superseded(confirmed))
    }
}

/// Analyzes a workspace, reporting each stage to `observer`.
///
/// # Errors
/// Returns a diagnostic if Cargo reports an error, or the requested configuration does not exist.
pub fn analyze<'a>(request: Request<'a>, observer: StageObserver<'a>) -> Result<PendingAnalysis<'a>, Box<Diagnostic>> {
    let mut stages = Stages::start(Stage::Metadata, observer);
    let cargo = workspace::start_metadata(request.manifest, request.cargo, request.current_dir)
        .map_err(|error| load_failed(&error))?;
    stages.enter(Stage::Cache);
    let directory = request.likely_cache_directory();
    // The reason why the cache in this directory can't be used; none if that is not known yet.
    let mut miss = None;
    if let (Some(directory), Some(cache)) = (&directory, request.cache) {
        match restore(request, directory, cache) {
            Ok(Restored { key, analysis, cache_use, replacement }) if request.is_about(&analysis.workspace) => {
                let directory = directory.clone();
                let speculation = Speculation { cargo, key, request, cache, observer, directory, replacement };
                return Ok(PendingAnalysis { analysis, cache_use, state: State::Speculative(Box::new(speculation)) });
            }
            // Another workspace uses the same directory: nothing is known about this one.
            Ok(_) => {}
            Err(why) => miss = Some(why),
        }
    }
    // All files have to be looked at: start with those that the manifests seem to name.
    stages.enter(Stage::Read);
    let roots = workspace::guess_roots(request.manifest, request.current_dir);
    let store =
        request.cache.map(|cache| directory.as_ref().map_or_else(Store::default, |directory| store(directory, cache)));
    let mut workers = Workers::new(None)?;
    let is_expected = |workspace: &Workspace| {
        let known: FxHashSet<_> = roots.iter().map(|(root, edition)| (&**root, *edition)).collect();
        let guessed = workspace.crates.iter().filter(|krate| known.contains(&(&*krate.root, krate.edition)));
        let actual = request.cache.map(|cache| cache_directory(workspace, Some(cache)));
        guessed.count() * 2 > workspace.crates.len()
            && actual.is_none_or(|actual| directory.as_ref() == Some(&actual) || !has_cache(&actual))
    };
    let (answer, workspace) =
        read_ahead(cargo, &is_expected, &roots, store.as_ref(), &mut workers).map_err(|error| load_failed(&error))?;
    stages.enter(Stage::Metadata);
    let attempt = Attempt { directory, miss, workers: Some((workers, store)) };
    let Confirmed { analysis, cache_use, writer } = complete(request, stages, answer, workspace, attempt)?;
    Ok(PendingAnalysis { analysis, cache_use, state: State::Valid(writer) })
}

fn load_failed(error: &workspace::LoadError) -> Box<Diagnostic> {
    Box::new(error.diagnostic())
}

/// Restores the analysis in a cache directory, and updates it to the current files.
fn restore(request: Request<'_>, directory: &Path, cache: &CacheOptions) -> Result<Restored, Miss> {
    let restored = if request.names {
        Err(CacheMiss::NamesRequested.into())
    } else {
        snapshot::restore(&request.paths_in(directory), request, cache)
    };
    let restored = restored.and_then(|restored| {
        let is_own = cache_directory(&restored.analysis.workspace, Some(cache)) == directory;
        if is_own { Ok(restored) } else { Err(CacheMiss::NoSnapshot.into()) }
    });
    match &restored {
        Ok(restored) => tracing::debug!(directory = %directory.display(), "{}", restored.cache_use),
        Err(miss) => {
            tracing::debug!(directory = %directory.display(), reason = ?miss.reason, "full analysis: {}", miss.reason);
        }
    }
    restored
}

/// What was tried before Cargo answered.
struct Attempt {
    /// The directory that was expected to have the cache.
    directory: Option<PathBuf>,
    /// The reason why the analysis in that directory can't be used, if that is known.
    miss: Option<Miss>,
    /// The files that were read, and the store that they were read with.
    workers: Option<(Workers, Option<Store>)>,
}

/// Analyzes the workspace that Cargo describes.
fn complete(
    request: Request<'_>,
    mut stages: Stages<'_>,
    answer: MetadataOutput,
    workspace: Workspace,
    attempt: Attempt,
) -> Result<Confirmed, Box<Diagnostic>> {
    let Attempt { directory: likely, miss, workers } = attempt;
    let configuration = request.configuration(&workspace)?;
    let key = AnalysisKey::new(answer, configuration.as_ref());
    let options = Options { configuration, threads: None, names: request.names };
    let Some(cache) = request.cache else {
        let workers = workers.map_or_else(|| Workers::new(None), |(workers, _)| Ok(workers))?;
        let (analysis, _) = resolve::analyze_with(workers, workspace, &options, None, stages.end());
        return Ok(Confirmed { analysis, cache_use: CacheUse::Disabled, writer: CacheWriter::idle() });
    };
    stages.enter(Stage::Cache);
    let directory = cache_directory(&workspace, Some(cache));
    let is_likely = likely.as_ref() == Some(&directory);
    let miss = match miss.filter(|_| is_likely) {
        Some(miss) => miss,
        None => match restore(request, &directory, cache) {
            Ok(Restored { key: restored, analysis, cache_use, replacement }) if restored == key => {
                let writer = write_replacement(replacement, request.paths_in(&directory), cache);
                return Ok(Confirmed { analysis, cache_use, writer });
            }
            Ok(_) => CacheMiss::OtherWorkspace.into(),
            Err(miss) => miss,
        },
    };
    let (workers, store) = match workers {
        // What was read so far depends on the store that it was read with.
        Some((workers, Some(store))) if is_likely || (likely.is_none() && !has_cache(&directory)) => (workers, store),
        Some((mut workers, _)) => {
            workers.discard_prefetched();
            (workers, store(&directory, cache))
        }
        None => (Workers::new(None)?, store(&directory, cache)),
    };
    let observer = stages.end();
    let (mut analysis, data) = resolve::analyze_with(workers, workspace, &options, Some(&store), observer);
    let _stages = Stages::start(Stage::Cache, observer);
    let Miss { reason, retained } = miss;
    // After a syntax error is fixed, the earlier analysis is closer to the code than the one of the broken file.
    let is_retained = retained.is_some_and(|retained| *retained == key);
    let mut files = Vec::new();
    if cache.keep && !is_retained {
        let paths = request.paths_in(&directory);
        if let Some(facts) = store.next(&data.inputs.files, &data.facts, cache.now) {
            files.push(CacheFile { path: paths.facts, content: facts.index, trailer: Trailer::Bytes(facts.parts) });
        }
        if !request.names {
            let content = snapshot::encode(&mut analysis, data.inputs, &data.records, key, cache.now);
            files.push(CacheFile { path: paths.graph, content, trailer: Trailer::Definitions(data.snapshot) });
        }
    }
    let writer = CacheWriter::start(cache.program, files);
    Ok(Confirmed { analysis, cache_use: CacheUse::Missed(reason), writer })
}

/// Starts writing a new snapshot, if there is one.
fn write_replacement(replacement: Option<Replacement>, paths: Paths, cache: &CacheOptions) -> CacheWriter {
    let replacement = replacement.filter(|_| cache.keep);
    let files = replacement.map(|(content, trailer)| CacheFile { path: paths.graph, content, trailer });
    CacheWriter::start(cache.program, files.into_iter().collect())
}

/// Reads the files of a guessed workspace until Cargo has answered. Stops early if Cargo describes an unexpected workspace.
fn read_ahead(
    cargo: PendingMetadata,
    is_expected: &(dyn Fn(&Workspace) -> bool + Sync),
    roots: &[(PathBuf, Edition)],
    store: Option<&Store>,
    workers: &mut Workers,
) -> Result<(MetadataOutput, Workspace), workspace::LoadError> {
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        let waiting = threads.spawn(|| {
            let answered = cargo.wait().and_then(|answer| {
                let workspace = answer.to_workspace()?;
                Ok((answer, workspace))
            });
            stop.store(!answered.as_ref().is_ok_and(|(_, workspace)| is_expected(workspace)), Ordering::Relaxed);
            answered
        });
        workers.prefetch(roots, store, &stop);
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Returns the facts of source files that a cache directory has.
fn store(directory: &Path, cache: &CacheOptions) -> Store {
    let own = directory.join(FACTS);
    let other = cache.facts.as_ref().map(|other| other.join(FACTS));
    Store::read(&other.filter(|_| !own.exists()).unwrap_or(own), cache.program)
}

/// Returns the directory of a workspace's cache.
pub fn cache_directory(workspace: &Workspace, cache: Option<&CacheOptions>) -> PathBuf {
    let directory = cache.and_then(|cache| cache.directory.clone());
    directory.unwrap_or_else(|| workspace.target_directory.join(cache::DIRECTORY))
}
