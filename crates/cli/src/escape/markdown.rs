//! Markdown of GitHub and GitLab, in comments and job summaries.

use super::line::line;

/// Returns a text as code, even if it contains backticks or tags. Line breaks become escapes.
pub(crate) fn markdown_code(text: &str) -> String {
    let text = line(text);
    let is_tag = |after: &str| after.starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next));
    if text.split('<').skip(1).any(is_tag) {
        // Between backticks, it would only be harmless for readers that know Markdown.
        let mut code = String::new();
        plain(&mut code, &text);
        return format!("<code>{code}</code>");
    }
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One space beside each fence does not count as code.
    let space = if longest > 0 || text.starts_with(' ') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Returns a text as code in a cell of a table.
pub(crate) fn markdown_cell_code(text: &str) -> String {
    markdown_code(text).replace('|', "\\|")
}

/// Escapes a text for one line, except that the parts in backticks stay code.
///
/// Nothing in it is markup, a mention or a reference to an issue. A bare URL becomes a link, which shows where it leads.
pub(crate) fn markdown(text: &str) -> String {
    let text = line(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        let is_inside = index % 2 == 1;
        let is_closed = index + 1 < parts.len();
        if is_inside && is_closed && !part.trim().is_empty() {
            escaped.push_str(&markdown_code(part));
            continue;
        }
        // A backtick without a partner, or without anything between it and its partner, is plain text.
        if is_inside {
            escaped.push_str("\\`");
        }
        plain(&mut escaped, part);
        if is_inside && is_closed {
            escaped.push_str("\\`");
        }
    }
    escaped
}

fn plain(escaped: &mut String, text: &str) {
    // At its start, a line can be a list or a rule.
    let mut starts_line = escaped.is_empty();
    for (at, char) in text.char_indices() {
        match char {
            // A comment ends the mention or reference, and is not shown.
            '@' | '#' if text[at + 1..].starts_with(|next: char| !next.is_whitespace()) => {
                escaped.push(char);
                escaped.push_str("<!-- -->");
            }
            '&' => escaped.push_str("&amp;"),
            '`' => escaped.push_str("&#96;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // GitHub looks for formulas before it removes backslashes.
            '$' => escaped.push_str("&#36;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => escaped.extend(['\\', char]),
            '-' | '+' | '=' | '.' | ')' if starts_line => escaped.extend(['\\', char]),
            _ => escaped.push(char),
        }
        starts_line &= char.is_ascii_digit();
    }
}
