//! The history as plain data.

/// The period whose commits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The number of months before the last commit.
    pub(crate) months: u32,
}

/// The mean length of a month in seconds.
const MONTH: u64 = 2_629_746;

impl Window {
    /// Returns the start of the period in seconds since 1970, for the time of the last commit.
    pub(crate) fn start(self, until: u64) -> u64 {
        until.saturating_sub(u64::from(self.months) * MONTH)
    }
}

/// The changes of files in some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct History {
    /// The paths of all changed files, relative to the root of the workspace, with `/`. Files that no longer exist are among
    /// them, and so are files of other projects in the repository, which start with `../`.
    pub(crate) paths: Vec<String>,
    /// The commits with changes, newest first. Merges have none.
    pub(crate) changes: Vec<Change>,
    /// The start of the time in seconds since 1970.
    pub(crate) since: u64,
    /// The time of the last commit in seconds since 1970.
    pub(crate) until: u64,
    /// Whether older commits are missing because the clone is shallow.
    pub(crate) is_shallow: bool,
    /// Whether lines are counted: not in a partial clone without contents.
    pub(crate) has_lines: bool,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The committer's date in seconds since 1970.
    pub(crate) time: u64,
    /// The changed files.
    pub(crate) files: Vec<FileChange>,
}

/// The change of one file in one commit. A renamed file counts as a deleted and a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileChange {
    /// The index of its path.
    pub(crate) path: u32,
    /// The number of added lines; 0 for a binary file.
    pub(crate) added: u64,
    /// The number of deleted lines; 0 for a binary file.
    pub(crate) deleted: u64,
}
