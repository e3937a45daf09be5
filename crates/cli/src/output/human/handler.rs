//! A miette handler: prints `error[CODE]: MESSAGE` on the first line, then one snippet for each file, then remarks.
//!
//! It draws any miette diagnostic, and must not know our own.

use super::snippet::{Mark, Snippet};
use crate::{
    escape,
    terminal::{Look, Role},
    text::wrap,
};
use miette::{Diagnostic, GraphicalTheme, ReportHandler, Severity, ThemeCharacters};
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
            let place = self.look.link(Role::Frame, &snippet.place(), &self.root.join(&snippet.name));
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

fn snippet(diagnostic: &dyn Diagnostic) -> Option<Snippet> {
    let source = diagnostic.source_code()?;
    let mut snippet = Snippet::default();
    for label in diagnostic.labels()? {
        let contents = source.read_span(label.inner(), 0, 0).ok()?;
        contents.name().unwrap_or_default().clone_into(&mut snippet.name);
        let text = String::from_utf8_lossy(contents.data());
        let first = text.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let start = label.offset().saturating_sub(contents.span().offset()).min(first.len());
        snippet.marks.push(Mark {
            line: contents.line() + 1,
            // A span over several lines shows only its first line.
            end: (start + label.len()).min(first.len()),
            start,
            text: first.to_owned(),
            label: label.label().unwrap_or_default().to_owned(),
            primary: label.primary(),
        });
    }
    (!snippet.marks.is_empty()).then_some(snippet)
}
