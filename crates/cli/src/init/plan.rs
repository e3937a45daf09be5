//! Plans a first rules file: its modules, what each depends on today, the order of crates, and the cycles that remain.
//!
//! Layers come from the condensation of the dependencies. Cargo keeps packages free of cycles, so cycles are searched inside of
//! each crate.
//!
//! As in rules, layers consider any end of a reference, and cycles only where an item is defined. Crate roots are
//! excluded from both: most roots refer to all their modules, which refer back to items of the root.

use super::{
    inside::Inside,
    shape::Candidate,
    units::{Division, Origin, Unit, Units},
};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, DependencyGraph, End, ReferenceKind, feedback_arcs},
    rules::{end, ends},
};
use std::collections::{BTreeMap, BTreeSet};

/// The most dependencies that a module may have for its `depends-on` to be active.
const MOST: usize = 12;
/// The most levels of crates that are worth reading.
const LEVELS: usize = 6;

/// The choices of the user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    /// The preset, and whether its rules are written out.
    pub(crate) preset: Option<(Candidate, bool)>,
    /// A preset without modules that is used beside that one.
    pub(crate) beside: Option<Candidate>,
    /// The kind of code that becomes a module: crates or folders.
    pub(crate) division: Option<Division>,
    /// Whether all `depends-on` are active.
    pub(crate) strict: bool,
}

/// The contents of a first rules file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(super) choices: Choices,
    pub(super) units: Units,
    /// The units that each unit uses, by any end.
    pub(super) uses: Vec<BTreeSet<u32>>,
    /// The levels of crates, the top first. Empty if there are fewer than two levels, or too many.
    pub(super) layers: Vec<Vec<u32>>,
    /// The cycles inside of crates.
    pub(super) inside: Inside,
    /// The dependencies between units without which they have no cycle.
    cuts: BTreeSet<(u32, u32)>,
    /// The kinds of the crates, if the workspace has no library or binary.
    pub(super) kinds: BTreeSet<&'static str>,
}

impl Plan {
    /// Creates the plan for a workspace.
    pub(crate) fn of(analysis: &Analysis, choices: Choices) -> Self {
        let preset = choices.preset.as_ref().map(|(candidate, _)| candidate.expansion.modules.as_slice());
        let units = Units::of(analysis, preset.unwrap_or_default(), choices.division);
        if units.all.is_empty() {
            let kinds = analysis.workspace.crates.iter().map(|krate| krate.kind.as_str()).collect();
            return Self { choices, units, kinds, ..Self::default() };
        }
        let Edges { touches, uses, weights } = Edges::of(&units, analysis);
        let inside = Inside::of(analysis, &units.containers);
        let edges: Vec<(u32, u32, u64)> = weights.iter().map(|((from, to), weight)| (*from, *to, *weight)).collect();
        let cuts = feedback_arcs(units.all.len(), &edges).into_iter();
        let cuts = cuts.map(|index| (edges[index].0, edges[index].1)).collect();
        let has_order = choices.preset.as_ref().is_some_and(|(one, _)| !one.expansion.layers.is_empty());
        let mut plan = Self { choices, units, uses, inside, cuts, ..Self::default() };
        // Lists of what most modules may use say more than their order.
        if plan.units.packages && !has_order && plan.restricted() * 4 < plan.modules() * 3 {
            plan.layers = layers(&touches);
        }
        plan
    }

    /// Returns a unit.
    pub(super) fn unit(&self, id: u32) -> &Unit {
        &self.units.all[id as usize]
    }

    /// Returns the number of modules.
    pub(crate) fn modules(&self) -> usize {
        self.units.all.len()
    }

    /// Returns whether the `depends-on` of a unit is active. What connects everything may use everything.
    pub(super) fn is_restricted(&self, id: u32) -> bool {
        let unit = self.unit(id);
        let is_readable = self.uses[id as usize].len() <= MOST;
        unit.origin != Origin::Role && !unit.root && !unit.only_tests && (self.choices.strict || is_readable)
    }

    /// Returns whether most modules are crates.
    pub(crate) fn is_of_crates(&self) -> bool {
        self.units.packages
    }

    /// Returns what a unit may use: what it uses today. An active `depends-on` does not allow what must go to end all cycles.
    pub(super) fn allowed(&self, id: u32) -> Vec<&Unit> {
        let is_cut = |to: u32| self.is_restricted(id) && self.cuts.contains(&(id, to));
        let uses = self.uses[id as usize].iter().filter(|to| !is_cut(**to));
        uses.map(|to| self.unit(*to)).collect()
    }

    /// Returns the number of modules whose `depends-on` is active.
    pub(super) fn restricted(&self) -> usize {
        (0..self.units.all.len() as u32).filter(|id| self.is_restricted(*id)).count()
    }
}

/// The dependencies between units.
struct Edges {
    /// By any end, without roots.
    touches: DependencyGraph,
    /// By any end, with roots.
    uses: Vec<BTreeSet<u32>>,
    /// The number of references behind each dependency by the defined end, without roots and re-exports.
    weights: BTreeMap<(u32, u32), u64>,
}

impl Edges {
    fn of(units: &Units, analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        let mut touches = DependencyGraph::default();
        let mut weights: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        let mut uses = vec![BTreeSet::new(); units.all.len()];
        let inner = |unit: u32| !units.all[unit as usize].root;
        for unit in (0..units.all.len() as u32).filter(|unit| inner(*unit)) {
            touches.insert(unit);
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
                && from != to
            {
                *weights.entry((from, to)).or_default() += 1;
            }
        }
        Self { touches, uses, weights }
    }
}

/// Returns the levels of the units in no cycle, the top first. Returns nothing if there are fewer than two levels, or more than
/// people read.
fn layers(touches: &DependencyGraph) -> Vec<Vec<u32>> {
    let mut levels: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for group in touches.condensation() {
        if let [unit] = group.nodes.as_slice() {
            levels.entry(group.level).or_default().insert(*unit);
        }
    }
    if !(2..=LEVELS).contains(&levels.len()) {
        return Vec::new();
    }
    levels.into_values().rev().map(|level| level.into_iter().collect()).collect()
}
