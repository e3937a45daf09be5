//! XML and HTML.

use super::characters::visible;

/// Escapes a text of several lines as the content of an element.
pub(crate) fn xml_text(text: &str) -> String {
    text.lines().map(xml_attribute).collect::<Vec<_>>().join("\n")
}

/// Escapes a text for one line: the value of an attribute, or the content of an element.
pub(crate) fn xml_attribute(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(char),
        }
    }
    escaped
}
