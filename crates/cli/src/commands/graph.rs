//! `graph`: prints the dependency graph, as data or as a picture.

use super::{
    checked::check_with_baseline,
    query::Loaded,
    revision::revision_run,
    run::{Ended, Run, Stop, ignore_closed},
};
use crate::{
    escape,
    graph::{self, Picture},
    report::Report,
    text::count,
};
use archcheck_core::{
    analysis::Analysis,
    cfg::Cfg,
    graph::RustModuleId,
    rules::{self, Rules, Selector},
    view::{self, Direction, Granularity, Narrow, Only, View, ViewRequest},
};
use clap::{Args, ValueEnum};
use std::io::{self, Write};

const EXAMPLES: &str = "\
Without flags, `graph` draws the modules of the rules file, grouped by layer, or else the layers, or else the \
crates, or the top-level Rust modules of a single package, as a Mermaid flowchart. \
Red edges violate a rule, orange ones are in the baseline, dashed ones have an exception, and purple ones are part of a \
cycle. The output is sorted, so the same code always gives the same output.

Examples:
  cargo archcheck graph --format svg > architecture.svg
      Draw a picture without any other program
  cargo archcheck graph --by depth:2 --focus shop::orders --format dot | dot -Tsvg > orders.svg
      Draw what a Rust module depends on, and what depends on it
  cargo archcheck graph --from shop::orders --to shop::db
      Draw every dependency on a path between two modules
  cargo archcheck graph --references > graph.json
      Write crates, Rust modules, dependencies, and each reference behind them as JSON";

/// The arguments of `graph`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Graph {
    /// Choose the output format [default: mermaid; json with `--references` or `--names`]
    #[arg(long, value_enum)]
    pub format: Option<GraphFormat>,
    /// Choose what to draw: module, layer, crate, rust-module or depth:N (Rust modules down to N segments)
    #[arg(long, value_name = "WHAT", value_parser = granularity)]
    pub by: Option<Granularity>,
    /// Draw only the surroundings of the code that a selector covers
    #[arg(long, value_name = "SELECTOR", conflicts_with_all = ["from", "to"])]
    pub focus: Option<String>,
    /// With `--focus`: the number of steps to draw
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    pub depth: usize,
    /// With `--focus`: draw only what depends on it
    #[arg(long, requires = "focus", conflicts_with = "down")]
    pub up: bool,
    /// With `--focus`: draw only what it depends on
    #[arg(long, requires = "focus")]
    pub down: bool,
    /// Draw only the paths from the code that a selector covers
    #[arg(long, value_name = "SELECTOR", requires = "to")]
    pub from: Option<String>,
    /// Draw only the paths to the code that a selector covers
    #[arg(long, value_name = "SELECTOR", requires = "from")]
    pub to: Option<String>,
    /// Draw only some dependencies
    #[arg(long, value_enum, value_name = "WHICH")]
    pub only: Option<OnlyEdges>,
    /// Draw external crates, too
    #[arg(long)]
    pub external: bool,
    /// Draw tests, examples, benchmarks and build scripts, too
    #[arg(long)]
    pub tests: bool,
    /// Merge nodes until there are at most this many dependencies
    #[arg(long, value_name = "N", default_value_t = view::MAX_EDGES)]
    pub max_edges: usize,
    /// List each reference with its position (json only)
    #[arg(long)]
    pub references: bool,
    /// List the names in the scope of each Rust module, with globs expanded (json only)
    #[arg(long)]
    pub names: bool,
    /// Draw a commit instead of the working tree
    #[arg(long, value_name = "REV")]
    pub rev: Option<String>,
}

/// The format of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// JSON for other programs: crates, Rust modules, edges, and the picture as data
    Json,
    /// A flowchart for GitHub, GitLab and other Markdown
    Mermaid,
    /// An image, drawn without another program
    Svg,
    /// A graph for Graphviz
    Dot,
    /// A diagram for D2
    D2,
    /// A component diagram for PlantUML
    Plantuml,
    /// A C4 component diagram for PlantUML
    C4,
    /// A workspace for Structurizr
    Structurizr,
    /// A diagram for draw.io
    Drawio,
    /// GraphML for yEd, Gephi and others
    Graphml,
    /// A list of dependencies for spreadsheets and databases
    Csv,
}

