//! From a question to an analysis, by the shortest way that gives the same result: what an earlier run has left is used
//! where nothing that it rests on has changed.
//!
//! Cargo is asked first. While it thinks, its answer is taken to be that of the last run: what that run has left is read,
//! compared with the files, and mended where it can be told what follows from the few that have changed; and whoever asked
//! goes on with it. If Cargo then says the same, all is done. If not, or where nothing could be foreseen, the graph is made
//! anew, of kept facts where files have not changed; the files that seem to be the workspace's are then read while Cargo
//! thinks. Kept is the analysis of every `cfg` at once, and that of one configuration, without the names in scopes; verdicts
//! never are.

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
    resolve::{self, Begun, Options},
    stage::{Stage, Watch},
    workspace::{self, Edition, MetadataOutput, PendingMetadata, Workspace},
};
use rustc_hash::FxHashSet;
use snapshot::{Foreseen, Missed, Next, Paths, Snapshot, Subject};
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

/// What is made of an analysis. It has no effect but its result: the analysis may turn out not to be that of the workspace,
/// and is then followed by another.
pub type Then<'a, T> = &'a mut dyn FnMut(&mut Analysis) -> T;

/// Analyses a workspace, and makes something of it. The last part writes what the next run may use; it must be kept until
/// this run ends.
pub fn analyse<T>(
    question: Question<'_>,
    configure: Configure<'_>,
    caching: Option<&Caching>,
    watch: Watch<'_>,
    then: Then<'_, T>,
) -> Result<(Analysis, T, Saving), Box<Diagnostic>> {
    let failed = |error: workspace::LoadError| Box::new(error.diagnostic());
    let foresee = |folder: &Path, caching: &Caching| {
        if question.names {
            return Err(Missed::Unusable);
        }
        let foreseen = Snapshot::read(&paths_in(folder, question), caching)?.foresee(configure, caching.now)?;
        let is_own = cache_folder(&foreseen.analysis.workspace, Some(caching)) == folder;
        if is_own { Ok(foreseen) } else { Err(Missed::Unusable) }
    };
    watch(Stage::Metadata);
    let asked = workspace::start_metadata(question.manifest, question.cargo, question.current_dir).map_err(failed)?;
    watch(Stage::Cache);
    // Most likely, what this workspace has left.
    let guess = caching.and_then(|caching| {
        let guesses = caching.guesses.iter().map(|guess| guess.join(cache::FOLDER));
        let mut folders = caching.folder.iter().cloned().chain(guesses);
        Some((folders.find(|folder| has_left(folder))?, caching))
    });
    let is_guessed = |folder: &Path| guess.as_ref().is_some_and(|(guess, _)| guess == folder);
    // Why nothing could be foreseen; none where that was not tried.
    let mut missed = None;
    let foreseen = guess.as_ref().and_then(|(guess, caching)| match foresee(guess, caching) {
        // Of another workspace that has its files in the same place: nothing is known of this one.
        Ok(foreseen) if !is_about(question, &foreseen.analysis.workspace) => None,
        Ok(foreseen) => Some((foreseen, guess, caching)),
        Err(why) => {
            missed = Some(why);
            None
        }
    });
    let (answer, workspace, begun) = if let Some((Foreseen { subject, mut analysis, anew }, guess, caching)) = foreseen
    {
        let made = then(&mut analysis);
        watch(Stage::Metadata);
        let answer = asked.wait().map_err(failed)?;
        if answer == subject.answer {
            return Ok((analysis, made, save(anew, paths_in(guess, question), caching)));
        }
        missed = Some(Missed::Unusable);
        let workspace = answer.to_workspace().map_err(failed)?;
        (answer, workspace, None)
    } else {
        // All must be looked at: what the manifests seem to say, until Cargo has said what it is.
        watch(Stage::Read);
        let roots = workspace::guess_roots(question.manifest, question.current_dir);
        let store =
            caching.map(|caching| guess.as_ref().map_or_else(Store::default, |(guess, _)| store(guess, caching)));
        let mut begun = Begun::new(None);
        let as_guessed = |workspace: &Workspace| {
            let known: FxHashSet<_> = roots.iter().map(|(root, edition)| (&**root, *edition)).collect();
            let right = workspace.crates.iter().filter(|krate| known.contains(&(&*krate.root, krate.edition)));
            let folder = caching.map(|caching| cache_folder(workspace, Some(caching)));
            right.count() * 2 > workspace.crates.len()
                && folder.is_none_or(|folder| is_guessed(&folder) || !has_left(&folder))
        };
        let (answer, workspace) = ahead(asked, &as_guessed, &roots, store.as_ref(), &mut begun).map_err(failed)?;
        watch(Stage::Metadata);
        (answer, workspace, Some((begun, store)))
    };
    let configuration = configure(&workspace)?;
    let subject = Subject::new(answer, configuration.as_ref());
    let options = Options { configuration, threads: None, names: question.names };
    let Some(caching) = caching else {
        let begun = begun.map_or_else(|| Begun::new(None), |(begun, _)| begun);
        let (mut analysis, _) = resolve::analyse_with(begun, workspace, &options, None, watch);
        let made = then(&mut analysis);
        return Ok((analysis, made, Saving::nothing()));
    };
    watch(Stage::Cache);
    let folder = cache_folder(&workspace, Some(caching));
    let missed = match missed.filter(|_| is_guessed(&folder)) {
        Some(missed) => missed,
        None => match foresee(&folder, caching) {
            Ok(Foreseen { subject: of, mut analysis, anew }) if of == subject => {
                let made = then(&mut analysis);
                return Ok((analysis, made, save(anew, paths_in(&folder, question), caching)));
            }
            Ok(_) => Missed::Unusable,
            Err(why) => why,
        },
    };
    let (begun, store) = match begun {
        // What was read may rest on the store that it was read with.
        Some((begun, Some(store))) if is_guessed(&folder) || (guess.is_none() && !has_left(&folder)) => (begun, store),
        Some((mut begun, _)) => {
            begun.forget();
            (begun, store(&folder, caching))
        }
        None => (Begun::new(None), store(&folder, caching)),
    };
    let (mut analysis, left) = resolve::analyse_with(begun, workspace, &options, Some(&store), watch);
    watch(Stage::Cache);
    // What can't be read now will soon be mended; what is kept is nearer to that than what follows from it.
    let is_broken = matches!(missed, Missed::Broken(of) if *of == subject);
    let mut files = Vec::new();
    if caching.keep && !is_broken {
        let paths = paths_in(&folder, question);
        if let Some(facts) = store.next(&analysis.inputs.files, &left.facts, caching.now) {
            files.push(File { path: paths.facts, content: facts.index, rest: Rest::Bytes(facts.parts) });
        }
        if !question.names {
            let content = Snapshot::of(&mut analysis, subject, caching.now);
            files.push(File { path: paths.graph, content, rest: Rest::Linked(left.linked) });
        }
    }
    let saving = Saving::start(caching.program, files);
    let made = then(&mut analysis);
    Ok((analysis, made, saving))
}

