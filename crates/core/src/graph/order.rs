//! The canonical order of a graph's parts, which does not depend on the order in which they were found.

use super::{End, Graph, NameId, Reference, ReferenceKind};
use crate::source::{FileId, Sources};
use rayon::slice::ParallelSliceMut;
use std::cmp::Ordering;

/// The rank of each file when files are sorted by path.
#[derive(Debug)]
pub struct FileOrder(Vec<u32>);

impl FileOrder {
    /// Ranks all files of `sources`.
    pub fn of(sources: &Sources) -> Self {
        let paths: Vec<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
        let mut files: Vec<usize> = (0..paths.len()).collect();
        files.sort_by_key(|file| paths[*file]);
        let mut order = vec![0; files.len()];
        for (position, file) in files.into_iter().enumerate() {
            order[file] = position as u32;
        }
        Self(order)
    }

    /// Returns the rank of a file, or `None` if it was added after ranking.
    pub fn position(&self, file: FileId) -> Option<u32> {
        self.0.get(file.0 as usize).copied()
    }
}

impl Graph {
    /// Sorts the references and removes duplicates.
    pub fn sort_references(&mut self, files: &FileOrder) {
        let mut references = std::mem::take(&mut self.references);
        references.par_sort_by(|a, b| self.compare(a, b, files));
        self.references = without_duplicates(&references);
    }

    /// Compares two references by referring module, file path, position, kind and target.
    pub fn compare(&self, a: &Reference, b: &Reference, files: &FileOrder) -> Ordering {
        let place = |one: &Reference| (one.from, files.position(one.file), one.span, one.kind);
        let target = |one: &Reference| {
            let target = &self.targets[one.target.0 as usize];
            let name = |name: NameId| &self.names[name.0 as usize];
            let via = target.via.iter().map(move |entry| (entry.module, entry.name.map(name), entry.reexport));
            (target.defined, target.item.map(name), via)
        };
        place(a).cmp(&place(b)).then_with(|| {
            let ((defined_a, item_a, via_a), (defined_b, item_b, via_b)) = (target(a), target(b));
            (defined_a, item_a).cmp(&(defined_b, item_b)).then_with(|| via_a.cmp(via_b))
        })
    }

    /// Sorts the names in each scope by name, namespace, origin and target, and removes duplicates.
    ///
    /// Call [`sort_outside`](Self::sort_outside) first, since targets are compared by ID.
    pub fn sort_names(&mut self) {
        for names in self.scopes.iter_mut().flatten() {
            names.sort_by(|a, b| (&a.name, a.space, a.origin, a.defined).cmp(&(&b.name, b.space, b.origin, b.defined)));
            names.dedup();
        }
    }

    /// Sorts the outside paths, and updates all IDs that refer to them.
    pub fn sort_outside(&mut self) {
        if self.outside.is_sorted() {
            return;
        }
        let mut order: Vec<u32> = (0..self.outside.len() as u32).collect();
        order.sort_by(|a, b| self.outside[*a as usize].cmp(&self.outside[*b as usize]));
        let mut new = vec![0_u32; order.len()];
        for (position, old) in order.iter().enumerate() {
            new[*old as usize] = position as u32;
        }
        let moved = |end: &mut End| {
            if let End::Outside(id) = end {
                id.0 = new[id.0 as usize];
            }
        };
        for name in self.scopes.iter_mut().flatten().flatten() {
            name.defined.iter_mut().for_each(moved);
        }
        for target in &mut self.targets {
            moved(&mut target.defined);
            if let Some(written) = &mut target.written {
                moved(written);
            }
        }
        self.outside.sort();
    }
}

/// Removes duplicates from sorted references.
///
/// The arguments of a macro call are read both as paths in the arguments and as part of the expansion. If both yield
/// the same reference, only the one from the expansion is kept.
pub fn without_duplicates(references: &[Reference]) -> Vec<Reference> {
    let here = |reference: &Reference| (reference.from, reference.file, reference.span);
    let mut kept: Vec<Reference> = Vec::with_capacity(references.len());
    for place in references.chunk_by(|a, b| here(a) == here(b)) {
        for (index, one) in place.iter().enumerate() {
            let same = |other: &Reference| one.target == other.target && one.cfg == other.cfg;
            let is_expanded = one.kind == ReferenceKind::Path
                && place.iter().any(|other| other.kind != ReferenceKind::Path && same(other));
            let is_repeated = place[..index].iter().any(|other| other.kind == one.kind && same(other));
            if !is_expanded && !is_repeated {
                kept.push(*one);
            }
        }
    }
    kept
}
