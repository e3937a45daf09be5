//! Findings: each diagnostic at each of its places, with a fingerprint, as formats for programs list them.
//!
//! It must not know any format.

use super::format::Verbosity;
use crate::{
    escape,
    report::{Report, is_whole},
};
use archcheck_core::{
    codes::{Class, CodeInfo},
    diagnostic::{Diagnostic, Severity},
    source::{LineColumn, Place, Source},
};
use std::collections::BTreeMap;

/// A diagnostic at one place.
pub(super) struct Finding<'a> {
    /// The diagnostic.
    pub(super) diagnostic: &'a Diagnostic,
    /// The place, if the diagnostic is about a file.
    pub(super) place: Option<Place>,
    /// The message, with the place of the macro call if the finding is in the body of a macro.
    pub(super) message: String,
    /// The identity of the finding across runs: `HASH:ORDINAL`, where the ordinal counts findings with equal hashes.
    pub(super) fingerprint: String,
}

/// Returns all findings of a report, in its order.
pub(super) fn findings<'a>(report: &'a Report<'_>) -> Vec<Finding<'a>> {
    let mut ordinals: BTreeMap<u64, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for diagnostic in &report.diagnostics {
        let hash = identity(diagnostic, report);
        let places = places(diagnostic);
        let places = if places.is_empty() { vec![None] } else { places.into_iter().map(Some).collect() };
        for place in places {
            let ordinal = ordinals.entry(hash).or_default();
            *ordinal += 1;
            let message =
                place.map_or_else(|| diagnostic.message.clone(), |place| message_at(diagnostic, place, report));
            findings.push(Finding { diagnostic, place, message, fingerprint: format!("{hash:016x}:{ordinal}") });
        }
    }
    findings
}

/// Returns all findings without the notes, unless verbose.
pub(super) fn shown<'a>(report: &'a Report<'_>, verbosity: Verbosity) -> Vec<Finding<'a>> {
    let mut shown = findings(report);
    shown.retain(|finding| finding.diagnostic.severity != Severity::Note || verbosity == Verbosity::Verbose);
    shown
}

/// Returns the message of a diagnostic for one of its places. It says what the code there uses, if that differs from the other
/// places, and where a macro is called whose body contains the place.
pub(super) fn message_at(diagnostic: &Diagnostic, place: Place, report: &Report<'_>) -> String {
    let Some(violation) = &diagnostic.violation else { return diagnostic.message.clone() };
    let mut message = diagnostic.message.clone();
    if let Some((_, path)) = violation.reached.iter().find(|(reference, _)| *reference == place) {
        message = format!("{}; it uses `{path}` here", message.trim_end());
    }
    if let Some((_, call)) = violation.calls.iter().find(|(reference, _)| *reference == place) {
        let (path, at) = report.sources.locate(*call);
        let message_so_far = message.trim_end();
        message = format!("{message_so_far}, in the expansion of the macro call at {path}:{}:{}", at.line, at.column);
    }
    message
}

/// Hashes what identifies a diagnostic: the rule, the ends and the dependencies of a violation, and otherwise the code,
/// the file, and the words of the file at the place.
///
/// Line numbers are not part of it, so that a fingerprint survives edits elsewhere in the file. Neither is the message,
/// since a later version may word it differently.
fn identity(diagnostic: &Diagnostic, report: &Report<'_>) -> u64 {
    if let Some(violation) = &diagnostic.violation {
        let mut parts = vec![violation.rule.as_str(), &violation.from, &violation.to];
        // A new dependency among the parts of a known cycle is another finding.
        parts.extend(violation.dependencies.iter().flat_map(|step| [step.from.as_str(), &step.to]));
        return stable_hash(&parts);
    }
    let name = diagnostic.code.info().name;
    let Some(place) = diagnostic.primary.as_ref().map(|label| label.place) else { return stable_hash(&[name]) };
    let source = report.sources.get(place.file);
    let path = report.in_repository(&source.path);
    let text = source.text().get(place.span.start as usize..place.span.end as usize).unwrap_or_default();
    // Not the white space, since line endings differ between machines.
    stable_hash(&[name, &path].into_iter().chain(text.split_whitespace()).collect::<Vec<_>>())
}

/// Hashes texts with FNV-1a, which is the same on every machine and in every version.
fn stable_hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Returns the places of a diagnostic: all its references, but only the first one of a cycle or a chain.
///
/// References at one place, under different `cfg`s, count once.
pub(super) fn places(diagnostic: &Diagnostic) -> Vec<Place> {
    let primary = diagnostic.primary.as_ref().map(|label| label.place);
    let references = diagnostic.violation.as_ref().map_or(&[][..], |violation| &violation.references);
    if is_whole(diagnostic.code) || references.is_empty() {
        return primary.or(references.first().copied()).into_iter().collect();
    }
    let mut places = references.to_vec();
    places.dedup();
    places
}

