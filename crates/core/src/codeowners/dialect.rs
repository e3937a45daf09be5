//! The hosts whose rules differ.

/// Whose rules apply to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Those of GitHub.
    GitHub,
    /// Those of GitLab.
    GitLab,
}
