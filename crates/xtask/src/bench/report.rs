//! Prints what was measured: ratios of medians, for people and as a page of the docs.

#![expect(clippy::cast_precision_loss, reason = "what is shown has a few digits")]

use std::{fmt::Write, thread};

use serde::{Serialize, Serializer};

use super::{
    graphs::{Graph, Judged, Shape},
    process::{Samples, median},
    rounds::{
        Measured,
        Step::{Cold, Comment, Item, Metadata, Parse, ParseMimalloc, Read, Use, Warm},
    },
};

/// What became of one workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// How it is called.
    pub(crate) name: String,
    /// Whether it is made up.
    pub(crate) generated: bool,
    /// What was measured, or why nothing was.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Measured, String>,
}

/// What became of one graph.
#[derive(Debug, Serialize)]
pub(crate) struct GraphOutcome {
    /// How it is called.
    pub(crate) name: String,
    /// What was measured, or why nothing was.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Graph, String>,
}

/// All that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The workspaces.
    pub(crate) workspaces: Vec<Outcome>,
    /// The graphs.
    pub(crate) graphs: Vec<GraphOutcome>,
}

impl Report {
    /// Whether all of it could be measured.
    pub(crate) fn is_whole(&self) -> bool {
        self.failed().is_empty()
    }

    /// What could not, and why.
    fn failed(&self) -> Vec<(&str, &str)> {
        fn reason<T>(result: &Result<T, String>) -> Option<&str> {
            result.as_ref().err().map(String::as_str)
        }
        let workspaces = self.workspaces.iter().map(|one| (one.name.as_str(), reason(&one.result)));
        let graphs = self.graphs.iter().map(|one| (one.name.as_str(), reason(&one.result)));
        workspaces.chain(graphs).filter_map(|(name, reason)| Some((name, reason?))).collect()
    }
}

fn result<T: Serialize, S: Serializer>(result: &Result<T, String>, serializer: S) -> Result<S::Ok, S::Error> {
    match result {
        Ok(measured) => measured.serialize(serializer),
        Err(reason) => reason.serialize(serializer),
    }
}

/// A table: a head, and a line for each workspace.
struct Table {
    head: Vec<&'static str>,
    lines: Vec<Vec<String>>,
}

const MEGABYTE: f64 = 1_000_000.0;

/// For people.
pub(crate) fn human(report: &Report) -> String {
    let mut text = String::new();
    for (title, table) in tables(report) {
        let _ = writeln!(text, "{title}\n");
        let width = |column: usize| {
            let lines = table.lines.iter().map(|line| line[column].chars().count());
            lines.chain([table.head[column].chars().count()]).max().unwrap_or_default()
        };
        let head: Vec<String> = table.head.iter().map(|&word| word.to_owned()).collect();
        for line in [&head].into_iter().chain(&table.lines) {
            for (column, word) in line.iter().enumerate() {
                let fill = width(column) - word.chars().count();
                let fill = " ".repeat(fill);
                let _ = if column == 0 { write!(text, "{word}{fill}") } else { write!(text, "  {fill}{word}") };
            }
            text.push('\n');
        }
        text.push('\n');
    }
    for (name, reason) in report.failed() {
        let _ = writeln!(text, "{name}: not measured: {reason}");
    }
    text
}

/// As a page.
pub(crate) fn markdown(report: &Report, runs: u16, peer_runs: u16) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut page = format!(
        "# Performance\n\nWritten by `cargo xtask bench --docs`; don't edit it by hand.\n\n{PROSE}\n\nMeasured on a machine of \
         {cores} cores ({}, {}), in {runs} rounds ({peer_runs} for peers); every figure is a median of them, every ratio one of \
         medians.\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
    for (title, table) in tables(report) {
        let _ = writeln!(page, "\n## {title}\n");
        page.push_str(&prose_of(title));
        let _ = writeln!(page, "| {} |", table.head.join(" | "));
        let _ = writeln!(page, "|---|{}", "--:|".repeat(table.head.len() - 1));
        for line in &table.lines {
            let _ = writeln!(page, "| {} |", line.join(" | "));
        }
    }
    let failed = report.failed();
    if !failed.is_empty() {
        page.push_str("\n## Not measured\n\n");
        for (name, reason) in failed {
            let _ = writeln!(page, "- {name}: {}", reason.lines().next().unwrap_or_default());
        }
    }
    page
}

