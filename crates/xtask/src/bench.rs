//! `cargo xtask bench`: measures what a check costs, relative to the cost of `cargo metadata` and one parse of the files.
//!
//! 1. A `workspace` is copied or generated, and the files that the checker reads are listed.
//! 2. `rounds` runs every step once in each round, so that other load on the machine affects all steps alike. The steps are
//!    the floors (`cargo metadata`, reading and parsing the same files) and the checker: cold, warm and after an edit.
//!    `peers` does the same for other programs.
//! 3. `process` measures the time and memory of each step, which is a process of its own.
//! 4. `graphs` measures each kind of rule on graphs that are expensive for it.
//! 5. `report` prints medians and their ratios.

mod graphs;
mod peers;
mod process;
mod programs;
mod progress;
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
    progress::progress,
    report::{GraphOutcome, Outcome, Report},
    rounds::Measured,
    workspace::{Origin, Workspace},
};
use crate::generate;

/// Measure what a check costs
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Workspaces (directories). With #PACKAGE, also measure other programs on that package
    #[arg(value_name = "DIRECTORY[#PACKAGE]")]
    workspaces: Vec<String>,
    /// Also measure generated workspaces of about this many lines
    #[arg(long, value_delimiter = ',', value_name = "LINES", value_parser = clap::value_parser!(u64).range(1_000..))]
    generate: Vec<u64>,
    /// Also measure generated graphs with this many Rust modules and dependencies, of each shape
    #[arg(long, value_name = "MODULES,EDGES")]
    graph: Vec<graphs::Size>,
    /// Generate only graphs of this shape (repeatable)
    #[arg(long, value_enum, requires = "graph")]
    shape: Vec<Shape>,
    /// The number of rounds, of which the medians are reported
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// The number of rounds for other programs and for graphs
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    peer_runs: u16,
    /// The checker [default: a release build of this workspace]
    #[arg(long, value_name = "PROGRAM")]
    checker: Option<PathBuf>,
    /// The directory of the floor programs [default: a release build of this workspace]
    #[arg(long, value_name = "DIRECTORY")]
    floors: Option<PathBuf>,
    /// Write all samples as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the result to docs/performance.md
    #[arg(long)]
    docs: bool,
    /// The directory for copies [default: a temporary directory]
    #[arg(long, value_name = "DIRECTORY")]
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
        return Err("nothing to measure: give a directory, --generate LINES, or --graph MODULES,EDGES".to_owned());
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
    Ok(if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(origin: &Origin, programs: &Programs, args: &Args) -> Result<Measured, String> {
    progress(&format!("{}: copying", origin.label()));
    let directory = directory(args)?;
    let workspace = Workspace::new(origin, directory.path(), programs)?;
    // Check for the package before the rounds, which take minutes.
    let subject = origin.package().map(|package| peers::Subject::new(&workspace, package)).transpose()?;
    let mut measured = rounds::measure(&workspace, programs, args.runs)?;
    if let Some(subject) = &subject {
        measured.peers = Some(peers::measure(subject, programs, args.peer_runs)?);
    }
    Ok(measured)
}

fn measure_graph(shape: Shape, size: graphs::Size, programs: &Programs, args: &Args) -> Result<Graph, String> {
    graphs::measure(shape, size, directory(args)?.path(), programs, args.peer_runs)
}

/// Creates a temporary directory for one measurement.
fn directory(args: &Args) -> Result<tempfile::TempDir, String> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("archcheck-bench-");
    let directory = match &args.work_dir {
        Some(within) => fs::create_dir_all(within).and_then(|()| builder.tempdir_in(within)),
        None => builder.tempdir(),
    };
    directory.map_err(|error| format!("failed to create a work directory: {error}"))
}
