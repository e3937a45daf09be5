//! An edit, done to the parts of an analysis.

use super::{Parts, added::Shown, compare::Changes};
use crate::{
    codes::Code,
    diagnostic::{Diagnostic, Label},
    graph::{End, FileOrder, Graph, NameId, Reference, RustModule, without_duplicates},
    resolve::Relinked,
    source::{FileId, Place, Span},
    syntax::Directive,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The changes of each file that has any.
pub(super) type Edits = FxHashMap<FileId, Changes>;

/// Does all of it; none where a place is found that nobody can say where it is now.
pub(super) fn apply<'e>(
    parts: &mut Parts<'_>,
    edits: &Edits,
    comments: impl Iterator<Item = (FileId, &'e [Directive])>,
) -> Option<()> {
    modules(parts.graph, edits)?;
    let mut lost = false;
    references(parts.graph, edits, &mut lost)?;
    if lost {
        drop_unused(parts.graph);
    }
    diagnostics(parts.diagnostics, edits)?;
    parts.counts.unresolved = parts.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Unresolved).count();
    for place in &parts.basis.unknown {
        if let Some(replaced) = edits.get(&place.file).and_then(|changes| changes.replaced(place.span)) {
            parts.counts.unknown = parts.counts.unknown + replaced.len() - 1;
        }
    }
    for (file, directives) in comments {
        let at = parts.comments.binary_search_by_key(&file, |(other, _)| *other);
        match (at, directives.is_empty()) {
            (Ok(at), true) => drop(parts.comments.remove(at)),
            (Ok(at), false) => parts.comments[at].1 = directives.to_vec(),
            (Err(_), true) => {}
            // What no target reaches has no directives; a file with a Rust module of its own is reached.
            (Err(at), false) => {
                let mut declarations = parts.graph.modules.iter().flat_map(|module| &module.declarations);
                if !declarations.any(|declaration| declaration.file == file && !declaration.inline) {
                    return None;
                }
                parts.comments.insert(at, (file, directives.to_vec()));
            }
        }
    }
    Some(())
}

