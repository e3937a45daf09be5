//! What an update works on: the parts of an analysis, and the edited files.

use crate::{
    analysis::{Comments, Counts},
    diagnostic::Diagnostic,
    graph::Graph,
    source::FileId,
    syntax::Facts,
};
use std::sync::Arc;

/// The parts of an analysis that an edit can change.
#[derive(Debug)]
pub struct AnalysisParts<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    /// The diagnostics; unsorted after an update.
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// The counts.
    pub counts: &'a mut Counts,
    /// The directives in comments.
    pub comments: &'a mut Comments,
}

/// An edited file.
#[derive(Debug)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// The facts from which the analysis was made.
    pub old: Arc<Facts>,
    /// The facts of the file's current text.
    pub new: Arc<Facts>,
}
