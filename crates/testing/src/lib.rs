//! Helpers that the tests of several crates share: temporary workspaces, the pages of `tests/resolution`, and output
//! that is the same on every machine. Knows nothing of the checker, so that every crate can use it in its tests.
//!
//! The helpers panic on failure, since a test can do nothing else.

mod directory;
pub mod documents;
mod output;

pub use directory::{Directory, cargo, copy, fixtures, repository};
pub use output::normalize;
