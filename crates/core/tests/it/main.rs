//! Tests of the library on whole workspaces: `tests/resolution` and `tests/fixtures`.
//!
//! One test binary for all of them, since linking each takes time.

mod contracts;
mod graph;
mod incremental;
mod resolution;
mod session;