/// Adds what was linked again.
pub(super) fn add(parts: &mut Parts<'_>, relinked: Relinked, files: &FileOrder) {
    let Relinked { graph: linked, unknown, unresolved, names, has_items } = relinked;
    let graph = &mut *parts.graph;
    let (mut added, own) = graph.absorb(linked);
    graph.sort_outside();
    added.sort_by(|a, b| graph.compare(a, b, files));
    // Growth by doubling would copy all of them for a few more.
    graph.references.reserve_exact(added.len());
    let run = |one: &Reference| (one.from, files.position(one.file));
    for more in added.chunk_by(|a, b| run(a) == run(b)) {
        let key = run(&more[0]);
        let start = graph.references.partition_point(|one| run(one) < key);
        let length = graph.references[start..].iter().take_while(|one| run(one) == key).count();
        let mut all: Vec<Reference> = graph.references[start..start + length].iter().chain(more).copied().collect();
        all.sort_by(|a, b| graph.compare(a, b, files));
        graph.references.splice(start..start + length, without_duplicates(&all));
    }
    for (module, name, there) in names {
        let name = own[name.0 as usize];
        let names = &mut graph.modules[module.0 as usize].names;
        match (names.binary_search(&name), there) {
            (Ok(at), false) => drop(names.remove(at)),
            (Err(at), true) => names.insert(at, name),
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

/// Moves the places of Rust modules, and gives them the names that are new.
fn modules(graph: &mut Graph, edits: &Edits) -> Option<()> {
    let mut known: FxHashMap<&str, NameId> = FxHashMap::default();
    let mut new_names: Vec<(usize, &str)> = Vec::new();
    if edits.values().any(|changes| changes.added.iter().any(|added| added.shown.is_some())) {
        known = graph.names.iter().map(String::as_str).zip((0..).map(NameId)).collect();
    }
    for (index, module) in graph.modules.iter_mut().enumerate() {
        for declaration in &mut module.declarations {
            let Some(changes) = edits.get(&declaration.place.file) else { continue };
            let place = declaration.inline.then_some(declaration.place.span);
            let shown = changes.added.iter().filter_map(|added| added.shown.as_ref());
            for Shown { name, beside, .. } in shown.filter(|shown| shown.module == place) {
                if known.get(beside.as_str()).is_some_and(|beside| module.names.binary_search(beside).is_ok()) {
                    new_names.push((index, name));
                }
            }
            if declaration.inline {
                declaration.place.span = changes.moves.span(declaration.place.span)?;
            }
        }
    }
    drop(known);
    for (module, text) in new_names {
        let name = graph.intern_name(text);
        insert(&mut graph.modules[module], name);
    }
    Some(())
}

fn insert(module: &mut RustModule, name: NameId) {
    if let Err(at) = module.names.binary_search(&name) {
        module.names.insert(at, name);
    }
}

/// Puts the references of the changed files where they are now. `lost`: whether some are nowhere any more.
fn references(graph: &mut Graph, edits: &Edits, lost: &mut bool) -> Option<()> {
    let mut at = 0;
    // Of those that stand one after the other, most are in one file.
    let mut other = None;
    while at < graph.references.len() {
        let Reference { from, file, .. } = graph.references[at];
        let changes = if other == Some(file) { None } else { edits.get(&file) };
        let Some(changes) = changes else {
            other = Some(file);
            at += 1;
            continue;
        };
        let length = graph.references[at..].iter().take_while(|one| (one.from, one.file) == (from, file)).count();
        let run = at..at + length;
        let moved = moved(&graph.references[run.clone()], changes, lost)?;
        at += moved.len();
        if moved.len() == length {
            graph.references[run].copy_from_slice(&moved);
        } else {
            graph.references.splice(run, moved);
        }
    }
    Some(())
}

/// The references of one Rust module and file, in their order.
fn moved(run: &[Reference], changes: &Changes, lost: &mut bool) -> Option<Vec<Reference>> {
    let mut moved: Vec<(Reference, bool)> = Vec::with_capacity(run.len());
    for reference in run {
        if let Some(replaced) = changes.replaced(reference.span) {
            *lost |= replaced.is_empty();
            moved.extend(replaced.iter().map(|span| (Reference { span: *span, ..*reference }, true)));
        } else {
            moved.push((Reference { span: changes.moves.span(reference.span)?, ..*reference }, false));
        }
    }
    // Those of one place keep the order they have, which is that of what they lead to.
    moved.sort_by_key(|(reference, _)| reference.span);
    // A path in code that stands where a macro's tokens stand would have to be without_duplicates with what those became.
    if moved.windows(2).any(|pair| pair[0].0.span == pair[1].0.span && pair[0].1 != pair[1].1) {
        return None;
    }
    Some(moved.into_iter().map(|(reference, _)| reference).collect())
}

/// Drops what only references led to that are no more.
fn drop_unused(graph: &mut Graph) {
    let mut used = vec![false; graph.targets.len()];
    for reference in &graph.references {
        used[reference.target.0 as usize] = true;
    }
    if used.iter().all(|used| *used) {
        return;
    }
    let ends = |graph: &Graph, wanted: &dyn Fn(usize) -> bool| -> FxHashSet<u32> {
        let targets = graph.targets.iter().enumerate().filter(|(index, _)| wanted(*index));
        let ends = targets.flat_map(|(_, target)| [Some(target.defined), target.written]);
        ends.flatten()
            .filter_map(|end| match end {
                End::Outside(id) => Some(id.0),
                End::Module(_) => None,
            })
            .collect()
    };
    let (kept, gone) = (ends(graph, &|index| used[index]), ends(graph, &|index| !used[index]));
    let stays: Vec<bool> =
        (0..graph.outside.len() as u32).map(|id| kept.contains(&id) || !gone.contains(&id)).collect();
    let (targets, outside) = (numbers(&used), numbers(&stays));
    for reference in &mut graph.references {
        reference.target.0 = targets[reference.target.0 as usize];
    }
    keep(&mut graph.targets, &used);
    keep(&mut graph.outside, &stays);
    for target in &mut graph.targets {
        for end in std::iter::once(&mut target.defined).chain(&mut target.written) {
            if let End::Outside(id) = end {
                id.0 = outside[id.0 as usize];
            }
        }
    }
}

/// The number that each has once those are gone that do not stay.
fn numbers(stays: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let number = |stays: &bool| {
        let number = next;
        next += u32::from(*stays);
        number
    };
    stays.iter().map(number).collect()
}

fn keep<T>(values: &mut Vec<T>, stays: &[bool]) {
    let mut stays = stays.iter();
    values.retain(|_| stays.next().copied().unwrap_or_default());
}

/// Moves what is said of changed files; that a path leads nowhere is said where it stands now.
fn diagnostics(diagnostics: &mut Vec<Diagnostic>, edits: &Edits) -> Option<()> {
    let mut moved: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for mut diagnostic in diagnostics.drain(..) {
        let primary = diagnostic.primary.as_ref().map(|label| label.place);
        for label in diagnostic.primary.iter_mut().chain(&mut diagnostic.related) {
            let Some(changes) = edits.get(&label.place.file) else { continue };
            let replaced = (diagnostic.code == Code::Unresolved).then(|| changes.replaced(label.place.span));
            // Its copies stand for it below.
            if replaced.flatten().is_none() {
                label.place.span = changes.moves.span(label.place.span)?;
            }
        }
        let copies = primary.filter(|_| diagnostic.code == Code::Unresolved).and_then(|Place { file, span }| {
            let copies = edits.get(&file)?.replaced(span)?;
            Some((file, copies))
        });
        match copies {
            None => moved.push(diagnostic),
            Some((file, copies)) => moved.extend(copies.iter().map(|span| at(&diagnostic, file, *span))),
        }
    }
    *diagnostics = moved;
    Some(())
}

fn at(diagnostic: &Diagnostic, file: FileId, span: Span) -> Diagnostic {
    let place = Place { file, span };
    let primary = diagnostic.primary.as_ref().map(|label| Label { place, ..label.clone() });
    Diagnostic { primary, ..diagnostic.clone() }
}
