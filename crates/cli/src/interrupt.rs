//! Handles Ctrl-C and other requests to end the run: the process finishes the file that it is writing, removes its
//! temporary directories, clears the progress line and exits with status 130. No other file handles signals.

use crate::terminal::CLEAR;
use archcheck_core::files;
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The exit status of an interrupted run, as in shells.
const INTERRUPTED: i32 = 130;

/// The temporary directories. The handler takes this lock, so whoever holds it is not interrupted.
static DIRECTORIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether the terminal shows a progress line, which has to be cleared.
static HAS_PROGRESS_LINE: AtomicBool = AtomicBool::new(false);

/// Installs the handler.
#[expect(clippy::exit, reason = "an interrupted process has no caller to return to")]
pub(crate) fn install_handler() {
    let handler = || {
        for directory in defer().0.iter() {
            // There is nobody to report a failure to.
            let _ = std::fs::remove_dir_all(directory);
        }
        if HAS_PROGRESS_LINE.load(Ordering::Relaxed) {
            let _ = std::io::stderr().write_all(CLEAR.as_bytes());
        }
        std::process::exit(INTERRUPTED);
    };
    // Without a handler, the system ends the process.
    let _ = ctrlc::set_handler(handler);
}

/// Records whether the terminal shows a progress line.
pub(crate) fn set_progress_line(is_shown: bool) {
    HAS_PROGRESS_LINE.store(is_shown, Ordering::Relaxed);
}

/// Defers interrupts until it is dropped.
pub(crate) struct InterruptGuard(MutexGuard<'static, Vec<PathBuf>>);

/// Defers interrupts while the returned guard lives.
pub(crate) fn defer() -> InterruptGuard {
    InterruptGuard(DIRECTORIES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A temporary directory that is removed when it is dropped, and when the run is interrupted.
#[derive(Debug)]
pub(crate) struct TemporaryDirectory(tempfile::TempDir);

/// The start of the names of our temporary directories.
const PREFIX: &str = "archcheck-";

impl TemporaryDirectory {
    /// Creates a directory below `parent`, which is created if necessary, or else below the system's directory for
    /// temporary files. Removes those below `parent` that killed runs have left.
    pub(crate) fn new(parent: Option<&Path>) -> std::io::Result<Self> {
        let mut guard = defer();
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        let directory = match parent {
            Some(parent) => {
                std::fs::create_dir_all(parent)?;
                let directory = builder.tempdir_in(parent)?;
                files::remove_old(parent, directory.path(), |name| name.starts_with(PREFIX));
                directory
            }
            None => builder.tempdir()?,
        };
        guard.0.push(directory.path().to_owned());
        Ok(Self(directory))
    }

    /// Returns its path.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        let mut guard = defer();
        let path = self.0.path();
        // Symbolic links inside are removed, not followed. There is nobody to report a failure to.
        let _ = std::fs::remove_dir_all(path);
        guard.0.retain(|directory| directory != path);
    }
}
