//! What a run leaves behind so that the next one has less to do: facts by content, never verdicts.
//!
//! A cache may be cut, flipped, outdated, or written by two runs at once: it is then not used, and made anew. Nothing
//! here can change a result, and nothing that goes wrong here is an error.

mod clean;
mod file;
mod store;

pub use clean::{Cleaned, clean};
pub use file::{Rest, read, sealed, write};
pub(crate) use store::encode;
pub use store::{Known, Saved, Store, Written};

use crate::input::{Digest, Nanoseconds};
use std::path::PathBuf;

/// The folder of the cache, below Cargo's target folder.
pub const FOLDER: &str = "archcheck";

/// How a run may use caches.
#[derive(Clone, Debug)]
pub struct Caching {
    /// What the caches of this very program are known by: another one's are not read.
    pub program: Digest,
    /// When the run began.
    pub now: Nanoseconds,
    /// The folder to use instead of the one below the workspace's target folder.
    pub folder: Option<PathBuf>,
    /// Whether to leave anything for the next run: not where a run is about a folder that goes away.
    pub keep: bool,
    /// Target folders where the workspace's may be, for a look before Cargo has said it.
    pub guesses: Vec<PathBuf>,
}
