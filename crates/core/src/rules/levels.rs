//! Reads `[levels]`: the severity of codes and of inherited rules. It knows no kind of rule.

use super::{
    document::{Document, Meta},
    model::Level,
    suggest,
    table::{Problems, Text},
};
use crate::codes::{Class, Code};
use std::collections::BTreeMap;

/// Sets the severity of inherited rules, and returns that of codes. A file overrides the files that it extends.
pub(super) fn apply(document: &mut Document, problems: &mut Problems) -> BTreeMap<Code, Level> {
    let codes = || Code::ALL.iter().copied().filter(|code| code.info().class == Class::Violation);
    let mut levels = BTreeMap::new();
    let mut of_rules: BTreeMap<String, Level> = BTreeMap::new();
    for (name, level) in std::mem::take(&mut document.levels) {
        if let Some(code) = codes().find(|code| code.info().name == name.value) {
            levels.entry(code).or_insert(level);
            continue;
        }
        let own = problems.place(name.span.clone()).file;
        match metas(document).find(|meta| id(meta) == name.value) {
            Some(meta) if problems.place(meta.id.span.clone()).file == own && !problems.is_expanded(&meta.id) => {
                let message = format!("`[levels]` has no code `{}`", name.value);
                let diagnostic = problems.report(Code::UnknownName, name.span.clone(), message);
                diagnostic.help.push("this is a rule of the same file: set its `severity` there".into());
            }
            Some(_) => {
                of_rules.entry(name.value).or_insert(level);
            }
            None if report_fixed(&name, problems) => {}
            None => unknown(&name, document, problems),
        }
    }
    let named: Vec<Option<Level>> = metas(document).map(|meta| of_rules.get(&id(meta)).copied()).collect();
    for (meta, level) in metas_mut(document).zip(named) {
        meta.severity = level.or(meta.severity);
    }
    levels
}

/// Reports a code whose severity is fixed. Returns whether the name is one.
fn report_fixed(name: &Text, problems: &mut Problems) -> bool {
    let Some(code) = Code::ALL.iter().find(|code| code.info().name == name.value) else { return false };
    let message = format!("the severity of `{}` can't be changed in `[levels]`", name.value);
    let about = match code.info().class {
        Class::Analysis => "reports that code could not be analyzed",
        Class::Rules | Class::Violation => "reports a mistake in the rules file or the baseline",
    };
    let diagnostic = problems.report(Code::WrongValue, name.span.clone(), message);
    diagnostic
        .help
        .push(format!("remove it: `{}` {about}, and only the severity of violations can be set", name.value));
    true
}

fn unknown(name: &Text, document: &Document, problems: &mut Problems) {
    let message = format!("`[levels]` has no code `{}`", name.value);
    let codes = Code::ALL.iter().filter(|code| code.info().class == Class::Violation).map(|code| code.info().name);
    let ids: Vec<String> = metas(document).map(id).collect();
    let help = suggest::sentence(&name.value, codes.chain(ids.iter().map(String::as_str)));
    problems.report(Code::UnknownName, name.span.clone(), message).help.extend(help);
}

/// Returns the id of a rule, layer or module.
fn id(meta: &Meta) -> String {
    if meta.of_module { format!("modules.{}", meta.id.value) } else { meta.id.value.clone() }
}

fn metas(document: &Document) -> impl Iterator<Item = &Meta> {
    let stacks = document.stacks.iter().map(|stack| &stack.meta);
    let modules = document.modules.iter().map(|module| &module.meta);
    document.rules.iter().map(|rule| &rule.meta).chain(stacks).chain(modules)
}

fn metas_mut(document: &mut Document) -> impl Iterator<Item = &mut Meta> {
    let stacks = document.stacks.iter_mut().map(|stack| &mut stack.meta);
    let modules = document.modules.iter_mut().map(|module| &mut module.meta);
    document.rules.iter_mut().map(|rule| &mut rule.meta).chain(stacks).chain(modules)
}
