//! From a question to an analysis, by the shortest way that gives the same result: what an earlier run has left is used
//! where nothing that it rests on has changed.
//!
//! Cargo is asked first, and while it thinks, what is kept is read and compared with the files. If its answer is the same
//! too, the graph is the same. Otherwise the graph is made anew, of kept facts where files have not changed. Only the
//! whole is kept, for every `cfg` at once; verdicts never are.

mod saving;
mod snapshot;

pub use saving::Saving;

use crate::{
    analysis::Analysis,
    cache::{self, Caching, Store},
    cfg::Configuration,
    diagnostic::Diagnostic,
    input::Digest,
    resolve::{self, Options},
    stage::{Stage, Watch},
    workspace::{self, Workspace},
};
use snapshot::Snapshot;
use std::path::{Path, PathBuf};

/// The kept graph, in the folder of the cache.
const GRAPH: &str = "graph.bin";
/// The kept facts.
const FACTS: &str = "facts.bin";

/// What is to be analysed.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The manifest; the nearest one to `current_dir` if none is said.
    pub manifest: Option<&'a Path>,
    /// The Cargo to ask.
    pub cargo: &'a Path,
    /// Where relative paths start.
    pub current_dir: &'a Path,
    /// Whether to list the names in the scope of each Rust module.
    pub names: bool,
}

/// What a configuration is made of, once the workspace is known.
pub type Configure<'a> = &'a dyn Fn(&Workspace) -> Result<Option<Configuration>, Box<Diagnostic>>;

/// Analyses a workspace. The second part writes what the next run may use; it must be kept until this run ends.
pub fn analyse(
    question: Question<'_>,
    configure: Configure<'_>,
    caching: Option<&Caching>,
    watch: Watch<'_>,
) -> Result<(Analysis, Saving), Box<Diagnostic>> {
    let failed = |error: workspace::LoadError| Box::new(error.diagnostic());
    watch(Stage::Metadata);
    let asked = workspace::ask(question.manifest, question.cargo, question.current_dir).map_err(failed)?;
    watch(Stage::Cache);
    let guessed = caching.and_then(|caching| {
        let folders =
            caching.folder.iter().cloned().chain(caching.guesses.iter().map(|guess| guess.join(cache::FOLDER)));
        let folder = folders.into_iter().find(|folder| folder.join(GRAPH).is_file())?;
        let snapshot = Snapshot::read(&folder.join(GRAPH), caching)?;
        Some((folder, snapshot))
    });
    watch(Stage::Metadata);
    let answer = asked.answer().map_err(failed)?;
    let workspace = answer.workspace().map_err(failed)?;
    let configuration = configure(&workspace)?;
    let whole = configuration.is_none() && !question.names;
    let options = Options { configuration, threads: None, names: question.names };
    let Some(caching) = caching else {
        return Ok((resolve::analyse(workspace, &options, watch), Saving::nothing()));
    };
    watch(Stage::Cache);
    let folder = folder(&workspace, caching);
    let key = Digest::of_parts(&[answer.json.as_bytes(), answer.manifest.as_bytes()]);
    let snapshot = match guessed {
        _ if !whole => None,
        Some((guess, snapshot)) if guess == folder => Some(snapshot),
        _ => Snapshot::read(&folder.join(GRAPH), caching),
    };
    let found = match snapshot {
        Some(snapshot) => snapshot.analysis(key, workspace),
        None => Err(workspace),
    };
    let workspace = match found {
        Ok((analysis, stale)) => {
            let saving = if stale && caching.keep {
                Saving::start(caching.program, vec![(folder.join(GRAPH), Snapshot::of(&analysis, key, caching.now))])
            } else {
                Saving::nothing()
            };
            return Ok((analysis, saving));
        }
        Err(workspace) => workspace,
    };
    let store = Store::read(&folder.join(FACTS), caching.program);
    let (analysis, saved) = resolve::analyse_with(workspace, &options, Some(&store), watch);
    watch(Stage::Cache);
    if !caching.keep {
        return Ok((analysis, Saving::nothing()));
    }
    let mut files = Vec::new();
    if let Some(facts) = store.next(&analysis.inputs.files, &saved, caching.now) {
        files.push((folder.join(FACTS), facts));
    }
    if whole {
        files.push((folder.join(GRAPH), Snapshot::of(&analysis, key, caching.now)));
    }
    Ok((analysis, Saving::start(caching.program, files)))
}

/// The folder of a workspace's cache.
fn folder(workspace: &Workspace, caching: &Caching) -> PathBuf {
    caching.folder.clone().unwrap_or_else(|| workspace.target_directory.join(cache::FOLDER))
}