/// The dependencies to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyEdges {
    /// Those that violate a rule
    Violations,
    /// Those that are part of a cycle
    Cycles,
}

/// Parses the value of `--by`.
fn granularity(text: &str) -> Result<Granularity, String> {
    match text {
        "module" => Ok(Granularity::Module),
        "layer" => Ok(Granularity::Layer),
        "crate" => Ok(Granularity::Crate),
        "rust-module" => Ok(Granularity::RustModule),
        _ => {
            let depth = text.strip_prefix("depth:").and_then(|depth| depth.parse().ok()).filter(|depth| *depth > 0);
            depth
                .map(Granularity::Depth)
                .ok_or_else(|| "expected module, layer, crate, rust-module, or depth:N with N from 1".to_owned())
        }
    }
}

impl Graph {
    /// Prints the graph.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        if let Some(name) = &self.rev {
            let graph = Self { rev: None, ..self.clone() };
            return revision_run(name, run.global, run.environment)?.run(run, |run| graph.run(run));
        }
        let needs_json = self.references || self.names;
        let format = self.format.unwrap_or(if needs_json { GraphFormat::Json } else { GraphFormat::Mermaid });
        if needs_json && format != GraphFormat::Json {
            return Err("`--references` and `--names` need `--format json`".to_owned().into());
        }
        let Loaded { mut analysis, rules, mut diagnostics } = run.load(self.names)?;
        let marks = match &rules {
            Some(rules) => {
                let path = run.rules_path(&analysis.workspace);
                check_with_baseline(&path, rules, &mut analysis, run.check_options(), &mut diagnostics).marks(&analysis)
            }
            None => Vec::new(),
        };
        let (analysis, rules) = (&analysis, rules.as_ref());
        let selectors = Selectors {
            focus: selector(self.focus.as_deref(), analysis, rules)?,
            from: selector(self.from.as_deref(), analysis, rules)?,
            to: selector(self.to.as_deref(), analysis, rules)?,
        };
        let build = |max_edges| view::build(analysis, rules, &marks, &self.request(&selectors, max_edges));
        let (text, view) = if format == GraphFormat::Json {
            let view = build(self.max_edges)?;
            (self.json(analysis, rules, &view).map_err(|error| error.to_string())?, view)
        } else {
            let name = workspace_name(analysis);
            draw(format, &name, self.max_edges, &build)?
        };
        ignore_closed(run.streams.out.write_all(&text).and_then(|()| run.streams.out.flush()))?;
        let is_picture = format != GraphFormat::Json;
        let cycles = || self.cycle_note(&view, &|request| view::build(analysis, rules, &marks, request), &selectors);
        let notes = [graph::merged_note(&view).filter(|_| is_picture), graph::hidden_note(&view), cycles()];
        for note in notes.into_iter().flatten().filter(|_| !run.global.quiet) {
            ignore_closed(writeln!(run.streams.err, "note: {}", escape::line(&note)))?;
        }
        run.problems(Report::new(analysis, None, diagnostics))
    }

    fn request<'s>(&self, selectors: &'s Selectors, max_edges: usize) -> ViewRequest<'s> {
        let direction = match (self.up, self.down) {
            (true, _) => Direction::Up,
            (_, true) => Direction::Down,
            _ => Direction::Both,
        };
        let focus = selectors.focus.as_ref().map(|selector| Narrow::Focus { selector, depth: self.depth, direction });
        let paths = selectors.from.as_ref().zip(selectors.to.as_ref()).map(|(from, to)| Narrow::Paths { from, to });
        ViewRequest {
            by: self.by,
            tests: self.tests,
            external: self.external,
            narrow: focus.or(paths),
            only: self.only.map(|only| match only {
                OnlyEdges::Violations => Only::Violations,
                OnlyEdges::Cycles => Only::Cycles,
            }),
            max_edges,
        }
    }

    /// Returns a sentence about cycles if there are none to draw: whether they are among smaller parts of the code.
    fn cycle_note(
        &self,
        view: &View,
        build: &dyn Fn(&ViewRequest<'_>) -> Result<View, String>,
        selectors: &Selectors,
    ) -> Option<String> {
        if self.only != Some(OnlyEdges::Cycles) || !view.edges.is_empty() {
            return None;
        }
        let parts = match view.by {
            Granularity::Module => "modules",
            Granularity::Layer => "layers",
            Granularity::Crate | Granularity::Depth(1) => "crates",
            Granularity::RustModule => return Some("there is no dependency cycle".to_owned()),
            Granularity::Depth(_) => "these Rust modules",
        };
        let finest = ViewRequest { by: Some(Granularity::RustModule), ..self.request(selectors, self.max_edges) };
        let cyclic = build(&finest).ok()?.nodes.len();
        Some(if cyclic == 0 {
            format!("there is no dependency cycle among {parts}, and none among Rust modules")
        } else {
            format!(
                "there is no dependency cycle among {parts}, but among {} within them: `--by rust-module` draws it",
                count(cyclic, "Rust module")
            )
        })
    }

    fn json(&self, analysis: &Analysis, rules: Option<&Rules>, view: &View) -> io::Result<Vec<u8>> {
        let cfg = |cfg: Cfg| analysis.cfgs.render(cfg);
        let owner = |module: RustModuleId| {
            let rules = rules?;
            rules.owner(module).map(|id| rules.module(id).name.clone())
        };
        let input = graph::GraphInput { analysis, cfg: &cfg, owner: Some(&owner) };
        let mut text = Vec::new();
        graph::write_json(&mut text, &input, view, self.references)?;
        Ok(text)
    }
}

