//! Runs git on the repository around a directory. Whatever the configuration of the repository says, git runs no other program
//! for it: no hook, filter, pager, signature check, or program that shows differences; and it fetches nothing.
//!
//! [`run`] is for questions about commits. The pre-commit hook, which has to use the index that is being committed, runs git in
//! another environment (`hook::git`).

mod checkout;
mod kept;
mod objects;
mod paths;
mod revision;
mod run;

pub(crate) use checkout::{Checkout, TREES};
pub(crate) use kept::remove_all as remove_kept_trees;
pub(crate) use paths::as_path;
pub(crate) use revision::{Revision, commit_time, is_shallow, merge_base, resolve};
pub(crate) use run::run;
