//! The result of the stages up to the graph, in one piece: what the checks and every output look at.

use crate::{
    cfg::Cfgs,
    diagnostic::Diagnostic,
    graph::Graph,
    input::Inputs,
    source::{FileId, Sources},
    syntax::{Allow, BadAllow},
    workspace::Workspace,
};
use bitcode::{Decode, Encode};

/// Exceptions in comments, in the order of files.
pub type Comments = Vec<(FileId, Vec<Result<Allow, BadAllow>>)>;

/// A workspace, analysed.
#[derive(Debug)]
pub struct Analysis {
    /// What Cargo says of it.
    pub workspace: Workspace,
    /// Every file that was read.
    pub sources: Sources,
    /// The predicates that the graph's `Cfg`s are of.
    pub cfgs: Cfgs,
    /// Rust modules, references, dependencies.
    pub graph: Graph,
    /// What could not be analysed, and what is worth a note.
    pub diagnostics: Vec<Diagnostic>,
    /// What was looked at, and what was not.
    pub counts: Counts,
    /// The exceptions in comments, by the file they stand in.
    pub comments: Comments,
    /// What was read.
    pub inputs: Inputs,
}

/// What an analysis looked at, so that an empty run shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Counts {
    /// Source files that some target reaches.
    pub files: usize,
    /// Source files below the members' folders that no target reaches, sorted; relative paths.
    pub unreached: Vec<String>,
    /// Bare names that only a glob of something outside, or an unexpanded macro, can supply.
    pub unknown: usize,
    /// Paths that should lead into the workspace, and do not.
    pub unresolved: usize,
}
