//! The hosts whose rules differ.

/// Whose rules apply to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    GitHub,
    GitLab,
}