const PROSE: &str = "\
What a check costs beside Cargo's answer and one parse of every file, measured in the same run: each round runs every step
once, each as a process of its own, so that whatever else the machine does meets all of them alike.

- *metadata*: `cargo metadata --no-deps`.
- *read*: reading the files that the checker reads, on all cores.
- *parse*: reading them and parsing each with `syn`, on all cores; without places of what is parsed, which the checker has
  to keep. *parse'* is the same with the checker's allocator.
- *cold*: `cargo archcheck check --no-cache`, with the rules of the workspace or, where it has none, those that
  `cargo archcheck init` proposes.
- *warm*: the same without `--no-cache`, after another one, nothing changed.
- *comment*, *use*, *item*: the same after a comment, a function with a `use` of another Rust module, or a struct was added
  to a file in the middle of the largest library; what is kept for the next run is written within that time.

Processor time is that of all threads, and of the Cargo that is asked; it depends less on what else the machine does. Memory is
the most that a process had at a time (its own, or that of the Cargo that it asks, if that is more).

Generated workspaces are those of `cargo xtask generate`.";

const GRAPHS_PROSE: &str = "\
What judging takes on graphs that are large, and of shapes that are hard on some rule; their source is written for this. *cold*
and *warm* are whole runs without rules, nothing kept and all kept. Under the name of a kind of rule stands what
`cargo archcheck check --timings` says that checking takes beyond that, and in brackets how many violations it finds:

- *acyclic*: no cycle among all Rust modules.
- *transitive*: none reaches the last one, in any number of steps.
- *layers*: a hundred layers, one for each file.
- *limit*: a fan-in and a fan-out of 12 and a depth of 3 at most, each Rust module for itself.
- *stable*: no dependency toward what is less stable.

*recording* is a whole `cargo archcheck baseline create` where every tenth Rust module may depend on nothing (in brackets, how
many violations that makes), *known* a whole check with that baseline. The shapes:";

fn measured(outcomes: &[Outcome]) -> impl Iterator<Item = (&Outcome, &Measured)> {
    outcomes.iter().filter_map(|outcome| Some((outcome, outcome.result.as_ref().ok()?)))
}

fn tables(report: &Report) -> Vec<(&'static str, Table)> {
    let outcomes = &report.workspaces;
    let mut tables = Vec::new();
    if !outcomes.is_empty() {
        tables.push(("Time", ratios(outcomes, Samples::wall)));
        tables.push(("Processor time", ratios(outcomes, Samples::cpu)));
        tables.push(("Memory", memory(outcomes)));
    }
    tables.extend(linear(outcomes).map(|table| ("Per line", table)));
    tables.extend(peers(outcomes).map(|table| (PEERS, table)));
    tables.extend(graphs(&report.graphs).map(|table| (GRAPHS, table)));
    tables
}

const PEERS: &str = "Peers";
const GRAPHS: &str = "Graphs";

/// What stands before a table that needs words of its own.
fn prose_of(title: &str) -> String {
    match title {
        GRAPHS => {
            let shapes = Shape::ALL.map(|shape| format!("- *{}*: {}.\n", shape.as_str(), shape.about()));
            format!("{GRAPHS_PROSE}\n\n{}\n", shapes.concat())
        }
        PEERS => format!("{PEERS_PROSE}\n\n"),
        _ => String::new(),
    }
}

const PEERS_PROSE: &str = "\
Other programs on the library of one package, all features on, each as its documentation says that it is called; beside the
checker on the whole workspace, in the same rounds. A run before the first lets each build or fetch what it needs, and does not
count.";

