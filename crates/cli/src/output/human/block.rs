//! Converts a group of diagnostics to one miette diagnostic, which any miette handler can show.
//!
//! It must not know colors and widths.

use crate::{
    escape,
    output::{format::Verbosity, group::of_cause},
    report::Report,
    text::{count, few, joined, number},
};
use archcheck_core::{
    codes::Code,
    diagnostic::{CauseKind, Diagnostic, Label, Severity},
    source::{FileId, Place, Source, Sources},
};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    borrow::Cow,
    fmt::{self, Display},
};

/// The number of other references to name.
const FEW: usize = 3;

/// The length from which a help text is shortened, in bytes.
const MAX_HELP: usize = 280;

/// A group of diagnostics as miette sees it.
#[derive(Debug)]
pub(super) struct Block<'a> {
    code: Code,
    severity: Severity,
    /// One line for each diagnostic.
    messages: Vec<String>,
    /// The labels by file, the file of the first diagnostic first.
    frames: Vec<Frame<'a>>,
    /// Lines of the form `WORD: SENTENCE`: reasons, other references and help.
    remarks: Vec<String>,
    index: BlockIndex,
}

/// Where a block has what, so that it takes linear time to fill.
#[derive(Debug, Default)]
struct BlockIndex {
    /// The frame of each file.
    frames: FxHashMap<FileId, usize>,
    /// The first label in its frame of each range of bytes.
    labels: FxHashMap<(FileId, usize, usize), usize>,
    remarks: FxHashSet<String>,
}

/// The labels of one file.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    file: File<'a>,
    labels: Vec<LabeledSpan>,
}

/// A source file that miette can read.
#[derive(Debug)]
struct File<'a>(&'a Source);

impl<'a> Block<'a> {
    /// Creates the block of a group of at least one diagnostic, of which it shows the first ones.
    ///
    /// If it does not show all of them, it leaves out the labels of rules in `seen`, which contains those of other blocks.
    pub(super) fn of(
        group: &[&'a Diagnostic],
        shown: usize,
        report: &Report<'a>,
        verbosity: Verbosity,
        seen: &mut FxHashSet<Place>,
    ) -> Self {
        let (whole, cut) = (group, cut(group));
        let (group, rest) = group.split_at(shown.min(group.len()));
        let mut block = Self {
            code: group.first().map_or(Code::Metadata, |one| one.code),
            severity: group.first().map_or(Severity::Error, |one| one.severity),
            messages: Vec::new(),
            frames: Vec::new(),
            remarks: Vec::new(),
            index: BlockIndex::default(),
        };
        block.messages = counted(group.iter().map(|one| escape::line(&one.message).into_owned()).collect());
        let is_hidden = |label: &&Label| report.hidden.contains(&label.place.file);
        let primary = || group.iter().filter_map(|one| one.primary.as_ref());
        let related = || group.iter().flat_map(|one| &one.related);
        for label in primary().filter(|label| !is_hidden(label)) {
            block.label(label, true, report.sources);
        }
        let at_rules: FxHashSet<Place> = group.iter().filter_map(|one| at_rule(one)).collect();
        for label in related().filter(|label| !is_hidden(label) && !seen.contains(&label.place)) {
            match cut.as_ref().filter(|cut| cut.place == label.place) {
                Some(cut) => block.label(cut, false, report.sources),
                None => block.label(label, false, report.sources),
            }
        }
        seen.extend(at_rules);
        for label in primary().chain(related()).filter(is_hidden) {
            block.remark("outside the repository", Some(hidden(label, report.sources)));
        }
        for one in group {
            block.remark("rule", rule(one));
        }
        block.remark("also at", more_references(group, report.sources, verbosity));
        for (one, note) in group.iter().flat_map(|one| one.notes.iter().map(move |note| (one, note))) {
            // The reason is beside the rule.
            if rule(one).is_none() || !note.starts_with(REASON) {
                block.note(note);
            }
        }
        if verbosity == Verbosity::Verbose {
            group.iter().filter_map(|one| dependencies(one)).for_each(|note| block.note(&note));
        }
        for help in group.iter().flat_map(|one| &one.help) {
            let help = if verbosity == Verbosity::Verbose { Cow::Borrowed(&**help) } else { shortened(help) };
            block.remark("help", Some(help.into_owned()));
        }
        if !rest.is_empty() {
            let rest = number(rest.len());
            block.remark("note", Some(format!("and {rest} more {}", of_cause(whole))));
        }
        block
    }

    fn label(&mut self, label: &Label, primary: bool, sources: &'a Sources) {
        let source = sources.get(label.place.file);
        let end = source.text().len();
        let start = source.text().floor_char_boundary((label.place.span.start as usize).min(end));
        let end = source.text().floor_char_boundary((label.place.span.end as usize).clamp(start, end));
        let text = (!label.text.is_empty()).then(|| escape::line(&label.text).into_owned());
        let span = SourceSpan::from(start..end);
        let labeled = if primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        };
        let file = label.place.file;
        let at = *self.index.frames.entry(file).or_insert_with(|| {
            self.frames.push(Frame { file: File(source), labels: Vec::new() });
            self.frames.len() - 1
        });
        let labels = &mut self.frames[at].labels;
        // Several diagnostics can have the same label, for example at the rule. Show it once.
        let first = *self.index.labels.entry((file, start, end)).or_insert(labels.len());
        match labels.get_mut(first) {
            Some(other) if other.label() == labeled.label() || labeled.label().is_none() => {}
            Some(other) if other.label().is_none() => other.set_label(labeled.label().map(str::to_owned)),
            _ => labels.push(labeled),
        }
    }

