//! Cache files: stores facts by the content of the file that they describe.
//!
//! A cache file may be truncated, corrupted, outdated, or written by two runs at once. It is then ignored and written again.
//! The cache never changes a result, and no failure here is an error. It must not know verdicts, nor anything that follows
//! from two files.

mod clean;
mod directory;
mod file;
mod store;

pub use clean::{Cleaned, clean};
pub use directory::{ACTIVE, FACTS, GRAPH, TEST, TREND, is_marked};
pub use file::{Trailer, read, sealed, write};
pub(crate) use store::encode;
pub use store::{Known, Saved, Store, Written};

use crate::input::{Digest, Nanoseconds};
use std::path::PathBuf;

/// The directory of the cache, below Cargo's target directory.
pub const DIRECTORY: &str = "archcheck";

/// How a run uses the cache.
#[derive(Clone, Debug)]
pub struct CacheOptions {
    /// Identifies the executable: cache files of another one are ignored.
    pub program: Digest,
    /// When the run began.
    pub now: Nanoseconds,
    /// The cache directory, if it is not below the workspace's target directory.
    pub directory: Option<PathBuf>,
    /// Another cache directory, whose facts are used if the directory has none: that of a workspace with the same files.
    pub facts: Option<PathBuf>,
    /// Whether to write the cache. A run on a temporary copy of a workspace does not.
    pub keep: bool,
    /// The directories that are likely to be the workspace's target directory, for reading the cache before Cargo has answered.
    pub likely_target_directories: Vec<PathBuf>,
}
