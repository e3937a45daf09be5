//! Taking the references of a small graph into a large one between the same Rust modules.

use super::{End, Graph, Name, OutsideId, PointOfEntry, Reference, Target, TargetId};
use rustc_hash::FxHashMap;
use std::hash::Hash;

impl Graph {
    /// The references of another graph between the same Rust modules, in the numbers of this one, which gets the names,
    /// targets and outside ends that it lacks; and what each of the other's names is here. Outside ends are then in no order.
    /// The cost is linear in both.
    pub fn absorb(&mut self, other: Self) -> (Vec<Reference>, Vec<Name>) {
        let Self { names, outside, targets, references, .. } = other;
        let names: Vec<Name> = numbers(&mut self.names, names).into_iter().map(Name).collect();
        let outside: Vec<OutsideId> = numbers(&mut self.outside, outside).into_iter().map(OutsideId).collect();
        let targets = targets.into_iter().map(|target| target.renumbered(&names, &outside));
        let targets: Vec<TargetId> = numbers(&mut self.targets, targets.collect()).into_iter().map(TargetId).collect();
        let absorbed = references.into_iter().map(|reference| Reference {
            target: targets[reference.target.0 as usize],
            path: names[reference.path.0 as usize],
            ..reference
        });
        (absorbed.collect(), names)
    }
}

impl Target {
    /// The same in the numbers of another graph between the same Rust modules, which are those of its names and of its
    /// outside ends.
    #[must_use]
    pub fn renumbered(self, names: &[Name], outside: &[OutsideId]) -> Self {
        let end = |end: End| match end {
            End::Outside(id) => End::Outside(outside[id.0 as usize]),
            End::Module(_) => end,
        };
        let name = |name: Name| names[name.0 as usize];
        let entries = self.via.iter().map(|entry| PointOfEntry { name: entry.name.map(name), ..*entry });
        let via = entries.collect();
        Self { via, written: self.written.map(end), defined: end(self.defined), item: self.item.map(name), ..self }
    }
}

/// The number of each value in a table that has each once, and gets those that it lacks.
fn numbers<T: Eq + Hash>(table: &mut Vec<T>, values: Vec<T>) -> Vec<u32> {
    let mut numbers: Vec<Option<u32>> = vec![None; values.len()];
    let wanted: FxHashMap<&T, usize> = values.iter().zip(0..).collect();
    for (known, number) in table.iter().zip(0..) {
        if let Some(at) = wanted.get(known) {
            numbers[*at] = Some(number);
        }
    }
    drop(wanted);
    // Growth by doubling would copy the whole table for a few values.
    table.reserve_exact(numbers.iter().filter(|number| number.is_none()).count());
    let numbered = values.into_iter().zip(numbers).map(|(value, number)| {
        number.unwrap_or_else(|| {
            table.push(value);
            table.len() as u32 - 1
        })
    });
    numbered.collect()
}