    /// Adds a note, with `note: ` in front unless it starts with a word of its own.
    ///
    /// The lines after the first (an excerpt, or the output of another program) are indented and not wrapped.
    fn note(&mut self, note: &str) {
        let word = note.split_once(": ").map(|(word, _)| word);
        let has_word = word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        let mut remark = escape::lines(note.trim_end()).replace('\n', "\n  ");
        if !has_word {
            remark.insert_str(0, "note: ");
        }
        self.push_remark(remark);
    }

    fn remark(&mut self, word: &str, text: Option<String>) {
        let Some(text) = text else { return };
        let remark = format!("{word}: {}", escape::line(&text));
        self.push_remark(remark);
    }

    fn push_remark(&mut self, remark: String) {
        if self.index.remarks.insert(remark.clone()) {
            self.remarks.push(remark);
        }
    }
}

/// How the note with the reason of a rule starts.
const REASON: &str = "reason: ";

/// Returns the id of the violated rule with its reason. A violation of no particular rule has its code as the id.
fn rule(one: &Diagnostic) -> Option<String> {
    let rule = one.violation.as_ref().map(|violation| &violation.rule)?;
    if rule == one.code.info().name {
        return None;
    }
    let reason = one.notes.iter().find_map(|note| note.strip_prefix(REASON));
    Some(reason.map_or_else(|| rule.clone(), |reason| format!("{rule} ({})", joined(reason))))
}

/// Returns the place of the violated rule, which is the first related place.
fn at_rule(one: &Diagnostic) -> Option<Place> {
    one.violation.as_ref()?;
    Some(one.related.first()?.place)
}

/// Shortens a long list in a help text.
fn shortened(help: &str) -> Cow<'_, str> {
    let is_long = help.char_indices().nth(MAX_HELP).is_some();
    match help.match_indices(", ").take_while(|(at, _)| *at < MAX_HELP).last().filter(|_| is_long) {
        Some((at, _)) => format!("{} and more (`-v` lists them)", &help[..at]).into(),
        None => help.into(),
    }
}

/// Returns the label of the step with which several chains end.
fn cut(group: &[&Diagnostic]) -> Option<Label> {
    let violation = group.first()?.violation.as_ref()?;
    let is_last_step = violation.cause.as_ref().is_some_and(|cause| cause.kind == CauseKind::LastStep);
    let place = violation.references.last().copied().filter(|_| is_last_step && group.len() > 1)?;
    Some(Label { place, text: format!("cut here: {} end with this step", count(group.len(), "chain")) })
}

/// Renders a label without the text of its file.
fn hidden(label: &Label, sources: &Sources) -> String {
    let (path, at) = sources.locate(label.place);
    let text = if label.text.is_empty() { String::new() } else { format!(": {}", label.text) };
    format!("{path}:{}:{}{text}", at.line, at.column)
}

/// Lists all dependencies of the parts of a cycle.
fn dependencies(diagnostic: &Diagnostic) -> Option<String> {
    let steps = diagnostic.violation.as_ref().map(|violation| &violation.dependencies)?;
    let lines = steps.iter().map(|step| format!("\n`{}` -> `{}` ({})", step.from, step.to, step.size()));
    (!steps.is_empty()).then(|| format!("the dependencies that make cycles{}", lines.collect::<String>()))
}

