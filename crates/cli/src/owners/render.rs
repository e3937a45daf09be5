//! Renders the answer for people, as Markdown and as CSV.

use super::answer::{Exception, OwnedModule, OwnerEntry, OwnersAnswer};
use crate::{
    csv,
    escape::{line, markdown, markdown_cell_code},
    terminal::{Look, Role},
    text::{count, number, pad, wrap},
};
use std::fmt::Write;

/// The word for what has no owner.
const NOBODY: &str = "nobody";

fn name(entry: &OwnerEntry) -> &str {
    entry.owner.as_deref().unwrap_or(NOBODY)
}

/// Returns where owners come from.
fn source(answer: &OwnersAnswer) -> String {
    match answer.codeowners {
        Some(file) => format!("Owners are those of modules (`owner`), or else of their files in {file}."),
        None => "Owners are those of modules (`owner`); there is no CODEOWNERS file.".to_owned(),
    }
}

fn module(module: &OwnedModule) -> String {
    let is_part = module.files < module.all_files;
    let files = is_part.then(|| format!("{} of {}", number(module.files), count(module.all_files, "file")));
    let others = (!module.others.is_empty()).then(|| format!("with {}", module.others.join(", ")));
    let notes: Vec<String> = files.into_iter().chain(others).collect();
    if notes.is_empty() { module.name.clone() } else { format!("{} ({})", module.name, notes.join(", ")) }
}

fn expiry(exception: &Exception) -> String {
    match &exception.expires {
        Some(date) if exception.expired => format!("expired {date}"),
        Some(date) => format!("until {date}"),
        None => "no date".to_owned(),
    }
}

/// Renders the answer for people.
pub(crate) fn human(answer: &OwnersAnswer, look: Look) -> String {
    let width = look.width.min(100);
    let mut text = wrap(&source(answer), width).join("\n") + "\n";
    for ignored in &answer.ignored_lines {
        let file = answer.codeowners.unwrap_or_default();
        let what = format!("{file}:{} has no effect: {}", ignored.line, ignored.why);
        text += &(wrap(&what, width).join("\n") + "\n");
    }
    for entry in &answer.owners {
        let _ = writeln!(text, "\n{}", look.paint(Role::Strong, line(name(entry))));
        let mut field = |key: &str, value: &str| {
            const KEY: usize = 12;
            for (index, part) in wrap(value, width.saturating_sub(KEY + 2)).iter().enumerate() {
                let head = pad(if index == 0 { key } else { "" }, KEY);
                let _ = writeln!(text, "  {}{part}", look.paint(Role::Faint, head));
            }
        };
        let modules: Vec<_> = entry.modules.iter().map(module).collect();
        let modules = if modules.is_empty() { "none".to_owned() } else { modules.join(", ") };
        field("modules", &modules);
        field("violations", &number(entry.violations.len()));
        field("baseline", &number(entry.baselined));
        if entry.exceptions.is_empty() {
            field("exceptions", "0");
        }
        for (index, one) in entry.exceptions.iter().enumerate() {
            let reason = one.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let what = format!("{}  {} at {}:{}{reason}", expiry(one), one.rule, one.file, one.line);
            field(if index == 0 { "exceptions" } else { "" }, &what);
        }
    }
    text
}

/// Renders the answer as Markdown.
pub(crate) fn markdown_page(answer: &OwnersAnswer) -> String {
    let mut text = format!("# Owners\n\n{}\n\n", source(answer));
    text += "| owner | modules | violations | recorded in the baseline | exceptions | next expiry |\n";
    text += "|---|---|--:|--:|--:|---|\n";
    for entry in &answer.owners {
        let modules: Vec<_> = entry.modules.iter().map(|one| markdown(&module(one))).collect();
        let next = entry.exceptions.first().filter(|one| one.expires.is_some()).map(expiry).unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {next} |",
            markdown(name(entry)),
            modules.join(", "),
            entry.violations.len(),
            entry.baselined,
            entry.exceptions.len(),
        );
    }
    let all = || answer.owners.iter().flat_map(|entry| entry.exceptions.iter().map(move |one| (entry, one)));
    if all().next().is_some() {
        text += "\n## Exceptions by expiry\n\n| expiry | owner | rule | place | reason |\n|---|---|---|---|---|\n";
        let mut rows: Vec<_> = all().collect();
        rows.sort_by_key(|(_, one)| (one.expires.is_none(), one.expires.clone()));
        for (entry, one) in rows {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                expiry(one),
                markdown(name(entry)),
                markdown_cell_code(&one.rule),
                markdown_cell_code(&format!("{}:{}", one.file, one.line)),
                markdown(one.reason.as_deref().unwrap_or_default()),
            );
        }
    }
    for ignored in &answer.ignored_lines {
        let file = answer.codeowners.unwrap_or_default();
        let _ = writeln!(text, "\n{}:{} has no effect: {}.", markdown(file), ignored.line, markdown(&ignored.why));
    }
    text
}

/// Renders a line for each owner as CSV.
pub(crate) fn csv_lines(answer: &OwnersAnswer) -> String {
    let mut text = csv::line(&["owner", "modules", "violations", "baselined", "exceptions", "expired", "next_expiry"]);
    for entry in &answer.owners {
        let modules: Vec<&str> = entry.modules.iter().map(|one| one.name.as_str()).collect();
        let expired = entry.exceptions.iter().filter(|one| one.expired).count();
        text += &csv::line(&[
            entry.owner.as_deref().unwrap_or_default(),
            &modules.join(" "),
            &entry.violations.len().to_string(),
            &entry.baselined.to_string(),
            &entry.exceptions.len().to_string(),
            &expired.to_string(),
            entry.exceptions.first().and_then(|one| one.expires.as_deref()).unwrap_or_default(),
        ]);
    }
    text
}
