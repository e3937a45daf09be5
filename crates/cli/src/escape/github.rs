//! The parts of GitHub's workflow commands: `::error file=PROPERTY::DATA`.

use super::line::{line, lines};

/// Escapes a text of several lines as the data of a command.
pub(crate) fn github_data(text: &str) -> String {
    percent(&lines(text))
}

/// Escapes a text as the value of a property.
pub(crate) fn github_property(text: &str) -> String {
    percent(&line(text)).replace(':', "%3A").replace(',', "%2C")
}

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('\n', "%0A")
}
