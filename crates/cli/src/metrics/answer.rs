//! The answer as plain data, which is also the JSON document (`archcheck.metrics/1`). Its schema is
//! `docs/metrics.schema.json`.

use super::{
    change::Changes,
    conformance::{Conformance, unknown_share},
};
use crate::history::History;
use archcheck_core::{
    analysis::Analysis,
    date::Date,
    metrics::{LevelMetrics, Role},
};
use serde::{Serialize, Serializer};

/// The data that the answer is computed from.
pub(crate) struct MetricsInput<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) level: &'a LevelMetrics,
    pub(crate) conformance: Option<Conformance>,
    /// The history, or the reason why there is none.
    pub(crate) history: Result<&'a History, String>,
}

/// The answer of `cargo archcheck metrics`.
#[derive(Debug, Serialize)]
pub(crate) struct MetricsAnswer {
    pub(super) schema: &'static str,
    /// What the parts are: `rust-module`, `module`, `layer` or `crate`.
    pub(super) by: &'static str,
    pub(super) system: System,
    /// The largest first.
    pub(super) cycles: Vec<Cycle>,
    /// `None` without a rules file.
    pub(super) conformance: Option<Conformance>,
    /// `None` without a history.
    pub(super) change: Option<Change>,
    /// Why there is no history.
    pub(super) no_change: Option<String>,
    /// Sorted by name; layers from top to bottom.
    pub(super) parts: Vec<PartEntry>,
}

/// The whole system.
#[derive(Debug, Serialize)]
pub(super) struct System {
    pub(super) parts: usize,
    pub(super) dependencies: usize,
    pub(super) lines: u64,
    pub(super) items: u64,
    /// CCD.
    pub(super) cumulative_component_dependency: u64,
    /// ACD.
    #[serde(serialize_with = "rounded")]
    pub(super) average_component_dependency: f64,
    /// RACD.
    #[serde(serialize_with = "rounded")]
    pub(super) propagation_cost: f64,
    /// NCCD.
    #[serde(serialize_with = "rounded")]
    pub(super) normalized_cumulative_component_dependency: f64,
    pub(super) depth: u32,
    /// The number of cyclic groups.
    pub(super) cyclic_groups: usize,
    /// The share of parts in the largest cyclic group.
    #[serde(serialize_with = "rounded")]
    pub(super) largest_cycle: f64,
    /// The share of parts in any cyclic group.
    #[serde(serialize_with = "rounded")]
    pub(super) cyclic: f64,
    /// The number of dependencies to cut so that no cycle is left.
    pub(super) cut_dependencies: usize,
    /// The shape of Baldwin, MacCormack and Rusnak.
    pub(super) shape: &'static str,
    pub(super) core: usize,
    pub(super) shared: usize,
    pub(super) control: usize,
    pub(super) peripheral: usize,
    /// ARV.
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) average_relative_visibility: Option<f64>,
    /// GRV.
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) global_relative_visibility: Option<f64>,
    /// The share of references whose target is a guess.
    #[serde(serialize_with = "rounded")]
    pub(super) unknown: f64,
}

/// A cyclic group.
#[derive(Debug, Serialize)]
pub(super) struct Cycle {
    pub(super) parts: Vec<String>,
    pub(super) dependencies: usize,
    pub(super) cut: Vec<CutDependency>,
    /// The number of references of the dependencies to cut.
    pub(super) cut_references: u64,
    /// Whether no smaller number of references breaks all cycles.
    pub(super) is_minimum: bool,
}

/// A dependency to cut.
#[derive(Debug, Serialize)]
pub(super) struct CutDependency {
    pub(super) from: String,
    pub(super) to: String,
}

/// The history.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub(super) since: String,
    pub(super) until: String,
    /// Whether older commits are missing because the clone is shallow.
    pub(super) is_shallow: bool,
    /// The number of commits that changed a part.
    pub(super) commits: usize,
    /// The highest degree first.
    pub(super) couplings: Vec<CouplingEntry>,
}

/// Two parts that change together although neither depends on the other.
#[derive(Debug, Serialize)]
pub(super) struct CouplingEntry {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) shared_revisions: usize,
    pub(super) average_revisions: f64,
    #[serde(serialize_with = "rounded")]
    pub(super) degree: f64,
}

