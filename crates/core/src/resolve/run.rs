//! The stages from a workspace to its graph, in one call.

use super::{
    driver::Driver,
    incremental::SourceRecords,
    query::{LookupLog, QueryState, Resolver},
    references::{self, RecordedReferences},
    scope_names::scope_names,
    snapshot::Linkage,
    source_files::{PrefetchedFiles, SourceFiles, prefetch},
    unreached::{folders, unreached},
};
use crate::{
    analysis::{Analysis, Counts},
    cache::{Saved, Store},
    cfg::{Cfgs, Configuration},
    diagnostic,
    input::Inputs,
    source::Sources,
    stage::{Stage, StageObserver},
    syntax,
    workspace::{Edition, Workspace},
};
use std::{path::PathBuf, sync::atomic::AtomicBool};

/// What an analysis is of.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The one configuration to look at; all of them at once if there is none.
    pub configuration: Option<Configuration>,
    /// How many threads to use; as many as there are cores if none is said.
    pub threads: Option<usize>,
    /// Whether to list the names in the scope of each Rust module.
    pub names: bool,
}

/// What an analysis leaves to the next run, beside itself.
#[derive(Debug)]
pub struct Left {
    /// The facts of files.
    pub facts: Vec<Saved>,
    /// What names mean, if anything is to be kept.
    pub linked: Option<Box<Linkage>>,
    /// The files that were read or looked for.
    pub inputs: Inputs,
    /// What an incremental update needs to know about the files.
    pub records: SourceRecords,
}

/// Analyses a workspace, reporting its stages to `observer`. What can't be analysed is among the diagnostics; the rest still is.
pub fn analyse(workspace: Workspace, options: &Options, observer: StageObserver<'_>) -> Analysis {
    analyse_with(Begun::new(options.threads), workspace, options, None, observer).0
}

/// The threads of an analysis, and the files that they have read so far.
#[derive(Debug)]
pub struct Begun {
    pool: Option<rayon::ThreadPool>,
    prefetched: PrefetchedFiles,
}

impl Begun {
    /// Starts the threads: as many as are said, or else as there are cores.
    pub fn new(threads: Option<usize>) -> Self {
        Self { pool: pool(threads), prefetched: PrefetchedFiles::default() }
    }

    /// Reads files that may turn out to be the roots of the workspace's crates, and what they lead to, until `stop` is set.
    /// A wrong guess costs time alone.
    pub fn read(&mut self, roots: &[(PathBuf, Edition)], store: Option<&Store>, stop: &AtomicBool) {
        let prepare = || prefetch(roots, store, stop);
        self.prefetched = match &self.pool {
            Some(pool) => pool.install(prepare),
            None => prepare(),
        };
    }
}

impl Begun {
    /// The same threads, with none of what they have read.
    pub fn forget(&mut self) {
        self.prefetched = PrefetchedFiles::default();
    }
}

fn pool(threads: Option<usize>) -> Option<rayon::ThreadPool> {
    let pool = |(stack, threads): (usize, Option<usize>)| {
        // As many threads as there are cores where none are said.
        let threads = threads.unwrap_or_default();
        rayon::ThreadPoolBuilder::new().stack_size(stack).num_threads(threads).build().ok()
    };
    let sizes = syntax::STACKS.iter();
    let wanted = sizes.clone().map(|stack| (*stack, threads));
    // Where memory is limited there may be room for one such thread.
    let frugal = sizes.map(|stack| (*stack, Some(1)));
    // No threads to be had at all: then this one, whose stack is still larger than what rayon starts by itself.
    let alone = || rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
    wanted.chain(frugal).find_map(pool).or_else(alone)
}

/// Goes on with what was begun, with the facts that an earlier run has left; also says what the next one may find, if there
/// is a store.
pub fn analyse_with(
    begun: Begun,
    workspace: Workspace,
    options: &Options,
    store: Option<&Store>,
    observer: StageObserver<'_>,
) -> (Analysis, Left) {
    let Begun { pool, prefetched } = begun;
    let files = SourceFiles::new(store, prefetched);
    match pool {
        Some(pool) => pool.install(|| analyse_here(workspace, options, files, observer)),
        None => analyse_here(workspace, options, files, observer),
    }
}

fn analyse_here(
    workspace: Workspace,
    options: &Options,
    files: SourceFiles<'_>,
    observer: StageObserver<'_>,
) -> (Analysis, Left) {
    let has_store = files.has_store();
    let mut sources = Sources::default();
    let configuration = options.configuration.as_ref();
    let mut queries = QueryState::new(&workspace, configuration, Cfgs::new(&workspace, configuration));
    queries.log = has_store.then(LookupLog::default);
    let mut driver = Driver::new(&workspace, queries, &mut sources, files, observer);
    driver.run();
    let comments = driver.comments();
    let Driver {
        defs, mut queries, instances, mut diagnostics, files, reached, speculation, editions, mut stages, ..
    } = driver;
    stages.enter(Stage::References);
    let RecordedReferences { mut graph, mut unknown, unresolved, logs } =
        references::record(&defs, &mut queries, &instances, &editions);
    stages.enter(Stage::Graph);
    graph.set_contexts(&workspace, &mut queries.cfgs);
    let unresolved_count = unresolved.len();
    diagnostics.extend(unresolved);
    let scopes = options.names.then(|| scope_names(&mut Resolver::new(&defs, &mut queries), &mut graph));
    let linked = has_store.then(|| Box::new(Linkage::new(&defs, &queries, &instances, graph.modules(), &logs)));
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
    let (graph, unreached) =
        rayon::join(|| graph.finish(&sources, scopes), || unreached(&workspace.root, folders(&workspace), &sources));
    diagnostic::sort(&mut diagnostics, &sources);
    let counts = Counts { files: reached.len(), unreached, unknown: unknown.len(), unresolved: unresolved_count };
    unknown.sort_unstable();
    included.sort_unstable();
    included.dedup();
    let records = SourceRecords { lowered, included, unknown };
    let analysis = Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments };
    (analysis, Left { facts: saved, linked, inputs, records })
}
