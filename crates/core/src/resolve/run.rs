//! The stages from a workspace to its graph, in one call.

use super::{
    asks::Asks,
    driver::Driver,
    incremental::SourceRecords,
    kept::Linkage,
    load::{self, Files, Prepared},
    names,
    references::{self, Recorded},
};
use crate::{
    analysis::{Analysis, Counts},
    cache::{Saved, Store},
    cfg::{Cfgs, Configuration},
    diagnostic,
    input::Inputs,
    source::Sources,
    stage::{Stage, StageObserver, Stages},
    syntax,
    workspace::{Edition, Workspace},
};
use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

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
    prepared: Prepared,
}

impl Begun {
    /// Starts the threads: as many as are said, or else as there are cores.
    pub fn new(threads: Option<usize>) -> Self {
        Self { pool: pool(threads), prepared: Prepared::default() }
    }

    /// Reads files that may turn out to be the roots of the workspace's crates, and what they lead to, until `stop` is set.
    /// A wrong guess costs time alone.
    pub fn read(&mut self, roots: &[(PathBuf, Edition)], store: Option<&Store>, stop: &AtomicBool) {
        let prepare = || load::prepare(roots, store, stop);
        self.prepared = match &self.pool {
            Some(pool) => pool.install(prepare),
            None => prepare(),
        };
    }
}

impl Begun {
    /// The same threads, with none of what they have read.
    pub fn forget(&mut self) {
        self.prepared = Prepared::default();
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
    let Begun { pool, prepared } = begun;
    let files = Files::new(store, prepared);
    match pool {
        Some(pool) => pool.install(|| analyse_here(workspace, options, files, observer)),
        None => analyse_here(workspace, options, files, observer),
    }
}

fn analyse_here(
    workspace: Workspace,
    options: &Options,
    files: Files<'_>,
    observer: StageObserver<'_>,
) -> (Analysis, Left) {
    let mut sources = Sources::default();
    let configuration = options.configuration.as_ref();
    let cfgs = Cfgs::new(&workspace, configuration);
    let mut driver = Driver::new(&workspace, cfgs, &mut sources, configuration, files, observer);
    driver.world.asks = driver.files.is_kept().then(Asks::default);
    driver.run();
    driver.stages.enter(Stage::References);
    let Recorded { mut emitter, mut unknown, unresolved, asks } =
        references::record(&mut driver.world, &driver.units, &driver.editions);
    let _stages = Stages::start(Stage::Graph, driver.stages.end());
    emitter.contexts(&mut driver.world);
    let mut diagnostics = std::mem::take(&mut driver.diagnostics);
    let unresolved_count = unresolved.len();
    diagnostics.extend(unresolved);
    let reached = driver.reached.len();
    let scopes = options.names.then(|| names::names(&mut driver.world, &mut emitter));
    let kept = || Box::new(Linkage::of(&driver.world, &driver.units, emitter.modules(), &asks));
    let linked = driver.files.is_kept().then(kept);
    let cfgs = std::mem::take(&mut driver.world.cfgs);
    let comments = driver.comments();
    let Files { mut inputs, mut saved, lowered, mut included, loaded, .. } =
        std::mem::replace(&mut driver.files, Files::new(None, Prepared::default()));
    let (units, ahead) = (std::mem::take(&mut driver.units), std::mem::take(&mut driver.ahead));
    drop(driver);
    // The graph need not wait for what was read to be dropped.
    rayon::spawn(move || drop((loaded, units, ahead)));
    inputs.files.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.files.dedup();
    inputs.missing.sort();
    inputs.missing.dedup();
    saved.sort_by_key(|one| (one.digest, one.edition as u8));
    saved.dedup_by_key(|one| (one.digest, one.edition as u8));
    let (graph, unreached) =
        rayon::join(|| emitter.finish(&sources, scopes), || unreached(&workspace.root, folders(&workspace), &sources));
    diagnostic::sort(&mut diagnostics, &sources);
    let counts = Counts { files: reached, unreached, unknown: unknown.len(), unresolved: unresolved_count };
    unknown.sort_unstable();
    included.sort_unstable();
    included.dedup();
    let records = SourceRecords { lowered, included, unknown };
    let analysis = Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments };
    (analysis, Left { facts: saved, linked, inputs, records })
}

/// The folders that hold the members' sources.
pub fn folders(workspace: &Workspace) -> impl Iterator<Item = PathBuf> {
    workspace.packages.iter().filter_map(|package| Some(package.manifest.parent()?.join("src")))
}

/// The source files below some folders that no target reaches.
pub fn unreached(root: &Path, folders: impl Iterator<Item = PathBuf>, sources: &Sources) -> Vec<String> {
    let read: rustc_hash::FxHashSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
    let mut files = Vec::new();
    for folder in folders {
        walk(&folder, &mut files);
    }
    let mut unreached: Vec<String> =
        files.iter().map(|file| load::display(file, root)).filter(|file| !read.contains(file.as_str())).collect();
    unreached.sort();
    unreached.dedup();
    unreached
}

/// The `.rs` files below a folder; of folders with a manifest of their own, and of links, none.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if kind.is_dir() && !path.join("Cargo.toml").exists() {
            walk(&path, files);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
