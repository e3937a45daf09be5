//! Applies an update to the graph, the diagnostics and the counts of an analysis.

use super::{edit::AnalysisParts, positions::PositionMap};
use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    graph::{End, FileOrder, Graph, Reference, without_duplicates},
    resolve::{Refusal, ResolvedUpdate},
    source::{FileId, Place, Span},
    syntax::Directive,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, ops::Range};

/// The edited files.
pub(super) type EditedFiles = FxHashMap<FileId, EditedFile>;

/// How the content of an edited file has changed.
#[derive(Debug)]
pub(super) struct EditedFile {
    /// The new positions of everything that stays.
    pub(super) positions: PositionMap,
    /// The old spans of all paths that are resolved again; sorted.
    pub(super) stale: Vec<Span>,
}

impl EditedFile {
    /// Whether the path at an old position is resolved again.
    fn is_stale(&self, span: Span) -> bool {
        self.stale.binary_search(&span).is_ok()
    }

    fn new_span(&self, old: Span) -> Result<Span, Refusal> {
        self.positions.span(old).ok_or(Refusal::UnknownPosition)
    }
}

/// Moves the modules, diagnostics and comments of edited files to their new positions, and removes the stale diagnostics.
///
/// `unknown` are the places that [`Counts::unknown`](crate::analysis::Counts::unknown) counts, `comments` the directives
/// in the new text of each edited file.
pub(super) fn move_positions<'e>(
    parts: &mut AnalysisParts<'_>,
    edited: &EditedFiles,
    unknown: &[Place],
    comments: impl Iterator<Item = (FileId, &'e [Directive])>,
) -> Result<(), Refusal> {
    let is_stale = |place: Place| edited.get(&place.file).is_some_and(|file| file.is_stale(place.span));
    move_modules(parts.graph, edited)?;
    for call in &mut parts.graph.calls {
        if let Some(file) = edited.get(&call.file) {
            call.span = file.new_span(call.span)?;
        }
    }
    move_diagnostics(parts.diagnostics, edited)?;
    parts.counts.unresolved = parts.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Unresolved).count();
    parts.counts.unknown -= unknown.iter().filter(|place| is_stale(**place)).count();
    for (file, directives) in comments {
        let index = parts.comments.binary_search_by_key(&file, |(other, _)| *other);
        match (index, directives.is_empty()) {
            (Ok(index), true) => drop(parts.comments.remove(index)),
            (Ok(index), false) => parts.comments[index].1 = directives.to_vec(),
            (Err(_), true) => {}
            // A file that no target reaches has no directives. A file that is a module is reached.
            (Err(index), false) => {
                let mut declarations = parts.graph.modules.iter().flat_map(|module| &module.declarations);
                if !declarations.any(|declaration| declaration.file == file && !declaration.inline) {
                    return Err(Refusal::UnreachedFile);
                }
                parts.comments.insert(index, (file, directives.to_vec()));
            }
        }
    }
    Ok(())
}

/// Moves the declarations of inline modules.
fn move_modules(graph: &mut Graph, edited: &EditedFiles) -> Result<(), Refusal> {
    for declaration in graph.modules.iter_mut().flat_map(|module| &mut module.declarations) {
        if let Some(file) = edited.get(&declaration.place.file).filter(|_| declaration.inline) {
            declaration.place.span = file.new_span(declaration.place.span)?;
        }
    }
    Ok(())
}

/// Moves the references of edited files that stay, and replaces the stale ones by `added`.
fn update_references(
    graph: &mut Graph,
    edited: &EditedFiles,
    added: Vec<Reference>,
    files: &FileOrder,
) -> Result<(), Refusal> {
    // The references of a Rust module in one file are adjacent.
    let run_of = |one: &Reference| (one.from, files.position(one.file));
    let mut added_runs: BTreeMap<_, Vec<Reference>> = BTreeMap::new();
    for reference in added {
        added_runs.entry(run_of(&reference)).or_default().push(reference);
    }
    let mut replaced: Vec<(Range<usize>, Vec<Reference>)> = Vec::new();
    let mut end = 0;
    for run in graph.references.chunk_by(|a, b| (a.from, a.file) == (b.from, b.file)) {
        let start = end;
        end += run.len();
        let Some(file) = edited.get(&run[0].file) else { continue };
        let staying = run.iter().filter(|reference| !file.is_stale(reference.span));
        let moved = staying.map(|reference| Ok(Reference { span: file.new_span(reference.span)?, ..*reference }));
        let mut references = moved.collect::<Result<Vec<_>, Refusal>>()?;
        references.extend(added_runs.remove(&run_of(&run[0])).into_iter().flatten());
        replaced.push((start..end, references));
    }
    for (run, references) in added_runs {
        let at = graph.references.partition_point(|one| run_of(one) < run);
        replaced.push((at..at, references));
    }
    // Replace the last run first, so that the indices of the others stay valid. New runs stand before the one at their index.
    replaced.sort_by_key(|(range, _)| (range.start, range.end));
    for (range, mut references) in replaced.into_iter().rev() {
        references.sort_by(|a, b| graph.compare(a, b, files));
        graph.references.splice(range, without_duplicates(&references));
    }
    Ok(())
}

