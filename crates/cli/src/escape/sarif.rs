//! Messages of SARIF, which may contain links: `[text](target)`.

use super::line::lines;

/// Escapes a message of several lines, in which nothing is a link.
pub(crate) fn sarif_message(text: &str) -> String {
    lines(text).replace("](", "]\\u{28}")
}
