//! Text for a terminal, a log or a message: one line, which no terminal and no CI runner obeys.

use super::characters::{escape, is_hidden};
use std::{borrow::Cow, path::Path};

/// Escapes a text for one line of a terminal or log.
///
/// Hidden characters, including line breaks and tabs, become escapes. So does the character that would make a command
/// of what follows, if the output is the log of a CI job:
///
/// - The first colon of a word that starts with `::`: GitHub Actions obeys `::error::` at the start of a line, and
///   wrapping can put any word there.
/// - The bracket of `##[` or `##word[`: GitHub Actions, Azure Pipelines (`##vso[`) and TeamCity (`##teamcity[`) obey it
///   anywhere in a line.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !may_need_escapes(text) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut starts_word = true;
    for (at, piece) in pieces(text) {
        match &piece {
            Piece::Plain(':') if starts_word && starts_command(&text[at..]) => escaped.push_str(&escape(':')),
            Piece::Plain(char) => escaped.push(*char),
            Piece::Escaped(escape) => escaped.push_str(escape),
        }
        starts_word = matches!(piece, Piece::Plain(char) if char.is_whitespace());
    }
    Cow::Owned(escaped)
}

/// Escapes a path for one line of a terminal or log.
pub(crate) fn path(path: &Path) -> String {
    line(&path.to_string_lossy()).into_owned()
}

/// Escapes a text of several lines for a terminal or log: keeps its line breaks, and escapes each line. A tab becomes
/// spaces.
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(|part| line(&part.replace('\t', "    ")).into_owned()).collect::<Vec<_>>().join("\n")
}

/// A character of an escaped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A character that is shown as it is.
    Plain(char),
    /// The escape of a character.
    Escaped(String),
}

/// Returns each character of a line with its byte offset, hidden ones and the brackets of commands as escapes.
///
/// It is [`line`] for text that never starts a line, such as an excerpt behind its line number.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (usize, Piece)> {
    text.char_indices().map(|(at, char)| {
        let is_escaped = is_hidden(char) || (char == '[' && ends_command(&text[..at]));
        (at, if is_escaped { Piece::Escaped(escape(char)) } else { Piece::Plain(char) })
    })
}

/// Returns whether a word, as it is shown, starts with two colons and more after them. A hidden character is shown as an
/// escape.
fn starts_command(word: &str) -> bool {
    let next = word.strip_prefix("::").and_then(|rest| rest.chars().next());
    next.is_some_and(|next| is_hidden(next) || !next.is_whitespace())
}

/// Whether a text ends with `##`, or with `##` and a word.
pub(super) fn ends_command(text: &str) -> bool {
    text.trim_end_matches(|char: char| char.is_ascii_alphanumeric()).ends_with("##")
}

/// Whether a text contains a character that is ever escaped. It is a quick test for the usual text.
fn may_need_escapes(text: &str) -> bool {
    let mut last = b' ';
    text.bytes().any(|byte| {
        let found = !(b' '..0x7f).contains(&byte) || (byte == b':' && last == b' ') || (byte == b'#' && last == b'#');
        last = byte;
        found
    })
}
