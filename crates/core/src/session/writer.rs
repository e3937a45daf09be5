//! Writes cache files on a thread of their own, while the run goes on.

use crate::{cache, input::Digest, resolve::DefSnapshotBuilder};
use std::{path::PathBuf, thread::JoinHandle};

/// A cache file to be written.
pub(super) struct CacheFile {
    pub(super) path: PathBuf,
    pub(super) content: Vec<u8>,
    pub(super) trailer: Trailer,
}

/// The part of a cache file that follows its content and is read only when it is needed.
pub(super) enum Trailer {
    /// Encoded bytes.
    Bytes(Vec<u8>),
    /// Resolved definitions, not yet encoded.
    Definitions(Option<Box<DefSnapshotBuilder>>),
    /// The trailer of the file that this one replaces.
    Unchanged(cache::Trailer),
}

impl Trailer {
    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Definitions(definitions) => {
                definitions.map_or_else(Vec::new, |definitions| cache::sealed(&definitions.encode()))
            }
            Self::Unchanged(mut trailer) => trailer.read().map_or_else(Vec::new, |bytes| cache::sealed(&bytes)),
        }
    }
}

/// A background thread that writes cache files. Dropping it waits for the thread.
///
/// If the process ends before that, the old files stay.
#[derive(Debug)]
#[must_use]
pub struct CacheWriter(Option<JoinHandle<()>>);

impl CacheWriter {
    /// Creates a writer with nothing to write.
    pub fn idle() -> Self {
        Self(None)
    }

    /// Starts writing. A failure (a read-only directory, a full disk) only makes the next run slower.
    pub(super) fn start(program: Digest, files: Vec<CacheFile>) -> Self {
        let files: Vec<_> = files.into_iter().filter(|file| !file.content.is_empty()).collect();
        if files.is_empty() {
            return Self::idle();
        }
        let write = move || {
            for CacheFile { path, content, trailer } in files {
                let _ = cache::write(&path, program, &content, &trailer.into_bytes());
            }
        };
        Self(std::thread::Builder::new().spawn(write).ok())
    }
}

impl Drop for CacheWriter {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}
