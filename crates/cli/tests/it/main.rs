//! Tests of the binary on real workspaces, mostly those in `tests/fixtures`.
//!
//! The files of a fixture state what must be found (see [`annotations`]), so a test can fail even if a snapshot is wrong.
//! One test binary for all of them, since linking each takes time.

mod action;
mod annotations;
mod architecture;
mod binary;
mod cache;
mod cache_faults;
mod clean;
mod command;
mod contracts;
mod determinism;
mod diagrams;
mod diff;
mod docs;
mod example;
mod examples;
mod extract;
mod fixtures;
mod formats;
mod generated;
mod hook;
mod hostile;
mod impact;
mod init_and_baseline;
mod living_docs;
mod log;
mod long_output;
mod metrics;
mod own_rules;
mod owners;
mod pictures;
mod platforms;
mod queries;
mod scenarios;
mod schema;
mod since;
mod staged;
#[cfg(unix)]
mod traps;
mod trend;
mod watch;
mod wrong_input;
