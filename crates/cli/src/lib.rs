//! The command `cargo archcheck`, as a library.
//!
//! A test can check the architecture with [`assert_conforms`]. A program can run the whole command with [`run()`]: it
//! reads nothing but its arguments and an [`Environment`], and writes to the given [`Streams`].
//!
//! This crate contains all knowledge of clap, miette, terminals and output formats. It finds no
//! violations itself: the result is the list of diagnostics of `archcheck-core`, and no output format changes it.

mod architecture;
pub mod args;
mod cargo_check;
mod code_host;
mod codeowners;
pub mod commands;
mod conformance;
mod csv;
mod debt;
mod decisions;
mod diff;
mod docs;
mod engine;
mod escape;
mod explain;
mod extract;
mod git;
pub mod graph;
mod history;
mod hook;
mod impact;
mod init;
mod interrupt;
mod log;
mod metrics;
mod modules;
pub mod output;
mod outside;
pub mod overview;
mod owners;
mod parallel;
mod progress;
pub mod report;
mod repository;
mod schema;
mod status;
mod streams;
pub mod terminal;
#[cfg(test)]
mod test_support;
mod text;
mod timings;
mod toolchain;
mod trend;
mod watched;
mod why;

pub use commands::run;
pub use conformance::{assert_conforms, conformance};

pub use status::Status;
pub use streams::Streams;
pub use terminal::Environment;

use std::{io::Write as _, process::ExitCode};

/// Runs the command with the arguments, streams and environment of this process.
#[must_use]
pub fn main() -> ExitCode {
    interrupt::install_handler();
    if let Some(value) = terminal::log_filter()
        && let Err(message) = log::init(&value)
    {
        let _ = writeln!(std::io::stderr(), "warning: {message}");
    }
    let environment = Environment::of_process();
    // The run and the progress line take turns in writing to standard error.
    let mut progress = std::io::stderr();
    let redrawn = environment.err.redrawn;
    let mut input = std::io::stdin().lock();
    let mut streams = Streams {
        out: &mut std::io::stdout().lock(),
        err: &mut std::io::stderr(),
        progress: redrawn.then_some(&mut progress),
        input: (terminal::is_interactive()).then_some(&mut input),
    };
    run(std::env::args_os(), &environment, &mut streams).into()
}
