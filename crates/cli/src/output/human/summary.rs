//! The end of `human`: the notes, and the verdict in one sentence.

use crate::{
    output::format::Verbosity,
    report::{CheckedRules, Report, Summary},
    terminal::{Look, Role},
    text::{count, few, number, wrap},
};
use archcheck_core::{
    codes::Code,
    diagnostic::{Diagnostic, Severity},
};
use std::{cmp::Reverse, collections::BTreeMap, fmt::Write};

/// The number of items to list of each kind.
const FEW: usize = 3;

/// The number of violations above which they are also counted by rule.
const MANY: usize = 20;

/// Renders the notes and what was not analyzed, followed by a blank line if there are any.
pub(super) fn notes(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { FEW };
    let counts = &report.summary.counts;
    let mut lines = Vec::new();
    if !counts.unreached.is_empty() {
        let files = count(counts.unreached.len(), "file");
        let belong = if counts.unreached.len() == 1 { "belongs" } else { "belong" };
        lines.push(format!(
            "{files} {belong} to no crate and {} not analyzed: {}",
            if counts.unreached.len() == 1 { "was" } else { "were" },
            few(&counts.unreached, most)
        ));
    }
    if counts.unknown > 0 {
        let names = count(counts.unknown, "name");
        let them = if counts.unknown == 1 { "it" } else { "them" };
        lines.push(format!(
            "{names} could only be guessed: generated code, or a glob import of an external crate, supplies {them}"
        ));
    }
    for (code, notes) in notes_by_code(report) {
        let info = code.info();
        let places: Vec<_> = notes.iter().map(|note| note_line(note, report)).collect();
        if notes.len() == 1 {
            lines.push(format!("[{}] {}", info.name, places.join("")));
        } else {
            lines.push(format!("[{}] {}, for example {}", info.name, number(notes.len()), few(&places, most)));
        }
    }
    if counts.unresolved > 0 && !report.diagnostics.iter().any(|one| one.code == Code::Unresolved) {
        let paths = count(counts.unresolved, "path");
        lines.push(format!("{paths} into the workspace could not be resolved"));
    }
    lines.extend(counts_by_rule(report));
    let mut text = String::new();
    for line in &lines {
        for (index, part) in wrap(line, look.width.saturating_sub(6)).iter().enumerate() {
            let head = if index == 0 { look.paint(Role::Note, "note:").to_string() } else { " ".repeat(5) };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{head} {part}");
        }
    }
    if !lines.is_empty() {
        text.push('\n');
    }
    text
}

/// If there are many violations, counts them by rule and suggests a baseline.
fn counts_by_rule(report: &Report<'_>) -> Vec<String> {
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
            "run `cargo archcheck baseline create` to record these violations, so that only new ones fail; \
             run `cargo archcheck check --format short` to list each place on one line"
                .to_owned(),
        );
    }
    lines
}

fn notes_by_code<'a>(report: &'a Report<'_>) -> BTreeMap<Code, Vec<&'a Diagnostic>> {
    let mut notes: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for one in report.diagnostics.iter().filter(|one| one.severity == Severity::Note) {
        notes.entry(one.code).or_default().push(one);
    }
    notes
}

fn note_line(note: &Diagnostic, report: &Report<'_>) -> String {
    let message = &note.message;
    match &note.primary {
        Some(label) => {
            let (path, at) = report.sources.locate(label.place);
            format!("{message} ({path}:{})", at.line)
        }
        None => message.clone(),
    }
}

/// Renders the verdict: `checked 218 files, 96 Rust modules, 1,204 dependencies in 5 crates against 12 rules in
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
        Some(rules) => format!("checked {subject} against {} in {}", count(rules.count, "rule"), rules.file),
        None if summary.crates == 0 => "nothing was analyzed".to_owned(),
        None => format!("analyzed {subject}, but checked no rules"),
    };
    let mut found: Vec<String> = Vec::new();
    if summary.errors > 0 {
        found.push(count(summary.errors, "error"));
    }
    if summary.warnings > 0 {
        found.push(count(summary.warnings, "warning"));
    }
    let (role, result) = match (summary.errors, summary.warnings) {
        (0, 0) => (Role::Good, "no violations".to_owned()),
        (0, _) => (Role::Warning, found.join(", ")),
        (_, _) => (Role::Error, found.join(", ")),
    };
    let untrusted = if summary.untrusted && summary.crates > 0 { "; the check is incomplete" } else { "" };
    let accepted = summary.rules.as_ref().map_or_else(String::new, accepted);
    let lines = wrap(&format!("{what}: {result}{untrusted}{accepted}"), look.width);
    let mut text = lines.join("\n");
    if look.color {
        text = text.replacen(&result, &look.paint(role, &result).to_string(), 1);
    }
    text.push('\n');
    text
}

/// Renders the accepted violations: `; 12 known violations remain in archcheck-baseline.toml`.
fn accepted(rules: &CheckedRules) -> String {
    let mut text = String::new();
    if let Some((file, known)) = rules.known.as_ref().filter(|(_, known)| *known > 0) {
        let remain = if *known == 1 { "remains" } else { "remain" };
        let _ = write!(text, "; {} {remain} in {file}", count(*known, "known violation"));
    }
    if rules.excepted > 0 {
        let _ = write!(text, "; exceptions suppress {}", count(rules.excepted, "violation"));
    }
    text
}
