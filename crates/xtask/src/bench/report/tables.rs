//! The tables of a report.

#![expect(clippy::cast_precision_loss, reason = "reports show few digits")]

use super::results::{GraphOutcome, Outcome, Report};
use crate::bench::{
    graphs::{Graph, RuleMeasurement},
    process::{Samples, median},
    rounds::{
        Measured,
        Step::{Cold, Comment, Item, Metadata, Parse, ParseMimalloc, Read, Use, Warm},
    },
};

/// The title of the table of peers.
pub(super) const PEERS: &str = "Peers";
/// The title of the table of graphs.
pub(super) const GRAPHS: &str = "Graphs";

/// A table with a header and lines.
pub(super) struct Table {
    pub(super) head: Vec<&'static str>,
    pub(super) lines: Vec<Vec<String>>,
}

const MEGABYTE: f64 = 1_000_000.0;

fn measured(outcomes: &[Outcome]) -> impl Iterator<Item = (&Outcome, &Measured)> {
    outcomes.iter().filter_map(|outcome| Some((outcome, outcome.result.as_ref().ok()?)))
}

/// Returns the tables of a report with their titles.
pub(super) fn tables(report: &Report) -> Vec<(&'static str, Table)> {
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

/// Returns the cost of each step, and its ratio to the floors.
pub(super) fn ratios(outcomes: &[Outcome], of: fn(&Samples) -> f64) -> Table {
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

/// Returns the peak memory of each workspace.
pub(super) fn memory(outcomes: &[Outcome]) -> Table {
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
pub(super) fn linear(outcomes: &[Outcome]) -> Option<Table> {
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

/// Returns the cost of each peer.
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
        let cell = |rule: &RuleMeasurement| {
            format!("{} ({})", seconds(median(rule.check.clone())), thousands(rule.found as u64))
        };
        line.extend(graph.rules.iter().map(cell));
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
