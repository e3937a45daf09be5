//! Writing what the next run may use, while this one goes on.

use crate::{cache, input::Digest};
use std::{path::PathBuf, thread::JoinHandle};

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
    pub(super) fn start(program: Digest, files: Vec<(PathBuf, Vec<u8>)>) -> Self {
        let files: Vec<_> = files.into_iter().filter(|(_, content)| !content.is_empty()).collect();
        if files.is_empty() {
            return Self::nothing();
        }
        let write = move || {
            for (path, content) in files {
                let _ = cache::write(&path, program, &content);
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
