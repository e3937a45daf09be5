//! The names that the format strings of the standard macros capture: `{LIMIT}`, `{0:WIDTH$}`.

use super::{lowerer::Lowerer, paths::Name};
use crate::{
    syntax::{
        code::{Kind, Trees, characters_of_string},
        facts::{Certainty, ReferenceKind, Spaces},
    },
    workspace::Edition,
};
use std::ops::Range;

impl Lowerer<'_> {
    /// Records the names that the format string of a standard macro captures, each at its place in the string.
    pub(super) fn captures(&mut self, name: &str, open: usize) {
        let Some(position) = format_position(name) else { return };
        let content = self.code().content(open);
        if !content.clone().any(|token| self.kind(token) == Kind::Literal && self.text_of(token).contains('{')) {
            return;
        }
        let parts = self.parts_of(open);
        let Some([literal]) = parts.get(position).map(Trees::as_slice) else { return };
        let (literal, arguments) = (*literal, &parts[position + 1..]);
        if arguments.is_empty() && self.source.edition < Edition::E2021 && prints_plain_text(name) {
            return;
        }
        self.captures_of(literal, arguments, |_| true);
    }

    /// Records the constants that format strings among the arguments of another macro may capture: `info!(target: "a", "{LIMIT}")`.
    pub(super) fn captured_constants(&mut self, open: usize) {
        let content = self.code().content(open);
        if !content.clone().any(|token| self.kind(token) == Kind::Literal && self.text_of(token).contains('{')) {
            return;
        }
        let parts = self.parts_of(open);
        for (position, part) in parts.iter().enumerate() {
            // slog separates the values after the format string with a semicolon.
            let literal = match *part.as_slice() {
                [literal] => literal,
                [literal, semicolon, ..] if self.kind(semicolon) == Kind::Semi => literal,
                _ => continue,
            };
            self.captures_of(literal, &parts[position + 1..], is_constant_name);
        }
    }

    /// Records the names that a format string captures. `arguments` follow it.
    fn captures_of(&mut self, literal: usize, arguments: &[Trees], is_relevant: impl Fn(&str) -> bool) {
        let text = self.text_of(literal);
        let Some(characters) = characters_of_string(text) else { return };
        let start = self.start(literal);
        for capture in captured(&characters) {
            let bytes = capture_bytes(&characters, &capture);
            let text = &text[bytes.clone()];
            if !is_relevant(text) || arguments.iter().any(|argument| self.is_named(argument, text)) {
                continue;
            }
            let name = Name { text, start: start + bytes.start, end: start + bytes.end };
            let outer = std::mem::replace(&mut self.certainty, Certainty::Captured);
            self.with_unparsed(false, |this| this.reference(None, &[name], Spaces::VALUE, ReferenceKind::Path));
            self.certainty = outer;
        }
    }

    /// Whether an argument is `name = …`.
    fn is_named(&self, argument: &Trees, name: &str) -> bool {
        match argument.as_slice() {
            [first, equals, ..] => {
                let text = self.text_of(*first);
                self.kind(*equals) == Kind::Eq && text.strip_prefix("r#").unwrap_or(text) == name
            }
            _ => false,
        }
    }
}

/// Whether a name is written as those of constants and statics are (RFC 430).
fn is_constant_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && !name.contains(char::is_lowercase)
}

/// The index of the argument of a standard macro that is a format string.
fn format_position(name: &str) -> Option<usize> {
    match name {
        "print" | "println" | "eprint" | "eprintln" | "format" | "format_args" | "panic" | "todo" | "unimplemented"
        | "unreachable" => Some(0),
        "write" | "writeln" | "assert" | "debug_assert" => Some(1),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Some(2),
        _ => None,
    }
}

/// Whether a macro prints its message unchanged before edition 2021 if no arguments follow (the Edition Guide, "Panic macro
/// consistency").
fn prints_plain_text(name: &str) -> bool {
    matches!(name, "panic" | "assert" | "debug_assert" | "unreachable")
}

