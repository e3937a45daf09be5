//! The cycles between modules, and between Rust modules.

use super::{
    model::{Cut, CycleEntry, Spot},
    order::{Arc, components},
};
use archcheck_core::graph::feedback_arcs;
use std::collections::{BTreeMap, VecDeque};

/// The number of references to show for each dependency to cut.
pub(super) const MAX_PLACES: usize = 3;

/// Parts of the code, with the dependencies that can form cycles.
pub(super) struct Level<'a> {
    /// `module`, or `rust-module`.
    pub(super) name: &'static str,
    pub(super) count: usize,
    pub(super) arcs: Vec<Arc>,
    pub(super) name_of: &'a dyn Fn(usize) -> String,
    /// Returns the places of the first references of a dependency, at most [`MAX_PLACES`]. The arguments are its ends.
    pub(super) places: &'a dyn Fn(usize, usize) -> Vec<Spot>,
}

impl Level<'_> {
    /// Returns the cycles, the largest first.
    pub(super) fn cycles(&self) -> Vec<CycleEntry> {
        let (component_of, components) = components(self.count, &self.arcs);
        let mut own: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, (from, to, _)) in self.arcs.iter().enumerate() {
            let component = component_of[*from as usize];
            if component == component_of[*to as usize] && from != to {
                own.entry(component).or_default().push(at);
            }
        }
        let mut cycles: Vec<(usize, CycleEntry)> =
            own.into_iter().map(|(component, arcs)| self.cycle(&components[component], &arcs)).collect();
        cycles.sort_by_key(|(first, cycle)| (std::cmp::Reverse(cycle.members.len()), *first));
        cycles.into_iter().map(|(_, cycle)| cycle).collect()
    }

    /// Describes a cycle. Also returns its first member.
    fn cycle(&self, members: &[usize], arcs: &[usize]) -> (usize, CycleEntry) {
        let local: BTreeMap<u32, u32> =
            members.iter().enumerate().map(|(at, node)| (*node as u32, at as u32)).collect();
        let within: Vec<Arc> = arcs
            .iter()
            .map(|at| {
                let (from, to, weight) = self.arcs[*at];
                (local[&from], local[&to], weight)
            })
            .collect();
        let cut = feedback_arcs(members.len(), &within).into_iter().map(|at| {
            let (from, to, weight) = self.arcs[arcs[at]];
            let (from, to) = (from as usize, to as usize);
            Cut {
                from: (self.name_of)(from),
                to: (self.name_of)(to),
                references: weight as usize,
                places: (self.places)(from, to),
            }
        });
        let name = |at: usize| (self.name_of)(members[at]);
        let entry = CycleEntry {
            level: self.name,
            members: (0..members.len()).map(name).collect(),
            share: members.len() as f64 / self.count.max(1) as f64,
            dependencies: arcs.len(),
            cut: cut.collect(),
            shortest: shortest(members.len(), &within).into_iter().map(name).collect(),
        };
        (members[0], entry)
    }
}

/// The most members from which shortest cycles are searched, so that the search takes O(n + m).
const MAX_STARTS: usize = 200;

/// Returns a shortest cycle of a strongly connected graph, from its smallest member. In large graphs, only cycles through
/// the first members are considered.
fn shortest(count: usize, arcs: &[Arc]) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to, _) in arcs {
        below[*from as usize].push(*to as usize);
    }
    let mut best: Vec<usize> = Vec::new();
    for start in 0..count.min(MAX_STARTS) {
        let found = cycle_through(start, &below);
        if best.is_empty() || (!found.is_empty() && found.len() < best.len()) {
            best = found;
        }
        if best.len() == 2 {
            break;
        }
    }
    let first = best.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
    best.rotate_left(first);
    best
}

fn cycle_through(start: usize, below: &[Vec<usize>]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = vec![None; below.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in &below[at] {
            if *next == start {
                let mut path = vec![at];
                while let Some(above) = path.last().and_then(|last| before[*last]) {
                    path.push(above);
                }
                path.reverse();
                return path;
            }
            if before[*next].is_none() {
                before[*next] = Some(at);
                queue.push_back(*next);
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn a_cycle_has_its_members_and_the_dependencies_to_cut() {
        let name_of = |at: usize| ["a", "b", "c", "d"][at].to_owned();
        let arcs = vec![(0, 1, 9), (1, 2, 9), (2, 0, 1), (2, 3, 1)];
        let level = Level { name: "module", count: 4, arcs, name_of: &name_of, places: &|_, _| Vec::new() };
        let cycles = level.cycles();
        assert_eq!(cycles.len(), 1);
        assert_eq!(cycles[0].members, ["a", "b", "c"]);
        assert_eq!(cycles[0].shortest, ["a", "b", "c"]);
        assert_eq!(cycles[0].dependencies, 3);
        assert_eq!(cycles[0].cut.len(), 1);
        assert_eq!((cycles[0].cut[0].from.as_str(), cycles[0].cut[0].to.as_str()), ("c", "a"));
    }
}
