//! The real binary over real workspaces: `tests/fixtures` at the root of the repository.
//!
//! Each fixture says in its own files what must be found (see [`annotations`]), so that a snapshot never has to
//! be believed. One test binary for all, since each would be linked anew.

mod annotations;
mod ask;
mod binary;
mod cache;
mod clean;
mod command;
mod docs;
mod example;
mod faults;
mod fixtures;
mod formats;
mod generated;
mod hook;
mod make;
mod own;
mod same;
mod scenarios;
mod schema;
mod staged;
mod wrong_input;