fn capture_bytes(characters: &[(char, Range<usize>)], capture: &Range<usize>) -> Range<usize> {
    characters[capture.start].1.start..characters[capture.end - 1].1.end
}

/// Returns the ranges of characters of a format string that are names of arguments (the documentation of `std::fmt`,
/// "Syntax").
fn captured(characters: &[(char, Range<usize>)]) -> Vec<Range<usize>> {
    let mut parser = FormatParser { characters, at: 0, names: Vec::new() };
    while let Some(character) = parser.peek(0) {
        parser.at += 1;
        if matches!(character, '{' | '}') && parser.peek(0) == Some(character) {
            parser.at += 1;
        } else if character == '{' {
            parser.argument();
        }
    }
    parser.names
}

/// A parser of format strings.
struct FormatParser<'c> {
    characters: &'c [(char, Range<usize>)],
    at: usize,
    names: Vec<Range<usize>>,
}

impl FormatParser<'_> {
    fn peek(&self, offset: usize) -> Option<char> {
        self.characters.get(self.at + offset).map(|(character, _)| *character)
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&is_skipped) {
            self.at += 1;
        }
    }

    /// Parses what follows `{`, up to its `}`.
    fn argument(&mut self) {
        self.skip(char::is_whitespace);
        if let Some(name) = self.name() {
            self.names.push(name);
        }
        self.skip(|character| character.is_ascii_digit() || character.is_whitespace());
        if self.peek(0) == Some(':') {
            self.at += 1;
            self.specification();
        }
        self.skip(|character| character != '}');
        self.at += 1;
    }

    /// Parses the fill, the alignment, the flags, and the names of the width and the precision.
    fn specification(&mut self) {
        let is_alignment = |character: Option<char>| matches!(character, Some('<' | '^' | '>'));
        if is_alignment(self.peek(1)) {
            self.at += 2;
        } else if is_alignment(self.peek(0)) {
            self.at += 1;
        }
        self.skip(|character| matches!(character, '+' | '-' | '#' | '0'));
        self.count();
        if self.peek(0) == Some('.') {
            self.at += 1;
            self.count();
        }
    }

    /// Parses a number, `1$` or `name$`.
    fn count(&mut self) {
        let start = self.at;
        if let Some(name) = self.name() {
            if self.peek(0) == Some('$') {
                self.at += 1;
                self.names.push(name);
            } else {
                // The type, as in `{:x}`.
                self.at = start;
            }
        } else {
            self.skip(|character| character.is_ascii_digit() || character == '$');
        }
    }

    /// Parses an identifier or keyword.
    fn name(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.peek(0).filter(|first| first.is_alphabetic() || *first == '_')?;
        self.skip(|character| character.is_alphanumeric() || character == '_');
        Some(start..self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_strings_capture_the_names_of_arguments() {
        for (literal, expected) in [
            ("\"{LIMIT} and {x}\"", "LIMIT x"),
            ("\"{{LIMIT}} {{{A}}}\"", "A"),
            ("\"{0:W$} {1:.P$} {x:>W$.P$}\"", "W P x W P"),
            ("\"{:?} {x:?} {x:#?} {y:08.3} {z:x} {:e} {:.*}\"", "x x y z"),
            ("\"{:}<W$} {:{>P$}\"", "W P"),
            ("\"{ A } {A :?}\"", "A A"),
            ("\"\\u{41} \\\"{A}\\\" \\\n   {B}\"", "A B"),
            ("r#\"\\u{A} \"{B}\"\"#", "A B"),
            ("\"\\x7bA}\"", "A"),
            ("\"{\"", ""),
            ("b\"{A}\"", ""),
        ] {
            let characters = characters_of_string(literal).unwrap_or_default();
            let names = captured(&characters);
            let names: Vec<&str> = names.iter().map(|name| &literal[capture_bytes(&characters, name)]).collect();
            assert_eq!(names.join(" "), expected, "{literal}");
        }
    }
}
