//! Updates an analysis after edits in a few files, without analyzing the other files again.
//!
//! It updates the whole analysis; `resolve::file_updates` only resolves the names in edited files.
//!
//! - `diff` compares the facts of each edited file before and after the edit: what stays, and what has to be resolved again.
//! - [`resolve`](crate::resolve) resolves the latter in the definitions that an earlier run persisted.
//! - `apply` removes the stale references of these files from the graph, moves the others to their new positions, and merges
//!   what was resolved.
//!
//! An edit that may change what a name means in another file is refused with a [`Refusal`]; the caller then analyzes the
//! whole workspace. An update therefore never differs from a new analysis. This module must not know where facts and
//! definitions are stored.

mod apply;
mod diff;
mod edit;
mod mapping;
mod positions;
mod references;

use crate::{
    cfg::{Cfgs, Configuration},
    graph::FileOrder,
    resolve::{DefSnapshot, MacroNames},
    workspace::Workspace,
};
use apply::{EditedFile, EditedFiles};
use diff::FileDiff;

pub use crate::resolve::{Refusal, SourceRecords};
pub use edit::{AnalysisParts, Edit};

/// Everything that resolving an edited file needs to know about the rest of the workspace.
#[derive(Debug)]
pub struct ResolutionContext<'a> {
    /// The definitions of the analysis.
    pub definitions: DefSnapshot,
    /// The source files of the analysis.
    pub records: &'a SourceRecords,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The one configuration that the analysis is about; `None` if it covers all of them.
    pub configuration: Option<&'a Configuration>,
    /// The predicates of the graph.
    pub cfgs: &'a mut Cfgs,
    /// The order of the files.
    pub files: FileOrder,
}

/// Updates an analysis for edits of different files.
///
/// # Errors
/// Returns why the edits need a new analysis. The parts are then incomplete and must be discarded.
pub fn update(parts: &mut AnalysisParts<'_>, edits: &[Edit], context: ResolutionContext<'_>) -> Result<(), Refusal> {
    let ResolutionContext { definitions, records, workspace, configuration, cfgs, files } = context;
    let macros = MacroNames::of(&definitions);
    let (mut updates, mut edited) = (Vec::with_capacity(edits.len()), EditedFiles::default());
    for edit in edits {
        // The graph does not record in which module the items of an included file are.
        if records.included.binary_search(&edit.file).is_ok() {
            let positions = diff::moved_positions(edit).ok_or(Refusal::IncludedFile)?;
            edited.insert(edit.file, EditedFile { positions, stale: Vec::new() });
            continue;
        }
        let FileDiff { positions, stale, update } = FileDiff::between(edit, &macros)?;
        edited.insert(edit.file, EditedFile { positions, stale });
        updates.push(update);
    }
    let resolved = definitions.resolve_updates(&updates, &macros, workspace, configuration, cfgs)?;
    let comments = edits.iter().map(|edit| (edit.file, edit.new.directives.as_slice()));
    apply::move_positions(parts, &edited, &records.unknown, comments)?;
    apply::merge(parts, &edited, resolved, &files)
}
