//! Texts that several pages share: links, names and empty cells.

use super::input::DocsInput;
use crate::escape::{markdown, markdown_cell_code};
use archcheck_core::rules::{Meta, ModuleId};
use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

/// The directory of the modules' pages.
pub(super) const MODULES: &str = "modules";

/// Returns the file names of the modules' pages. They differ also on file systems that ignore the case.
pub(super) fn file_names(input: &DocsInput<'_>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |module: &str| {
        let plain: String = module
            .chars()
            .map(|char| if char.is_alphanumeric() || matches!(char, '-' | '_') { char } else { '-' })
            .collect();
        let free = |name: &String| taken.insert(name.to_lowercase());
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or_default()
    };
    input.rules.modules.iter().map(|module| module.name.as_str()).map(name).map(|name| format!("{name}.md")).collect()
}

/// Returns a link to the page of a module. `prefix` leads to the directory of the pages.
pub(super) fn module_link(input: &DocsInput<'_>, names: &[String], id: ModuleId, prefix: &str) -> String {
    let target = url(&format!("{prefix}{}", names[id.0 as usize]));
    format!("[{}]({target})", markdown(&input.rules.module(id).name))
}

/// Returns a link from a page to a file of the workspace. `below` is the directory of the page.
pub(super) fn file_link(input: &DocsInput<'_>, below: &Path, file: &str) -> String {
    let target = input.analysis.workspace.root.join(file);
    match relative(below, &target) {
        Some(path) => format!("[{}]({})", markdown(file), url(&path)),
        None => markdown_cell_code(file),
    }
}

/// Returns the links to the decision that something cites, with its title and status.
pub(super) fn decision(input: &DocsInput<'_>, below: &Path, meta: &Meta) -> Option<String> {
    let decision = input.decisions.cited_by(&meta.id)?;
    let title = decision.title.as_deref().unwrap_or(&decision.file);
    let link = match relative(below, &input.analysis.workspace.root.join(&decision.file)) {
        Some(path) => format!("[{}]({})", markdown(title), url(&path)),
        None => markdown(title),
    };
    let status = decision.status.as_deref().unwrap_or("no status");
    Some(format!("{link} ({})", markdown(status)))
}

/// Returns a path relative to a directory, with `/`.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let is_plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    (shared > 0 && from[shared..].iter().chain(&to[shared..]).all(is_plain)).then(|| {
        let up = from[shared..].iter().map(|_| "..".to_owned());
        let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    })
}

/// Escapes a path for the target of a link.
fn url(path: &str) -> String {
    crate::text::uri(path)
}

/// Returns a list, or a word for an empty one.
pub(super) fn listed(items: &[String], none: &str) -> String {
    if items.is_empty() { none.to_owned() } else { items.join(", ") }
}
