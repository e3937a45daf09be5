//! TOML, for rules files that are written or shown.

use super::characters::is_hidden;
use std::fmt::Write;

/// Returns a text as a string of TOML with the same value.
pub(crate) fn toml_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            _ if is_hidden(char) => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(char));
            }
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
