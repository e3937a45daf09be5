//! What the pages are made of.

use super::interface::ModuleUsage;
use crate::{debt::Debt, decisions::DecisionsAnswer};
use archcheck_core::{
    analysis::Analysis,
    query::ModuleSummaries,
    rules::{Module, ModuleId, Rules},
};
use std::path::Path;

/// A checked workspace, with what its pages show.
pub(crate) struct DocsInput<'a> {
    /// The name of the workspace.
    pub(crate) name: &'a str,
    pub(crate) rules: &'a Rules,
    pub(crate) analysis: &'a Analysis,
    pub(crate) summaries: &'a ModuleSummaries,
    /// What modules use of each other, in the order of the rules file.
    pub(crate) usages: &'a [ModuleUsage],
    pub(crate) debt: &'a Debt,
    pub(crate) decisions: &'a DecisionsAnswer,
    /// The owners of each module.
    pub(crate) owners: &'a [Vec<String>],
    /// The diagram of the overview, in Mermaid's language.
    pub(crate) diagram: &'a str,
    /// The directory of the pages.
    pub(crate) directory: &'a Path,
}

impl DocsInput<'_> {
    /// Returns the modules with their ids, in the order of the rules file.
    pub(super) fn modules(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.rules.modules.iter().enumerate().map(|(at, module)| (ModuleId(at as u32), module))
    }
}
