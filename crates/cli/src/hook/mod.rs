//! The pre-commit hook: it checks the staged files as they will be committed, without the unstaged changes.
//!
//! [`git`] runs git, [`index`] reads its index, [`staged`] provides the staged files as a directory, and [`install`] writes
//! git's hook. None of them may change the working tree or the index.

mod git;
mod index;
mod install;
mod staged;

pub(crate) use git::Git;
pub(crate) use install::{install, uninstall};
pub(crate) use staged::Staged;
