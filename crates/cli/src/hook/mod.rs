//! The pre-commit hook: a check of what is staged, as it will be committed, whatever lies unstaged beside it.
//! [`staged`] lays that out in a folder of its own, [`install`] writes git's own hook, [`git`] asks git. None of
//! them touches the working tree or the index.

mod git;
mod install;
mod run;
mod staged;

pub(crate) use run::run;
