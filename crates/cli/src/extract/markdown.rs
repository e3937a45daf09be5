//! Renders the answer as Markdown: the text of an issue.

use super::{answer::Extraction, human::links, ranking::Ranking};
use crate::{
    escape::{markdown as escaped, markdown_cell_code, markdown_code},
    text::{count, number},
};
use std::fmt::Write;

/// The number of entries of a list, since an issue has a limited size.
const SHOWN: usize = 50;

/// Renders what it takes to extract a module as the text of an issue.
pub(crate) fn markdown(found: &Extraction) -> String {
    let mut text = format!(
        "# Make {} a crate\n\n{} has {} of the crate {}. {} must be changed by hand.\n",
        markdown_code(&found.name),
        markdown_code(&found.name),
        count(found.rust_modules.len(), "Rust module"),
        markdown_code(&found.krate),
        count(found.effort, "place"),
    );
    text += "\n## Steps\n\n";
    for step in &found.steps {
        let _ = writeln!(text, "- [ ] {}", escaped(step));
    }
    let mut list = |title: &str, entries: Vec<String>| {
        if entries.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n## {title}\n");
        for entry in entries.iter().take(SHOWN) {
            let _ = writeln!(text, "- {entry}");
        }
        if entries.len() > SHOWN {
            let _ = writeln!(text, "- and {} more", number(entries.len() - SHOWN));
        }
    };
    let codes = |names: &[String]| names.iter().map(|name| markdown_code(name)).collect::<Vec<String>>();
    list("Dependencies to cut", codes(&links(&found.cuts)));
    list("Needed from the same crate", codes(&found.below));
    let items = found.hidden.iter().map(|item| {
        format!(
            "{} ({}), used by {}",
            markdown_code(&item.path),
            markdown_code(&item.at),
            codes(&item.users).join(", ")
        )
    });
    list("Items to make visible", items.collect());
    let impls = found
        .impls
        .iter()
        .map(|one| format!("{} ({}): {}", markdown_code(&one.signature), markdown_code(&one.at), one.help));
    list("Implementations in conflict", impls.collect());
    let macros = found
        .macros
        .iter()
        .map(|one| format!("{} ({}): {}", markdown_code(&one.name), markdown_code(&one.at), escaped(&one.why)));
    list("Macros", macros.collect());
    list("External crates", codes(&found.external));
    list("External crates of its tests only", codes(&found.external_in_tests));
    list("Crates of the workspace", codes(&found.crates));
    text
}

/// Renders all modules by effort.
pub(crate) fn markdown_ranking(ranking: &Ranking) -> String {
    let mut text = "# Effort to make each module a crate\n\n".to_owned();
    text += "| module | effort | references to cut | items to make visible | implementations | macros | needed Rust modules | paths |\n";
    text += "|---|--:|--:|--:|--:|--:|--:|--:|\n";
    for one in &ranking.modules {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            markdown_cell_code(&one.name),
            one.effort,
            one.cuts,
            one.hidden,
            one.impls,
            one.macros,
            one.below,
            one.paths
        );
    }
    text
}
