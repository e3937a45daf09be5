//! The overview: a diagram, the modules, the layers, the rules, and the decisions behind them.

use super::{
    cells::{MODULES, decision, file_link, listed, module_link},
    input::DocsInput,
};
use crate::{
    debt::DebtEntry,
    escape::{markdown, markdown_cell_code},
    text::{count, number},
};
use archcheck_core::rules::{Meta, ModuleId, Stack};
use std::fmt::Write;

/// Renders the page.
pub(super) fn render(input: &DocsInput<'_>, names: &[String]) -> String {
    let graph = &input.analysis.graph;
    let mut text = format!("# Architecture of {}\n\n", markdown(input.name));
    let rules_file = &input.analysis.sources.get(input.rules.file).path;
    let _ = writeln!(
        text,
        "{} in {}, with {}. The rules are in {}.\n",
        count(graph.modules.len(), "Rust module"),
        count(input.analysis.workspace.crates.len(), "crate"),
        count(input.rules.modules.len(), "module"),
        markdown_cell_code(rules_file),
    );
    let _ = writeln!(text, "```mermaid\n{}\n```", input.diagram.trim_end());
    modules(&mut text, input, names);
    layers(&mut text, input);
    rules(&mut text, input);
    decisions(&mut text, input);
    text
}

fn modules(text: &mut String, input: &DocsInput<'_>, names: &[String]) {
    if input.rules.modules.is_empty() {
        return;
    }
    text.push_str(
        "\n## Modules\n\n| module | purpose | owner | used by | depends on | debt |\n|---|---|---|--:|--:|---|\n",
    );
    for (id, module) in input.modules() {
        let summary = &input.summaries.modules[id.0 as usize];
        let owners: Vec<_> = input.owners[id.0 as usize].iter().map(|owner| markdown(owner)).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            module_link(input, names, id, &format!("{MODULES}/")),
            markdown(module.meta.reason.as_deref().unwrap_or_default()),
            owners.join(", "),
            number(summary.used_by.len()),
            number(summary.uses.len()),
            debt(input, id),
        );
    }
}

/// Returns the debt of a module in a few words.
fn debt(input: &DocsInput<'_>, id: ModuleId) -> String {
    let of = |entries: &[DebtEntry]| entries.iter().filter(|one| one.module == Some(id)).count();
    let exceptions = input.debt.exceptions.iter().filter(|one| one.module == Some(id)).count();
    let parts = [
        (of(&input.debt.violations), "violation"),
        (of(&input.debt.baselined), "recorded violation"),
        (exceptions, "exception"),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|(many, _)| *many > 0).map(|(many, noun)| count(many, noun)).collect();
    parts.join(", ")
}

fn layers(text: &mut String, input: &DocsInput<'_>) {
    if input.rules.stacks.is_empty() {
        return;
    }
    text.push_str("\n## Layers\n");
    for stack in &input.rules.stacks {
        let _ = writeln!(text, "\n{}: {}\n", markdown_cell_code(&stack.meta.id), what(stack));
        let names: Vec<&str> =
            stack.containers.first().map_or_else(Vec::new, |one| one.layers.iter().map(|layer| &*layer.name).collect());
        for (at, level) in stack.levels.iter().enumerate() {
            let layers: Vec<_> =
                level.layers.clone().filter_map(|layer| names.get(layer)).map(|name| markdown(name)).collect();
            let free = if level.free { " (may use each other)" } else { "" };
            let _ = writeln!(text, "{}. {}{free}", at + 1, layers.join(", "));
        }
        notes(text, input, &stack.meta);
    }
}

fn what(stack: &Stack) -> &'static str {
    if stack.closed { "each layer may use the next one below it." } else { "each layer may use those below it." }
}

/// Adds the reason and the decision of layers.
fn notes(text: &mut String, input: &DocsInput<'_>, meta: &Meta) {
    if let Some(reason) = &meta.reason {
        let _ = writeln!(text, "\nReason: {}", markdown(reason));
    }
    if let Some(decision) = decision(input, input.directory, meta) {
        let _ = writeln!(text, "\nDecision: {decision}");
    }
}

fn rules(text: &mut String, input: &DocsInput<'_>) {
    if input.rules.rules.is_empty() {
        return;
    }
    text.push_str("\n## Rules\n\n| rule | what it requires | selectors | reason | decision |\n|---|---|---|---|---|\n");
    for rule in &input.rules.rules {
        let selectors: Vec<_> = rule
            .body
            .selectors()
            .into_iter()
            .filter(|(_, selectors)| !selectors.is_empty())
            .map(|(key, selectors)| {
                let all: Vec<_> = selectors.iter().map(|selector| markdown_cell_code(&selector.text)).collect();
                format!("{key}: {}", all.join(", "))
            })
            .collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            markdown_cell_code(&rule.meta.id),
            markdown(&rule.body.describe()),
            selectors.join("<br>"),
            markdown(rule.meta.reason.as_deref().unwrap_or_default()),
            decision(input, input.directory, &rule.meta).unwrap_or_default(),
        );
    }
}

fn decisions(text: &mut String, input: &DocsInput<'_>) {
    let decisions = input.decisions.all();
    if decisions.is_empty() {
        return;
    }
    text.push_str("\n## Decisions\n\n| decision | status | date | explains |\n|---|---|---|---|\n");
    for decision in decisions {
        let cited: Vec<_> = decision.cited_by.iter().map(|id| markdown_cell_code(id)).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            file_link(input, input.directory, &decision.file),
            markdown(decision.status.as_deref().unwrap_or("no status")),
            markdown(decision.date.as_deref().unwrap_or_default()),
            listed(&cited, "nothing"),
        );
    }
}
