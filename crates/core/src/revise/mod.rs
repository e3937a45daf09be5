//! What an analysis becomes where a few files have changed and the rest is as it was: told from the files' facts, before
//! and after, or by linking these files again.
//!
//! An edit mostly moves code. And what a path leads to follows from the declarations, imports and macros of the
//! workspace and from the scope it stands in: where those are the same, a path that the same scope of the file had before
//! leads where it led. So the references of an edited file can be had from those that it had: moved, left out, or
//! doubled. Where a path is new, or a declaration, a `plan` says what is to be linked again and what stays, and the kept
//! world is asked. What may mean something else to any other file is not decided here: then there is no answer, and all is
//! linked anew.
//!
//! `compare` tells what an edit has done to a file, `apply` does it to the analysis.

mod added;
mod apply;
mod compare;
mod moves;
mod plan;
mod same;

use crate::{
    analysis::{Basis, Comments, Counts},
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{FileOrder, Graph},
    resolve::{Linked, MacroNames},
    source::FileId,
    syntax::Facts,
    workspace::Workspace,
};
use compare::Changes;
pub use plan::Plan;
use std::sync::Arc;

/// The parts of an analysis that depend on what stands in its files.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    /// What could not be analysed; in no order afterwards.
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// What was looked at.
    pub counts: &'a mut Counts,
    /// The exceptions in comments.
    pub comments: &'a mut Comments,
    /// What the analysis left to start from. It is of that analysis still, afterwards.
    pub basis: &'a Basis,
}

/// A file that has changed.
#[derive(Debug)]
pub struct Edit {
    /// Which one.
    pub file: FileId,
    /// What the analysis found in it.
    pub old: Arc<Facts>,
    /// What is in it now.
    pub new: Arc<Facts>,
}

/// What follows from some edits, told from facts alone.
#[derive(Debug)]
pub struct Told(apply::Edits);

/// What follows from some edits of different files; none if more may follow from them than facts tell.
pub fn tell(edits: &[Edit], basis: &Basis) -> Option<Told> {
    let all = edits.iter().map(|edit| {
        let changes = Changes::between(&edit.old, &edit.new, basis)?;
        // Where the items of an included file stand is not said in the graph.
        let unclear = !changes.added.is_empty() && basis.included.binary_search(&edit.file).is_ok();
        (!unclear).then_some((edit.file, changes))
    });
    let all: Vec<_> = all.collect::<Option<_>>()?;
    // What one file binds may be what another now declares.
    let declared = |name: &String| all.iter().any(|(_, changes)| changes.added.iter().any(|added| added.is(name)));
    let unclear = all.iter().any(|(_, changes)| changes.bound.iter().any(declared));
    (!unclear).then(|| Told(all.into_iter().collect()))
}

/// Brings an analysis up to date with what was told of some edits. If the answer is no, it can't be told what follows from
/// them, and the parts are of no use any more.
#[must_use]
pub fn revise(parts: &mut Parts<'_>, edits: &[Edit], told: &Told) -> bool {
    let comments = edits.iter().map(|edit| (edit.file, edit.new.directives.as_slice()));
    apply::apply(parts, &told.0, comments).is_some()
}

/// What is to be linked again for some edits, of different files; none where all has to be. What [`tell`]
/// tells costs less.
pub fn plan(edits: &[Edit], macros: &MacroNames, basis: &Basis) -> Option<Vec<Plan>> {
    // Where the items of an included file stand is not said in the graph.
    let is_included = |edit: &Edit| basis.included.binary_search(&edit.file).is_ok();
    edits.iter().map(|edit| Plan::of(edit, macros).filter(|_| !is_included(edit))).collect()
}

/// A kept world, and the terms in which it is asked.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The world.
    pub linked: Linked,
    /// Its macros.
    pub macros: &'a MacroNames,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The one configuration that is looked at, if one is.
    pub configuration: Option<&'a Configuration>,
    /// The conditions of the graph.
    pub cfgs: &'a mut Cfgs,
    /// The order of the files.
    pub files: FileOrder,
}

/// Brings an analysis up to date by linking again what edited files say. If the answer is no, it can't be told what follows
/// from them, and the parts are of no use any more.
#[must_use]
pub fn relink(parts: &mut Parts<'_>, edits: &[Edit], plans: Vec<Plan>, asked: Asked<'_>) -> bool {
    let (relinks, changes): (Vec<_>, Vec<_>) = plans.into_iter().map(Plan::split).unzip();
    let Asked { linked, macros, workspace, configuration, cfgs, files } = asked;
    let Some(relinked) = linked.relink(&relinks, macros, workspace, configuration, cfgs) else { return false };
    let comments = edits.iter().map(|edit| (edit.file, edit.new.directives.as_slice()));
    if apply::apply(parts, &changes.into_iter().collect(), comments).is_none() {
        return false;
    }
    apply::add(parts, relinked, &files);
    true
}
