//! Checks the ids of rules and layers, and the names of modules. It knows no workspace.

use super::{
    document::Document,
    table::{Problems, Text},
};
use crate::{codes::Code, diagnostic::Diagnostic, source::Place};
use std::collections::BTreeMap;

/// Reports invalid and duplicate ids, and duplicate module names. Rules and layers share one set of ids.
pub(super) fn check(document: &Document, problems: &mut Problems) {
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let mut modules: BTreeMap<&str, Place> = BTreeMap::new();
    for meta in document.modules.iter().map(|module| &module.meta) {
        let place = problems.place(meta.id.span.clone());
        match modules.get(meta.id.value.as_str()) {
            Some(first) => {
                let diagnostic = Diagnostic::new(Code::DuplicateName, format!("duplicate module `{}`", meta.id.value));
                problems.found.push(diagnostic.at(place, "").related(*first, "first declared here"));
            }
            None => {
                modules.insert(&meta.id.value, place);
            }
        }
    }
    let stacks = document.stacks.iter().map(|stack| &stack.meta.id);
    let rules = document.rules.iter().map(|rule| &rule.meta.id).chain(&document.unread_ids);
    let mut ids: Vec<&Text> = stacks.chain(rules).collect();
    ids.sort_by_key(|id| id.span.start);
    for id in ids {
        let place = problems.place(id.span.clone());
        if let Some(first) = seen.get(id.value.as_str()) {
            let message = format!("duplicate id `{}`", id.value);
            let diagnostic = Diagnostic::new(Code::DuplicateName, message);
            problems.found.push(diagnostic.at(place, "").related(*first, "first used here"));
        } else if is_valid(id, problems) {
            seen.insert(&id.value, place);
        }
    }
}

/// Returns whether the id of a rule, or of an architecture, is valid, and reports it otherwise.
pub(super) fn is_valid(id: &Text, problems: &mut Problems) -> bool {
    if id.value.is_empty() {
        problems.report(Code::WrongValue, id.span.clone(), "`id` must not be empty");
        return false;
    }
    let is_valid = is_kebab_case(without_preset(id, problems));
    if !is_valid {
        let message = format!("`id` must be lower-case words with hyphens between them, but it is `{}`", id.value);
        let kebab = Some(kebab_case(&id.value)).filter(|id| !id.is_empty());
        let example = kebab.unwrap_or_else(|| "no-database-access".to_owned());
        problems.report(Code::WrongValue, id.span.clone(), message).help.push(format!("write `{example}`"));
    }
    is_valid
}

/// Returns the id of a rule without that of the preset that stands for it: `hexagonal/`. A preset checks its own id, which
/// other rules can't start with.
fn without_preset<'t>(id: &'t Text, problems: &Problems) -> &'t str {
    match id.value.split_once('/') {
        Some((_, rest)) if problems.is_expanded(id) => rest,
        _ => &id.value,
    }
}

/// Whether an id consists of words of letters and digits, none of them in upper case, with single hyphens between them.
///
/// Ids are part of comments, baselines, command lines and reports. So they contain nothing that any of these treats in a
/// special way.
fn is_kebab_case(id: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|char| char.is_alphanumeric() && !char.is_uppercase());
    id.split('-').all(is_word)
}

/// Converts an id to the nearest one in kebab case. The result is empty if the id has no letters and digits.
fn kebab_case(id: &str) -> String {
    let mut kebab = String::new();
    let mut last = '-';
    for char in id.chars() {
        let starts_word = !char.is_alphanumeric() || (char.is_uppercase() && !last.is_uppercase());
        if starts_word && !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if char.is_alphanumeric() {
            kebab.extend(char.to_lowercase().filter(|char| char.is_alphanumeric() && !char.is_uppercase()));
        }
        last = char;
    }
    kebab.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words_with_hyphens() {
        for id in ["a", "no-io", "v2-only", "層-1"] {
            assert!(is_kebab_case(id), "{id}");
            assert_eq!(kebab_case(id), id);
        }
        let wrong =
            ["", "-", "a-", "-a", "a--b", "NoIo", "no_io", "a b", "a.b", "a\nb", "a\u{202e}", "a\u{301}", "::error::x"];
        for id in wrong {
            assert!(!is_kebab_case(id), "{id}");
            assert!(kebab_case(id).is_empty() || is_kebab_case(&kebab_case(id)), "{id}");
        }
        assert_eq!(kebab_case("NoIO_at all"), "no-io-at-all");
        assert_eq!(kebab_case("r\n\n# rule"), "r-rule");
    }
}
