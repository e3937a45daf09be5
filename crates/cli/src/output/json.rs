//! `json`: the whole report for other programs, with a versioned schema (`archcheck.report/1`).
//!
//! A version may gain keys, but no key changes its meaning. Lines and columns count from 1, columns in characters; an
//! end is the position after the last character. An unknown value is `null`.

use super::format::Format;
use crate::{
    report::{Report, Summary, class_word, word},
    text,
};
use archcheck_core::{
    diagnostic::{Diagnostic, Label},
    source::{Place, Sources},
};
use serde::Serialize;

/// The format.
pub const FORMAT: Format =
    Format { name: "json", help: "The whole report, for other programs", render: |report, _, _| render(report) };

/// Renders the report as one JSON document.
fn render(report: &Report<'_>) -> String {
    let document = Document {
        schema: "archcheck.report/1",
        summary: SummaryEntry::of(&report.summary),
        diagnostics: report.diagnostics.iter().map(|one| DiagnosticEntry::of(one, report.sources)).collect(),
    };
    text::json(&document)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    summary: SummaryEntry<'a>,
    diagnostics: Vec<DiagnosticEntry<'a>>,
}

#[derive(Serialize)]
struct SummaryEntry<'a> {
    /// Whether the verdict can be trusted, which is so unless an error is about the rules file or the analysis.
    trusted: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
    rules_file: Option<&'a str>,
    rules: Option<usize>,
    /// The number of violations that exceptions suppress.
    excepted: usize,
    /// The number of violations in the baseline; `null` without a baseline.
    known: Option<usize>,
    crates: usize,
    files: usize,
    modules: usize,
    dependencies: usize,
    references: usize,
    unreached_files: &'a [String],
    unknown_names: usize,
    unresolved_paths: usize,
}

impl<'a> SummaryEntry<'a> {
    fn of(summary: &'a Summary) -> Self {
        Self {
            trusted: !summary.untrusted,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            rules_file: summary.rules.as_ref().map(|rules| rules.file.as_str()),
            rules: summary.rules.as_ref().map(|rules| rules.count),
            excepted: summary.rules.as_ref().map_or(0, |rules| rules.excepted),
            known: summary.rules.as_ref().and_then(|rules| Some(rules.known.as_ref()?.1)),
            crates: summary.crates,
            files: summary.counts.files,
            modules: summary.modules,
            dependencies: summary.dependencies,
            references: summary.references,
            unreached_files: &summary.counts.unreached,
            unknown_names: summary.counts.unknown,
            unresolved_paths: summary.counts.unresolved,
        }
    }
}

#[derive(Serialize)]
struct DiagnosticEntry<'a> {
    code: &'static str,
    severity: &'static str,
    class: &'static str,
    rule: Option<&'a str>,
    message: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    kind: Option<&'static str>,
    context: Option<&'static str>,
    cfg: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
    #[serde(flatten)]
    region: RegionEntry<'a>,
    labels: Vec<LabelEntry<'a>>,
    notes: &'a [String],
    help: &'a [String],
    references: Vec<RegionEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<DependencyEntry<'a>>,
}

/// A dependency of a cycle.
#[derive(Serialize)]
struct DependencyEntry<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
    references: Vec<RegionEntry<'a>>,
}

impl<'a> DiagnosticEntry<'a> {
    fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let info = diagnostic.code.info();
        let violation = diagnostic.violation.as_ref();
        let label = |label: &'a Label, primary: bool| LabelEntry {
            primary,
            text: &label.text,
            region: RegionEntry::of(label.place, sources),
        };
        let primary = diagnostic.primary.as_ref();
        Self {
            code: info.name,
            severity: word(diagnostic.severity),
            class: class_word(info.class),
            rule: violation.map(|violation| violation.rule.as_str()),
            message: &diagnostic.message,
            from: violation.map(|violation| violation.from.as_str()),
            to: violation.map(|violation| violation.to.as_str()),
            kind: violation.map(|violation| violation.kind),
            context: violation.map(|violation| violation.context),
            cfg: violation.and_then(|violation| violation.cfg.as_deref()),
            unknown: violation.is_some_and(|violation| violation.is_guess),
            region: primary.map_or_else(RegionEntry::default, |label| RegionEntry::of(label.place, sources)),
            labels: primary
                .map(|primary| label(primary, true))
                .into_iter()
                .chain(diagnostic.related.iter().map(|related| label(related, false)))
                .collect(),
            notes: &diagnostic.notes,
            help: &diagnostic.help,
            references: violation
                .map_or(&[][..], |violation| &violation.references)
                .iter()
                .map(|place| RegionEntry::of(*place, sources))
                .collect(),
            dependencies: violation
                .map_or(&[][..], |violation| &violation.dependencies)
                .iter()
                .map(|step| DependencyEntry {
                    from: &step.from,
                    to: &step.to,
                    unknown: step.is_guess,
                    references: step.references.iter().map(|place| RegionEntry::of(*place, sources)).collect(),
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    primary: bool,
    text: &'a str,
    #[serde(flatten)]
    region: RegionEntry<'a>,
}

#[derive(Default, Serialize)]
struct RegionEntry<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'a> RegionEntry<'a> {
    fn of(place: Place, sources: &'a Sources) -> Self {
        let source = sources.get(place.file);
        let start = source.line_column(place.span.start);
        let end = source.line_column(place.span.end.max(place.span.start));
        Self {
            file: Some(&source.path),
            line: Some(start.line),
            column: Some(start.column),
            end_line: Some(end.line),
            end_column: Some(end.column),
        }
    }
}
