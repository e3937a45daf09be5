//! JSON, which may be printed to a terminal or a log.

use super::{characters::is_hidden, line::ends_command};
use std::fmt::Write;

/// Escapes the characters of serialized JSON that serializers leave as they are: hidden ones, such as `\u202e`, and the
/// brackets of commands for CI runners.
///
/// Outside its strings, JSON has no such characters, so the document keeps its meaning.
pub(crate) fn json_text(json: String) -> String {
    // Line breaks are between the strings. In them, they are escaped already.
    let is_raw = |char: char| char >= '\u{7f}' && is_hidden(char);
    if !json.contains("##") && (json.bytes().all(|byte| byte < 0x7f) || !json.contains(is_raw)) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for (at, char) in json.char_indices() {
        if is_raw(char) || (char == '[' && ends_command(&json[..at])) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string can't fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(char);
        }
    }
    escaped
}
