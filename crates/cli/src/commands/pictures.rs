//! The pictures that the report is made of.

use crate::docs::{self, ModuleUsage};
use archcheck_core::{
    analysis::Analysis,
    rules::Rules,
    view::{self, CodeMap, Granularity, MAX_EDGES, Mark, View, ViewRequest},
};

/// The pictures of a workspace.
pub(super) struct Pictures {
    /// The picture in which nothing is merged.
    pub(super) whole: View,
    /// A picture with few enough edges to be read, if that is another one.
    pub(super) few: Option<View>,
    pub(super) code: CodeMap,
    pub(super) usages: Vec<ModuleUsage>,
}

/// Returns what a picture shows if the rules file has neither modules nor layers: crates, or the outer Rust modules of the only
/// package.
pub(super) fn granularity(analysis: &Analysis, rules: &Rules) -> Option<Granularity> {
    let has_parts = !rules.modules.is_empty() || !rules.stacks.is_empty();
    let is_single = analysis.workspace.packages.len() < 2;
    (!has_parts).then_some(if is_single { Granularity::Depth(2) } else { Granularity::Crate })
}

impl Pictures {
    pub(super) fn of(
        analysis: &Analysis,
        rules: &Rules,
        marks: &[Mark],
        by: Option<Granularity>,
    ) -> Result<Self, String> {
        let request = ViewRequest { by, ..ViewRequest::default() };
        let build = |request| view::build(analysis, Some(rules), marks, &request);
        let whole = build(ViewRequest { max_edges: usize::MAX, ..request })?;
        let is_large = whole.edges.len() > MAX_EDGES || whole.nodes.len() > MAX_EDGES;
        Ok(Self {
            few: if is_large { Some(build(request)?) } else { None },
            whole,
            code: view::dependencies(analysis, Some(rules), marks),
            usages: docs::usages(rules, analysis),
        })
    }
}
