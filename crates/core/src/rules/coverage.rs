//! Whether a selector covers anything in the workspace, and the diagnostic if it does not. It checks no code.

use super::{
    code::Codebase,
    items,
    matching::Binding,
    model::Meaning,
    suggest,
    table::{Problems, Text},
};
use crate::codes::Code;

/// Reports a pattern that matches nothing, with the nearest path that exists.
pub(super) fn report_no_match(text: &Text, code: &Codebase<'_>, problems: &mut Problems) {
    let items = code
        .graph
        .modules
        .iter()
        .flat_map(|module| module.names.iter().map(|name| format!("{}::{}", module.path, code.graph.name(*name))));
    let paths: Vec<String> = code.graph.modules.iter().map(|module| module.path.clone()).chain(items).collect();
    let help = suggest::sentence(text.value.trim_start_matches('='), paths.iter().map(String::as_str));
    let message = format!("`{}` matches no code", text.value);
    problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message).help.extend(help);
}

/// Returns whether a selector covers a Rust module or an item of the workspace. Selectors of crates outside always do:
/// the workspace need not use them.
pub(super) fn covers_something(meaning: &Meaning, code: &Codebase<'_>) -> bool {
    match meaning {
        Meaning::Outside(_) => true,
        Meaning::Modules(modules) => !modules.is_empty(),
        Meaning::Crates(packages) => !packages.is_empty(),
        Meaning::Any(all) => all.iter().any(|one| covers_something(one, code)),
        Meaning::Code(pattern) => {
            let free = Binding::new();
            code.graph.modules().any(|(id, _)| code.matches(pattern, id, &free))
                || items::is_held(pattern, code, |_| true, |_, _| true)
        }
    }
}
