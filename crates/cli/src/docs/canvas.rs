//! The canvas of a module: its purpose, owner and decisions, its interface, its dependencies, its debt and its size.

use super::{
    cells::{MODULES, decision, listed, module_link},
    input::DocsInput,
};
use crate::{
    debt::DebtEntry,
    escape::{markdown, markdown_cell_code, markdown_code},
    text::{count, number},
};
use archcheck_core::rules::{Module, ModuleId, Placed, Selector};
use std::{collections::BTreeMap, fmt::Write};

/// Renders the page.
pub(super) fn render(input: &DocsInput<'_>, names: &[String], id: ModuleId) -> String {
    let module = input.rules.module(id);
    let below = input.directory.join(MODULES);
    let mut text = format!("# {}\n\n", markdown(&module.name));
    if let Some(reason) = &module.meta.reason {
        let _ = writeln!(text, "{}\n", markdown(reason));
    }
    text.push_str("| | |\n|---|---|\n");
    let owners: Vec<_> = input.owners[id.0 as usize].iter().map(|owner| markdown(owner)).collect();
    let roots: Vec<_> =
        module.roots.iter().map(|root| markdown_cell_code(&input.analysis.graph.module(*root).path)).collect();
    let mut row = |key: &str, value: &str| {
        // Writing to a string can't fail.
        let _ = writeln!(text, "| {key} | {value} |");
    };
    row("owner", &listed(&owners, "nobody"));
    row("code", &listed(&roots, "none"));
    if !module.tags.is_empty() {
        let tags: Vec<_> = module.tags.iter().map(|tag| markdown(tag)).collect();
        row("tags", &tags.join(", "));
    }
    if let Some(decision) = decision(input, &below, &module.meta) {
        row("decision", &decision);
    }
    if let Some(date) = module.meta.review_by {
        row("review by", &date.to_string());
    }
    row("exposes", &exposed(module.exposes.as_ref()));
    for (name, listed) in &module.interfaces {
        row(&format!("interface {}", markdown_cell_code(name)), &selectors(&listed.value));
    }
    if let Some(visible) = &module.visible_to {
        row("visible to", &selectors(&visible.value));
    }
    row("size", &size(input, id));
    text.push_str("\nBack to the [overview](../README.md).\n");
    used_items(&mut text, input, id);
    dependencies(&mut text, input, names, id, module);
    external(&mut text, input, id);
    debt(&mut text, input, id);
    text
}

fn selectors(all: &[Selector]) -> String {
    let texts: Vec<_> = all.iter().map(|selector| markdown_cell_code(&selector.text)).collect();
    listed(&texts, "nothing")
}

fn exposed(exposes: Option<&Placed<Vec<Selector>>>) -> String {
    exposes.map_or_else(|| "everything".to_owned(), |exposes| selectors(&exposes.value))
}

/// Returns the size and the instability of a module.
fn size(input: &DocsInput<'_>, id: ModuleId) -> String {
    let summary = &input.summaries.modules[id.0 as usize];
    let (on_it, on_others) = (summary.used_by.len() as u32, summary.uses.len() as u32);
    let instability = f64::from(on_others) / f64::from((on_it + on_others).max(1));
    format!(
        "{} in {}; instability {instability:.2} (0: others depend on it, 1: it depends on others)",
        count(summary.rust_modules.len(), "Rust module"),
        count(summary.files.len(), "file"),
    )
}

fn used_items(text: &mut String, input: &DocsInput<'_>, id: ModuleId) {
    let mut items = input.usages[id.0 as usize].items().peekable();
    if items.peek().is_none() {
        return;
    }
    text.push_str("\n## Items that other modules use\n");
    for (title, paths) in items {
        let _ = writeln!(text, "\n{title}:\n");
        for path in paths {
            let _ = writeln!(text, "- {}", markdown_code(path));
        }
    }
}

fn dependencies(text: &mut String, input: &DocsInput<'_>, names: &[String], id: ModuleId, module: &Module) {
    let summary = &input.summaries.modules[id.0 as usize];
    let allowed = |to: ModuleId| {
        module.depends_on.as_ref().is_none_or(|listed| listed.value.iter().any(|allowed| allowed.module == to))
    };
    let mut table = |title: &str, others: &BTreeMap<ModuleId, usize>, note: &dyn Fn(ModuleId) -> &'static str| {
        let _ = writeln!(text, "\n## {title}\n");
        if others.is_empty() {
            text.push_str("No module.\n");
            return;
        }
        text.push_str("| module | references | |\n|---|--:|---|\n");
        for (other, references) in others {
            let link = module_link(input, names, *other, "");
            let _ = writeln!(text, "| {link} | {} | {} |", number(*references), note(*other));
        }
    };
    table("Depends on", &summary.uses, &|to| if allowed(to) { "" } else { "not allowed by `depends-on`" });
    table("Used by", &summary.used_by, &|_| "");
}

/// Adds the external crates that the production code of a module uses.
fn external(text: &mut String, input: &DocsInput<'_>, id: ModuleId) {
    let crates = &input.usages[id.0 as usize].external;
    if crates.is_empty() {
        return;
    }
    text.push_str("\n## External crates\n\n| crate | references |\n|---|--:|\n");
    for (name, references) in crates {
        let _ = writeln!(text, "| {} | {} |", markdown_cell_code(name), number(*references));
    }
}

fn debt(text: &mut String, input: &DocsInput<'_>, id: ModuleId) {
    let is_own = |entry: &&DebtEntry| entry.module == Some(id);
    let violations = input.debt.violations.iter().filter(is_own).map(|one| (one, ""));
    let baselined = input.debt.baselined.iter().filter(is_own).map(|one| (one, "in the baseline"));
    let violations: Vec<_> = violations.chain(baselined).collect();
    let exceptions: Vec<_> = input.debt.exceptions.iter().filter(|one| one.module == Some(id)).collect();
    text.push_str("\n## Debt\n\n");
    if violations.is_empty() && exceptions.is_empty() {
        text.push_str("None.\n");
        return;
    }
    if !violations.is_empty() {
        text.push_str("| violation | rule | |\n|---|---|---|\n");
        for (one, note) in violations {
            let _ = writeln!(text, "| {} | {} | {note} |", markdown(&one.message), markdown_cell_code(&one.rule));
        }
        text.push('\n');
    }
    if !exceptions.is_empty() {
        text.push_str("| exception for | reason | owner | expires |\n|---|---|---|---|\n");
        for one in exceptions {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                markdown_cell_code(&one.rule),
                markdown(one.reason.as_deref().unwrap_or_default()),
                markdown(one.owner.as_deref().unwrap_or_default()),
                one.expires.map_or_else(|| "never".to_owned(), |date| date.to_string()),
            );
        }
    }
}
