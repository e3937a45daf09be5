//! Formats text for people: numbers, plurals, and text cut and wrapped to a number of columns.
//!
//! Text for a terminal is escaped on the way. It must not know colors.

use crate::escape;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Formats a number with thousands separators: `1,204`.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a number with a noun in the singular or plural: `1 file`, `1,204 files`, `2 dependencies`.
pub(crate) fn count(many: usize, noun: &str) -> String {
    if many == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) => format!("{} {stem}ies", number(many)),
        None => format!("{} {noun}s", number(many)),
    }
}

/// Lists the first items, and the number of the others: `a, b and 3 more`.
pub(crate) fn few<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let shown = items.iter().take(most).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {} more", number(more)),
    }
}

/// Appends lines of help to an error message of the command line, all of them escaped.
pub(crate) fn with_help(message: &str, help: &[String]) -> String {
    let lines = help.iter().map(|help| format!("\n  help: {}", escape::line(help)));
    std::iter::once(escape::line(message).into_owned()).chain(lines).collect()
}

/// Serializes a document as JSON, with a line break at the end.
pub(crate) fn json(document: &impl serde::Serialize) -> String {
    // Serializing fails only for maps with keys that are not strings. No document has one.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    escape::json_text(text)
}

/// Returns a text with its first letter in upper case.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Returns how many columns of a terminal a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Returns how many columns of a terminal a character takes.
pub(crate) fn char_width(char: char) -> usize {
    char.width().unwrap_or(1)
}

/// Joins the lines of a text, such as a reason, with spaces.
pub(crate) fn joined(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Wraps a text to lines of at most `columns` columns, and keeps its leading spaces. The text is escaped.
///
/// Lines break at spaces, but not inside short code in backticks. A word that is too wide gets its own line, so that
/// paths can be copied.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let text = &*escape::line(text);
    let indent = text.len() - text.trim_start_matches(' ').len();
    let mut lines = Vec::new();
    let mut line = text[..indent].to_owned();
    let mut empty = true;
    for word in words(&text[indent..], columns / 2) {
        if !empty && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// Wraps each line of an error message, and indents continuation lines by two more columns.
pub(crate) fn wrap_lines(text: &str, columns: usize) -> String {
    let mut wrapped = Vec::new();
    for line in text.lines() {
        let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len() + 2);
        let parts = wrap(line, columns.saturating_sub(indent.len()));
        let below = |(index, part)| if index == 0 { part } else { format!("{indent}{part}") };
        wrapped.extend(parts.into_iter().enumerate().map(below));
    }
    wrapped.join("\n")
}

/// Splits a text into words. Code in backticks of at most `columns` columns counts as one word.
fn words(text: &str, columns: usize) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let mut rest = text;
    loop {
        let space = rest.find(' ').unwrap_or(rest.len());
        let mut end = space;
        if rest[..space].matches('`').count() % 2 == 1
            && let Some(closing) = rest[space..].find('`').map(|at| space + at)
        {
            let closed = rest[closing..].find(' ').map_or(rest.len(), |at| closing + at);
            if width(&rest[..closed]) <= columns {
                end = closed;
            }
        }
        words.push(&rest[..end]);
        match rest.get(end + 1..) {
            Some(after) => rest = after,
            None => return words,
        }
    }
}

/// Shortens a text to at most `columns` columns, and keeps its start.
pub(crate) fn keep_start(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut taken = 0;
    let fits = |char: &char| {
        taken += char_width(*char);
        taken <= room
    };
    let start: String = text.chars().take_while(fits).collect();
    format!("{start}{ellipsis}")
}

/// Shortens a text to at most `columns` columns, and keeps its end: the last segments of a path are more specific.
pub(crate) fn keep_end(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut taken = 0;
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, char)| {
            taken += char_width(*char);
            taken <= room
        })
        .last()
        .map_or(text.len(), |(at, _)| at);
    format!("{ellipsis}{}", &text[start..])
}

/// Escapes a path for a URI.
pub(crate) fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => {
                text.push(char::from(byte));
            }
            _ => {
                let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase();
                text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    text
}

/// Appends spaces up to a width.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_plurals() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1204), "1,204");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(2, "dependency"), "2 dependencies");
        assert_eq!(few(&["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(few::<&str>(&[], 2), "");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_keeps_long_words_whole() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("a shop::orders::pricing b", 6), ["a", "shop::orders::pricing", "b"]);
        assert_eq!(wrap("  a b", 3), ["  a", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("run `a b` twice", 10), ["run `a b`", "twice"]);
        assert_eq!(wrap("run it: `a b`, twice", 12), ["run it:", "`a b`, twice"]);
        assert_eq!(wrap("an open ` tick", 8), ["an open", "` tick"]);
    }

    #[test]
    fn continuation_lines_of_an_error_are_indented() {
        let text = with_help("there is no such thing", &["try another".to_owned()]);
        assert_eq!(wrap_lines(&text, 16), "there is no\n  such thing\n  help: try\n    another");
        assert_eq!(wrap_lines("", 14), "");
    }

    #[test]
    fn special_characters_of_a_uri_are_escaped() {
        assert_eq!(uri("src/注 %.rs"), "src/%E6%B3%A8%20%25.rs");
    }

    #[test]
    fn wide_characters_are_measured() {
        assert_eq!(width("注文"), 4);
        assert_eq!(keep_end("shop::orders", 8, "…"), "…:orders");
        assert_eq!(keep_end("注文注文", 5, "…"), "…注文");
        assert_eq!(keep_start("注文注文", 5, "…"), "注文…");
        assert_eq!(keep_start("shop", 4, "…"), "shop");
        assert_eq!(joined("a\r\n  b\n\n"), "a b");
        assert_eq!(wrap("a\nb \u{1b}[0m", 3), ["a\\nb", "\\x1b[0m"]);
    }
}
