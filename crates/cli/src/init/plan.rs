//! What the code keeps today: layers, from the condensation of what uses what, and the modules that are in no
//! cycle; and the cycles there are, each with the edges that are cheapest to cut.
//!
//! Where modules are packages, which Cargo keeps free of cycles, cycles are looked for inside of each crate.
//!
//! Layers ask for any end of a reference, cycles for where something is defined, as the rules do. Roots are left
//! out of both: a root names all of its modules, and they name what it holds, in most crates.

use super::{
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

/// Which parts of a plan to write down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The layers.
    pub(crate) layers: bool,
    /// The rule against cycles.
    pub(crate) acyclic: bool,
}

impl Parts {
    /// From all to nothing but modules: the first that passes is written.
    pub(crate) const ALL: [Self; 3] = [
        Self { layers: true, acyclic: true },
        Self { layers: false, acyclic: true },
        Self { layers: false, acyclic: false },
    ];
}

/// What a first rules file can say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(super) units: Units,
    /// For each unit, those that it uses by any end.
    pub(super) uses: Vec<BTreeSet<u32>>,
    /// The top first; units on one level do not use each other. Empty where there are no two levels.
    pub(super) layers: Vec<Vec<u32>>,
    /// Selectors of what is in no cycle, where layers do not say so already: units, or the top-level Rust modules of
    /// crates.
    pub(super) acyclic: Vec<String>,
    /// The shortest cycle of each knot, of units or of top-level Rust modules.
    pub(super) cycles: Vec<Cycle>,
    /// How many of them are in some cycle.
    pub(super) knotted: usize,
}

/// A cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cycle {
    /// From, to, how many references; each `to` is the next one's `from`.
    pub(super) edges: Vec<(String, String, usize)>,
}

impl Cycle {
    /// The edges with the fewest references.
    pub(super) fn weakest(&self) -> impl Iterator<Item = &(String, String, usize)> {
        let fewest = self.edges.iter().map(|(_, _, references)| *references).min().unwrap_or(0);
        self.edges.iter().filter(move |(_, _, references)| *references == fewest)
    }
}

impl Plan {
    /// The plan for an analysis.
    pub(crate) fn of(analysis: &Analysis) -> Self {
        let units = Units::of(analysis);
        let (touches, defined, uses) = edges(&units, analysis);
        let layers = layers(&touches);
        if units.packages {
            let Inside { acyclic, cycles, knotted } = Inside::of(analysis);
            return Self { units, uses, layers, acyclic, cycles, knotted };
        }
        let layered: BTreeSet<_> = layers.iter().flatten().copied().collect();
        let groups = defined.condensation();
        let acyclic: BTreeSet<u32> = {
            let alone = groups.iter().filter(|group| group.nodes.len() == 1);
            alone.flat_map(|group| group.nodes.iter().copied()).collect()
        };
        let says_more = acyclic.len() > 1 && acyclic.iter().any(|unit| !layered.contains(unit));
        let acyclic = if says_more {
            acyclic.into_iter().map(|unit| units.all[unit as usize].selector()).collect()
        } else {
            Vec::new()
        };
        let knotted = groups.iter().map(|group| group.nodes.len()).filter(|size| *size > 1).sum();
        let cycles = cycles(&defined, analysis, &|unit| units.all[unit as usize].name.clone());
        Self { units, uses, layers, acyclic, cycles, knotted }
    }

    /// A unit.
    pub(super) fn unit(&self, id: u32) -> &Unit {
        &self.units.all[id as usize]
    }

    /// How many modules it has.
    pub(crate) fn modules(&self) -> usize {
        self.units.all.len()
    }
}

/// The shortest cycle of each knot.
pub(super) fn cycles(defined: &DependencyGraph, analysis: &Analysis, name: &dyn Fn(u32) -> String) -> Vec<Cycle> {
    let mut cfgs = analysis.cfgs.clone();
    let cycles = defined.cycles(&mut |a, b| {
        let both = cfgs.and(a, b);
        cfgs.is_satisfiable(both).then_some(both)
    });
    let cycle = |nodes: &Vec<u32>| {
        let next = nodes.iter().cycle().skip(1);
        let edge = |(from, to): (&u32, &u32)| {
            let references = defined.get(*from, *to).map_or(0, |edge| edge.references.len());
            (name(*from), name(*to), references)
        };
        Cycle { edges: nodes.iter().zip(next).map(edge).collect() }
    };
    cycles.iter().map(cycle).collect()
}

/// What uses what: by any end, without roots; by the defined end, without roots and re-exports; by any end.
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

/// The levels of what is in no cycle, the top first; none where there is only one. What uses others and is used by none
/// is an entry point, and stands at the top wherever its own way down starts.
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
