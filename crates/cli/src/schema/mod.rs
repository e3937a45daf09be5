//! `schema`: the JSON Schema of the rules file.

/// The text.
pub(crate) fn text() -> String {
    String::new()
}
