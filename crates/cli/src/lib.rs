//! `cargo archcheck`, as a library: arguments, formats, and what a terminal shows.
//!
//! It is the only place of the project that knows clap, miette, a terminal or an output format; what is true
//! of a workspace it asks of `archcheck-core`, through [`engine`] alone. Everything is written to given
//! writers, and what the process's environment says comes in as an [`Environment`], so that a test can run it
//! whole. What it must never do: judge. A verdict is a list of diagnostics, and no output changes it.

pub mod args;
mod cargo_check;
mod conformance;
mod engine;
mod explain;
pub mod graph;
pub mod hook;
mod init;
mod interrupt;
mod modules;
pub mod output;
pub mod overview;
mod progress;
pub mod report;
mod repository;
mod run;
mod schema;
pub mod shell;
mod status;
mod streams;
pub mod terminal;
#[cfg(test)]
mod test;
mod text;
mod timings;
mod why;

pub use conformance::{assert_conforms, conformance};
pub use run::run;
pub use status::Status;
pub use streams::Streams;
pub use terminal::Environment;

use std::process::ExitCode;

/// Runs the command with this process's arguments, streams and environment.
#[must_use]
pub fn main() -> ExitCode {
    interrupt::install_handler();
    let environment = Environment::of_process();
    // Standard error has two that write to it, in turn: the run, and what shows that it takes long.
    let mut progress = std::io::stderr();
    let redrawn = environment.err.redrawn;
    let mut streams = Streams {
        out: &mut std::io::stdout().lock(),
        err: &mut std::io::stderr(),
        progress: redrawn.then_some(&mut progress),
    };
    run(std::env::args_os(), &environment, &mut streams).into()
}
