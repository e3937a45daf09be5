//! The library over whole workspaces: `tests/resolution` at the root of the repository.
//!
//! One test binary for all, since each would be linked anew.

mod documents;
mod graph;
mod resolution;
mod revise;
mod session;
