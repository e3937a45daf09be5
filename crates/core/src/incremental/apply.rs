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

/// Removes everything stale in edited files and moves the remainder to its new positions.
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
    move_references(parts.graph, edited)?;
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

/// Removes stale references and moves the others. Their order stays, since a [`PositionMap`] keeps it.
fn move_references(graph: &mut Graph, edited: &EditedFiles) -> Result<(), Refusal> {
    let before = graph.references.len();
    let mut result = Ok(());
    // Most references are in the same file as the reference before them.
    let mut current: Option<(FileId, Option<&EditedFile>)> = None;
    graph.references.retain_mut(|reference| {
        let file = match current {
            Some((file, edited)) if file == reference.file => edited,
            _ => edited.get(&reference.file),
        };
        current = Some((reference.file, file));
        let Some(file) = file else { return true };
        if file.is_stale(reference.span) {
            return false;
        }
        match file.new_span(reference.span) {
            Ok(span) => reference.span = span,
            Err(refusal) => result = Err(refusal),
        }
        true
    });
    if graph.references.len() < before {
        remove_unused_targets(graph);
    }
    result
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

/// Merges what was resolved again.
pub(super) fn merge(parts: &mut AnalysisParts<'_>, resolved: ResolvedUpdate, files: &FileOrder) {
    let ResolvedUpdate { graph: update, unknown, unresolved, names, has_items } = resolved;
    let graph = &mut *parts.graph;
    let (mut added, new_names) = graph.absorb(update);
    graph.sort_outside();
    added.sort_by(|a, b| graph.compare(a, b, files));
    // Doubling the capacity would copy all references for a few new ones.
    graph.references.reserve_exact(added.len());
    let run_of = |one: &Reference| (one.from, files.position(one.file));
    for run in added.chunk_by(|a, b| run_of(a) == run_of(b)) {
        let key = run_of(&run[0]);
        let start = graph.references.partition_point(|one| run_of(one) < key);
        let length = graph.references[start..].iter().take_while(|one| run_of(one) == key).count();
        let mut all: Vec<Reference> = graph.references[start..start + length].iter().chain(run).copied().collect();
        all.sort_by(|a, b| graph.compare(a, b, files));
        graph.references.splice(start..start + length, without_duplicates(&all));
    }
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
}
