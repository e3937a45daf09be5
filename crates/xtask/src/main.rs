//! `cargo xtask COMMAND`: tools for the developers of this project. They share no code with the checker they measure.

mod accuracy;
mod bench;
mod fuzz;
mod generate;
mod metadata;
mod sweep;
mod tools;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

/// Tools for developers of archcheck
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Command {
    Accuracy(accuracy::Args),
    Bench(bench::Args),
    Fuzz(fuzz::Args),
    Generate(generate::Args),
    Sweep(sweep::Args),
}

fn main() -> ExitCode {
    if let Some(code) = accuracy::as_rustc() {
        return code;
    }
    let done = match Command::parse() {
        Command::Accuracy(args) => accuracy::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Sweep(args) => sweep::run(&args),
    };
    done.unwrap_or_else(|error| {
        // If standard error is closed, the exit status is all that remains.
        let _ = writeln!(io::stderr(), "error: {error}");
        ExitCode::from(2)
    })
}
