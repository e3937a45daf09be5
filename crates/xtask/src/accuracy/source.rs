//! Checks in the source whether names really occur at a span that rustc reports, and whether that is code.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

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
    /// The directory that relative paths start at. Empty for the working directory.
    directory: PathBuf,
    files: HashMap<String, Option<SourceText>>,
}

impl Sources {
    /// Returns the files below a directory.
    pub(crate) fn below(directory: &Path) -> Self {
        Self { directory: directory.to_path_buf(), files: HashMap::new() }
    }

    /// Returns whether all names occur in a span as whole words. If the file cannot be read, the compiler is trusted.
    pub(crate) fn occurrence<'a>(
        &mut self,
        file: &str,
        span: Span,
        mut names: impl Iterator<Item = &'a str>,
    ) -> Occurrence {
        let Some(source) = self.source(file) else { return Occurrence::Code };
        let text = source.excerpt(span);
        let mut words: Vec<&str> = text.split(|c: char| !(c == '_' || c.is_alphanumeric())).collect();
        words.sort_unstable();
        if !names.all(|name| words.binary_search(&name.trim_start_matches("r#").trim_start_matches('$')).is_ok()) {
            return Occurrence::Other;
        }
        // The span is a whole string literal: a path in an attribute.
        if text.starts_with(['"', 'r']) && text.trim_end().ends_with(['"', '#']) {
            return Occurrence::Attribute;
        }
        let within = |(start, end): &(Position, Position)| *start <= span.start && span.end <= *end;
        if source.ranges.attributes.iter().any(within) { Occurrence::Attribute } else { Occurrence::Code }
    }

    /// Returns the range of the outermost `macro_rules!` that contains a span.
    pub(crate) fn macro_body(&mut self, file: &str, span: Span) -> Option<(Position, Position)> {
        let macros = &self.source(file)?.ranges.macros;
        macros.iter().find(|(start, end)| *start <= span.start && span.end <= *end).copied()
    }

    fn source(&mut self, file: &str) -> Option<&SourceText> {
        if !self.files.contains_key(file) {
            self.files.insert(file.to_owned(), SourceText::read(&self.directory.join(file)));
        }
        self.files.get(file)?.as_ref()
    }
}

/// Line and column, counted from 1.
pub(crate) type Position = (u32, u32);

#[derive(Debug)]
struct SourceText {
    lines: Vec<String>,
    ranges: Ranges,
}

/// The ranges of a file that are not ordinary code.
#[derive(Debug, Default)]
struct Ranges {
    /// The brackets of attributes.
    attributes: Vec<(Position, Position)>,
    /// The rules of the outermost `macro_rules!`.
    macros: Vec<(Position, Position)>,
}

impl SourceText {
    /// Reads a file. Like rustc, it ignores a byte-order mark.
    fn read(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        let mut ranges = Ranges::default();
        if let Ok(tokens) = text.parse() {
            ranges.find(tokens);
        }
        Some(Self { lines: text.split('\n').map(str::to_owned).collect(), ranges })
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

impl Ranges {
    /// Collects the ranges in some tokens, at any depth.
    fn find(&mut self, tokens: TokenStream) {
        let position = |at: LineColumn| (at.line as u32, at.column as u32 + 1);
        let (mut after_hash, mut after_macro_rules) = (false, false);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => after_hash = true,
                TokenTree::Punct(punct) if punct.as_char() == '!' => {}
                // The name of the macro, after `macro_rules!`.
                TokenTree::Ident(ident) => {
                    after_macro_rules |= ident == "macro_rules";
                    after_hash = false;
                }
                TokenTree::Group(group) => {
                    let range = (position(group.span().start()), position(group.span().end()));
                    if after_hash && group.delimiter() == Delimiter::Bracket {
                        self.attributes.push(range);
                    } else {
                        if after_macro_rules {
                            self.macros.push(range);
                        }
                        self.find(group.stream());
                    }
                    (after_hash, after_macro_rules) = (false, false);
                }
                _ => (after_hash, after_macro_rules) = (false, false),
            }
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
