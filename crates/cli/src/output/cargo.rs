//! `cargo`: Cargo's JSON messages, one on each line, as `cargo check --message-format=json` prints them.
//!
//! rust-analyzer and other editors read them. File names are absolute, because the editor's directory may differ from the
//! workspace root.

use super::{
    finding::{Finding, shown},
    format::{Format, Verbosity},
    human,
};
use crate::{Status, escape, report::Report, terminal::Look};
use archcheck_core::{
    diagnostic::Severity,
    source::Place,
    workspace::{Crate, CrateKind, Package},
};
use serde_json::{Value, json};
use std::path::Path;

/// The format.
pub const FORMAT: Format = Format {
    name: "cargo",
    help: "Cargo's JSON messages, for rust-analyzer and other editors",
    render: |report, _, verbosity| render(report, verbosity),
};

/// Renders all messages, and `build-finished` at the end.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let mut text = messages(report, verbosity);
    text.push_str(&finished(report.status() == Status::Clean));
    text
}

/// Renders the messages without `build-finished`, for callers that print more messages.
pub(crate) fn messages(report: &Report<'_>, verbosity: Verbosity) -> String {
    let mut text = String::new();
    for finding in shown(report, verbosity) {
        text.push_str(&line("compiler-message", &message(&finding, report)));
    }
    text
}

/// Renders `build-finished`, the last message.
pub(crate) fn finished(success: bool) -> String {
    line("build-finished", &json!({ "success": success }))
}

/// Renders a message as one line. `reason` is the first key, because some readers look no further.
fn line(reason: &str, message: &Value) -> String {
    let message = escape::json_text(message.to_string());
    format!("{{\"reason\":\"{reason}\",{}\n", message.trim_start_matches('{'))
}

fn message(finding: &Finding<'_>, report: &Report<'_>) -> Value {
    let diagnostic = finding.diagnostic;
    let file = finding.place.map(|place| report.absolute(&report.sources.get(place.file).path));
    let (package_id, manifest, target) = owner(file.as_deref(), report);
    let place = finding.place;
    let label = diagnostic.primary.as_ref().map_or("", |label| &label.text);
    let mut spans = vec![place.map_or_else(|| span_of_manifest(&manifest), |place| span(place, label, true, report))];
    spans.extend(diagnostic.related.iter().map(|label| span(label.place, &label.text, false, report)));
    let notes = diagnostic.notes.iter().map(|note| child("note", note));
    let help = diagnostic.help.iter().map(|help| child("help", help));
    let mut head = finding.message.clone();
    if finding.rule() != finding.info().name {
        head = format!("{head} ({})", finding.rule());
    }
    let head = escape::line(&head);
    json!({
        "package_id": package_id,
        "manifest_path": manifest,
        "target": target,
        "message": {
            "$message_type": "diagnostic",
            "message": head,
            // Editors show the part before `::` as the source of the diagnostic.
            "code": { "code": format!("archcheck::{}", finding.info().name), "explanation": finding.info().explanation },
            "level": match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warn => "warning",
                Severity::Note => "note",
            },
            "spans": spans,
            "children": notes.chain(help).collect::<Vec<_>>(),
            "rendered": human::render_one(diagnostic, report, Look::FILE),
        },
    })
}

fn child(level: &str, text: &str) -> Value {
    json!({ "message": escape::lines(text), "code": null, "level": level, "spans": [], "children": [], "rendered": null })
}

