//! Checks in the source whether names really occur at a span that rustc reports, and whether that is code.

use std::{collections::HashMap, fs};

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

use super::hir::Span;

/// What the source contains at a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occurrence {
    /// The names, as code.
    Code,
    /// The names, in an attribute from which a procedural macro made code.
    Attribute,
    /// Something else. A procedural macro gave its own names this span.
    Other,
}

/// The source files, each read once.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: HashMap<String, Option<SourceText>>,
}

impl Sources {
    /// Returns whether all names occur in a span as whole words. If the file cannot be read, the compiler is trusted.
    pub(crate) fn occurrence<'a>(
        &mut self,
        file: &str,
        span: Span,
        mut names: impl Iterator<Item = &'a str>,
    ) -> Occurrence {
        let Some(source) = self.files.entry(file.to_owned()).or_insert_with(|| SourceText::read(file)) else {
            return Occurrence::Code;
        };
        let text = source.excerpt(span);
        let mut words: Vec<&str> = text.split(|c: char| !(c == '_' || c.is_alphanumeric())).collect();
        words.sort_unstable();
        if !names.all(|name| words.binary_search(&name.trim_start_matches("r#")).is_ok()) {
            return Occurrence::Other;
        }
        // The span is a whole string literal: a path in an attribute.
        if text.starts_with(['"', 'r']) && text.trim_end().ends_with(['"', '#']) {
            return Occurrence::Attribute;
        }
        let within = |(start, end): &(Position, Position)| *start <= span.start && span.end <= *end;
        if source.attributes.iter().any(within) { Occurrence::Attribute } else { Occurrence::Code }
    }
}

/// Line and column, counted from 1.
type Position = (u32, u32);

#[derive(Debug)]
struct SourceText {
    lines: Vec<String>,
    /// The ranges between the brackets of attributes.
    attributes: Vec<(Position, Position)>,
}

impl SourceText {
    /// Reads a file. Like rustc, it ignores a byte-order mark.
    fn read(file: &str) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        let mut attributes = Vec::new();
        if let Ok(tokens) = text.parse() {
            find_attributes(tokens, &mut attributes);
        }
        Some(Self { lines: text.split('\n').map(str::to_owned).collect(), attributes })
    }

    fn excerpt(&self, span: Span) -> String {
        let (first, last) = (span.start.0.max(1) as usize, span.end.0 as usize);
        let mut text = String::new();
        for number in first..=last.min(self.lines.len()) {
            let start = if number == first { span.start.1.max(1) as usize - 1 } else { 0 };
            let end = if number == last { span.end.1.max(1) as usize - 1 } else { usize::MAX };
            text.extend(self.lines[number - 1].chars().take(end).skip(start));
            text.push('\n');
        }
        text
    }
}

/// Collects the ranges of `#[…]` and `#![…]` at any depth.
fn find_attributes(tokens: TokenStream, found: &mut Vec<(Position, Position)>) {
    let position = |at: LineColumn| (at.line as u32, at.column as u32 + 1);
    let mut after_hash = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => after_hash = true,
            TokenTree::Punct(punct) if punct.as_char() == '!' && after_hash => {}
            TokenTree::Group(group) => {
                if after_hash && group.delimiter() == Delimiter::Bracket {
                    found.push((position(group.span().start()), position(group.span().end())));
                } else {
                    find_attributes(group.stream(), found);
                }
                after_hash = false;
            }
            _ => after_hash = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occurrence(text: &str, start: Position, end: Position, names: &[&str]) -> Occurrence {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.rs");
        fs::write(&file, text).unwrap();
        let span = Span { start, end, ..Span::default() };
        Sources::default().occurrence(&file.to_string_lossy(), span, names.iter().copied())
    }

    #[test]
    fn names_are_found_as_whole_words_within_the_span() {
        let text = "\u{feff}use a;\nlet ä = crate::\n    r#type::Row;\n";
        assert_eq!(occurrence(text, (2, 9), (3, 16), &["crate", "r#type", "Row"]), Occurrence::Code);
        assert_eq!(occurrence(text, (2, 9), (3, 16), &["let"]), Occurrence::Other);
        assert_eq!(occurrence(text, (2, 9), (3, 16), &["Ro"]), Occurrence::Other);
        assert_eq!(occurrence(text, (9, 1), (12, 3), &["Row"]), Occurrence::Other);
        let nowhere = Sources::default().occurrence("/nowhere/at/all.rs", Span::default(), ["any"].into_iter());
        assert_eq!(nowhere, Occurrence::Code);
    }

    #[test]
    fn attributes_are_distinguished_from_code() {
        let text = "#[arg(parse = crate::p, with = \"crate::q\")]\nstruct S { a: [crate::t::T; 2] }\n";
        assert_eq!(occurrence(text, (1, 15), (1, 23), &["crate", "p"]), Occurrence::Attribute);
        assert_eq!(occurrence(text, (1, 32), (1, 42), &["crate", "q"]), Occurrence::Attribute);
        assert_eq!(occurrence(text, (2, 16), (2, 27), &["crate", "t", "T"]), Occurrence::Code);
    }
}
