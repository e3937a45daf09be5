//! Renders a difference: for people, as a comment on a pull request, and as annotations for GitHub.

use super::{
    document::{Item, Part, Section, Tone, headline, sections},
    model::{Difference, Kind},
};
use crate::{
    escape::{self, github_data, github_property, markdown as escape_markdown, markdown_code},
    terminal::{Look, Role},
    text::{capitalized, count, number, pad, wrap},
};
use std::fmt::Write;

/// The marker by which a bot finds its comment, to replace it.
const MARK: &str = "<!-- archcheck diff -->";

/// The most characters of a comment. GitHub accepts 65,536.
const LIMIT: usize = 60_000;

/// The most items of a section that a terminal shows.
const ITEMS: usize = 30;

/// Returns what is compared.
fn title(difference: &Difference) -> String {
    format!("{} compared with {}", difference.head.name, difference.base.name)
}

/// Returns what is compared, as the start of a sentence. The name of a commit stays as it is.
fn title_at_start(difference: &Difference) -> String {
    let title = title(difference);
    if difference.head.commit.is_some() { title } else { capitalized(&title) }
}

/// Renders a difference for people.
pub(crate) fn human(difference: &Difference, look: Look, is_verbose: bool) -> String {
    let mut out = String::new();
    let width = look.width.min(120);
    if difference.is_empty() {
        let line = format!("The architecture does not change: {}.", title(difference));
        out += &(wrap(&escape::line(&line), width).join("\n") + "\n");
        notes(&mut out, difference, width);
        return out;
    }
    let line = format!("{}: {}", title_at_start(difference), headline(difference));
    out += &(wrap(&escape::line(&line), width).join("\n") + "\n");
    for section in sections(difference) {
        let _ = writeln!(out, "\n{}", look.paint(Role::Strong, escape::line(&section.title)));
        let most = if is_verbose { usize::MAX } else { ITEMS };
        for item in section.items.iter().take(most) {
            human_item(&mut out, item, look, width);
        }
        if section.items.len() > most {
            let left = number(section.items.len() - most);
            let _ = writeln!(out, "  and {left} more; `--verbose` shows all");
        }
    }
    notes(&mut out, difference, width);
    out
}

/// The width of the word before an item.
const WORD: usize = 10;

fn human_item(out: &mut String, item: &Item, look: Look, width: usize) {
    let role = match item.tone {
        Tone::Bad => Role::Error,
        Tone::Attention => Role::Warning,
        Tone::Good => Role::Good,
        Tone::Neutral => Role::Faint,
    };
    for (at, line) in wrap(&plain(&item.text), width.saturating_sub(WORD + 2)).iter().enumerate() {
        let word = pad(if at == 0 { item.word } else { "" }, WORD);
        let _ = writeln!(out, "  {}{line}", look.paint(role, word));
    }
    for detail in &item.details {
        let _ = writeln!(out, "  {}{}", " ".repeat(WORD), look.paint(Role::Faint, plain(detail)));
    }
}

fn plain(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Text(text) | Part::Code(text) => escape::line(text).into_owned(),
    };
    parts.iter().map(text).collect()
}

fn notes(out: &mut String, difference: &Difference, width: usize) {
    for note in &difference.notes {
        *out += "\n";
        *out += &(wrap(&format!("note: {}", escape::line(note)), width).join("\n") + "\n");
    }
}

/// Renders a difference as a comment on a pull request.
pub(crate) fn markdown(difference: &Difference) -> String {
    let mut out = format!("{MARK}\n");
    if difference.is_empty() {
        let _ = writeln!(out, "The architecture does not change: {}.", escape_markdown(&title(difference)));
        markdown_notes(&mut out, difference);
        return out;
    }
    let _ = writeln!(out, "### Architecture: {}\n", escape_markdown(&headline(difference)));
    let _ = writeln!(out, "{}.", escape_markdown(&title_at_start(difference)));
    let mut length = out.chars().count();
    let mut left = 0;
    for Section { title, items } in sections(difference) {
        let mut section = format!("\n**{}**\n\n", escape_markdown(&title));
        let mut section_length = section.chars().count();
        let mut any = false;
        for item in &items {
            let text = markdown_item(item);
            let item_length = text.chars().count();
            if length + section_length + item_length > LIMIT {
                left += 1;
            } else {
                section += &text;
                section_length += item_length;
                any = true;
            }
        }
        if any {
            out += &section;
            length += section_length;
        }
    }
    if left > 0 {
        let _ =
            writeln!(out, "\n{} too many for a comment; run `cargo archcheck diff` to see all.", count(left, "change"));
    }
    markdown_notes(&mut out, difference);
    out
}

fn markdown_item(item: &Item) -> String {
    let mark = match item.tone {
        Tone::Bad => "❌ ",
        Tone::Attention => "⚠️ ",
        Tone::Good => "✅ ",
        Tone::Neutral => "",
    };
    let mut text = format!("- {mark}**{}** {}\n", item.word, markdown_parts(&item.text));
    for detail in &item.details {
        let _ = writeln!(text, "  - {}", markdown_parts(detail));
    }
    text
}

fn markdown_parts(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Text(text) => escape_markdown(text),
        Part::Code(name) => markdown_code(name),
    };
    parts.iter().map(text).collect()
}

fn markdown_notes(out: &mut String, difference: &Difference) {
    for note in &difference.notes {
        let _ = writeln!(out, "\nNote: {}", escape_markdown(note));
    }
}

/// Renders a difference as annotations for GitHub: at new violations, and at the first reference of each new dependency.
pub(crate) fn github(difference: &Difference) -> String {
    let mut out = String::new();
    let mut annotate = |level: &str, file: &str, line: u32, title: &str, message: &str| {
        let (file, title) = (github_property(file), github_property(title));
        let _ = writeln!(out, "::{level} file={file},line={line},title={title}::{}", github_data(message));
    };
    for one in difference.violations.iter().filter(|one| one.is_new && !one.is_baselined) {
        if let (Some(file), Some(line)) = (&one.file, one.line) {
            let level = if one.is_error { "error" } else { "warning" };
            annotate(level, file, line, &format!("new violation of {}", one.rule), &one.message);
        }
    }
    for one in difference.dependencies.iter().filter(|one| one.kind == Kind::New) {
        if let Some(first) = one.references.first() {
            let message = format!("`{}` now depends on `{}`: {}", one.from, one.to, count(one.after, "reference"));
            annotate("notice", &first.file, first.line, "new dependency", &message);
        }
    }
    for one in difference.contracts.iter().filter(|one| one.is_breaking) {
        if let (Some(file), Some(line)) = (&one.file, one.line) {
            annotate("warning", file, line, "breaking change", &one.message);
        }
    }
    let _ = writeln!(out, "{}: {}", escape::line(&title_at_start(difference)), headline_or_nothing(difference));
    out
}

fn headline_or_nothing(difference: &Difference) -> String {
    if difference.is_empty() { "the architecture does not change".to_owned() } else { headline(difference) }
}