/// Describes a place and the lines it covers.
fn span(place: Place, label: &str, primary: bool, report: &Report<'_>) -> Value {
    let source = report.sources.get(place.file);
    let (first, last) = (place.span.start, place.span.end.max(place.span.start));
    let (start, end) = (source.line_column(first), source.line_column(last));
    let shown = if report.hidden.contains(&place.file) { 0..0 } else { start.line..end.line + 1 };
    let lines = shown.map(|number| {
        let text = source.line(number).trim_start_matches('\u{feff}');
        json!({
            "text": text,
            "highlight_start": if number == start.line { start.column } else { 1 },
            "highlight_end": if number == end.line { end.column } else { text.chars().count() as u32 + 1 },
        })
    });
    json!({
        "file_name": report.absolute(&source.path).to_string_lossy(),
        "byte_start": first,
        "byte_end": last,
        "line_start": start.line,
        "line_end": end.line,
        "column_start": start.column,
        "column_end": end.column,
        "is_primary": primary,
        "text": lines.collect::<Vec<_>>(),
        "label": if label.is_empty() { Value::Null } else { json!(escape::line(label)) },
        "suggested_replacement": null,
        "suggestion_applicability": null,
        "expansion": null,
    })
}

fn span_of_manifest(manifest: &str) -> Value {
    json!({
        "file_name": manifest, "byte_start": 0, "byte_end": 0, "line_start": 1, "line_end": 1, "column_start": 1,
        "column_end": 1, "is_primary": true, "text": [], "label": null, "suggested_replacement": null,
        "suggestion_applicability": null, "expansion": null,
    })
}

/// Returns the id and manifest of the package whose directory contains a file, and its most likely target.
fn owner(file: Option<&Path>, report: &Report<'_>) -> (String, String, Value) {
    let root = report.absolute("");
    let package = report.workspace.and_then(|workspace| {
        let directory = |package: &Package| workspace.root.join(&package.directory);
        let around = |package: &&Package| file.is_none_or(|file| file.starts_with(directory(package)));
        let packages = || workspace.packages.iter().enumerate();
        let nearest = packages().filter(|(_, one)| around(one)).max_by_key(|(_, one)| one.directory.len());
        nearest.or_else(|| packages().next())
    });
    let Some((index, package)) = package else {
        let manifest = report.absolute("Cargo.toml").to_string_lossy().into_owned();
        // No package has this id.
        return (format!("path+file://{}#archcheck", root.display()), manifest, target_of_nothing(&root));
    };
    let crates = report.workspace.map_or(&[][..], |workspace| &workspace.crates);
    let own = || crates.iter().filter(|krate| krate.package.0 as usize == index);
    // A crate's files usually lie beside its root. Prefer the deepest directory, then the root itself, then the library.
    let of_file = own().filter(|krate| match (file, krate.root.parent()) {
        (Some(file), Some(directory)) => file.starts_with(directory),
        _ => true,
    });
    let krate = of_file
        .max_by_key(|krate| {
            let depth = krate.root.parent().map_or(0, |directory| directory.components().count());
            (depth, file == Some(&krate.root), krate.kind == CrateKind::Lib)
        })
        .or_else(|| own().next());
    let target = krate.map_or_else(|| target_of_nothing(&root), target);
    // Editors use the id to clear the diagnostics of a package when they receive new ones.
    (package.cargo_id.clone(), package.manifest.to_string_lossy().into_owned(), target)
}

fn target(krate: &Crate) -> Value {
    let (kind, crate_type) = match krate.kind {
        CrateKind::Lib if krate.proc_macro => ("proc-macro", "proc-macro"),
        CrateKind::Lib => ("lib", "lib"),
        CrateKind::Build => ("custom-build", "bin"),
        other => (other.as_str(), "bin"),
    };
    json!({
        "kind": [kind],
        "crate_types": [crate_type],
        "name": krate.target,
        "src_path": krate.root.to_string_lossy(),
        "edition": krate.edition.as_str(),
        "doc": krate.kind == CrateKind::Lib,
        "doctest": krate.kind == CrateKind::Lib,
        "test": krate.kind != CrateKind::Build,
    })
}

fn target_of_nothing(root: &Path) -> Value {
    json!({
        "kind": ["lib"], "crate_types": ["lib"], "name": "", "src_path": root.to_string_lossy(), "edition": "2021",
        "doc": false, "doctest": false, "test": false,
    })
}
