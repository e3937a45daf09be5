//! A miette handler: prints `error[CODE]: MESSAGE` on the first line, then one snippet for each file, then remarks.
//!
//! It draws any miette diagnostic, and must not know our own.

use super::snippet::{Mark, Snippet};
use crate::{
    escape,
    terminal::{Look, Role},
    text::wrap,
};
use miette::{Diagnostic, GraphicalTheme, LabeledSpan, ReportHandler, Severity, SourceCode, ThemeCharacters};
use std::{fmt, path::PathBuf};

/// Draws miette diagnostics for a terminal.
#[derive(Clone, Debug)]
pub(super) struct Handler {
    /// The style and width.
    pub(super) look: Look,
    /// The directory that relative file names start from.
    pub(super) root: PathBuf,
}

impl ReportHandler for Handler {
    fn debug(&self, diagnostic: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, word) = match diagnostic.severity() {
            Some(Severity::Warning) => (Role::Warning, "warning"),
            Some(Severity::Advice) => (Role::Note, "note"),
            Some(Severity::Error) | None => (Role::Error, "error"),
        };
        let head = match diagnostic.code() {
            Some(code) => format!("{word}[{code}]"),
            None => word.to_owned(),
        };
        for message in diagnostic.to_string().lines() {
            self.header(f, role, &head, message)?;
        }
        let snippets = snippets(diagnostic);
        let gutter = snippets.iter().map(Snippet::last_line).max().unwrap_or(0).to_string().len();
        let marks = self.characters();
        for (index, snippet) in snippets.iter().enumerate() {
            let corner = if index == 0 { marks.ltop } else { marks.lcross };
            let place = self.look.link(Role::Frame, &snippet.place, &self.root.join(&snippet.name));
            let before = self.look.paint(Role::Frame, format!("{corner}{}[", marks.hbar));
            writeln!(f, "{} {before}{place}{}", " ".repeat(gutter + 1), self.look.paint(Role::Frame, "]"))?;
            snippet.draw(f, self.look, role, gutter, &marks)?;
        }
        if !snippets.is_empty() {
            let foot = format!("{}{}", marks.lbot, marks.hbar);
            writeln!(f, "{} {}", " ".repeat(gutter + 1), self.look.paint(Role::Frame, foot))?;
        }
        for remark in diagnostic.help().map(|help| help.to_string()).unwrap_or_default().lines() {
            match remark.strip_prefix("  ") {
                // It may be an excerpt, so it is not wrapped.
                Some(line) => writeln!(f, "{}{}", " ".repeat(gutter + 4), escape::line(line))?,
                None => self.remark(f, gutter + 2, remark)?,
            }
        }
        Ok(())
    }
}

impl Handler {
    fn characters(&self) -> ThemeCharacters {
        if self.look.unicode { GraphicalTheme::unicode().characters } else { GraphicalTheme::none().characters }
    }

    fn header(&self, f: &mut fmt::Formatter<'_>, role: Role, head: &str, message: &str) -> fmt::Result {
        // All lines but the first are indented by two columns.
        let lines = wrap(&format!("{head}: {message}"), self.look.width.saturating_sub(2));
        for (index, line) in lines.iter().enumerate() {
            match line.strip_prefix(head).filter(|_| index == 0) {
                Some(rest) => {
                    writeln!(f, "{}{}", self.look.paint(role, head), self.look.paint(Role::Strong, rest))?;
                }
                None => writeln!(f, "  {}", self.look.paint(Role::Strong, line))?,
            }
        }
        Ok(())
    }

    fn remark(&self, f: &mut fmt::Formatter<'_>, indent: usize, remark: &str) -> fmt::Result {
        let (word, text) = remark.split_once(": ").unwrap_or(("note", remark));
        let hang = indent + word.len() + 2;
        let columns = self.look.width.saturating_sub(hang).max(20);
        for (index, line) in wrap(text, columns).iter().enumerate() {
            if index == 0 {
                let role = if word == "help" { Role::Good } else { Role::Strong };
                writeln!(f, "{}{}: {line}", " ".repeat(indent), self.look.paint(role, word))?;
            } else {
                writeln!(f, "{}{line}", " ".repeat(hang))?;
            }
        }
        Ok(())
    }
}

/// Returns the labels of a diagnostic and its related diagnostics, by file.
fn snippets(diagnostic: &dyn Diagnostic) -> Vec<Snippet> {
    let mut all = vec![snippet(diagnostic)];
    all.extend(diagnostic.related().into_iter().flatten().map(snippet));
    all.into_iter().flatten().collect()
}

/// The number of bytes on each side of a mark that can be visible at most: no terminal is wider.
const MARGIN: usize = 4096;

/// Returns the labels of a diagnostic in its file. O(n + l) for n labels and the length l of the line of one of them.
fn snippet(diagnostic: &dyn Diagnostic) -> Option<Snippet> {
    let source = diagnostic.source_code()?;
    let labels: Vec<LabeledSpan> = diagnostic.labels()?.collect();
    let first = labels.iter().min_by_key(|label| (!label.primary(), label.offset()))?;
    let contents = source.read_span(first.inner(), 0, 0).ok()?;
    let start = first.offset().saturating_sub(contents.span().offset()).min(contents.data().len());
    let before = String::from_utf8_lossy(&contents.data()[..start]);
    let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
    let name = contents.name().unwrap_or_default().to_owned();
    let place = format!("{name}:{}:{column}", contents.line() + 1);
    let marks = labels.iter().map(|label| mark(source, label)).collect::<Option<_>>()?;
    Some(Snippet { name, place, marks })
}

/// Returns a label with the part of its line around it. A span over several lines shows only its first line.
fn mark(source: &dyn SourceCode, label: &LabeledSpan) -> Option<Mark> {
    let contents = source.read_span(label.inner(), 0, 0).ok()?;
    let data = contents.data();
    let start = label.offset().saturating_sub(contents.span().offset()).min(data.len());
    let is_inside = |at: &usize| data.get(*at).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000);
    let mut from = start.saturating_sub(MARGIN);
    let mut to = (start + MARGIN).min(data.len());
    from += (from..data.len()).take_while(is_inside).count();
    to += (to..data.len()).take_while(is_inside).count();
    let end = data[start..to].iter().position(|byte| *byte == b'\n').map_or(to, |at| start + at);
    let text = String::from_utf8_lossy(&data[from..end]);
    let text = text.trim_end_matches('\r');
    let start = (start - from).min(text.len());
    Some(Mark {
        line: contents.line() + 1,
        cut: from,
        end: (start + label.len()).min(text.len()),
        start,
        text: text.to_owned(),
        label: label.label().unwrap_or_default().to_owned(),
        primary: label.primary(),
    })
}
