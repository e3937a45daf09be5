//! Ctrl-C, and what else ends a run from outside: a file that is being written is written whole, a folder that is
//! only lent is removed, the terminal is left tidy, and the exit status is 130. Nothing else of the crate knows of signals.

use crate::terminal::CLEAR;
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The exit status of an interrupted run, as shells have it.
const INTERRUPTED: i32 = 130;

/// The folders that are lent. Who holds the lock is not interrupted.
static LENT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether a line stands on the terminal that belongs to no one once the run is over.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// From now on, an interrupt is met with order.
#[expect(clippy::exit, reason = "an interrupted process has no one to return to")]
pub(crate) fn watch() {
    let ended = || {
        for folder in hold().0.iter() {
            // What can't be removed stays: there is no one to tell.
            let _ = std::fs::remove_dir_all(folder);
        }
        if DRAWN.load(Ordering::Relaxed) {
            let _ = std::io::stderr().write_all(CLEAR.as_bytes());
        }
        std::process::exit(INTERRUPTED);
    };
    // Where there can be no handler, the system's own way of ending is good enough.
    let _ = ctrlc::set_handler(ended);
}

/// Says whether such a line stands there.
pub(crate) fn drawing(drawn: bool) {
    DRAWN.store(drawn, Ordering::Relaxed);
}

/// While it lives, an interrupt waits.
pub(crate) struct Hold(MutexGuard<'static, Vec<PathBuf>>);

/// Holds interrupts back.
pub(crate) fn hold() -> Hold {
    Hold(LENT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A folder that is gone when this is dropped, or when the run is interrupted.
#[derive(Debug)]
pub(crate) struct Lent(tempfile::TempDir);

impl Lent {
    /// A new one.
    pub(crate) fn new() -> std::io::Result<Self> {
        let mut held = hold();
        let folder = tempfile::Builder::new().prefix("archcheck-").tempdir()?;
        held.0.push(folder.path().to_owned());
        Ok(Self(folder))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut held = hold();
        let path = self.0.path();
        // A link in it is removed, not followed. What can't be removed stays: there is no one to tell.
        let _ = std::fs::remove_dir_all(path);
        held.0.retain(|lent| lent != path);
    }
}
