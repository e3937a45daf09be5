//! The steps from a workspace to its analysis: collect definitions, record references, build the graph.

use super::{
    def_snapshot::DefSnapshotBuilder,
    driver::Driver,
    query::{LookupLog, QueryState, Resolver},
    references::{self, RecordedReferences},
    scope_names::scope_names,
    source_files::SourceFiles,
    unreached::{source_directories, unreached},
    workers::Workers,
};
use crate::{
    analysis::{Analysis, Counts},
    cache::{Saved, Store},
    cfg::{Cfgs, Configuration},
    diagnostic::{self, Diagnostic},
    input::Inputs,
    source::{FileId, Place, Sources},
    stage::{Stage, StageObserver},
    workspace::{Edition, Workspace},
};
use bitcode::{Decode, Encode};

/// What to analyze, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The only configuration to analyze; none for all of them at once.
    pub configuration: Option<Configuration>,
    /// The number of threads; none for as many as there are cores.
    pub threads: Option<usize>,
    /// Whether to list the names in the scope of each Rust module.
    pub names: bool,
}

/// What the cache needs to know of an analysis, beside its result.
#[derive(Debug)]
pub struct CacheData {
    /// The facts of files.
    pub facts: Vec<Saved>,
    /// The definitions; none without a cache.
    pub snapshot: Option<Box<DefSnapshotBuilder>>,
    /// The files that were read or looked for.
    pub inputs: Inputs,
    /// The source files.
    pub records: SourceRecords,
}

/// Facts about the source files of an analysis that its result does not contain, but an incremental update needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct SourceRecords {
    /// The files that were lowered as a whole, with their editions; sorted by file.
    pub lowered: Vec<(FileId, Edition)>,
    /// Those of them that an `include!` inserts into another file's module; sorted.
    pub included: Vec<FileId>,
    /// The places of the names that [`Counts::unknown`] counts; sorted.
    pub unknown: Vec<Place>,
}

/// Analyzes a workspace, and reports its stages to `observer`. What cannot be analyzed becomes a diagnostic; everything else
/// is still analyzed.
///
/// # Errors
/// See [`Workers::new`].
pub fn analyze(
    workspace: Workspace,
    options: &Options,
    observer: StageObserver<'_>,
) -> Result<Analysis, Box<Diagnostic>> {
    Ok(analyze_with(Workers::new(options.threads)?, workspace, options, None, observer).0)
}

/// Analyzes a workspace with existing threads and the cached facts of earlier runs. Also returns what the cache needs for
/// the next run.
pub fn analyze_with(
    mut workers: Workers,
    workspace: Workspace,
    options: &Options,
    store: Option<&Store>,
    observer: StageObserver<'_>,
) -> (Analysis, CacheData) {
    let files = SourceFiles::new(store, workers.take_prefetched());
    workers.run(|| analyze_here(workspace, options, files, observer))
}

/// Analyzes a workspace on the current threads.
fn analyze_here(
    workspace: Workspace,
    options: &Options,
    files: SourceFiles<'_>,
    observer: StageObserver<'_>,
) -> (Analysis, CacheData) {
    let has_store = files.has_store();
    let mut sources = Sources::default();
    let configuration = options.configuration.as_ref();
    let mut queries = QueryState::new(&workspace, configuration, Cfgs::new(&workspace, configuration));
    queries.log = has_store.then(LookupLog::default);
    let mut driver = Driver::new(&workspace, queries, &mut sources, files, observer);
    driver.run();
    let comments = driver.comments();
    let Driver { defs, mut queries, instances, mut diagnostics, files, reached, speculation, mut stages, .. } = driver;
    stages.enter(Stage::References);
    let RecordedReferences { mut graph, mut unknown, unresolved, logs } =
        references::record(&defs, &mut queries, &instances);
    stages.enter(Stage::Graph);
    graph.set_contexts(&workspace, &mut queries.cfgs);
    let unresolved_count = unresolved.len();
    diagnostics.extend(unresolved);
    let scopes = options.names.then(|| scope_names(&mut Resolver::new(&defs, &mut queries), &mut graph));
    let snapshot =
        has_store.then(|| Box::new(DefSnapshotBuilder::new(&defs, &queries, &instances, graph.modules(), &logs)));
    let SourceFiles { mut inputs, mut saved, lowered, mut included, loaded, .. } = files;
    let cfgs = queries.cfgs;
    drop(defs);
    // The graph need not wait until the facts are dropped.
    rayon::spawn(move || drop((loaded, instances, speculation)));
    inputs.files.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.files.dedup();
    inputs.missing.sort();
    inputs.missing.dedup();
    saved.sort_by_key(|one| (one.digest, one.edition as u8));
    saved.dedup_by_key(|one| (one.digest, one.edition as u8));
    let (graph, unreached) = rayon::join(
        || graph.finish(&sources, scopes),
        || unreached(&workspace.root, source_directories(&workspace), &sources),
    );
    diagnostic::sort(&mut diagnostics, &sources);
    let counts = Counts { files: reached.len(), unreached, unknown: unknown.len(), unresolved: unresolved_count };
    unknown.sort_unstable();
    included.sort_unstable();
    included.dedup();
    let records = SourceRecords { lowered, included, unknown };
    let analysis = Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments };
    (analysis, CacheData { facts: saved, snapshot, inputs, records })
}
