//! What the developers run: `cargo xtask COMMAND`.

mod accuracy;
mod bench;
mod generate;
mod tools;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

/// Tools for those who work on archcheck
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Command {
    Accuracy(accuracy::Args),
    Bench(bench::Args),
    Generate(generate::Args),
}

fn main() -> ExitCode {
    if let Some(code) = accuracy::as_rustc() {
        return code;
    }
    let done = match Command::parse() {
        Command::Accuracy(args) => accuracy::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Generate(args) => generate::run(&args),
    };
    done.unwrap_or_else(|error| {
        // Where even standard error is closed, the exit status has to do.
        let _ = writeln!(io::stderr(), "error: {error}");
        ExitCode::from(2)
    })
}
