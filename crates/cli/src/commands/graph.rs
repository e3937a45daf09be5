//! `graph`: prints the dependency graph.

use super::{
    query::Loaded,
    run::{Ended, Run, ignore_closed},
};
use crate::{graph, report::Report};
use archcheck_core::{cfg::Cfg, graph::RustModuleId};
use clap::{Args, ValueEnum};
use std::io::{BufWriter, Write};

const EXAMPLES: &str = "\
The output is sorted, so the same code always gives the same output.

Examples:
  cargo archcheck graph --references > graph.json
      Write crates, Rust modules, dependencies, and each reference behind them
  cargo archcheck graph --format dot | dot -Tsvg > graph.svg
      Draw a picture with a box for each crate";

/// The arguments of `graph`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Graph {
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = GraphFormat::Json)]
    pub format: GraphFormat,
    /// List each reference with its position (json only)
    #[arg(long)]
    pub references: bool,
    /// List the names in the scope of each Rust module, with globs expanded (json only)
    #[arg(long)]
    pub names: bool,
}

/// The format of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// JSON for other programs: crates, Rust modules and edges
    Json,
    /// A graph for Graphviz
    Dot,
}

impl Graph {
    /// Prints the graph.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        if (self.references || self.names) && self.format == GraphFormat::Dot {
            return Err("`--references` and `--names` need `--format json`".to_owned().into());
        }
        let Loaded { analysis, rules, diagnostics } = run.load(self.names)?;
        let cfg = |cfg: Cfg| analysis.cfgs.render(cfg);
        let owner = |module: RustModuleId| {
            let rules = rules.as_ref()?;
            rules.owner(module).map(|id| rules.module(id).name.clone())
        };
        let view = graph::View { analysis: &analysis, cfg: &cfg, owner: Some(&owner) };
        let mut out = BufWriter::new(&mut *run.streams.out);
        let written = match self.format {
            GraphFormat::Json => graph::write_json(&mut out, &view, self.references),
            GraphFormat::Dot => graph::write_dot(&mut out, &view),
        };
        ignore_closed(written.and_then(|()| out.flush()))?;
        // Dropping the writer would try again to write its buffer to a closed pipe.
        drop(out.into_parts());
        run.problems(Report::new(&analysis, None, diagnostics))
    }
}