/// Writes what should be kept instead of what was, if anything.
fn save(anew: Option<Next>, paths: Paths, caching: &Caching) -> Saving {
    let anew = anew.filter(|_| caching.keep);
    let files = anew.map(|(content, rest)| File { path: paths.graph, content, rest });
    Saving::start(caching.program, files.into_iter().collect())
}

/// Waits for Cargo's answer, and reads files meanwhile: those of a guess, as long as it is not seen to be wrong.
fn ahead(
    asked: PendingMetadata,
    as_guessed: &(dyn Fn(&Workspace) -> bool + Sync),
    roots: &[(PathBuf, Edition)],
    store: Option<&Store>,
    begun: &mut Begun,
) -> Result<(MetadataOutput, Workspace), workspace::LoadError> {
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        let waiting = threads.spawn(|| {
            let answered = asked.wait().and_then(|answer| {
                let workspace = answer.to_workspace()?;
                Ok((answer, workspace))
            });
            stop.store(!answered.as_ref().is_ok_and(|(_, workspace)| as_guessed(workspace)), Ordering::Relaxed);
            answered
        });
        begun.read(roots, store, &stop);
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Where what is kept is, in the folder of a cache.
fn paths_in(folder: &Path, question: Question<'_>) -> Paths {
    Paths { graph: folder.join(if question.one { ACTIVE } else { GRAPH }), facts: folder.join(FACTS) }
}

/// What is kept of files in a folder.
fn store(folder: &Path, caching: &Caching) -> Store {
    Store::read(&folder.join(FACTS), caching.program)
}

/// Whether the manifest that is asked for, or the folder that it is looked for from, is one of a workspace's.
fn is_about(question: Question<'_>, workspace: &Workspace) -> bool {
    let manifest = question.manifest.map(|manifest| question.current_dir.join(manifest));
    let here = manifest.as_deref().unwrap_or(question.current_dir);
    let members = workspace.packages.iter().filter_map(|package| package.manifest.parent());
    members.chain([&*workspace.root]).any(|folder| here.starts_with(folder))
}

/// Whether an earlier run has left something in a folder.
fn has_left(folder: &Path) -> bool {
    folder.join(GRAPH).is_file() || folder.join(FACTS).is_file()
}

/// Returns the folder of a workspace's cache.
pub fn cache_folder(workspace: &Workspace, caching: Option<&Caching>) -> PathBuf {
    let folder = caching.and_then(|caching| caching.folder.clone());
    folder.unwrap_or_else(|| workspace.target_directory.join(cache::FOLDER))
}
