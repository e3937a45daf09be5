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
use std::{collections::BTreeMap, fmt::Write};

/// The number of items to list of each kind.
const FEW: usize = 3;

/// Renders the notes and what was not analyzed, followed by a blank line if there are any.
pub(super) fn notes(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { FEW };
    let counts = &report.summary.counts;
    let mut lines = Vec::new();
    if !counts.unreached.is_empty() {
        let files = count(counts.unreached.len(), "file");
        let belong = if counts.unreached.len() == 1 { "belongs" } else { "belong" };
        lines.push(format!(
            "{files} {belong} to no crate and {} not analyzed: {}{}. Declare what the check should cover with `mod`",
            if counts.unreached.len() == 1 { "was" } else { "were" },
            few(&counts.unreached, most),
            if counts.unreached.len() > most { " (`-v` lists them)" } else { "" }
        ));
    }
    // Without a check, the reader has other work to do.
    if counts.unknown > 0 && report.summary.rules.is_some() {
        let names = count(counts.unknown, "name");
        let (are, them) = if counts.unknown == 1 { ("is a guess", "it") } else { ("are guesses", "them") };
        let details = match verbosity {
            Verbosity::Verbose => {
                format!("; `cargo archcheck graph --format json --references` marks {them} as unknown")
            }
            _ => String::new(),
        };
        lines.push(format!(
            "nothing to do: {names} {are}, since generated code or a glob import of an external crate supplies \
             {them}{details}"
        ));
    }
    for (code, notes) in notes_by_code(report) {
        let info = code.info();
        let places: Vec<_> = notes.iter().map(|note| note_line(note, report)).collect();
        if notes.len() == 1 {
            lines.push(format!("[{}] {}{}", info.name, places.join(""), advice(code, false)));
        } else {
            let is_cut = notes.len() > most;
            let (many, places) = (number(notes.len()), few(&places, most));
            lines.push(format!("[{}] {many}, for example {places}{}", info.name, advice(code, is_cut)));
        }
    }
    if counts.unresolved > 0 && !report.diagnostics.iter().any(|one| one.code == Code::Unresolved) {
        let paths = count(counts.unresolved, "path");
        lines.push(format!("{paths} into the workspace could not be resolved{}", advice(Code::Unresolved, true)));
    }
    let mut text: String = lines.iter().map(|line| note(line, look)).collect();
    if !lines.is_empty() {
        text.push('\n');
    }
    text
}

/// Returns whether the reader must act on notes with a code, and how to see the details.
fn advice(code: Code, is_cut: bool) -> String {
    let name = code.info().name;
    let list = if is_cut { "`-v` lists them, and " } else { "" };
    format!(". There is nothing to do if the code compiles; {list}`cargo archcheck explain {name}` says more")
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

/// Renders how much is left out, followed by a blank line.
pub(super) fn left_out(shown: usize, all: usize, look: Look) -> String {
    let what = match shown {
        0 => format!("none of {} is shown in full", count(all, "problem")),
        1 => format!("1 of {} is shown in full", count(all, "problem")),
        _ => format!("{} of {} are shown in full", number(shown), count(all, "problem")),
    };
    let how = "`--max N` shows up to N, `-v` shows all, and `--format short` prints a line for each place";
    note(&format!("{what}; {how}"), look) + "\n"
}

/// Renders a note.
fn note(text: &str, look: Look) -> String {
    let mut lines = String::new();
    for (index, part) in wrap(text, look.width.saturating_sub(6)).iter().enumerate() {
        let head = if index == 0 { look.paint(Role::Note, "note:").to_string() } else { " ".repeat(5) };
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{head} {part}");
    }
    lines
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
