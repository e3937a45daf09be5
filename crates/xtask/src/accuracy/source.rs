//! Looks into the source: does a name really stand where rustc says it does, and is that code?

use std::{collections::HashMap, fs};

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

use super::hir::Span;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The names, in code.
    Code,
    /// The names, in an attribute: a procedural macro made code of them.
    Attribute,
    /// Something else: a procedural macro gave its own names this place.
    Other,
}

/// The files that were looked into, each read once.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: HashMap<String, Option<Source>>,
}

impl Sources {
    /// Whether all names stand in a range, as whole words. A file that can't be read holds everything: then there is
    /// nothing to say against the compiler's word.
    pub(crate) fn standing<'a>(
        &mut self,
        file: &str,
        span: Span,
        mut names: impl Iterator<Item = &'a str>,
    ) -> Standing {
        let Some(source) = self.files.entry(file.to_owned()).or_insert_with(|| Source::read(file)) else {
            return Standing::Code;
        };
        let text = source.excerpt(span);
        let mut words: Vec<&str> = text.split(|c: char| !(c == '_' || c.is_alphanumeric())).collect();
        words.sort_unstable();
        if !names.all(|name| words.binary_search(&name.trim_start_matches("r#")).is_ok()) {
            return Standing::Other;
        }
        // A whole literal: a path that an attribute has as a string.
        if text.starts_with(['"', 'r']) && text.trim_end().ends_with(['"', '#']) {
            return Standing::Attribute;
        }
        let within = |(start, end): &(Position, Position)| *start <= span.start && span.end <= *end;
        if source.attributes.iter().any(within) { Standing::Attribute } else { Standing::Code }
    }
}

/// Line and column, counted from 1.
type Position = (u32, u32);

#[derive(Debug)]
struct Source {
    lines: Vec<String>,
    /// The ranges of what stands between the brackets of attributes.
    attributes: Vec<(Position, Position)>,
}

impl Source {
    /// Lines are counted as rustc counts them: without a byte-order mark.
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

/// Collects `#[…]` and `#![…]`, at any depth.
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

    fn standing(text: &str, start: Position, end: Position, names: &[&str]) -> Standing {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.rs");
        fs::write(&file, text).unwrap();
        let span = Span { start, end, ..Span::default() };
        Sources::default().standing(&file.to_string_lossy(), span, names.iter().copied())
    }

    #[test]
    fn names_are_found_as_whole_words_within_the_range() {
        let text = "\u{feff}use a;\nlet ä = crate::\n    r#type::Row;\n";
        assert_eq!(standing(text, (2, 9), (3, 16), &["crate", "r#type", "Row"]), Standing::Code);
        assert_eq!(standing(text, (2, 9), (3, 16), &["let"]), Standing::Other);
        assert_eq!(standing(text, (2, 9), (3, 16), &["Ro"]), Standing::Other);
        assert_eq!(standing(text, (9, 1), (12, 3), &["Row"]), Standing::Other);
        let nowhere = Sources::default().standing("/nowhere/at/all.rs", Span::default(), ["any"].into_iter());
        assert_eq!(nowhere, Standing::Code);
    }

    #[test]
    fn attributes_are_no_code() {
        let text = "#[arg(parse = crate::p, with = \"crate::q\")]\nstruct S { a: [crate::t::T; 2] }\n";
        assert_eq!(standing(text, (1, 15), (1, 23), &["crate", "p"]), Standing::Attribute);
        assert_eq!(standing(text, (1, 32), (1, 42), &["crate", "q"]), Standing::Attribute);
        assert_eq!(standing(text, (2, 16), (2, 27), &["crate", "t", "T"]), Standing::Code);
    }
}
