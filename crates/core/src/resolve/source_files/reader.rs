//! Reading files and their children in parallel tasks.

use super::{candidate::FileCandidate, children::Children};
use crate::{
    cache::{self, Known, Saved, Store},
    files,
    input::{Digest, Input, Stamp},
    source::Span,
    syntax::{Facts, Problem, ProblemKind, lower_file},
    workspace::Edition,
};
use rayon::Scope as Tasks;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// A file, by its path, as code of an edition.
pub(super) type FileKey = (PathBuf, Edition);

/// A file that one task has read.
#[derive(Debug)]
pub(super) struct ReadFile {
    pub(super) key: FileKey,
    /// The files that its own `mod`s can mean.
    pub(super) children: Vec<PathBuf>,
    /// Whether the file is text.
    pub(super) is_readable: bool,
    pub(super) facts: Facts,
    /// What identifies the content; none if a later change could not be noticed.
    pub(super) input: Option<Input>,
    pub(super) saved: Option<Saved>,
}

/// Files that were read on a guess: see [`prefetch`].
#[derive(Debug, Default)]
pub(crate) struct PrefetchedFiles(FxHashMap<FileKey, ReadFile>);

/// Reads files that may be wanted, and all files that their own `mod`s lead to or those in their macro calls may lead to,
/// until `stop` is set. Files that turn out not to be wanted have no effect.
pub(crate) fn prefetch(wanted: &[(PathBuf, Edition)], store: Option<&Store>, stop: &AtomicBool) -> PrefetchedFiles {
    let new = FileReader::new(store, FxHashSet::default(), PrefetchedFiles::default(), stop);
    let reader = FileReader { follows_guesses: true, ..new };
    let wanted = wanted.iter().map(|(file, edition)| (FileCandidate::crate_root(file), *edition));
    let results = reader.read_all(wanted.collect());
    PrefetchedFiles(results.read.into_iter().map(|read| (read.key.clone(), read)).collect())
}

/// Reads files in parallel tasks.
pub(super) struct FileReader<'r> {
    store: Option<&'r Store>,
    results: Mutex<ReadResults>,
    /// Whether `mod`s in the arguments of macro calls are followed.
    follows_guesses: bool,
    stop: &'r AtomicBool,
}

/// What the tasks have read.
pub(super) struct ReadResults {
    started: FxHashSet<FileKey>,
    /// The prefetched files that nothing has asked for.
    pub(super) prefetched: PrefetchedFiles,
    pub(super) read: Vec<ReadFile>,
    pub(super) missing: Vec<PathBuf>,
}

impl<'r> FileReader<'r> {
    /// Creates a reader that skips files that were `started` before.
    pub(super) fn new(
        store: Option<&'r Store>,
        started: FxHashSet<FileKey>,
        prefetched: PrefetchedFiles,
        stop: &'r AtomicBool,
    ) -> Self {
        let results = ReadResults { started, prefetched, read: Vec::new(), missing: Vec::new() };
        Self { store, results: Mutex::new(results), follows_guesses: false, stop }
    }

    /// Reads some files and all files that they lead to.
    pub(super) fn read_all(self, wanted: Vec<(FileCandidate, Edition)>) -> ReadResults {
        rayon::scope(|tasks| {
            for (candidate, edition) in wanted {
                self.start(tasks, candidate, edition);
            }
        });
        self.results.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn results(&self) -> MutexGuard<'_, ReadResults> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to read a file, unless that was started before.
    fn start<'t>(&'t self, tasks: &Tasks<'t>, candidate: FileCandidate, edition: Edition) {
        let key = (candidate.file.clone(), edition);
        let mut results = self.results();
        if self.stop.load(Ordering::Relaxed) || !results.started.insert(key.clone()) {
            return;
        }
        let prefetched = results.prefetched.0.remove(&key);
        drop(results);
        tasks.spawn(move |tasks| {
            let Some(mut read) = prefetched.or_else(|| read_facts(key, self.store)) else {
                self.results().missing.push(candidate.file);
                return;
            };
            read.children.clear();
            let Children { files, guessed } = Children::of(&read.facts, &candidate);
            for child in files {
                read.children.push(child.file.clone());
                self.start(tasks, child, edition);
            }
            for child in guessed.into_iter().filter(|_| self.follows_guesses) {
                self.start(tasks, child, edition);
            }
            self.results().read.push(read);
        });
    }
}

/// Returns the facts of a file: from the store if its content is known, else made of its text. Returns none if the file
/// does not exist.
fn read_facts(key: FileKey, store: Option<&Store>) -> Option<ReadFile> {
    let (path, edition) = (&key.0, key.1);
    // The stamp is taken before the file is read, so that the next run notices a change in between.
    let stamp = store.and_then(|_| Stamp::of(path).ok());
    if let (Some(store), Some(stamp)) = (store, stamp)
        && let Known::Content(digest) = store.known(path, stamp)
        && let Some(facts) = store.facts(digest, edition)
    {
        let input = input(path, Some(stamp), digest);
        let saved = Some(Saved { digest, edition, facts: None });
        return Some(ReadFile { input, saved, ..ReadFile::new(key, facts) });
    }
    let text = match read(path) {
        Ok(text) => text,
        Err(ReadError::Missing) => return None,
        Err(ReadError::Unreadable(message)) => {
            let mut facts = lower_file("", 0, edition);
            facts.problems.push(Problem { kind: ProblemKind::Unreadable, message, span: Span::default() });
            return Some(ReadFile { is_readable: false, ..ReadFile::new(key, facts) });
        }
    };
    let Some(store) = store else {
        let facts = lower_file(&text, 0, edition);
        return Some(ReadFile::new(key, facts));
    };
    let digest = Digest::of(text.as_bytes());
    let input = input(path, stamp, digest);
    let (facts, encoded) = if let Some(facts) = store.facts(digest, edition) {
        (facts, None)
    } else {
        let facts = lower_file(&text, 0, edition);
        let encoded = cache::encode(&facts);
        (facts, Some(encoded))
    };
    let saved = Some(Saved { digest, edition, facts: encoded });
    Some(ReadFile { input, saved, ..ReadFile::new(key, facts) })
}

impl ReadFile {
    /// Creates a readable file that is not cached.
    fn new(key: FileKey, facts: Facts) -> Self {
        Self { key, children: Vec::new(), is_readable: true, facts, input: None, saved: None }
    }
}

/// Returns what identifies the content of a file; none if a later change of it could not be noticed.
pub(super) fn input(path: &Path, stamp: Option<Stamp>, digest: Digest) -> Option<Input> {
    Some(Input { path: path.to_str()?.to_owned(), stamp: stamp?, digest })
}

enum ReadError {
    Missing,
    Unreadable(String),
}

fn read(path: &Path) -> Result<String, ReadError> {
    match files::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            ReadError::Unreadable(format!("it is not UTF-8 text (byte {at})"))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(ReadError::Missing),
        Err(error) => Err(ReadError::Unreadable(error.to_string())),
    }
}