/// What each step takes, and the ratios that count.
fn ratios(outcomes: &[Outcome], of: fn(&Samples) -> f64) -> Table {
    let head = vec![
        "workspace",
        "lines",
        "files",
        "metadata",
        "read",
        "parse",
        "parse'",
        "cold",
        "cold ÷ (metadata + parse)",
        "cold ÷ (metadata + parse')",
        "warm",
        "warm ÷ metadata",
        "comment ÷ warm",
        "use ÷ warm",
        "item ÷ warm",
    ];
    let lines = measured(outcomes).map(|(outcome, measured)| {
        let at = |step| of(measured.of(step));
        let floor = at(Metadata) + at(Parse);
        let floor_mimalloc = at(Metadata) + at(ParseMimalloc);
        let mut line = vec![outcome.name.clone(), thousands(measured.lines), thousands(measured.files as u64)];
        line.extend([Metadata, Read, Parse, ParseMimalloc, Cold].map(|step| seconds(at(step))));
        line.push(ratio(at(Cold), floor));
        line.push(ratio(at(Cold), floor_mimalloc));
        line.push(seconds(at(Warm)));
        line.push(ratio(at(Warm), at(Metadata)));
        line.extend([Comment, Use, Item].map(|step| ratio(at(step), at(Warm))));
        line
    });
    Table { head, lines: lines.collect() }
}

fn memory(outcomes: &[Outcome]) -> Table {
    let head = vec!["workspace", "cold", "cold, per million lines", "warm", "warm, per million lines", "parse"];
    let lines = measured(outcomes).map(|(outcome, measured)| {
        let lines = measured.lines as f64 / MEGABYTE;
        let peak = |step| measured.of(step).peak() / MEGABYTE;
        let mut line = vec![outcome.name.clone()];
        for step in [Cold, Warm] {
            line.push(format!("{:.0} MB", peak(step)));
            line.push(format!("{:.0} MB", peak(step) / lines));
        }
        line.push(format!("{:.0} MB", peak(Parse)));
        line
    });
    Table { head, lines: lines.collect() }
}

/// The cost of a line in each generated workspace, beside that in the smallest.
fn linear(outcomes: &[Outcome]) -> Option<Table> {
    let mut generated: Vec<_> = measured(outcomes).filter(|(outcome, _)| outcome.generated).collect();
    generated.sort_by_key(|(_, measured)| measured.lines);
    let (_, first) = *generated.first()?;
    if generated.len() < 2 {
        return None;
    }
    let per_line = |measured: &Measured, step, of: fn(&Samples) -> f64| of(measured.of(step)) / measured.lines as f64;
    let head = vec![
        "workspace",
        "cold, µs per line",
        "to the smallest",
        "processor time, cold",
        "warm, µs per line",
        "to the smallest",
        "processor time, warm",
        "memory, cold",
        "memory, warm",
        "parse",
    ];
    let lines = generated.iter().map(|(outcome, measured)| {
        let to_first = |step, of| ratio(per_line(measured, step, of), per_line(first, step, of));
        let mut line = vec![outcome.name.clone()];
        for step in [Cold, Warm] {
            line.push(format!("{:.2}", per_line(measured, step, Samples::wall) * 1_000_000.0));
            line.push(to_first(step, Samples::wall));
            line.push(to_first(step, Samples::cpu));
        }
        line.extend([Cold, Warm].map(|step| to_first(step, Samples::peak)));
        line.push(to_first(Parse, Samples::wall));
        line
    });
    Some(Table { head, lines: lines.collect() })
}

fn peers(outcomes: &[Outcome]) -> Option<Table> {
    let head = vec!["package", "peer", "takes", "÷ cold", "÷ warm", "memory", "finds"];
    let mut lines = Vec::new();
    for (outcome, peers) in measured(outcomes).filter_map(|(outcome, one)| Some((outcome, one.peers.as_ref()?))) {
        let (cold, warm) = (peers.cold.wall(), peers.warm.wall());
        for (name, samples) in &peers.measured {
            lines.push(vec![
                format!("{} of {}", peers.package, outcome.name),
                (*name).to_owned(),
                seconds(samples.wall()),
                ratio(samples.wall(), cold),
                ratio(samples.wall(), warm),
                format!("{:.0} MB", samples.peak() / MEGABYTE),
                peers.answers.get(name).cloned().unwrap_or_default(),
            ]);
        }
        // Said where it would stand, so that nobody takes a peer that is missing for one that was not asked.
        for (name, reason) in &peers.left_out {
            let mut line = vec![format!("{} of {}", peers.package, outcome.name), (*name).to_owned()];
            line.extend(std::iter::repeat_n("–".to_owned(), 4));
            line.push(reason.clone());
            lines.push(line);
        }
    }
    (!lines.is_empty()).then_some(Table { head, lines })
}

