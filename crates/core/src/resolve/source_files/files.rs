//! The files that an analysis has loaded.

use super::{
    candidate::FileCandidate,
    reader::{FileKey, FileReader, PrefetchedFiles, ReadFile, input},
};
use crate::{
    cache::{Saved, Store},
    input::{Digest, Inputs, Stamp},
    source::{FileId, Source, Sources},
    syntax::Facts,
    workspace::Edition,
};
use rustc_hash::FxHashMap;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// A file that was loaded.
#[derive(Clone, Debug)]
pub(crate) struct LoadedFile {
    pub file: FileId,
    pub facts: Arc<Facts>,
    /// The files that its own `mod`s can mean.
    pub children: Arc<[PathBuf]>,
}

/// The files that were loaded so far, and what the next run needs to know of them.
#[derive(Debug)]
pub(crate) struct SourceFiles<'s> {
    pub(crate) loaded: FxHashMap<FileKey, LoadedFile>,
    /// The facts of earlier runs; none if nothing is cached.
    store: Option<&'s Store>,
    /// Files that were read before anything asked for them.
    prefetched: PrefetchedFiles,
    /// The files that the analysis depends on.
    pub inputs: Inputs,
    /// The facts for the next store.
    pub saved: Vec<Saved>,
    /// The files that were lowered as a whole, each with its edition.
    pub lowered: Vec<(FileId, Edition)>,
    /// The files that `include!` puts among items.
    pub included: Vec<FileId>,
}

impl<'s> SourceFiles<'s> {
    pub(crate) fn new(store: Option<&'s Store>, prefetched: PrefetchedFiles) -> Self {
        Self {
            loaded: FxHashMap::default(),
            store,
            prefetched,
            inputs: Inputs::default(),
            saved: Vec::new(),
            lowered: Vec::new(),
            included: Vec::new(),
        }
    }

    /// Whether anything is cached for a later run.
    pub(crate) fn has_store(&self) -> bool {
        self.store.is_some()
    }

    /// Returns a file that was [loaded](Self::load).
    pub(crate) fn get(&self, file: &Path, edition: Edition) -> Option<&LoadedFile> {
        self.loaded.get(&(file.to_owned(), edition))
    }

    /// Returns all loaded files, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LoadedFile> {
        self.loaded.values()
    }

    /// Loads files, and all files that their own `mod`s lead to.
    pub(crate) fn load(&mut self, wanted: Vec<(FileCandidate, Edition)>, sources: &mut Sources, root: &Path) {
        let started = self.loaded.keys().cloned().collect();
        let prefetched = std::mem::take(&mut self.prefetched);
        let stop = AtomicBool::new(false);
        let mut results = FileReader::new(self.store, started, prefetched, &stop).read_all(wanted);
        self.prefetched = results.prefetched;
        // Tasks end in any order, which must not affect the result.
        results.read.sort_by(|a, b| a.key.cmp(&b.key));
        results.missing.sort();
        for path in results.missing {
            self.note_missing(&path);
        }
        for ReadFile { key, children, is_readable, mut facts, input, saved } in results.read {
            self.inputs.uncertain |= input.is_none();
            self.inputs.files.extend(input);
            self.saved.extend(saved);
            let path = display(&key.0, root);
            let file = sources.add(if is_readable {
                // Few texts are needed again, and all of them would be most of what a run holds in memory.
                Source::lazy(path, key.0.clone())
            } else {
                Source::new(path, String::new())
            });
            facts.set_file(file.0);
            self.lowered.push((file, key.1));
            self.loaded.insert(key, LoadedFile { file, facts: Arc::new(facts), children: children.into() });
        }
    }

    /// Notes that a file was looked for and does not exist.
    pub(crate) fn note_missing(&mut self, path: &Path) {
        match path.to_str() {
            Some(path) => self.inputs.missing.push(path.to_owned()),
            None => self.inputs.uncertain = true,
        }
    }

    /// Notes a file that was read by other means.
    pub(crate) fn note_read(&mut self, path: &Path, stamp: Option<Stamp>, text: &str) {
        let input = input(path, stamp, Digest::of(text.as_bytes()));
        self.inputs.uncertain |= input.is_none();
        self.inputs.files.extend(input);
    }
}

/// Returns a path as outputs write it: with `/`, and relative to the workspace root if it is below that.
pub(crate) fn display(path: &Path, root: &Path) -> String {
    crate::files::with_slashes(path.strip_prefix(root).unwrap_or(path))
}
