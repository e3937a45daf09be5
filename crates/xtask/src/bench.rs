//! `cargo xtask bench`: what a check costs, as a ratio to what Cargo and one parse of the files cost.
//!
//! The way through it: a `workspace` is copied (or generated), its files are listed as the checker reads them, and then
//! `rounds` runs every `step` once per round, so that whatever else the machine does meets all of them alike: the floors
//! (`cargo metadata`, a read and a parse of the same files), the checker cold, warm and after a change, and the `peers`.
//! Each is a process of its own, whose time and memory `process` takes. `graphs` measures the rules on graphs that are
//! hard on them. `report` makes ratios of medians.

mod copy;
mod graphs;
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
    graphs::{Graph, Shape},
    programs::Programs,
    report::{GraphOutcome, Outcome, Report},
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
    /// Generated graphs of so many Rust modules and dependencies, of each shape that is hard on a rule
    #[arg(long, value_name = "MODULES,EDGES")]
    graph: Vec<graphs::Size>,
    /// Of those, graphs of this shape alone; may be given several times
    #[arg(long, value_enum, requires = "graph")]
    shape: Vec<Shape>,
    /// How often everything is run; the medians count
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// How often each peer is run, and each rule on a graph
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    peer_runs: u16,
    /// The checker; by default this workspace's, built in release
    #[arg(long, value_name = "PROGRAM")]
    checker: Option<PathBuf>,
    /// The folder of the floors; by default this workspace's, built in release
    #[arg(long, value_name = "FOLDER")]
    floors: Option<PathBuf>,
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
    if origins.is_empty() && args.graph.is_empty() {
        return Err("nothing to measure: name a folder, or --generate LINES, or --graph MODULES,EDGES".to_owned());
    }
    let programs = Programs::build(args.checker.as_deref(), args.floors.as_deref())?;
    let mut outcomes = Vec::new();
    for origin in &origins {
        let result = measure(origin, &programs, args);
        outcomes.push(Outcome { name: origin.label(), generated: origin.is_generated(), result });
    }
    let mut graphs = Vec::new();
    for size in &args.graph {
        for shape in Shape::ALL.into_iter().filter(|shape| args.shape.is_empty() || args.shape.contains(shape)) {
            let result = measure_graph(shape, *size, &programs, args);
            graphs.push(GraphOutcome { name: format!("{}, {} modules", shape.as_str(), size.modules), result });
        }
    }
    let report = Report { workspaces: outcomes, graphs };
    let written = |error: io::Error| format!("failed to write the result: {error}");
    writeln!(io::stdout().lock(), "{}", report::human(&report)).map_err(written)?;
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&report).map_err(|error| written(error.into()))?;
        fs::write(file, json).map_err(written)?;
    }
    if args.docs {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/performance.md");
        fs::write(page, report::markdown(&report, args.runs, args.peer_runs)).map_err(written)?;
    }
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(origin: &Origin, programs: &Programs, args: &Args) -> Result<Measured, String> {
    progress(&format!("{}: copying", origin.label()));
    let folder = folder(args)?;
    let workspace = Workspace::new(origin, folder.path(), programs)?;
    // A package that is not there is found out before minutes are spent.
    let subject = origin.package().map(|package| peers::Subject::new(&workspace, package)).transpose()?;
    let mut measured = rounds::measure(&workspace, programs, args.runs)?;
    if let Some(subject) = &subject {
        measured.peers = Some(peers::measure(subject, programs, args.peer_runs)?);
    }
    Ok(measured)
}

fn measure_graph(shape: Shape, size: graphs::Size, programs: &Programs, args: &Args) -> Result<Graph, String> {
    graphs::measure(shape, size, folder(args)?.path(), programs, args.peer_runs)
}

/// A folder of its own for what is measured.
fn folder(args: &Args) -> Result<tempfile::TempDir, String> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("archcheck-bench-");
    let folder = match &args.work_dir {
        Some(within) => fs::create_dir_all(within).and_then(|()| builder.tempdir_in(within)),
        None => builder.tempdir(),
    };
    folder.map_err(|error| format!("failed to make a folder to work in: {error}"))
}

/// Says what is being worked on. Nothing depends on whether anybody reads it.
fn progress(label: &str) {
    let _ = writeln!(io::stderr(), "bench: {label}");
}
