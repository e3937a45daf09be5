//! The result of an analysis: everything that checks and outputs look at.

use crate::{
    cfg::Cfgs,
    diagnostic::Diagnostic,
    graph::Graph,
    source::{FileId, Sources},
    syntax::Directive,
    workspace::Workspace,
};
use bitcode::{Decode, Encode};

/// The directives of files, in the order of files.
pub type Comments = Vec<(FileId, Vec<Directive>)>;

/// The analysis of a workspace.
#[derive(Debug)]
pub struct Analysis {
    /// The workspace as Cargo describes it.
    pub workspace: Workspace,
    /// The source files.
    pub sources: Sources,
    /// The predicates that the graph's `Cfg`s refer to.
    pub cfgs: Cfgs,
    /// The modules, and the references between them.
    pub graph: Graph,
    /// Errors and notes about everything that could not be analyzed; sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What was analyzed, in numbers.
    pub counts: Counts,
    /// The comments that are addressed to this tool, by file.
    pub comments: Comments,
}

/// The extent of an analysis, so that an empty or incomplete one is noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Counts {
    /// How many source files belong to a target.
    pub files: usize,
    /// The relative paths of the source files below the members' directories that belong to no target; sorted.
    pub unreached: Vec<String>,
    /// How many single names only an external glob import, or an unexpanded macro, can supply.
    pub unknown: usize,
    /// How many paths should lead into the workspace, and do not.
    pub unresolved: usize,
}
