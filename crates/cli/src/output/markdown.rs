//! `markdown`: a comment for a pull request, and GitHub's job summary.
//!
//! The first line is a marker, so that a bot can find and replace its own comment. The text stays below the size limit
//! of a comment and never mentions a user.

use super::{
    finding::{Finding, Region, shown},
    format::{Format, Verbosity},
    human,
};
use crate::{
    report::{Report, word},
    terminal::Look,
    text::{count, one_line},
};
use archcheck_core::diagnostic::Severity;
use std::{collections::BTreeMap, fmt::Write};

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    help: "A comment for a pull request",
    render: |report, _, verbosity| render(report, verbosity),
};

/// The marker that a bot looks for.
const MARK: &str = "<!-- archcheck -->";

/// The most bytes of findings to write. A comment on GitHub may have 65,536 characters, on GitLab a million.
const LIMIT: usize = 60_000;

/// Renders the comment.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let title = match (report.summary.errors, report.summary.warnings) {
        (0, 0) => "✅ Architecture: no violations",
        (0, _) => "⚠️ Architecture: warnings",
        (_, _) if report.summary.untrusted => "❌ Architecture: the check is incomplete",
        (_, _) => "❌ Architecture: violations",
    };
    let mut text = format!("{MARK}\n### {title}\n\n");
    let mut groups: BTreeMap<(Severity, &str), Vec<&Finding<'_>>> = BTreeMap::new();
    for finding in &findings {
        groups.entry((finding.diagnostic.severity, finding.rule())).or_default().push(finding);
    }
    let mut left_out = 0;
    for ((severity, rule), group) in groups {
        let mut section = format!("**{}** {}: {}\n\n", word(severity), code(rule), count(group.len(), "finding"));
        for finding in group {
            let item = item(finding, report);
            if text.len() + section.len() + item.len() > LIMIT {
                left_out += 1;
            } else {
                section.push_str(&item);
            }
        }
        text.push_str(&section);
        text.push('\n');
    }
    if left_out > 0 {
        // Writing to a string can't fail.
        let _ = writeln!(text, "… and {} more.\n", count(left_out, "finding"));
    }
    let verdict = one_line(&human::verdict(&report.summary, Look::FILE));
    let _ = writeln!(text, "<sub>{}</sub>", escape(&verdict));
    text
}

fn item(finding: &Finding<'_>, report: &Report<'_>) -> String {
    let message = escape(&one_line(&finding.message));
    let Region { path, start, .. } = finding.region(report);
    let place = match finding.place {
        Some(_) => format!("{} ", code(&format!("{path}:{}:{}", start.line, start.column))),
        None => String::new(),
    };
    let mut text = format!("- {place}{message}\n");
    let notes = finding.diagnostic.notes.iter().map(|note| one_line(note));
    let help = finding.diagnostic.help.iter().map(|help| format!("help: {}", one_line(help)));
    for line in notes.chain(help) {
        let _ = writeln!(text, "  <br>{}", escape(&line));
    }
    text
}

/// Formats a text as code, even if it contains backticks.
fn code(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Escapes a text, except that the parts in backticks stay code.
fn escape(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('`').collect();
    // A backtick without a partner is plain text.
    let tail = if parts.len().is_multiple_of(2) { parts.pop() } else { None };
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        if index % 2 == 1 {
            escaped.push_str(&code(part));
        } else {
            plain(&mut escaped, part);
        }
    }
    if let Some(tail) = tail {
        escaped.push_str("\\`");
        plain(&mut escaped, tail);
    }
    escaped
}

fn plain(escaped: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '@' => escaped.push_str("@<!-- -->"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(char);
            }
            _ => escaped.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_code_and_markup_is_escaped() {
        assert_eq!(escape("`a::b_c` is *not* <b>"), "`a::b_c` is \\*not\\* &lt;b&gt;");
        assert_eq!(escape("owner: @shop/orders"), "owner: @<!-- -->shop/orders");
        assert_eq!(escape("an open ` tick_"), "an open \\` tick\\_");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
