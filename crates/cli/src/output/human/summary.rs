//! The end of `human`: what was not analysed, and the verdict in one sentence. It knows no snippet.

use crate::{
    output::Verbosity,
    report::{Report, Rules, Summary},
    terminal::{Look, Role},
    text::{count, few, number, one_line, wrap},
};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity},
};
use std::{cmp::Reverse, collections::BTreeMap, fmt::Write};

/// How many of each kind are named.
const FEW: usize = 3;

/// How many violations a person still reads one by one.
const MANY: usize = 20;

/// What was not analysed, and the notes, with a blank line after them; nothing where there is nothing to say.
pub(super) fn fine_print(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { FEW };
    let counts = &report.summary.counts;
    let mut lines = Vec::new();
    if !counts.unreached.is_empty() {
        let files = count(counts.unreached.len(), "file");
        lines.push(format!("{files} no crate reaches, not analysed: {}", few(&counts.unreached, most)));
    }
    if counts.unknown > 0 {
        let names = count(counts.unknown, "name");
        lines.push(format!(
            "{names} can come only from a glob or macro of a crate outside, and {} as part of that crate",
            if counts.unknown == 1 { "counts" } else { "count" }
        ));
    }
    for (code, notes) in notes(report) {
        let info = code.info();
        let places: Vec<_> = notes.iter().map(|note| note_line(note, report)).collect();
        if notes.len() == 1 {
            lines.push(format!("[{}] {}", info.name, places.join("")));
        } else {
            lines.push(format!("[{}] {}, for instance {}", info.name, number(notes.len()), few(&places, most)));
        }
    }
    if counts.unresolved > 0 && !report.diagnostics.iter().any(|one| one.code == Code::Unresolved) {
        let paths = count(counts.unresolved, "path");
        lines.push(format!("{paths} should lead into the workspace, and nothing was found there"));
    }
    lines.extend(many(report));
    let mut text = String::new();
    for line in &lines {
        for (index, part) in wrap(line, look.width.saturating_sub(6)).iter().enumerate() {
            let head = if index == 0 { look.paint(Role::Note, "note:").to_string() } else { " ".repeat(5) };
            // Writing to a string can't fail.
            let _ = writeln!(text, "{head} {part}");
        }
    }
    if !lines.is_empty() {
        text.push('\n');
    }
    text
}

/// What helps where there is more than a screen can show: which rules it is, and what a team does that has old debt.
fn many(report: &Report<'_>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in report.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        if let Some(violation) = &one.violation {
            *counts.entry(&violation.rule).or_default() += 1;
        }
    }
    let all: usize = counts.values().sum();
    if all <= MANY {
        return Vec::new();
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(rule, many)| (Reverse(*many), *rule));
    let rules: Vec<_> = counts.iter().map(|(rule, many)| format!("{rule} {}", number(*many))).collect();
    let mut lines = vec![format!("{} by rule: {}", count(all, "violation"), few(&rules, 2 * FEW))];
    if report.summary.rules.as_ref().is_some_and(|rules| rules.known.is_none()) {
        lines.push(
            "`cargo archcheck baseline create` would record them, so that only more than these fails; \
             `cargo archcheck check --format short` has one line for each place"
                .to_owned(),
        );
    }
    lines
}

fn notes<'a>(report: &'a Report<'_>) -> BTreeMap<Code, Vec<&'a Diagnostic>> {
    let mut notes: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for one in report.diagnostics.iter().filter(|one| one.severity == Severity::Note) {
        notes.entry(one.code).or_default().push(one);
    }
    notes
}

fn note_line(note: &Diagnostic, report: &Report<'_>) -> String {
    let message = one_line(&note.message);
    match &note.primary {
        Some(label) => {
            let (path, at) = report.sources.locate(label.place);
            format!("{message} ({path}:{})", at.line)
        }
        None => message,
    }
}

/// The verdict: `checked 218 files, 96 Rust modules, 1,204 dependencies in 5 crates against 12 rules of
/// archcheck.toml: 3 errors, 1 warning`.
pub(crate) fn verdict(summary: &Summary, look: Look) -> String {
    let subject = format!(
        "{}, {}, {} in {}",
        count(summary.counts.files, "file"),
        count(summary.modules, "Rust module"),
        count(summary.dependencies, "dependency"),
        count(summary.crates, "crate"),
    );
    let what = match &summary.rules {
        Some(rules) => format!("checked {subject} against {} of {}", count(rules.count, "rule"), rules.file),
        None if summary.crates == 0 => "nothing was analysed".to_owned(),
        None => format!("analysed {subject}, and checked no rules"),
    };
    let mut found: Vec<String> = Vec::new();
    if summary.errors > 0 {
        found.push(count(summary.errors, "error"));
    }
    if summary.warnings > 0 {
        found.push(count(summary.warnings, "warning"));
    }
    let (role, result) = match (summary.errors, summary.warnings) {
        (0, 0) => (Role::Good, "nothing forbidden".to_owned()),
        (0, _) => (Role::Warning, found.join(", ")),
        (_, _) => (Role::Error, found.join(", ")),
    };
    let untrusted = if summary.untrusted && summary.crates > 0 { "; not all could be judged" } else { "" };
    let accepted = summary.rules.as_ref().map_or_else(String::new, accepted);
    let lines = wrap(&format!("{what}: {result}{untrusted}{accepted}"), look.width);
    let mut text = lines.join("\n");
    if look.color {
        text = text.replacen(&result, &look.paint(role, &result).to_string(), 1);
    }
    text.push('\n');
    text
}

/// What is accepted: `; 12 known violations remain in archcheck-baseline.toml`.
fn accepted(rules: &Rules) -> String {
    let mut text = String::new();
    if let Some((file, known)) = rules.known.as_ref().filter(|(_, known)| *known > 0) {
        let remain = if *known == 1 { "remains" } else { "remain" };
        let _ = write!(text, "; {} {remain} in {file}", count(*known, "known violation"));
    }
    if rules.excepted > 0 {
        let _ = write!(text, "; exceptions cover {}", number(rules.excepted));
    }
    text
}
