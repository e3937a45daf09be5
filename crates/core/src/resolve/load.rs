//! Reading and lowering files: each file once for each edition, on all cores.
//!
//! What a file's own `mod`s mean can be said without the rest of the workspace, so that one task reads a file and
//! starts those of its children; `mod`s that macros write come later, in the driver's loop.

use super::modfile::{self, Candidate};
use crate::{
    source::{FileId, Source, Sources},
    syntax::{Declared, Facts, Problem, ProblemKind, ScopeIndex, lower_file},
    workspace::Edition,
};
use rayon::Scope as Tasks;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Key = (PathBuf, Edition);

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub file: FileId,
    pub facts: Arc<Facts>,
}

/// The files that were read so far.
#[derive(Debug, Default)]
pub(super) struct Files {
    loaded: FxHashMap<Key, Loaded>,
}

/// What one task found.
struct Read {
    key: Key,
    text: String,
    facts: Facts,
}

impl Files {
    /// A file that was read by [`Files::load`].
    pub(super) fn get(&self, file: &Path, edition: Edition) -> Option<&Loaded> {
        self.loaded.get(&(file.to_owned(), edition))
    }

    /// Reads files, and all that their own `mod`s lead to.
    pub(super) fn load(&mut self, wanted: Vec<(Candidate, Edition)>, sources: &mut Sources, root: &Path) {
        let started = self.loaded.keys().cloned().collect();
        let found = Mutex::new(Found { started, read: Vec::new() });
        rayon::scope(|tasks| {
            for (candidate, edition) in wanted {
                start(tasks, &found, candidate, edition);
            }
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Tasks end in any order; what they found must not show it.
        found.read.sort_by(|a, b| a.key.cmp(&b.key));
        for Read { key, text, mut facts } in found.read {
            let file = sources.add(Source::new(display(&key.0, root), text));
            facts.set_file(file.0);
            self.loaded.insert(key, Loaded { file, facts: Arc::new(facts) });
        }
    }
}

struct Found {
    started: FxHashSet<Key>,
    read: Vec<Read>,
}

fn lock(found: &Mutex<Found>) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts reading a file, unless that has been started before.
fn start<'f>(tasks: &Tasks<'f>, found: &'f Mutex<Found>, candidate: Candidate, edition: Edition) {
    let key = (candidate.file.clone(), edition);
    if !lock(found).started.insert(key.clone()) {
        return;
    }
    tasks.spawn(move |tasks| {
        let (text, facts) = match read(&key.0) {
            Ok(text) => {
                let facts = lower_file(&text, 0, edition);
                (text, facts)
            }
            Err(ReadError::Missing) => return,
            Err(ReadError::Unreadable(message)) => {
                let mut facts = lower_file("", 0, edition);
                let span = crate::source::Span::default();
                facts.problems.push(Problem { kind: ProblemKind::Unreadable, message, span });
                (String::new(), facts)
            }
        };
        for child in children(&facts, &candidate) {
            start(tasks, found, child, edition);
        }
        lock(found).read.push(Read { key, text, facts });
    });
}

/// The files that the `mod`s of a file can mean, as far as the file itself says.
fn children(facts: &Facts, candidate: &Candidate) -> Vec<Candidate> {
    let mut folders: FxHashMap<ScopeIndex, (PathBuf, PathBuf)> = FxHashMap::default();
    folders.insert(ScopeIndex::ROOT, (candidate.folder.clone(), candidate.path_folder.clone()));
    let mut files = Vec::new();
    for declaration in &facts.declarations {
        let Declared::Module(module) = &declaration.what else { continue };
        // A block has the folders of what it stands in.
        let mut scope = declaration.scope;
        while facts.scopes[scope.0 as usize].block {
            scope = facts.scopes[scope.0 as usize].parent;
        }
        let Some((folder, path_folder)) = folders.get(&scope).cloned() else { continue };
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
                files.extend(
                    modfile::candidates(&folder, name).into_iter().filter(|candidate| candidate.file.is_file()),
                );
            }
        }
    }
    files
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
