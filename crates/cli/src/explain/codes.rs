//! Codes, from the core's table: on a screen, and as the page of the docs.

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

/// The classes in the order of the page, each with its title and what its errors come to.
const CLASSES: [(Class, &str, &str); 3] = [
    (Class::Violation, "What the code under check can break", "An error of these is exit status 1."),
    (
        Class::Rules,
        "What can be wrong with a rules file",
        "Each of these is exit status 2: rules that can't be read hold nothing.",
    ),
    (
        Class::Analysis,
        "What can go wrong in the analysis",
        "An error of these is exit status 2: what was not read was not judged.",
    ),
];

fn of(class: Class) -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(move |code| code.info().class == class)
}

/// All codes, one line each.
pub(crate) fn list(look: Look) -> String {
    let column = Code::ALL.iter().map(|code| width(code.info().name)).max().unwrap_or(0);
    let mut text = String::new();
    for (class, title, _) in CLASSES {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}", look.paint(Role::Strong, title));
        for code in of(class) {
            let info = code.info();
            let room = look.width.min(120).saturating_sub(column + 4).max(20);
            for (index, line) in wrap(info.meaning, room).iter().enumerate() {
                let name = if index == 0 { pad(info.name, column) } else { " ".repeat(column) };
                let _ = writeln!(text, "  {}  {line}", look.paint(Role::Frame, name));
            }
        }
        text.push('\n');
    }
    text.push_str("`cargo archcheck explain CODE` has an example of each, and how to mend it.\n");
    text
}

/// One code.
pub(crate) fn code(code: Code, look: Look) -> String {
    let info = code.info();
    let role = match info.severity {
        Severity::Error => Role::Error,
        Severity::Warn => Role::Warning,
        Severity::Note => Role::Note,
    };
    let mut text = format!("{}\n", look.paint(role, format!("{}[{}]", word(info.severity), info.name)));
    let mut say = |line: &str| {
        for line in wrap(line, look.width.min(100)) {
            let _ = writeln!(text, "{line}");
        }
    };
    say(info.meaning);
    say("");
    for line in info.example.lines() {
        // Never wrapped: it is code.
        let _ = writeln!(text, "{}", format!("    {line}").trim_end());
    }
    let mut say = |line: &str| {
        for line in wrap(line, look.width.min(100)) {
            let _ = writeln!(text, "{line}");
        }
    };
    say("");
    say(info.cure);
    if info.class == Class::Violation {
        say("");
        say(&format!(
            "How much it weighs: `severity` of the rule, layer or module, else `{} = \"error\" | \"warn\" | \"off\"` in `[levels]`.",
            info.name
        ));
    }
    text
}

/// The page of all codes in the docs.
pub(crate) fn page() -> String {
    let mut text = "<!-- Generated from the table of codes: `cargo archcheck explain --all --format markdown`. -->\n\n\
        # Codes\n\n\
        Every diagnostic has a code, as in `error[not-exposed]`. `cargo archcheck explain CODE` says the same in a terminal.\n"
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

/// The part of the page that is about one code.
pub(crate) fn section(code: Code) -> String {
    let info = code.info();
    let default = match info.severity {
        Severity::Error => "an error",
        Severity::Warn => "a warning",
        Severity::Note => "a note",
    };
    format!(
        "### `{}`\n\n{} By default {default}.\n\n```text\n{}\n```\n\n{}\n",
        info.name, info.meaning, info.example, info.cure
    )
}
