//! The language of Graphviz.

use super::characters::visible;

/// Returns a text as a quoted string. It has no escape sequences and no entities, so it is shown as it is.
pub(crate) fn dot_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in visible(text).chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '&' => quoted.push_str("&amp;"),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
