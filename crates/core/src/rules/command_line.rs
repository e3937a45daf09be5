//! Parses selectors of the command line. They mean the same as in the rules file. Without a rules file, there are no
//! modules, tags and layers.

use super::{
    code::Codebase,
    coverage::{covers_something, report_no_match},
    model::{Meaning, ModuleId, Rules, Selector},
    names::Names,
    table::{Problems, Text},
};
use crate::{analysis::Analysis, workspace::CrateKind};
use std::collections::BTreeMap;

/// An error in a selector of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError {
    /// What is wrong.
    pub message: String,
    /// How to fix it, if that is known.
    pub help: Vec<String>,
}

/// Parses a selector and finds its meaning. It is an error if it matches nothing in the workspace. Crates outside need
/// not be in use.
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
            let unknown = || format!("`{text}` matches nothing");
            let (message, mut help) = problem.map_or_else(|| (unknown(), Vec::new()), |one| (one.message, one.help));
            if help.is_empty() && !text.starts_with("tag:") {
                help.push(crates(analysis));
            }
            Err(SelectorError { message, help })
        }
    }
}

/// The maximum number of crates to list.
const MAX_LISTED: usize = 8;

/// Lists the crates of the workspace, for a selector without a similar name.
fn crates(analysis: &Analysis) -> String {
    let mut crates: Vec<_> = analysis.workspace.crates.iter().collect();
    // Libraries and binaries are what people ask about.
    crates.sort_by_key(|krate| match krate.kind {
        CrateKind::Lib => 0,
        CrateKind::Bin => 1,
        _ => 2,
    });
    let mut paths: Vec<String> = crates.iter().map(|krate| format!("`{}`", krate.path)).collect();
    let more = paths.len().saturating_sub(MAX_LISTED);
    paths.truncate(MAX_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("the crates of the workspace are {}{more}", paths.join(", "))
}

/// Adds the names of a rules file.
fn known(rules: &Rules, names: &mut Names<'_>) {
    names.libraries = rules.analysis.library_names.clone();
    names.module_owners = Some(rules.modules.iter().map(|module| module.meta.owner.clone()).collect());
    names.file_owners = Ok(rules.file_owners.clone());
    let mut shorts: BTreeMap<&str, Vec<ModuleId>> = BTreeMap::new();
    for (id, module) in (0u32..).map(ModuleId).zip(&rules.modules) {
        names.modules.insert(module.name.clone(), id);
        if module.discovered {
            shorts.entry(module.name.rsplit("::").next().unwrap_or_default()).or_default().push(id);
        }
        for tag in &module.tags {
            names.tags.entry(tag.clone()).or_default().push(id);
        }
        let meanings = |selectors: &[Selector]| selectors.iter().map(|selector| selector.meaning.clone()).collect();
        let interfaces =
            module.interfaces.iter().map(|(name, listed)| (name.clone(), meanings(&listed.value))).collect();
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