/// Removes the targets that no reference leads to, and the external ends that only these targets name.
fn remove_unused_targets(graph: &mut Graph) {
    let mut used = vec![false; graph.targets.len()];
    for reference in &graph.references {
        used[reference.target.0 as usize] = true;
    }
    if used.iter().all(|used| *used) {
        return;
    }
    let external_ends = |graph: &Graph, is_used: bool| -> FxHashSet<u32> {
        let targets = graph.targets.iter().zip(&used).filter(|(_, used)| **used == is_used);
        let ends = targets.flat_map(|(target, _)| [Some(target.defined), target.written]);
        ends.flatten()
            .filter_map(|end| match end {
                End::Outside(id) => Some(id.0),
                End::Module(_) => None,
            })
            .collect()
    };
    let (used_ends, unused_ends) = (external_ends(graph, true), external_ends(graph, false));
    let stays: Vec<bool> =
        (0..graph.outside.len() as u32).map(|id| used_ends.contains(&id) || !unused_ends.contains(&id)).collect();
    let (new_targets, new_ends) = (new_indices(&used), new_indices(&stays));
    for reference in &mut graph.references {
        reference.target.0 = new_targets[reference.target.0 as usize];
    }
    retain_marked(&mut graph.targets, &used);
    retain_marked(&mut graph.outside, &stays);
    for target in &mut graph.targets {
        for end in std::iter::once(&mut target.defined).chain(&mut target.written) {
            if let End::Outside(id) = end {
                id.0 = new_ends[id.0 as usize];
            }
        }
    }
}

/// Returns the index that each element has after the unmarked ones are removed.
fn new_indices(stays: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let index = |stays: &bool| {
        let index = next;
        next += u32::from(*stays);
        index
    };
    stays.iter().map(index).collect()
}

fn retain_marked<T>(values: &mut Vec<T>, stays: &[bool]) {
    let mut stays = stays.iter();
    values.retain(|_| stays.next().copied().unwrap_or_default());
}

/// Removes diagnostics about stale paths and moves the labels of the others.
fn move_diagnostics(diagnostics: &mut Vec<Diagnostic>, edited: &EditedFiles) -> Result<(), Refusal> {
    diagnostics.retain(|diagnostic| {
        let place = diagnostic.primary.as_ref().map(|label| label.place);
        let is_stale = place.is_some_and(|place| edited.get(&place.file).is_some_and(|file| file.is_stale(place.span)));
        !(is_stale && diagnostic.code == Code::Unresolved)
    });
    for diagnostic in diagnostics {
        for label in diagnostic.primary.iter_mut().chain(&mut diagnostic.related) {
            if let Some(file) = edited.get(&label.place.file) {
                label.place.span = file.new_span(label.place.span)?;
            }
        }
    }
    Ok(())
}

/// Replaces the stale references of edited files by what was resolved again.
pub(super) fn merge(
    parts: &mut AnalysisParts<'_>,
    edited: &EditedFiles,
    resolved: ResolvedUpdate,
    files: &FileOrder,
) -> Result<(), Refusal> {
    let ResolvedUpdate { graph: update, unknown, unresolved, names, has_items } = resolved;
    let graph = &mut *parts.graph;
    let (added, new_names) = graph.absorb(update);
    graph.sort_outside();
    update_references(graph, edited, added, files)?;
    // Only now, since most targets of stale references are also those of new ones.
    remove_unused_targets(graph);
    for (module, name, is_declared) in names {
        let name = new_names[name.0 as usize];
        let names = &mut graph.modules[module.0 as usize].names;
        match (names.binary_search(&name), is_declared) {
            (Ok(index), false) => drop(names.remove(index)),
            (Err(index), true) => names.insert(index, name),
            _ => {}
        }
    }
    for module in has_items {
        graph.modules[module.0 as usize].has_items = true;
    }
    parts.counts.unresolved += unresolved.len();
    parts.counts.unknown += unknown.len();
    parts.diagnostics.extend(unresolved);
    Ok(())
}
