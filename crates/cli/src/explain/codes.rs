//! Renders codes from the table in the core, for a terminal and for the page in the documentation. It knows no rules
//! file.

use crate::{
    report::word,
    terminal::{Look, Role},
    text::{pad, width, wrap},
};
use archcheck_core::{
    codes::{Class, Code},
    diagnostic::Severity,
};
use std::fmt::Write;

/// The classes in the order of the page, each with its title and its exit status.
const CLASSES: [(Class, &str, &str); 3] = [
    (Class::Violation, "Violations in the checked code", "An error in this class results in exit status 1."),
    (
        Class::Rules,
        "Mistakes in a rules file or a baseline",
        "Each of these results in exit status 2, since rules that can't be read check nothing.",
    ),
    (
        Class::Analysis,
        "Problems in the analysis",
        "An error in this class results in exit status 2, since code that was not analyzed was not checked.",
    ),
];

fn of(class: Class) -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(move |code| code.info().class == class)
}

/// Renders the list of all codes.
pub(crate) fn list(look: Look) -> String {
    let column = Code::ALL.iter().map(|code| width(code.info().name)).max().unwrap_or(0);
    let mut text = String::new();
    for (class, title, _) in CLASSES {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}", look.paint(Role::Strong, title));
        for code in of(class) {
            let info = code.info();
            let available = look.width.min(120).saturating_sub(column + 4).max(20);
            for (index, line) in wrap(info.explanation, available).iter().enumerate() {
                let name = if index == 0 { pad(info.name, column) } else { " ".repeat(column) };
                let _ = writeln!(text, "  {}  {line}", look.paint(Role::Frame, name));
            }
        }
        text.push('\n');
    }
    for line in wrap("Run `cargo archcheck explain CODE` for an example and how to fix it.", look.width.min(100)) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Renders one code.
pub(crate) fn code(code: Code, look: Look) -> String {
    let info = code.info();
    let role = match info.severity {
        Severity::Error => Role::Error,
        Severity::Warn => Role::Warning,
        Severity::Note => Role::Note,
    };
    let mut text = format!("{}\n", look.paint(role, format!("{}[{}]", word(info.severity), info.name)));
    paragraph(&mut text, info.explanation, look);
    text.push('\n');
    for line in info.example.lines().flat_map(|line| fitted(line, look.width.saturating_sub(4))) {
        let _ = writeln!(text, "{}", format!("    {line}").trim_end());
    }
    text.push('\n');
    paragraph(&mut text, info.fix, look);
    if info.class == Class::Violation {
        text.push('\n');
        let severity = format!(
            "To change its severity, set `severity` of the rule, layer or module, or `{} = \"error\" | \"warn\" | \"off\"` in `[levels]`.",
            info.name
        );
        paragraph(&mut text, &severity, look);
    }
    text
}

fn paragraph(text: &mut String, line: &str, look: Look) {
    for line in wrap(line, look.width.min(100)) {
        let _ = writeln!(text, "{line}");
    }
}

/// Fits a line of an example into some columns. A trailing comment that does not fit moves above its code.
fn fitted(line: &str, columns: usize) -> Vec<String> {
    let remark = ["// ", "# "].into_iter().find_map(|mark| {
        let (code, remark) = line.split_once(&format!("  {mark}"))?;
        Some((code.trim_end(), mark, remark))
    });
    let Some((code, mark, remark)) = remark.filter(|_| width(line) > columns) else { return vec![line.to_owned()] };
    let indent = &code[..code.len() - code.trim_start().len()];
    let available = columns.saturating_sub(indent.len() + mark.len()).max(20);
    let mut lines: Vec<_> = wrap(remark, available).iter().map(|part| format!("{indent}{mark}{part}")).collect();
    lines.push(code.to_owned());
    lines
}

/// Renders the page of all codes for the documentation.
pub(crate) fn page() -> String {
    let mut text = "<!-- Generated from the table of codes: `cargo archcheck explain --all --format markdown`. -->\n\n\
        # Codes\n\n\
        Every diagnostic has a code, as in `error[not-exposed]`. `cargo archcheck explain CODE` prints the same in a terminal.\n"
        .to_owned();
    for (class, title, exit) in CLASSES {
        let _ = write!(text, "\n## {title}\n\n{exit}\n");
        for code in of(class) {
            text.push('\n');
            text.push_str(&section(code));
        }
    }
    text
}

/// Renders the section of one code on that page.
pub(crate) fn section(code: Code) -> String {
    let info = code.info();
    let default = match info.severity {
        Severity::Error => "an error",
        Severity::Warn => "a warning",
        Severity::Note => "a note",
    };
    format!(
        "### `{}`\n\n{} By default {default}.\n\n```text\n{}\n```\n\n{}\n",
        info.name, info.explanation, info.example, info.fix
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only lines of code may be wider than the terminal.
    #[test]
    fn each_code_fits_its_terminal() {
        for columns in [60, 80, 200] {
            let look = Look { width: columns, ..Look::FILE };
            for one in Code::ALL {
                let text = code(*one, look);
                let fits = |line: &&str| width(line) <= columns || (line.starts_with("    ") && !line.contains("  # "));
                assert!(text.lines().all(|line| fits(&line)), "{columns}\n{text}");
            }
            assert!(list(look).lines().all(|line| width(line) <= columns), "{columns}");
        }
    }

    #[test]
    fn a_remark_that_does_not_fit_goes_above() {
        assert_eq!(fitted("a  // one two", 20), ["a  // one two"]);
        assert_eq!(
            fitted("  a: u8;   // one two three four five six", 26),
            ["  // one two three four", "  // five six", "  a: u8;"]
        );
        assert_eq!(fitted("no_remark_here_and_too_long", 10), ["no_remark_here_and_too_long"]);
    }
}
