//! Outputs of `check`: one renderer per file over the same plain [`Report`](crate::report::Report), and where
//! they go. No renderer decides anything; a new format is a file here and a line in [`format`].

pub mod cargo;
mod finding;
mod format;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod short;
mod sink;
pub mod sonarqube;
#[cfg(test)]
mod tests;

pub use format::{Format, Output, OutputParser, Verbosity};
pub use sink::{WriteError, append_file, create_file, write_file, write_stream};
