//! TOML, for rules files that are written or shown.

use super::line::{Piece, pieces};
use std::fmt::Write;

/// Returns a text as a string of TOML with the same value.
pub(crate) fn toml_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for (char, (_, piece)) in text.chars().zip(pieces(text)) {
        match (char, piece) {
            ('"' | '\\', _) => quoted.extend(['\\', char]),
            (_, Piece::Plain(char)) => quoted.push(char),
            (_, Piece::Escaped(_)) => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(char));
            }
        }
    }
    quoted.push('"');
    quoted
}