/// A part.
#[derive(Debug, Serialize)]
pub(super) struct PartEntry {
    pub(super) name: String,
    pub(super) rust_modules: usize,
    pub(super) lines: u64,
    pub(super) items: u64,
    pub(super) visible_items: u64,
    pub(super) visible_types: u64,
    pub(super) visible_traits: u64,
    pub(super) afferent: u32,
    pub(super) efferent: u32,
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) instability: Option<f64>,
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) abstractness: Option<f64>,
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) distance: Option<f64>,
    #[serde(serialize_with = "maybe_rounded")]
    pub(super) relative_visibility: Option<f64>,
    /// The number of parts that reach it, itself included.
    pub(super) reached_by: u32,
    /// The number of parts that it reaches, itself included.
    pub(super) reaches: u32,
    pub(super) level: u32,
    /// Its cyclic group, by index.
    pub(super) cycle: Option<u32>,
    pub(super) role: Option<&'static str>,
    pub(super) revisions: Option<usize>,
    pub(super) added: Option<u64>,
    pub(super) deleted: Option<u64>,
    /// The revisions multiplied by the lines.
    pub(super) hotspot: Option<u64>,
}

/// Rounds to four digits, so that the last digits of a division are in no output.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*value))
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn maybe_rounded<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(round).serialize(serializer)
}

/// Rounds to four digits.
pub(crate) fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// Collects all numbers.
pub(crate) fn answer(input: MetricsInput<'_>) -> MetricsAnswer {
    let MetricsInput { analysis, level, conformance, history } = input;
    let structure = &level.structure;
    let changes = history.as_ref().ok().map(|history| Changes::of(history, level, analysis));
    let name = |part: u32| level.parts[part as usize].name.clone();
    let role = |role| structure.role_count(role);
    let system = System {
        parts: level.parts.len(),
        dependencies: structure.dependencies,
        lines: level.parts.iter().map(|part| part.lines).sum(),
        items: level.parts.iter().map(|part| part.items).sum(),
        cumulative_component_dependency: structure.cumulative,
        average_component_dependency: structure.average(),
        propagation_cost: structure.propagation_cost(),
        normalized_cumulative_component_dependency: structure.normalized(),
        depth: structure.depth,
        cyclic_groups: structure.cycles.len(),
        largest_cycle: structure.largest_cycle_share(),
        cyclic: structure.cyclic_share(),
        cut_dependencies: structure.cut_size(),
        shape: structure.shape().as_str(),
        core: role(Role::Core),
        shared: role(Role::Shared),
        control: role(Role::Control),
        peripheral: role(Role::Peripheral),
        average_relative_visibility: level.average_relative_visibility(),
        global_relative_visibility: level.global_relative_visibility(),
        unknown: unknown_share(analysis),
    };
    let cycles = structure.cycles.iter().map(|group| Cycle {
        parts: group.nodes.iter().map(|node| name(*node)).collect(),
        dependencies: group.dependencies,
        cut: group.cut.iter().map(|(from, to)| CutDependency { from: name(*from), to: name(*to) }).collect(),
        cut_references: group.cut_weight,
        is_minimum: group.is_minimum,
    });
    let parts = level.parts.iter().zip(&structure.nodes).enumerate().map(|(at, (part, node))| {
        let change = changes.as_ref().map(|changes| changes.parts[at]);
        let lines = change.filter(|_| history.as_ref().is_ok_and(|history| history.has_lines));
        PartEntry {
            name: part.name.clone(),
            rust_modules: part.rust_modules.len(),
            lines: part.lines,
            items: part.items,
            visible_items: part.visible_items,
            visible_types: part.visible_types,
            visible_traits: part.visible_traits,
            afferent: node.afferent,
            efferent: node.efferent,
            instability: node.instability(),
            abstractness: part.abstractness(),
            distance: level.distance(at),
            relative_visibility: part.relative_visibility(),
            reached_by: node.reached_by,
            reaches: node.reaches,
            level: node.level,
            cycle: node.cycle,
            role: node.role.map(Role::as_str),
            revisions: change.map(|change| change.revisions),
            added: lines.map(|change| change.added),
            deleted: lines.map(|change| change.deleted),
            hotspot: changes.as_ref().map(|changes| changes.hotspot(level, at)),
        }
    });
    let change = history.as_ref().ok().zip(changes.as_ref()).map(|(history, changes)| Change {
        since: Date::from_unix_seconds(history.since).to_string(),
        until: Date::from_unix_seconds(history.until).to_string(),
        is_shallow: history.is_shallow,
        commits: changes.commits,
        couplings: changes
            .couplings
            .iter()
            .map(|one| CouplingEntry {
                a: name(one.parts.0),
                b: name(one.parts.1),
                shared_revisions: one.shared,
                average_revisions: one.average,
                degree: one.degree,
            })
            .collect(),
    });
    MetricsAnswer {
        schema: "archcheck.metrics/1",
        by: level.level.as_str(),
        system,
        cycles: cycles.collect(),
        conformance,
        change,
        parts: parts.collect(),
        no_change: history.err(),
    }
}
