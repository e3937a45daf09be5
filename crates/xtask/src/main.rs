//! What the developers run: `cargo xtask COMMAND`.

mod accuracy;

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
}

fn main() -> ExitCode {
    if let Some(code) = accuracy::as_rustc() {
        return code;
    }
    let Command::Accuracy(args) = Command::parse();
    accuracy::run(&args).unwrap_or_else(|error| {
        // Where even standard error is closed, the exit status has to do.
        let _ = writeln!(io::stderr(), "error: {error}");
        ExitCode::from(2)
    })
}
