//! `cargo xtask fuzz`: builds the fuzz targets, which are a program of their own, and runs one.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use crate::tools;

/// Run a fuzz target: `cargo xtask fuzz --help`
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Args {
    /// The arguments of the program `archcheck-fuzz`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<OsString>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let current = std::env::current_dir().map_err(|error| error.to_string())?;
    let mut cargo: Command = tools::cargo(&current);
    cargo.args(["run", "--quiet", "--profile", "fuzz", "--package", "archcheck-fuzz", "--"]).args(&args.arguments);
    let status = cargo.status().map_err(|error| format!("failed to run Cargo: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
