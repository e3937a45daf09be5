//! Writing what the next run may use, while this one goes on.

use crate::{cache, input::Digest};
use std::{path::PathBuf, thread::JoinHandle};

/// A file to be written.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) content: Vec<u8>,
    pub(super) parts: Vec<u8>,
}

impl File {
    /// One that is read as a whole.
    pub(super) fn whole(path: PathBuf, content: Vec<u8>) -> Self {
        Self { path, content, parts: Vec::new() }
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
            for File { path, content, parts } in files {
                let _ = cache::write(&path, program, &content, &parts);
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