impl<'a> Finding<'a> {
    /// Returns the description of its code.
    pub(super) fn info(&self) -> &'static CodeInfo {
        self.diagnostic.code.info()
    }

    /// Returns the id of the violated rule, or the code if no rule is violated.
    pub(super) fn rule(&self) -> &'a str {
        self.diagnostic.violation.as_ref().map_or(self.info().name, |violation| &violation.rule)
    }

    /// Returns the message, followed by the rule, notes and help, each on a line and escaped for a log.
    pub(super) fn text(&self) -> String {
        let mut text = sentence(&escape::line(&self.message));
        // The label of a violation repeats its message. Other labels contain a hint.
        let hint = self.diagnostic.primary.as_ref().filter(|_| self.info().class != Class::Violation);
        if let Some(label) = hint.filter(|label| !label.text.is_empty()) {
            text.push('\n');
            text.push_str(&sentence(&escape::line(&label.text)));
        }
        if self.rule() != self.info().name {
            text.push_str("\nrule: ");
            text.push_str(&escape::line(self.rule()));
        }
        for note in &self.diagnostic.notes {
            text.push('\n');
            text.push_str(&escape::lines(note.trim_end()));
        }
        for help in &self.diagnostic.help {
            text.push_str("\nhelp: ");
            text.push_str(&escape::line(help));
        }
        text
    }

    /// Returns the region of the finding, or the workspace's manifest if it has no place.
    pub(super) fn region(&self, report: &'a Report<'_>) -> Region<'a> {
        self.place.map_or_else(|| Region::of_manifest(report), |place| Region::of(place, report))
    }
}

/// Ends a text with a full stop, unless it ends with punctuation.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// A part of a file. It has at least one character, if its line has any.
pub(super) struct Region<'a> {
    /// The path of the file, relative to the repository.
    pub(super) path: String,
    /// The position of the first character.
    pub(super) start: LineColumn,
    /// The position after the last character.
    pub(super) end: LineColumn,
    /// The text of the file.
    pub(super) source: Option<&'a Source>,
}

impl<'a> Region<'a> {
    /// Returns the region of a place. An empty place becomes the rest of its line.
    pub(super) fn of(place: Place, report: &'a Report<'_>) -> Self {
        let source = report.sources.get(place.file);
        let start = source.line_column(place.span.start);
        let mut end = source.line_column(place.span.end.max(place.span.start));
        if start >= end {
            let line = source.line(start.line).trim_start_matches('\u{feff}');
            end = LineColumn { line: start.line, column: (line.chars().count() as u32 + 1).max(start.column) };
        }
        Self { path: report.in_repository(&source.path), start, end, source: Some(source) }
    }

    fn of_manifest(report: &Report<'_>) -> Self {
        let start = LineColumn { line: 1, column: 1 };
        Self { path: report.in_repository("Cargo.toml"), start, end: start, source: None }
    }

    /// Returns the start and end columns in UTF-16 code units, from 0.
    pub(super) fn utf16(&self) -> (usize, usize) {
        let column = |at: LineColumn| {
            let line = self.source.map_or("", |source| source.line(at.line)).trim_start_matches('\u{feff}');
            line.chars().take(at.column.saturating_sub(1) as usize).map(char::len_utf16).sum()
        };
        (column(self.start), column(self.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support;
    use archcheck_core::codes::Code;

    #[test]
    fn a_fingerprint_survives_a_move() {
        let analysis = test_support::shop();
        let report = Report::new(&analysis, None, test_support::violations(&analysis));
        let before: Vec<_> = findings(&report).into_iter().map(|finding| finding.fingerprint).collect();
        let mut moved = test_support::shop();
        let mut sources = archcheck_core::source::Sources::default();
        for (_, source) in moved.sources.iter() {
            sources.add(Source::new(source.path.clone(), format!("\n\n{}", source.text())));
        }
        moved.sources = sources;
        let report = Report::new(&moved, None, test_support::violations(&moved));
        let after: Vec<_> = findings(&report).into_iter().map(|finding| finding.fingerprint).collect();
        assert_eq!(before, after);
        let distinct: std::collections::BTreeSet<_> = after.iter().collect();
        assert_eq!(distinct.len(), after.len());
    }

    #[test]
    fn a_fingerprint_survives_another_message() {
        let analysis = test_support::shop();
        let fingerprints = |diagnostics| {
            let report = Report::new(&analysis, None, diagnostics);
            findings(&report).into_iter().map(|finding| finding.fingerprint).collect::<Vec<_>>()
        };
        let found = || {
            let mut found = test_support::violations(&analysis);
            // The same code and file, but another key.
            let key = test_support::place(&analysis, "archcheck.toml", "no-io");
            found.push(Diagnostic::new(Code::UnknownKey, "unknown key `no-io`").at(key, ""));
            found
        };
        let before = fingerprints(found());
        let reworded = found().into_iter().map(|one| Diagnostic { message: "in other words".into(), ..one });
        assert_eq!(fingerprints(reworded.collect()), before);
        let hashes: std::collections::BTreeSet<_> = before.iter().map(|one| one.split(':').next()).collect();
        assert_eq!(hashes.len(), found().len());
    }

    #[test]
    fn the_hash_is_stable() {
        assert_eq!(stable_hash(&[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(stable_hash(&["a", "b"]), 0xab40_d782_0d40_8076);
        assert_ne!(stable_hash(&["a", "b"]), stable_hash(&["ab"]));
    }
}
