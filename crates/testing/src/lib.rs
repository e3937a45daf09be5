//! Helpers that the tests of several crates share: temporary workspaces, the pages of `tests/resolution`, and output
//! that is the same on every machine. Knows nothing of the checker, so that every crate can use it in its tests.
//!
//! The helpers panic on failure, since a test can do nothing else. Only [`copy`], which `xtask` needs outside tests, and
//! the functions of [`documents`] return errors.

mod copy;
mod directory;
pub mod documents;
mod output;

pub use copy::copy;
pub use directory::{Directory, cargo, fixtures, repository};
pub use output::normalize;
