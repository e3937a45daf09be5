//! From a question to an analysis, by the shortest way that gives the same result: what an earlier run has left is used
//! where nothing that it rests on has changed.
//!
//! Cargo is asked first, and while it thinks, what is kept is read and compared with the files. If its answer is the same
//! too, the graph is the same; where it can be told what follows from the few files that have changed, it is mended.
//! Otherwise the graph is made anew, of kept facts where files have not changed; the files that seem to be the workspace's
//! are then read while Cargo thinks. Kept is the analysis of every `cfg` at once, and that of one configuration, without
//! the names in scopes; verdicts never are.

mod edits;
mod saving;
mod snapshot;

pub use saving::Saving;
use saving::{File, Rest};

use crate::{
    analysis::Analysis,
    cache::{self, Caching, Store},
    cfg::Configuration,
    diagnostic::Diagnostic,
    input::Digest,
    resolve::{self, Begun, Options},
    stage::{Stage, Watch},
    workspace::{self, Answer, Asked, Edition, Workspace},
};
use rustc_hash::FxHashSet;
use snapshot::{Missed, Paths, Snapshot};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// The kept graph, in the folder of the cache.
const GRAPH: &str = "graph.bin";
/// That of one configuration: the last one that was asked for.
const ACTIVE: &str = "active.bin";
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
    /// Whether it is about one configuration.
    pub one: bool,
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
    // Most likely, what this workspace has left.
    let guess = caching.and_then(|caching| {
        let guesses = caching.guesses.iter().map(|guess| guess.join(cache::FOLDER));
        let mut folders = caching.folder.iter().cloned().chain(guesses);
        folders.find(|folder| has_left(folder))
    });
    let store = |folder: &Path, caching: &Caching| Store::read(&folder.join(FACTS), caching.program);
    let graph = if question.one { ACTIVE } else { GRAPH };
    let snapshot = |folder: &Path, caching: &Caching| {
        if question.names {
            return Err(Missed::Unusable);
        }
        Snapshot::read(Paths { graph: &folder.join(graph), facts: &folder.join(FACTS) }, caching)
    };
    let guessed = guess.as_deref().zip(caching).map(|(folder, caching)| snapshot(folder, caching));
    let (answer, workspace, begun) = if matches!(guessed, Some(Ok(_))) {
        watch(Stage::Metadata);
        let answer = asked.answer().map_err(failed)?;
        let workspace = answer.workspace().map_err(failed)?;
        (answer, workspace, None)
    } else {
        // All must be looked at: what the manifests seem to say, until Cargo has said what it is.
        watch(Stage::Read);
        let roots = workspace::guess(question.manifest, question.current_dir);
        let store = caching.map(|caching| guess.as_deref().map_or_else(Store::default, |guess| store(guess, caching)));
        let mut begun = Begun::new(None);
        let as_guessed = |workspace: &Workspace| {
            let known: FxHashSet<_> = roots.iter().map(|(root, edition)| (&**root, *edition)).collect();
            let right = workspace.crates.iter().filter(|krate| known.contains(&(&*krate.root, krate.edition)));
            let folder = caching.map(|caching| folder(workspace, caching));
            right.count() * 2 > workspace.crates.len()
                && folder.is_none_or(|folder| guess.as_ref() == Some(&folder) || !has_left(&folder))
        };
        let (answer, workspace) = ahead(asked, &as_guessed, &roots, store.as_ref(), &mut begun).map_err(failed)?;
        watch(Stage::Metadata);
        (answer, workspace, Some((begun, store)))
    };
    let configuration = configure(&workspace)?;
    let shown = configuration.as_ref().map(|configuration| format!("{configuration:?}")).unwrap_or_default();
    let options = Options { configuration, threads: None, names: question.names };
    let Some(caching) = caching else {
        let begun = begun.map_or_else(|| Begun::new(None), |(begun, _)| begun);
        return Ok((resolve::analyse_with(begun, workspace, &options, None, watch).0, Saving::nothing()));
    };
    watch(Stage::Cache);
    let folder = folder(&workspace, caching);
    let key = Digest::of_parts(&[answer.json.as_bytes(), answer.manifest.as_bytes(), shown.as_bytes()]);
    let is_guess = guess.as_ref() == Some(&folder);
    let found = match guessed {
        Some(guessed) if is_guess => guessed,
        _ => snapshot(&folder, caching),
    };
    let (workspace, broken) = match found {
        Ok(snapshot) => match snapshot.analysis(key, workspace, options.configuration.as_ref(), caching.now) {
            Ok((analysis, anew)) => {
                let anew = anew.filter(|_| caching.keep);
                let files = anew.map(|(content, rest)| File { path: folder.join(graph), content, rest });
                return Ok((analysis, Saving::start(caching.program, files.into_iter().collect())));
            }
            Err(workspace) => (workspace, false),
        },
        Err(missed) => (workspace, missed == Missed::Broken(key)),
    };
    let (begun, store) = match begun {
        // What was read may rest on the store that it was read with.
        Some((begun, Some(store))) if is_guess || (guess.is_none() && !has_left(&folder)) => (begun, store),
        Some((mut begun, _)) => {
            begun.forget();
            (begun, store(&folder, caching))
        }
        None => (Begun::new(None), store(&folder, caching)),
    };
    let (mut analysis, left) = resolve::analyse_with(begun, workspace, &options, Some(&store), watch);
    watch(Stage::Cache);
    // What can't be read now will soon be mended; what is kept is nearer to that than what follows from it.
    if !caching.keep || broken {
        return Ok((analysis, Saving::nothing()));
    }
    let mut files = Vec::new();
    if let Some(facts) = store.next(&analysis.inputs.files, &left.facts, caching.now) {
        files.push(File { path: folder.join(FACTS), content: facts.index, rest: Rest::Bytes(facts.parts) });
    }
    if !question.names {
        let content = Snapshot::of(&mut analysis, key, caching.now);
        files.push(File { path: folder.join(graph), content, rest: Rest::Linked(left.linked) });
    }
    Ok((analysis, Saving::start(caching.program, files)))
}

/// Waits for Cargo's answer, and reads files meanwhile: those of a guess, as long as it is not seen to be wrong.
fn ahead(
    asked: Asked,
    as_guessed: &(dyn Fn(&Workspace) -> bool + Sync),
    roots: &[(PathBuf, Edition)],
    store: Option<&Store>,
    begun: &mut Begun,
) -> Result<(Answer, Workspace), workspace::LoadError> {
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        let waiting = threads.spawn(|| {
            let answered = asked.answer().and_then(|answer| {
                let workspace = answer.workspace()?;
                Ok((answer, workspace))
            });
            stop.store(!answered.as_ref().is_ok_and(|(_, workspace)| as_guessed(workspace)), Ordering::Relaxed);
            answered
        });
        begun.read(roots, store, &stop);
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Whether an earlier run has left something in a folder.
fn has_left(folder: &Path) -> bool {
    folder.join(GRAPH).is_file() || folder.join(FACTS).is_file()
}

/// The folder of a workspace's cache.
fn folder(workspace: &Workspace, caching: &Caching) -> PathBuf {
    caching.folder.clone().unwrap_or_else(|| workspace.target_directory.join(cache::FOLDER))
}
