//! How an analysis used the cache, and the reasons why it did not.

use crate::incremental::Refusal;
use std::fmt::{self, Display, Formatter};

/// How an analysis used the results of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheUse {
    /// The request has no cache.
    Disabled,
    /// No file has changed: the earlier analysis is used as it is.
    Unchanged,
    /// The earlier analysis was updated for a few changed files.
    Updated {
        /// How many files have changed.
        files: usize,
    },
    /// The whole workspace was analyzed.
    Missed(CacheMiss),
}

impl Display for CacheUse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("cache disabled"),
            Self::Unchanged => f.write_str("no file changed"),
            Self::Updated { files: 1 } => f.write_str("updated incrementally: 1 file changed"),
            Self::Updated { files } => write!(f, "updated incrementally: {files} files changed"),
            Self::Missed(miss) => write!(f, "full analysis: {miss}"),
        }
    }
}

/// A reason why the whole workspace is analyzed although the cache is enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheMiss {
    /// There is no earlier analysis, or another version of the program wrote it.
    NoSnapshot,
    /// The request asks for the names in scopes, which are not cached.
    NamesRequested,
    /// More files have changed than an update handles.
    ManyChangedFiles,
    /// A file now exists that did not exist in the earlier run.
    NewFile {
        /// Its path.
        path: String,
    },
    /// The earlier analysis is about another configuration.
    OtherConfiguration,
    /// Cargo describes another workspace than in the earlier run: a manifest has changed.
    OtherWorkspace,
    /// The edit can't be handled incrementally.
    Refused(Refusal),
}

impl Display for CacheMiss {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSnapshot => f.write_str("there is no usable earlier analysis"),
            Self::NamesRequested => f.write_str("the names in scopes are not cached"),
            Self::ManyChangedFiles => f.write_str("many files changed"),
            Self::NewFile { path } => write!(f, "`{path}` is new"),
            Self::OtherConfiguration => f.write_str("the earlier analysis is about another configuration"),
            Self::OtherWorkspace => f.write_str("a manifest changed"),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Refusal> for CacheMiss {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