/// Merges equal messages, and appends how often each occurs.
fn counted(messages: Vec<String>) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    let mut index: FxHashMap<String, usize> = FxHashMap::default();
    for message in messages {
        let at = *index.entry(message.clone()).or_insert(counted.len());
        match counted.get_mut(at) {
            Some((_, times)) => *times += 1,
            None => counted.push((message, 1)),
        }
    }
    let text = |(message, times)| if times == 1 { message } else { format!("{message}, {times} times") };
    counted.into_iter().map(text).collect()
}

/// Lists the other places of the violations in a group: `src/a.rs:4:5, 9:1 and 3 more`.
fn more_references(group: &[&Diagnostic], sources: &Sources, verbosity: Verbosity) -> Option<String> {
    let mut places = Vec::new();
    for one in group {
        let primary = one.primary.as_ref().map(|label| label.place);
        let references = one.violation.as_ref().map_or(&[][..], |violation| &violation.references);
        // Skip references that have a label, such as the edges of a cycle.
        let labeled = |place| one.related.iter().any(|label| label.place == place);
        places.extend(references.iter().copied().filter(|place| Some(*place) != primary && !labeled(*place)));
    }
    places.dedup();
    let mut last = None;
    let mut words = Vec::new();
    for place in places {
        let (path, at) = sources.locate(place);
        let position = format!("{}:{}", at.line, at.column);
        words.push(if last == Some(path) { position } else { format!("{path}:{position}") });
        last = Some(path);
    }
    match words.len() {
        0 => None,
        many if verbosity == Verbosity::Verbose || many <= FEW + 1 => Some(few(&words, many)),
        many => Some(format!("{} and {} more (`-v` lists them)", few(&words[..FEW], FEW), number(many - FEW))),
    }
}

impl Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for Block<'_> {}

impl miette::Diagnostic for Block<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn Display + 'b>> {
        Some(Box::new(self.code.info().name))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warn => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn Display + 'b>> {
        (!self.remarks.is_empty()).then(|| Box::new(self.remarks.join("\n")) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.frames.first().and_then(miette::Diagnostic::source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.frames.first().and_then(miette::Diagnostic::labels)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        Some(Box::new(self.frames.iter().skip(1).map(|frame| frame as &dyn miette::Diagnostic)))
    }
}

impl Display for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape::line(&self.file.0.path))
    }
}

impl std::error::Error for Frame<'_> {}

impl miette::Diagnostic for Frame<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for File<'_> {
    /// Reads whole lines. Unlike miette's own reader, it does not treat a lone carriage return as a line break.
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let text = self.0.text().as_bytes();
        let line_of = |at: usize| self.0.line_column(u32::try_from(at).unwrap_or(u32::MAX)).line;
        let first = span.offset().min(text.len());
        let last = first.saturating_add(span.len().saturating_sub(1)).min(text.len());
        let more = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
        let start = line_of(first).saturating_sub(more(lines_before)).max(1);
        let end = line_of(last).saturating_add(more(lines_after));
        let range = self.0.lines_range(start..=end);
        let lines = usize::from(text[..range.end].ends_with(b"\n"))
            + (line_of(range.end.saturating_sub(1)).max(start) - start) as usize;
        let covered = SourceSpan::from(range.clone());
        let line = start.saturating_sub(1) as usize;
        let contents = MietteSpanContents::new_named(self.0.path.clone(), &text[range], covered, line, 0, lines);
        Ok(Box::new(contents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::{NarratableReportHandler, ReportHandler};

    struct Narrated<'a>(Block<'a>);

    impl Display for Narrated<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            NarratableReportHandler::new().debug(&self.0, f)
        }
    }

    #[test]
    fn any_miette_handler_can_show_it() {
        let analysis = crate::test_support::shop();
        let report = Report::new(&analysis, None, crate::test_support::violations(&analysis));
        let groups = crate::output::group::groups(&report);
        let text: Vec<_> = groups
            .iter()
            .map(|group| {
                Narrated(Block::of(group, group.len(), &report, Verbosity::Normal, &mut FxHashSet::default()))
                    .to_string()
            })
            .collect();
        insta::assert_snapshot!(text.join("\n---\n"));
    }
}
