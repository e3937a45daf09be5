//! Reads the history of files from git: which commits changed which files, and by how many lines; and since when lines
//! have had their present text.
//!
//! The history depends only on the repository, never on the clock: the window ends at the last commit. It must not know what
//! the files mean; `metrics` relates them to the architecture.

mod git_log;
mod line_dates;
mod model;
mod parse;

pub(crate) use git_log::read;
pub(crate) use line_dates::{LineDates, LinesToDate};
pub(crate) use model::{History, Window};
