//! Selectors that stand in no rules file: those of the command line. They mean what they would mean in the
//! rules file, where there is one; without one, modules, tags and layers are unknown.

use super::{
    code::Codebase,
    coverage::{covers_something, report_no_match},
    model::{Meaning, ModuleId, Rules, Selector},
    names::Names,
    table::{Problems, Text},
};
use crate::analysis::Analysis;
use std::collections::BTreeMap;

/// Why a selector selects nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead, where that can be said.
    pub help: Vec<String>,
}

/// What a selector means. One that matches nothing in the workspace is an error; things outside need not be there.
pub fn parse_selector(text: &str, analysis: &Analysis, rules: Option<&Rules>) -> Result<Selector, SelectorError> {
    let mut problems = Problems::default();
    let owners = rules.map_or(&[][..], |rules| rules.owners.as_slice());
    let mut names = Names::new(Codebase::new(analysis, owners));
    if let Some(rules) = rules {
        known(rules, &mut names);
    }
    let written = Text { value: text.to_owned(), span: 0..0 };
    let found = names.selector(&written, &mut problems);
    if let Some(selector) = &found
        && problems.found.is_empty()
        && !covers_something(&selector.meaning, &names.code)
    {
        report_no_match(&written, &names.code, &mut problems);
    }
    match (found, problems.found.into_iter().next()) {
        (Some(selector), None) => Ok(selector),
        (_, problem) => {
            let unknown = || format!("`{text}` selects nothing");
            let (message, mut help) = problem.map_or_else(|| (unknown(), Vec::new()), |one| (one.message, one.help));
            if help.is_empty() && !text.starts_with("tag:") {
                help.push(crates(analysis));
            }
            Err(SelectorError { message, help })
        }
    }
}

/// How many crates are listed.
const LISTED: usize = 8;

/// What there is to ask for, where nothing is near what was asked for.
fn crates(analysis: &Analysis) -> String {
    let mut paths: Vec<String> = analysis.workspace.crates.iter().map(|krate| format!("`{}`", krate.path)).collect();
    let more = paths.len().saturating_sub(LISTED);
    paths.truncate(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("the crates of the workspace are {}{more}", paths.join(", "))
}

/// Tells what the names of a rules file mean.
fn known(rules: &Rules, names: &mut Names<'_>) {
    let mut shorts: BTreeMap<&str, Vec<ModuleId>> = BTreeMap::new();
    for (id, module) in (0u32..).map(ModuleId).zip(&rules.modules) {
        names.modules.insert(module.name.clone(), id);
        if module.discovered {
            shorts.entry(module.name.rsplit("::").next().unwrap_or_default()).or_default().push(id);
        }
        for tag in &module.tags {
            names.tags.entry(tag.clone()).or_default().push(id);
        }
        let held = |selectors: &[Selector]| selectors.iter().map(|selector| selector.meaning.clone()).collect();
        let interfaces = module.interfaces.iter().map(|(name, listed)| (name.clone(), held(&listed.value))).collect();
        names.interfaces.insert(id, interfaces);
    }
    for (short, ids) in shorts {
        if let [id] = ids.as_slice() {
            names.modules.entry(short.to_owned()).or_insert(*id);
        }
    }
    for stack in &rules.stacks {
        let count = stack.containers.first().map_or(0, |container| container.layers.len());
        let layer = |index: usize| {
            let all = || stack.containers.iter().map(|container| &container.layers[index]);
            let name = all().next().map(|layer| layer.name.clone()).unwrap_or_default();
            (name, Meaning::Any(all().map(|layer| layer.meaning.clone()).collect()))
        };
        names.layers.insert(stack.meta.id.clone(), (0..count).map(layer).collect());
    }
}
