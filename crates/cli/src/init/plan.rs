//! Finds which rules the code already satisfies: its layers, the modules without cycles, and the cycles that remain.
//!
//! Layers come from the condensation of the dependencies. If modules are packages, which Cargo keeps free of cycles,
//! cycles are searched inside of each crate.
//!
//! As in rules, layers consider any end of a reference, and cycles only where an item is defined. Crate roots are
//! excluded from both: most roots refer to all their modules, which refer back to items of the root.

use super::{
    cycle::{Cycle, cycles},
    inside::Inside,
    units::{Unit, Units},
};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, DependencyGraph, End, ReferenceKind},
    rules::{end, ends},
};
use petgraph::Direction;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a plan to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Whether to write the layers.
    pub(crate) layers: bool,
    /// Whether to write the rule against cycles.
    pub(crate) acyclic: bool,
}

impl Parts {
    /// All combinations, from everything to modules only. `init` writes the first one that passes.
    pub(crate) const ALL: [Self; 3] = [
        Self { layers: true, acyclic: true },
        Self { layers: false, acyclic: true },
        Self { layers: false, acyclic: false },
    ];
}

/// The contents of a first rules file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(super) units: Units,
    /// The units that each unit uses, by any end.
    pub(super) uses: Vec<BTreeSet<u32>>,
    /// The levels, the top first; units on one level do not use each other. Empty if there are fewer than two levels.
    pub(super) layers: Vec<Vec<u32>>,
    /// Selectors of the units, or top-level Rust modules of crates, that are in no cycle. Empty if the layers already
    /// forbid cycles among them.
    pub(super) acyclic: Vec<String>,
    /// The shortest cycle of each strongly connected component, of units or of top-level Rust modules.
    pub(super) cycles: Vec<Cycle>,
    /// The kinds of the crates, if the workspace has no library or binary.
    pub(super) kinds: BTreeSet<&'static str>,
    /// The number of units or top-level Rust modules in cycles.
    pub(super) cyclic: usize,
}

impl Plan {
    /// Creates the plan for a workspace.
    pub(crate) fn of(analysis: &Analysis) -> Self {
        let units = Units::of(analysis);
        if units.all.is_empty() {
            let kinds = analysis.workspace.crates.iter().map(|krate| krate.kind.as_str()).collect();
            return Self { units, kinds, ..Self::default() };
        }
        let (touches, defined, uses) = edges(&units, analysis);
        let layers = layers(&touches);
        if units.packages {
            let Inside { acyclic, cycles, cyclic } = Inside::of(analysis);
            let kinds = BTreeSet::new();
            return Self { units, uses, layers, acyclic, cycles, kinds, cyclic };
        }
        let layered: BTreeSet<_> = layers.iter().flatten().copied().collect();
        let groups = defined.condensation();
        let acyclic: BTreeSet<u32> = {
            let alone = groups.iter().filter(|group| group.nodes.len() == 1);
            alone.flat_map(|group| group.nodes.iter().copied()).collect()
        };
        let is_needed = acyclic.len() > 1 && acyclic.iter().any(|unit| !layered.contains(unit));
        let acyclic = if is_needed {
            acyclic.into_iter().map(|unit| units.all[unit as usize].selector()).collect()
        } else {
            Vec::new()
        };
        let cyclic = groups.iter().map(|group| group.nodes.len()).filter(|size| *size > 1).sum();
        let cycles = cycles(&defined, analysis, &|unit| units.all[unit as usize].name.clone());
        Self { units, uses, layers, acyclic, cycles, kinds: BTreeSet::new(), cyclic }
    }

    /// Returns a unit.
    pub(super) fn unit(&self, id: u32) -> &Unit {
        &self.units.all[id as usize]
    }

    /// Returns the number of modules.
    pub(crate) fn modules(&self) -> usize {
        self.units.all.len()
    }
}

/// Returns the dependencies between units: by any end, without roots; by the defined end, without roots and
/// re-exports; and by any end with roots.
fn edges(units: &Units, analysis: &Analysis) -> (DependencyGraph, DependencyGraph, Vec<BTreeSet<u32>>) {
    let graph = &analysis.graph;
    let (mut touches, mut defined) = (DependencyGraph::default(), DependencyGraph::default());
    let mut uses = vec![BTreeSet::new(); units.all.len()];
    let inner = |unit: u32| !units.all[unit as usize].root;
    for unit in (0..units.all.len() as u32).filter(|unit| inner(*unit)) {
        touches.insert(unit);
        defined.insert(unit);
    }
    let unit_of = |at: End| match at {
        End::Module(module) => units.of[module.0 as usize],
        End::Outside(_) => None,
    };
    for (id, reference) in graph.references() {
        let counts = reference.context == Context::Production && reference.kind != ReferenceKind::Manifest;
        let Some(from) = units.of[reference.from.0 as usize].filter(|_| counts) else { continue };
        let target = graph.target(reference);
        for to in (0..ends(target)).filter_map(|index| unit_of(end(target, index))).filter(|to| *to != from) {
            uses[from as usize].insert(to);
            if inner(from) && inner(to) {
                touches.add(from, to, id, reference.cfg);
            }
        }
        if let Some(to) = unit_of(target.defined)
            && reference.kind != ReferenceKind::Reexport
            && inner(from)
            && inner(to)
        {
            defined.add(from, to, id, reference.cfg);
        }
    }
    (touches, defined, uses)
}

/// Returns the levels of the units in no cycle, the top first, or nothing if there is only one level.
///
/// An entry point, which uses other units and is used by none, is put at the top.
fn layers(touches: &DependencyGraph) -> Vec<Vec<u32>> {
    let groups = touches.condensation();
    let highest = groups.iter().map(|group| group.level).max().unwrap_or_default();
    let mut levels: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for group in &groups {
        if let [unit] = group.nodes.as_slice() {
            let is_entry = group.level > 0 && touches.neighbors(*unit, Direction::Incoming).is_empty();
            levels.entry(if is_entry { highest } else { group.level }).or_default().push(*unit);
        }
    }
    if levels.len() < 2 {
        return Vec::new();
    }
    levels.into_values().rev().map(|level| level.into_iter().collect::<BTreeSet<_>>().into_iter().collect()).collect()
}
