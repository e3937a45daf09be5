//! Generates a first rules file from the current code.
//!
//! [`units`] chooses the modules, [`plan`] finds the layers and cycles, [`file`] renders the rules file, and [`summary`]
//! renders what the command prints. It must not check whether the file passes: the command does that before it writes.

mod cycle;
mod file;
mod inside;
mod plan;
mod summary;
mod units;

pub(crate) use file::text;
pub(crate) use plan::{Parts, Plan};
pub(crate) use summary::{WrittenFile, render as summary};
