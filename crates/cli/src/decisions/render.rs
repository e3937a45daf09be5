//! Renders the answer for people, as Markdown and as CSV.

use super::answer::{Decision, DecisionsAnswer, Review};
use crate::{
    csv,
    escape::{line, markdown, markdown_cell_code},
    terminal::{Look, Role},
    text::{pad, wrap},
};
use std::fmt::Write;

fn title(decision: &Decision) -> &str {
    decision.title.as_deref().unwrap_or("no title")
}

fn status(decision: &Decision) -> &str {
    decision.status.as_deref().unwrap_or("no status")
}

fn review(review: &Review) -> String {
    let overdue = if review.overdue { " (overdue)" } else { "" };
    let owner = review.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
    let adr = review.adr.as_ref().map(|adr| format!(", {adr}")).unwrap_or_default();
    format!("{}{owner}{adr}{overdue}", review.id)
}

/// Renders the answer for people.
pub(crate) fn human(answer: &DecisionsAnswer, look: Look) -> String {
    const KEY: usize = 12;
    let width = look.width.min(100);
    let mut text = String::new();
    let field = |text: &mut String, key: &str, value: &str| {
        for (index, part) in wrap(value, width.saturating_sub(KEY + 2)).iter().enumerate() {
            let head = pad(if index == 0 { key } else { "" }, KEY);
            let _ = writeln!(text, "  {}{part}", look.paint(Role::Faint, head));
        }
    };
    if answer.decisions.is_empty() {
        text += "The rules file cites no decisions: set `adr` of a rule, a layer or a module.\n";
    }
    for (index, decision) in answer.decisions.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}", look.paint(Role::Strong, line(title(decision))));
        field(&mut text, "file", &decision.file);
        field(&mut text, "status", status(decision));
        if let Some(date) = &decision.date {
            field(&mut text, "date", date);
        }
        let cited = if decision.cited_by.is_empty() { "nothing".to_owned() } else { decision.cited_by.join(", ") };
        field(&mut text, "explains", &cited);
    }
    if !answer.reviews.is_empty() {
        let _ = writeln!(text, "\n{}", look.paint(Role::Strong, "Reviews"));
        for one in &answer.reviews {
            field(&mut text, &one.date, &review(one));
        }
    }
    text
}

/// Renders the answer as Markdown.
pub(crate) fn markdown_page(answer: &DecisionsAnswer) -> String {
    let mut text = "# Decisions\n\n| decision | status | date | explains |\n|---|---|---|---|\n".to_owned();
    for decision in &answer.decisions {
        let cited: Vec<_> = decision.cited_by.iter().map(|id| markdown_cell_code(id)).collect();
        let _ = writeln!(
            text,
            "| {} ({}) | {} | {} | {} |",
            markdown(title(decision)),
            markdown_cell_code(&decision.file),
            markdown(status(decision)),
            markdown(decision.date.as_deref().unwrap_or_default()),
            cited.join(", ")
        );
    }
    if !answer.reviews.is_empty() {
        text += "\n## Reviews\n\n| due by | what | owner | decision |\n|---|---|---|---|\n";
        for one in &answer.reviews {
            let overdue = if one.overdue { " (overdue)" } else { "" };
            let _ = writeln!(
                text,
                "| {}{overdue} | {} | {} | {} |",
                one.date,
                markdown_cell_code(&one.id),
                markdown(one.owner.as_deref().unwrap_or_default()),
                one.adr.as_deref().map(markdown_cell_code).unwrap_or_default()
            );
        }
    }
    text
}

/// Renders a line for each record as CSV.
pub(crate) fn csv_lines(answer: &DecisionsAnswer) -> String {
    let mut text = csv::line(&["file", "title", "status", "validity", "date", "cited_by"]);
    for decision in &answer.decisions {
        text += &csv::line(&[
            &decision.file,
            decision.title.as_deref().unwrap_or_default(),
            decision.status.as_deref().unwrap_or_default(),
            decision.validity,
            decision.date.as_deref().unwrap_or_default(),
            &decision.cited_by.join(" "),
        ]);
    }
    text
}