/// The selectors of the arguments.
struct Selectors {
    focus: Option<Selector>,
    from: Option<Selector>,
    to: Option<Selector>,
}

fn selector(text: Option<&str>, analysis: &Analysis, rules: Option<&Rules>) -> Result<Option<Selector>, Stop> {
    let Some(text) = text else { return Ok(None) };
    let found = rules::parse_selector(text, analysis, rules);
    found.map(Some).map_err(|error| {
        let help = error.help.first().map(|help| format!("; {help}")).unwrap_or_default();
        Stop::Failed(format!("{}{help}", error.message))
    })
}

/// Draws a view. Mermaid refuses large diagrams, so nodes are merged until it accepts the text.
fn draw(
    format: GraphFormat,
    name: &str,
    max_edges: usize,
    build: &dyn Fn(usize) -> Result<View, String>,
) -> Result<(Vec<u8>, View), Stop> {
    let mut max = if format == GraphFormat::Mermaid { max_edges.min(graph::MERMAID_MAX_EDGES) } else { max_edges };
    loop {
        let view = build(max)?;
        let mut text = Vec::new();
        write(&mut text, format, &Picture { view: &view, name }).map_err(|error| error.to_string())?;
        let is_too_long = || String::from_utf8_lossy(&text).chars().count() > graph::MERMAID_MAX_TEXT;
        if format != GraphFormat::Mermaid || max == 0 || !is_too_long() {
            return Ok((text, view));
        }
        max = max * 3 / 4;
    }
}

fn write(out: &mut dyn Write, format: GraphFormat, picture: &Picture<'_>) -> io::Result<()> {
    match format {
        // The caller renders JSON, which is more than a picture.
        GraphFormat::Json => Ok(()),
        GraphFormat::Mermaid => graph::write_mermaid(out, picture),
        GraphFormat::Svg => graph::write_svg(out, picture),
        GraphFormat::Dot => graph::write_dot(out, picture),
        GraphFormat::D2 => graph::write_d2(out, picture),
        GraphFormat::Plantuml => graph::write_plantuml(out, picture),
        GraphFormat::C4 => graph::write_c4(out, picture),
        GraphFormat::Structurizr => graph::write_structurizr(out, picture),
        GraphFormat::Drawio => graph::write_drawio(out, picture),
        GraphFormat::Graphml => graph::write_graphml(out, picture),
        GraphFormat::Csv => graph::write_csv(out, picture),
    }
}

/// Draws a view for Mermaid.
pub(super) fn draw_mermaid(name: &str, build: &dyn Fn(usize) -> Result<View, String>) -> Result<String, Stop> {
    let (text, _) = draw(GraphFormat::Mermaid, name, view::MAX_EDGES, build)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Returns the name of the workspace: that of its only package. The name of its directory differs between clones.
pub(super) fn workspace_name(analysis: &Analysis) -> String {
    match analysis.workspace.packages.as_slice() {
        [only] => only.name.clone(),
        _ => "the workspace".to_owned(),
    }
}
