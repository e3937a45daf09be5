//! Outputs of `check`: one renderer per file over the same plain [`Report`](crate::report::Report), and where
//! they go. No renderer decides anything; a new format is a file here and a line in [`format`].

mod format;
pub mod human;
pub mod json;
pub mod short;
mod sink;
#[cfg(test)]
mod tests;

pub use format::{Format, Output, OutputParser, Verbosity};
pub use sink::{WriteError, create_file, write_file, write_stream};
