//! Reading and lowering files: each file once for each edition, on all cores.
//!
//! What a file's own `mod`s mean can be said without the rest of the workspace, so that one task reads a file and
//! starts those of its children; `mod`s that macros write come later, in the driver's loop.

use super::modfile::{self, Candidate};
use crate::{
    cache::{self, Known, Saved, Store},
    input::{Digest, Input, Inputs, Stamp},
    source::{FileId, Source, Sources},
    syntax::{Declared, Facts, Position, Problem, ProblemKind, ScopeIndex, lower_file},
    workspace::Edition,
};
use rayon::Scope as Tasks;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

type Key = (PathBuf, Edition);

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub file: FileId,
    pub facts: Arc<Facts>,
    /// The files that its own `mod`s can mean.
    pub children: Arc<[PathBuf]>,
}

/// The files that were read so far.
#[derive(Debug)]
pub(super) struct Files<'s> {
    pub(super) loaded: FxHashMap<Key, Loaded>,
    /// Where facts that need not be made again are found; none where nothing is kept.
    store: Option<&'s Store>,
    /// What was read before anyone asked for it.
    prepared: Prepared,
    /// What was looked at.
    pub inputs: Inputs,
    /// The facts for the next store.
    pub saved: Vec<Saved>,
    /// What was lowered as a whole, and by which edition.
    pub lowered: Vec<(FileId, Edition)>,
    /// What of it an `include!` put among other items.
    pub included: Vec<FileId>,
}

/// What one task found.
#[derive(Debug)]
struct Read {
    key: Key,
    children: Vec<PathBuf>,
    /// Whether it has a text.
    readable: bool,
    facts: Facts,
    /// None where it can't be told from what it may be later.
    input: Option<Input>,
    saved: Option<Saved>,
}

impl<'s> Files<'s> {
    /// No files yet.
    pub(super) fn new(store: Option<&'s Store>, prepared: Prepared) -> Self {
        Self {
            loaded: FxHashMap::default(),
            store,
            prepared,
            inputs: Inputs::default(),
            saved: Vec::new(),
            lowered: Vec::new(),
            included: Vec::new(),
        }
    }

    /// Whether anything is kept for a later run.
    pub(super) fn is_kept(&self) -> bool {
        self.store.is_some()
    }

    /// A file that was read by [`Files::load`].
    pub(super) fn get(&self, file: &Path, edition: Edition) -> Option<&Loaded> {
        self.loaded.get(&(file.to_owned(), edition))
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Loaded> {
        self.loaded.values()
    }

    /// Reads files, and all that their own `mod`s lead to.
    pub(super) fn load(&mut self, wanted: Vec<(Candidate, Edition)>, sources: &mut Sources, root: &Path) {
        let started = self.loaded.keys().cloned().collect();
        let prepared = std::mem::take(&mut self.prepared);
        let mut found = Reading::new(self.store, started, prepared, &AtomicBool::new(false)).all(wanted);
        self.prepared = found.prepared;
        // Tasks end in any order; what they found must not show it.
        found.read.sort_by(|a, b| a.key.cmp(&b.key));
        found.missing.sort();
        for path in found.missing {
            self.note_missing(&path);
        }
        for Read { key, children, readable, mut facts, input, saved } in found.read {
            self.inputs.uncertain |= input.is_none();
            self.inputs.files.extend(input);
            self.saved.extend(saved);
            let path = display(&key.0, root);
            let file = sources.add(if readable {
                // Few of the texts are asked for; all of them would be most of what a run holds.
                Source::lazy(path, key.0.clone())
            } else {
                Source::new(path, String::new())
            });
            facts.set_file(file.0);
            self.lowered.push((file, key.1));
            self.loaded.insert(key, Loaded { file, facts: Arc::new(facts), children: children.into() });
        }
    }

    /// Notes that a file was looked for and is not there.
    pub(super) fn note_missing(&mut self, path: &Path) {
        match path.to_str() {
            Some(path) => self.inputs.missing.push(path.to_owned()),
            None => self.inputs.uncertain = true,
        }
    }

    /// Notes a file that was read by other means.
    pub(super) fn note_read(&mut self, path: &Path, stamp: Option<Stamp>, text: &str) {
        let input = input(path, stamp, Digest::of(text.as_bytes()));
        self.inputs.uncertain |= input.is_none();
        self.inputs.files.extend(input);
    }
}

fn input(path: &Path, stamp: Option<Stamp>, digest: Digest) -> Option<Input> {
    Some(Input { path: path.to_str()?.to_owned(), stamp: stamp?, digest })
}

/// Files that were read on a guess: see [`prepare`].
#[derive(Debug, Default)]
pub(super) struct Prepared(FxHashMap<Key, Read>);

/// Reads files that may be wanted, and all that their own `mod`s lead to and those in their macro calls may lead to, until
/// it is told to stop. What is in no file that is wanted later goes unnoticed.
pub(super) fn prepare(wanted: &[(PathBuf, Edition)], store: Option<&Store>, stop: &AtomicBool) -> Prepared {
    let reading = Reading { guesses: true, ..Reading::new(store, FxHashSet::default(), Prepared::default(), stop) };
    let found = reading.all(wanted.iter().map(|(file, edition)| (modfile::root(file), *edition)).collect());
    Prepared(found.read.into_iter().map(|read| (read.key.clone(), read)).collect())
}

/// Files that are being read.
struct Reading<'r> {
    store: Option<&'r Store>,
    found: Mutex<Found>,
    /// Whether what macros are given is looked at, too.
    guesses: bool,
    stop: &'r AtomicBool,
}

