//! The data that the report is computed from.

use super::{Comparable, Measures, SourceUrl};
use crate::{
    Status, debt::Debt, decisions::DecisionsAnswer, docs::ModuleUsage, history::LineDates, owners::OwnersInput,
    trend::Point,
};
use archcheck_core::{
    analysis::Analysis,
    query::ModuleSummaries,
    rules::Rules,
    view::{CodeMap, View},
};

/// A checked workspace, with its pictures, measures and ages.
pub(crate) struct ReportInput<'a> {
    pub(crate) name: &'a str,
    /// The name of the rules file; `None` if there is none.
    pub(crate) rules_file: Option<&'a str>,
    pub(crate) rules: &'a Rules,
    pub(crate) analysis: &'a Analysis,
    pub(crate) status: Status,
    /// The number of warnings.
    pub(crate) warnings: usize,
    pub(crate) summaries: &'a ModuleSummaries,
    pub(crate) usages: &'a [ModuleUsage],
    pub(crate) debt: &'a Debt,
    pub(crate) decisions: &'a DecisionsAnswer,
    pub(crate) owners: &'a OwnersInput<'a>,
    /// The picture of the modules, or else of the crates, in which nothing is merged.
    pub(crate) view: &'a View,
    /// The same picture with few enough edges to be read.
    pub(crate) picture: &'a View,
    pub(crate) code: &'a CodeMap,
    pub(crate) measures: &'a Measures,
    pub(crate) ages: &'a LineDates,
    pub(crate) revision: Option<&'a str>,
    pub(crate) source_url: Option<&'a SourceUrl>,
    pub(crate) earlier: Option<&'a Comparable>,
    /// The numbers of earlier commits, if the report is to show them.
    pub(crate) trend: Option<&'a [Point]>,
}
