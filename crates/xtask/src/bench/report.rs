//! Prints the results, as medians and their ratios: tables for the terminal, and a Markdown page for the docs.

#![expect(clippy::cast_precision_loss, reason = "reports show few digits")]

use std::{fmt::Write, thread};

use serde::{Serialize, Serializer};

use super::{
    graphs::{Graph, RuleMeasurement, Shape},
    process::{Samples, median},
    rounds::{
        Measured,
        Step::{Cold, Comment, Item, Metadata, Parse, ParseMimalloc, Read, Use, Warm},
    },
};

/// The result for one workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The name for reports.
    pub(crate) name: String,
    /// Whether the code is generated.
    pub(crate) generated: bool,
    /// The measurements, or the reason why there are none.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Measured, String>,
}

/// The result for one graph.
#[derive(Debug, Serialize)]
pub(crate) struct GraphOutcome {
    /// The name for reports.
    pub(crate) name: String,
    /// The measurements, or the reason why there are none.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Graph, String>,
}

/// All results.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The workspaces.
    pub(crate) workspaces: Vec<Outcome>,
    /// The graphs.
    pub(crate) graphs: Vec<GraphOutcome>,
}

impl Report {
    /// Returns whether everything could be measured.
    pub(crate) fn is_complete(&self) -> bool {
        self.failed().is_empty()
    }

    /// Returns what could not be measured, and the reasons.
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

/// A table with a header and lines.
struct Table {
    head: Vec<&'static str>,
    lines: Vec<Vec<String>>,
}

const MEGABYTE: f64 = 1_000_000.0;

/// Returns the tables for the terminal.
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

/// Returns the text of docs/performance.md.
pub(crate) fn markdown(report: &Report, runs: u16, peer_runs: u16) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut page = format!(
        "# Performance\n\n`cargo xtask bench --docs` writes this page. Do not edit it by hand.\n\n{PROSE}\n\nMeasured on a \
         machine with {cores} cores ({}, {}), in {runs} rounds ({peer_runs} for peers). Every figure is the median of the \
         rounds, and every ratio is a ratio of medians.\n",
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
This page shows what a check costs, compared with `cargo metadata` and one parse of every file. All steps of a workspace are
measured in the same rounds. Each round runs every step once, as a process of its own, so that other load on the machine
affects all steps alike.

- *metadata*: `cargo metadata --no-deps`.
- *read*: reads the files that the checker reads, on all cores.
- *parse*: reads these files and parses each with `syn`, on all cores. It does not record source positions, which the checker
  needs. *parse'* is the same with the checker's allocator.
- *cold*: `cargo archcheck check --no-cache`. If the workspace has no rules, those that `cargo archcheck init` proposes.
- *warm*: `cargo archcheck check` again, after a check without changes in between.
- *comment*, *use*, *item*: the same after an edit to a file in the middle of the largest library. The edit adds a comment, a
  function with a `use` of another Rust module, or a struct. The time includes writing the cache for the next run.

Processor time is the time of all threads, including Cargo. It depends less on other load on the machine. Memory is the peak of
the process, or of the Cargo that it runs if that is higher.

Generated workspaces are the output of `cargo xtask generate`.";

const GRAPHS_PROSE: &str = "\
This table shows what checking rules costs on large graphs of shapes that are expensive for some rule. Their source is generated.
*cold* and *warm* are whole runs without rules, without and with the cache. A column with the name of a kind of rule shows the
additional time for checking it, according to `cargo archcheck check --timings`, and the number of violations:

- *acyclic*: no cycle among all Rust modules.
- *transitive*: no Rust module reaches the last one, directly or indirectly.
- *layers*: a hundred layers, one for each file.
- *limit*: each Rust module has a fan-in and a fan-out of at most 12 and a depth of at most 3.
- *stable*: no dependency on a less stable Rust module.

*recording* is a whole `cargo archcheck baseline create` with a rule by which every tenth Rust module must not depend on any other,
and the number of violations. *known* is a whole check with that baseline. The shapes are:";

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

/// Returns the text before a table.
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
This table compares other programs with the checker. They analyse the library of one package with all features, and run as their
documentation recommends. The checker analyses the whole workspace, in the same rounds. A first run, in which each program builds or
fetches what it needs, does not count.";

/// Returns the cost of each step, and its ratio to the floors.
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

/// Returns the cost per line of each generated workspace, compared with the smallest.
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
        // A missing peer has a line too, so that it does not look as if it was forgotten.
        for (name, reason) in &peers.left_out {
            let mut line = vec![format!("{} of {}", peers.package, outcome.name), (*name).to_owned()];
            line.extend(std::iter::repeat_n("–".to_owned(), 4));
            line.push(reason.clone());
            lines.push(line);
        }
    }
    (!lines.is_empty()).then_some(Table { head, lines })
}

/// Returns the cost of checking each kind of rule.
fn graphs(outcomes: &[GraphOutcome]) -> Option<Table> {
    let graphs: Vec<&Graph> = outcomes.iter().filter_map(|outcome| outcome.result.as_ref().ok()).collect();
    let mut head = vec!["shape", "modules", "dependencies", "cold", "warm"];
    head.extend(graphs.first()?.rules.iter().map(|rule| rule.kind.as_str()));
    head.extend(["recording", "known", "memory"]);
    let line = |graph: &&Graph| {
        let mut line =
            vec![graph.shape.as_str().to_owned(), thousands(u64::from(graph.modules)), thousands(graph.edges)];
        line.extend([&graph.cold, &graph.warm].map(|samples| seconds(samples.wall())));
        let judged = |rule: &RuleMeasurement| {
            format!("{} ({})", seconds(median(rule.check.clone())), thousands(rule.found as u64))
        };
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
    fn ratios_are_ratios_of_medians() {
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
    fn failures_are_reported() {
        let failed = Outcome { name: "two".to_owned(), generated: false, result: Err("no\nmore".to_owned()) };
        let report = Report { workspaces: vec![outcome("one", 1_000, 1.0), failed], graphs: Vec::new() };
        assert!(!report.is_complete());
        let page = markdown(&report, 3, 1);
        assert!(page.contains("- two: no\n"), "{page}");
        assert!(!page.contains("Per line") && page.contains("| one | 1,000 |"), "{page}");
    }
}
