//! `cargo xtask bench`: what a check costs, as a ratio to what it can't be faster than.
//!
//! The way through it: a `workspace` is copied (or generated), its files are listed as the checker reads them, and then
//! `rounds` runs every `step` once per round, so that whatever else the machine does meets all of them alike: the floors
//! (`cargo metadata`, a read and a parse of the same files), the checker cold, warm and after a change, and the `peers`.
//! Each is a process of its own, whose time and memory `process` takes. `report` makes ratios of medians.

mod copy;
mod peers;
mod process;
mod programs;
mod report;
mod rounds;
mod workspace;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::{
    programs::Programs,
    report::Outcome,
    rounds::Measured,
    workspace::{Origin, Workspace},
};
use crate::generate;

/// Measures what a check costs
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Workspaces (folders); of the PACKAGE after a `#`, the peers are asked
    #[arg(value_name = "FOLDER[#PACKAGE]")]
    workspaces: Vec<String>,
    /// Generated workspaces of about so many lines, too
    #[arg(long, value_delimiter = ',', value_name = "LINES", value_parser = clap::value_parser!(u64).range(1_000..))]
    generate: Vec<u64>,
    /// How often everything is run; the medians count
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// How often each peer is run
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    peer_runs: u16,
    /// The checker; by default this workspace's, built in release
    #[arg(long, value_name = "PROGRAM")]
    checker: Option<PathBuf>,
    /// Write the result as JSON, each run for itself
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the result to docs/performance.md
    #[arg(long)]
    docs: bool,
    /// Where copies are made; by default a temporary folder
    #[arg(long, value_name = "FOLDER")]
    work_dir: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let mut origins = Vec::new();
    for text in &args.workspaces {
        origins.push(Origin::parse(text)?);
    }
    origins.extend(args.generate.iter().map(|lines| Origin::Generated { lines: *lines, seed: generate::SEED }));
    if origins.is_empty() {
        return Err("nothing to measure: name a folder, or --generate LINES".to_owned());
    }
    let programs = Programs::build(args.checker.as_deref())?;
    let mut outcomes = Vec::new();
    for origin in &origins {
        let result = measure(origin, &programs, args);
        outcomes.push(Outcome { name: origin.label(), generated: origin.is_generated(), result });
    }
    let written = |error: io::Error| format!("failed to write the result: {error}");
    writeln!(io::stdout().lock(), "{}", report::human(&outcomes)).map_err(written)?;
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&outcomes).map_err(|error| written(error.into()))?;
        fs::write(file, json).map_err(written)?;
    }
    if args.docs {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/performance.md");
        fs::write(page, report::markdown(&outcomes, args.runs, args.peer_runs)).map_err(written)?;
    }
    let all = outcomes.iter().all(|outcome| outcome.result.is_ok());
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(origin: &Origin, programs: &Programs, args: &Args) -> Result<Measured, String> {
    progress(&format!("{}: copying", origin.label()));
    let mut builder = tempfile::Builder::new();
    builder.prefix("archcheck-bench-");
    let folder = match &args.work_dir {
        Some(within) => fs::create_dir_all(within).and_then(|()| builder.tempdir_in(within)),
        None => builder.tempdir(),
    };
    let folder = folder.map_err(|error| format!("failed to make a folder to work in: {error}"))?;
    let workspace = Workspace::new(origin, folder.path(), programs)?;
    let mut measured = rounds::measure(&workspace, programs, args.runs)?;
    if let Some(package) = origin.package() {
        measured.peers = Some(peers::measure(&workspace, package, programs, args.peer_runs)?);
    }
    Ok(measured)
}

/// Says what is being worked on. Nothing depends on whether anybody reads it.
fn progress(label: &str) {
    let _ = writeln!(io::stderr(), "bench: {label}");
}
