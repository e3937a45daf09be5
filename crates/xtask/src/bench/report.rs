//! Prints the results, as medians and their ratios: tables for the terminal, and a Markdown page for the docs.

mod prose;
mod results;
mod tables;
#[cfg(test)]
mod tests;

use std::{fmt::Write, thread};

pub(crate) use self::results::{GraphOutcome, Outcome, Report};
use self::{prose::INTRODUCTION, tables::tables};

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
        "# Performance\n\n`cargo xtask bench --docs` writes this page. Do not edit it by hand.\n\n{INTRODUCTION}\n\nMeasured on a \
         machine with {cores} cores ({}, {}), in {runs} rounds ({peer_runs} for peers). Every figure is the median of the \
         rounds, and every ratio is a ratio of medians.\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
    for (title, table) in tables(report) {
        let _ = writeln!(page, "\n## {title}\n");
        page.push_str(&prose::before_table(title));
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