struct Found {
    started: FxHashSet<Key>,
    prepared: Prepared,
    read: Vec<Read>,
    missing: Vec<PathBuf>,
}

impl<'r> Reading<'r> {
    fn new(store: Option<&'r Store>, started: FxHashSet<Key>, prepared: Prepared, stop: &'r AtomicBool) -> Self {
        let found = Found { started, prepared, read: Vec::new(), missing: Vec::new() };
        Self { store, found: Mutex::new(found), guesses: false, stop }
    }

    /// Reads some files and what they lead to.
    fn all(self, wanted: Vec<(Candidate, Edition)>) -> Found {
        rayon::scope(|tasks| {
            for (candidate, edition) in wanted {
                self.start(tasks, candidate, edition);
            }
        });
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts reading a file, unless that has been started before.
    fn start<'t>(&'t self, tasks: &Tasks<'t>, candidate: Candidate, edition: Edition) {
        let key = (candidate.file.clone(), edition);
        let mut found = self.found();
        if self.stop.load(Ordering::Relaxed) || !found.started.insert(key.clone()) {
            return;
        }
        let prepared = found.prepared.0.remove(&key);
        drop(found);
        tasks.spawn(move |tasks| {
            let Some(mut read) = prepared.or_else(|| read_facts(key, self.store)) else {
                self.found().missing.push(candidate.file);
                return;
            };
            read.children.clear();
            let (children, guessed) = children(&read.facts, &candidate);
            for child in children {
                read.children.push(child.file.clone());
                self.start(tasks, child, edition);
            }
            for child in guessed.into_iter().filter(|_| self.guesses) {
                self.start(tasks, child, edition);
            }
            self.found().read.push(read);
        });
    }
}

/// A file's facts: those that are kept where its content is known, else made from its text. None if there is no file.
fn read_facts(key: Key, store: Option<&Store>) -> Option<Read> {
    let (path, edition) = (&key.0, key.1);
    // Before it is read: what changes in between is then seen by the next run.
    let stamp = store.and_then(|_| Stamp::of(path).ok());
    if let (Some(store), Some(stamp)) = (store, stamp)
        && let Known::Content(digest) = store.known(path, stamp)
        && let Some(facts) = store.facts(digest, edition)
    {
        let input = input(path, Some(stamp), digest);
        return Some(Read {
            key,
            children: Vec::new(),
            readable: true,
            facts,
            input,
            saved: Some(Saved { digest, edition, facts: None }),
        });
    }
    let text = match read(path) {
        Ok(text) => text,
        Err(ReadError::Missing) => return None,
        Err(ReadError::Unreadable(message)) => {
            let mut facts = lower_file("", 0, edition);
            let span = crate::source::Span::default();
            facts.problems.push(Problem { kind: ProblemKind::Unreadable, message, span });
            return Some(Read { key, children: Vec::new(), readable: false, facts, input: None, saved: None });
        }
    };
    let Some(store) = store else {
        let facts = lower_file(&text, 0, edition);
        return Some(Read { key, children: Vec::new(), readable: true, facts, input: None, saved: None });
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
    Some(Read {
        key,
        children: Vec::new(),
        readable: true,
        facts,
        input,
        saved: Some(Saved { digest, edition, facts: encoded }),
    })
}

/// The files that the `mod`s of a file can mean, as far as the file itself says; and those that `mod`s in what macros are
/// given might mean.
fn children(facts: &Facts, candidate: &Candidate) -> (Vec<Candidate>, Vec<Candidate>) {
    let mut folders: FxHashMap<ScopeIndex, (PathBuf, PathBuf)> = FxHashMap::default();
    folders.insert(ScopeIndex::ROOT, (candidate.folder.clone(), candidate.path_folder.clone()));
    let (mut files, mut guessed) = (Vec::new(), Vec::new());
    for declaration in &facts.declarations {
        // A block has the folders of what it stands in.
        let mut scope = declaration.scope;
        while facts.scopes[scope.0 as usize].block {
            scope = facts.scopes[scope.0 as usize].parent;
        }
        let Some((folder, path_folder)) = folders.get(&scope).cloned() else { continue };
        let module = match &declaration.what {
            Declared::Module(module) => module,
            Declared::Call(call) if call.among == Position::Items => {
                guessed.extend(call.arguments.modules().flat_map(|name| modfile::candidates(&folder, name)));
                continue;
            }
            _ => continue,
        };
        let name = facts.name(module.name);
        if let Some(inline) = module.inline {
            let below = match module.paths.first() {
                Some((_, path)) => modfile::normalise(&path_folder.join(facts.name(*path))),
                None => folder.join(name),
            };
            folders.insert(inline, (below.clone(), below));
        } else {
            for (_, path) in &module.paths {
                files.push(modfile::at_path(&path_folder, facts.name(*path)));
            }
            // Where every `#[path]` is conditional, the plain place counts too.
            if module.paths.iter().all(|(when, _)| *when != crate::syntax::PredicateId::ALWAYS) {
                files.extend(modfile::candidates(&folder, name));
            }
        }
    }
    (files, guessed)
}

enum ReadError {
    Missing,
    Unreadable(String),
}

fn read(path: &Path) -> Result<String, ReadError> {
    match std::fs::read(path) {
        Ok(bytes) if u32::try_from(bytes.len()).is_err() => {
            Err(ReadError::Unreadable("it is larger than 4 GiB".to_owned()))
        }
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            ReadError::Unreadable(format!("it is not UTF-8 text (byte {at})"))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(ReadError::Missing),
        Err(error) => Err(ReadError::Unreadable(error.to_string())),
    }
}

/// A path as outputs write it: relative to the workspace root where it lies below it, with `/`.
pub(super) fn display(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
