//! The language of Graphviz.

use super::{characters::visible, line::ends_command};

/// Returns a text as a quoted string. It has no escape sequences and no entities, so it is shown as it is.
pub(crate) fn dot_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let text = visible(text);
    for (at, char) in text.char_indices() {
        match char {
            // A CI runner could obey it, if the graph is printed to a log.
            '[' if ends_command(&text[..at]) => quoted.push_str("&#91;"),
            '"' | '\\' => quoted.extend(['\\', char]),
            '&' => quoted.push_str("&amp;"),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
