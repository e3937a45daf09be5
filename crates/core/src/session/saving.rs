//! Writing what the next run may use, while this one goes on.

use crate::{cache, input::Digest, resolve::Linkage};
use std::{path::PathBuf, thread::JoinHandle};

/// A file to be written.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) content: Vec<u8>,
    pub(super) rest: Rest,
}

/// What comes after a file's content.
pub(super) enum Rest {
    Bytes(Vec<u8>),
    /// What names mean: this, once it is encoded.
    Linked(Option<Box<Linkage>>),
    /// What came after the content of the file that this one takes the place of.
    OfOld(cache::Rest),
}

impl Rest {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Linked(linked) => linked.map_or_else(Vec::new, |linked| cache::sealed(&linked.encode())),
            Self::OfOld(mut rest) => rest.read().map_or_else(Vec::new, |rest| cache::sealed(&rest)),
        }
    }
}

/// Files that are being written. Dropping it waits for them: a process that ends earlier leaves the old ones.
#[derive(Debug)]
#[must_use]
pub struct Saving(Option<JoinHandle<()>>);

impl Saving {
    /// There is nothing to write.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// Starts to write. That it fails (a folder that can't be written to, a full disk) costs the next run its time.
    pub(super) fn start(program: Digest, files: Vec<File>) -> Self {
        let files: Vec<_> = files.into_iter().filter(|file| !file.content.is_empty()).collect();
        if files.is_empty() {
            return Self::nothing();
        }
        let write = move || {
            for File { path, content, rest } in files {
                let _ = cache::write(&path, program, &content, &rest.bytes());
            }
        };
        Self(std::thread::Builder::new().spawn(write).ok())
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}
