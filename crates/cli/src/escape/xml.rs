//! XML and HTML.

use super::{characters::visible, line::ends_command};

/// Escapes a text of several lines as the content of an element.
pub(crate) fn xml_text(text: &str) -> String {
    text.lines().map(xml_attribute).collect::<Vec<_>>().join("\n")
}

/// Escapes a text for one line: the value of an attribute, or the content of an element.
pub(crate) fn xml_attribute(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        match char {
            // A CI runner could obey it, if the document is printed to a log.
            '[' if ends_command(&text[..at]) => escaped.push_str("&#91;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(char),
        }
    }
    escaped
}
