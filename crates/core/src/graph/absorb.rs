//! Merging the references of a small graph into a large one that has the same Rust modules.

use super::{CallId, End, Graph, NameId, OutsideId, PointOfEntry, Reference, Target, TargetId};
use rustc_hash::FxHashMap;
use std::hash::Hash;

impl Graph {
    /// Adds the names, outside paths and targets of `other`, which must have the same Rust modules.
    ///
    /// Returns the references of `other` with IDs of this graph, and the new ID of each of its names. It adds no
    /// references, and leaves `outside` unsorted. O(size of both graphs).
    pub fn absorb(&mut self, other: Self) -> (Vec<Reference>, Vec<NameId>) {
        let Self { names, outside, targets, calls, references, .. } = other;
        let calls: Vec<CallId> = intern_all(&mut self.calls, calls).into_iter().map(CallId).collect();
        let names: Vec<NameId> = intern_all(&mut self.names, names).into_iter().map(NameId).collect();
        let outside: Vec<OutsideId> = intern_all(&mut self.outside, outside).into_iter().map(OutsideId).collect();
        let targets = targets.into_iter().map(|target| target.with_ids(&names, &outside));
        let targets: Vec<TargetId> =
            intern_all(&mut self.targets, targets.collect()).into_iter().map(TargetId).collect();
        let absorbed = references.into_iter().map(|reference| Reference {
            target: targets[reference.target.0 as usize],
            path: names[reference.path.0 as usize],
            call: reference.call.map(|call| calls[call.0 as usize]),
            ..reference
        });
        (absorbed.collect(), names)
    }
}

impl Target {
    /// Replaces the IDs of names and outside paths by those in the given tables, which are indexed by the old ID.
    #[must_use]
    pub fn with_ids(self, names: &[NameId], outside: &[OutsideId]) -> Self {
        let end = |end: End| match end {
            End::Outside(id) => End::Outside(outside[id.0 as usize]),
            End::Module(_) => end,
        };
        let name = |name: NameId| names[name.0 as usize];
        let entries = self.via.iter().map(|entry| PointOfEntry { name: entry.name.map(name), ..*entry });
        let via = entries.collect();
        Self { via, written: self.written.map(end), defined: end(self.defined), item: self.item.map(name), ..self }
    }
}

/// Adds to a table of distinct values those that it lacks, and returns the index of each.
fn intern_all<T: Eq + Hash>(table: &mut Vec<T>, values: Vec<T>) -> Vec<u32> {
    let mut indices: Vec<Option<u32>> = vec![None; values.len()];
    let wanted: FxHashMap<&T, usize> = values.iter().zip(0..).collect();
    for (known, index) in table.iter().zip(0..) {
        if let Some(at) = wanted.get(known) {
            indices[*at] = Some(index);
        }
    }
    drop(wanted);
    // Growth by doubling would copy the whole table for a few values.
    table.reserve_exact(indices.iter().filter(|index| index.is_none()).count());
    let interned = values.into_iter().zip(indices).map(|(value, index)| {
        index.unwrap_or_else(|| {
            table.push(value);
            table.len() as u32 - 1
        })
    });
    interned.collect()
}
