//! The threads of an analysis, and the files that they read before the workspace is known.

use super::source_files::{PrefetchedFiles, prefetch};
use crate::{cache::Store, codes::Code, diagnostic::Diagnostic, syntax, workspace::Edition};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::{path::PathBuf, sync::atomic::AtomicBool};

/// The threads of an analysis, and the files that they have prefetched.
#[derive(Debug)]
pub struct Workers {
    pool: ThreadPool,
    prefetched: PrefetchedFiles,
}

impl Workers {
    /// Starts threads; without a number, as many as there are cores.
    ///
    /// # Errors
    /// Returns a diagnostic if the system has no memory for the stack of a single thread.
    pub fn new(threads: Option<usize>) -> Result<Self, Box<Diagnostic>> {
        Ok(Self { pool: pool(threads)?, prefetched: PrefetchedFiles::default() })
    }

    /// Reads files that may be the roots of the workspace's crates, and files that they lead to, until `stop` is set. A wrong
    /// guess only costs time.
    pub fn prefetch(&mut self, roots: &[(PathBuf, Edition)], store: Option<&Store>, stop: &AtomicBool) {
        self.prefetched = self.run(|| prefetch(roots, store, stop));
    }

    /// Discards the prefetched files.
    pub fn discard_prefetched(&mut self) {
        self.prefetched = PrefetchedFiles::default();
    }

    /// Takes the prefetched files.
    pub(super) fn take_prefetched(&mut self) -> PrefetchedFiles {
        std::mem::take(&mut self.prefetched)
    }

    /// Runs a function on the threads.
    pub(super) fn run<T: Send>(&self, function: impl FnOnce() -> T + Send) -> T {
        self.pool.install(function)
    }
}

/// Starts threads with stacks as large as the system allows.
///
/// Smaller ones could overflow, which can't be caught.
fn pool(threads: Option<usize>) -> Result<ThreadPool, Box<Diagnostic>> {
    let start = |(stack, threads): (usize, Option<usize>)| {
        // For zero threads, rayon starts as many as there are cores.
        ThreadPoolBuilder::new().stack_size(stack).num_threads(threads.unwrap_or_default()).build()
    };
    let sizes = syntax::STACKS.iter();
    let wanted = sizes.clone().map(|stack| (*stack, threads));
    // If memory is limited, there may be room for a single thread.
    let single = sizes.map(|stack| (*stack, Some(1)));
    let mut cause = String::new();
    for attempt in wanted.chain(single) {
        match start(attempt) {
            Ok(pool) => return Ok(pool),
            Err(error) => cause = error.to_string(),
        }
    }
    let smallest = syntax::STACKS.iter().min().map_or(0, |stack| stack >> 20);
    let message = format!("can't start a thread with a stack of {smallest} MiB: {cause}");
    Err(Box::new(Diagnostic::new(Code::NoThread, message).help(Code::NoThread.info().fix)))
}