/// What judging takes, by kind of rule.
fn graphs(outcomes: &[GraphOutcome]) -> Option<Table> {
    let graphs: Vec<&Graph> = outcomes.iter().filter_map(|outcome| outcome.result.as_ref().ok()).collect();
    let mut head = vec!["shape", "modules", "dependencies", "cold", "warm"];
    head.extend(graphs.first()?.rules.iter().map(|rule| rule.kind.as_str()));
    head.extend(["recording", "known", "memory"]);
    let line = |graph: &&Graph| {
        let mut line =
            vec![graph.shape.as_str().to_owned(), thousands(u64::from(graph.modules)), thousands(graph.edges)];
        line.extend([&graph.cold, &graph.warm].map(|samples| seconds(samples.wall())));
        let judged =
            |rule: &Judged| format!("{} ({})", seconds(median(rule.check.clone())), thousands(rule.found as u64));
        line.extend(graph.rules.iter().map(judged));
        line.push(format!("{} ({})", seconds(graph.record.wall()), thousands(graph.recorded as u64)));
        line.push(seconds(graph.apply.wall()));
        let all = graph.rules.iter().map(|rule| &rule.run).chain([&graph.cold, &graph.record, &graph.apply]);
        let peak = all.map(Samples::peak).fold(0.0, f64::max);
        line.push(format!("{:.0} MB", peak / MEGABYTE));
        line
    };
    Some(Table { lines: graphs.iter().map(line).collect(), head })
}

fn seconds(value: f64) -> String {
    if value < 1.0 { format!("{:.0} ms", value * 1_000.0) } else { format!("{value:.2} s") }
}

fn ratio(value: f64, to: f64) -> String {
    if to > 0.0 { format!("{:.2}", value / to) } else { "–".to_owned() }
}

fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::process::Sample;
    use std::collections::BTreeMap;

    fn outcome(name: &str, lines: u64, scale: f64) -> Outcome {
        let steps = [
            (Metadata, 0.02),
            (Read, 0.01),
            (Parse, 0.08),
            (ParseMimalloc, 0.06),
            (Cold, 0.15),
            (Warm, 0.03),
            (Comment, 0.036),
            (Use, 0.06),
            (Item, 0.09),
        ];
        let samples = |seconds: f64| {
            Samples(vec![Sample { wall: seconds * scale, cpu: seconds * scale * 2.0, peak: lines * 100 }])
        };
        let steps: BTreeMap<_, _> = steps.into_iter().map(|(step, seconds)| (step, samples(seconds))).collect();
        let result = Ok(Measured { files: 10, lines, steps, peers: None });
        Outcome { name: name.to_owned(), generated: true, result }
    }

    #[test]
    fn ratios_are_of_medians() {
        let outcomes = [outcome("one", 1_000_000, 1.0), outcome("ten", 10_000_000, 12.0)];
        let table = ratios(&outcomes, Samples::wall);
        assert_eq!(
            table.lines[0],
            [
                "one",
                "1,000,000",
                "10",
                "20 ms",
                "10 ms",
                "80 ms",
                "60 ms",
                "150 ms",
                "1.50",
                "1.88",
                "30 ms",
                "1.50",
                "1.20",
                "2.00",
                "3.00"
            ]
        );
        let linear = linear(&outcomes).unwrap();
        assert_eq!(linear.lines[1], ["ten", "0.18", "1.20", "1.20", "0.04", "1.20", "1.20", "1.00", "1.00", "1.20"]);
        assert_eq!(memory(&outcomes).lines[1][1..3], ["1000 MB", "100 MB"]);
    }

    #[test]
    fn what_failed_is_said() {
        let failed = Outcome { name: "two".to_owned(), generated: false, result: Err("no\nmore".to_owned()) };
        let report = Report { workspaces: vec![outcome("one", 1_000, 1.0), failed], graphs: Vec::new() };
        assert!(!report.is_whole());
        let page = markdown(&report, 3, 1);
        assert!(page.contains("- two: no\n"), "{page}");
        assert!(!page.contains("Per line") && page.contains("| one | 1,000 |"), "{page}");
    }
}
