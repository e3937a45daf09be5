//! Outputs of `check`: formats, and the files and streams they are written to.
//!
//! Each format is one file with a constant `FORMAT`, listed in [`table`]. A renderer turns a
//! [`Report`](crate::report::Report) into text. It must not decide anything: the exit status follows from the
//! diagnostics alone.

mod argument;
pub mod cargo;
mod finding;
mod format;
pub mod github;
pub mod gitlab;
mod group;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
mod selection;
pub mod short;
mod sink;
pub mod sonarqube;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod turns;

pub use argument::{Output, OutputParser};
pub use format::{Format, Renderer, Verbosity};
pub use sink::{WriteError, append_file, create_file, write_file, write_stream};
pub use table::FORMATS;
