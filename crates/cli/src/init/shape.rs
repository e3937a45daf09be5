//! Finds the presets whose shapes a workspace has. It checks no rules: the caller tells how many violations each has.

use super::units::{Origin, Units, shipped};
use archcheck_core::{
    analysis::Analysis,
    graph::RustModuleId,
    rules::{Expansion, ModuleText, PRESETS, Preset, Shape, propose},
};
use std::collections::BTreeSet;

/// The percentage of the Rust modules that the roles of a preset must contain to be proposed.
const COVERED: usize = 50;
/// The same for a preset of which many roles have code.
const COVERED_BY_MANY: usize = 30;
/// The number of such roles.
const MANY_ROLES: usize = 4;
/// The difference between such percentages that does not matter.
const NEAR: usize = 15;
/// The percentage for the parts of a preset, if they are in a folder of features.
const COVERED_BY_PARTS: usize = 25;
/// The percentage below which a preset does not fit.
const FOREIGN: usize = 15;
/// The number of folders that are evidently modules, even if no folder of modules contains them.
const PARTS: usize = 4;
/// The folders whose children are called modules rather than features.
const MODULES: [&str; 5] = ["modules", "domains", "contexts", "bounded_contexts", "components"];

/// The number of folders or crates above which it is not searched for such modules.
const MAX_PARTS: usize = 24;
/// The difference in violations that does not matter between presets of parts.
const SIMILAR: usize = 5;
/// The same between presets of roles, of which those that forbid more say more.
const SIMILAR_ROLES: usize = 10;

/// A preset that fits a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The preset.
    pub(crate) preset: &'static Preset,
    /// What it stands for.
    pub(crate) expansion: Expansion,
    /// The code in its roles or parts.
    pub(crate) covered: Coverage,
    /// Whether folders or crates have names that only this architecture explains.
    pub(crate) is_evident: bool,
}

/// How much of the code is in the roles or parts of a preset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    /// The number of Rust modules in them.
    pub(crate) inside: usize,
    /// The number of Rust modules of all libraries and binaries, but for those that belong to no part: the composition root and
    /// shared code.
    pub(crate) all: usize,
}

impl Coverage {
    /// Returns the covered percentage.
    pub(crate) fn percent(self) -> usize {
        self.inside * 100 / self.all.max(1)
    }

    /// Returns whether less code is in roles than outside of them.
    pub(crate) fn is_poor(self) -> bool {
        self.percent() < COVERED
    }
}

impl Candidate {
    /// Returns whether its parts are in a folder of modules.
    fn is_in_modules(&self) -> bool {
        let root = self.expansion.modules.iter().filter(|module| module.name == ROOT);
        root.flat_map(|module| &module.paths)
            .any(|path| path.rsplit("::").next().is_some_and(|last| MODULES.contains(&last)))
    }
}

/// Sorts presets, each with its number of violations: the best first.
pub(crate) fn sort(presets: &mut [(Candidate, usize)]) {
    let best = |shape: Shape| {
        let own = presets.iter().filter(|(one, _)| one.is_evident && one.preset.shape == shape);
        own.map(|(one, _)| one.covered.percent()).max().unwrap_or(0)
    };
    let (best_of_roles, best_of_parts) = (best(Shape::Roles).max(best(Shape::Crates)), best(Shape::Parts));
    let rank = |(candidate, violations): &(Candidate, usize)| {
        let is_of_parts = candidate.preset.shape == Shape::Parts;
        // Names decide between parts that may use each other and those that may not, unless one has many more violations.
        let is_modulith = candidate.preset.name == "modulith";
        let similar = if is_of_parts { SIMILAR } else { SIMILAR_ROLES };
        let order = (violations / similar, is_of_parts && is_modulith != candidate.is_in_modules());
        let best = if is_of_parts { best_of_parts } else { best_of_roles };
        // Small differences in coverage do not matter.
        let is_behind = candidate.covered.percent() + NEAR < best;
        (!candidate.is_evident, is_of_parts, is_behind, order)
    };
    presets.sort_by_key(rank);
    // A folder of features is more evident than the names of layers.
    let roles = presets.iter().take_while(|(one, _)| one.is_evident && one.preset.shape != Shape::Parts).count();
    let Some(((role, of_role), (part, of_part))) = presets.first().zip(presets.get(roles)) else { return };
    if roles > 0 && part.is_evident && of_part <= of_role && part.covered.percent() * 2 > role.covered.percent() {
        presets[..=roles].rotate_right(1);
    }
}

const ROOT: &str = "composition-root";

/// The presets that `init` proposes, from the most to the least specific.
const PROPOSED: [&str; 6] = ["hexagonal", "onion", "layered", "vertical-slices", "modulith", "workspace-layers"];

/// Returns the presets whose roles have most of the code.
pub(crate) fn candidates(analysis: &Analysis) -> Vec<Candidate> {
    let presets = PROPOSED.iter().filter_map(|name| preset(name));
    presets.filter_map(|preset| candidate(preset, analysis)).collect()
}

/// Returns `cqrs` if the workspace has its folders. It declares no modules, so it can be beside another preset.
pub(crate) fn beside(analysis: &Analysis) -> Option<Candidate> {
    let proposal = propose(preset("cqrs")?, analysis);
    // Other folders have names like these: the commands of a program and the views of its interface.
    let is_named = |word: &str| {
        let lists = proposal.expansion.rules.iter().flat_map(|rule| &rule.lists);
        lists.flat_map(|(_, entries)| entries).any(|path| path.rsplit(['/', ':', '-', '_']).next() == Some(word))
    };
    let is_evident = proposal.missing.is_empty() && is_named("commands") && is_named("queries");
    let covered = Coverage::default();
    is_evident.then_some(Candidate { preset: preset("cqrs")?, expansion: proposal.expansion, covered, is_evident })
}

fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name).copied()
}

fn candidate(preset: &'static Preset, analysis: &Analysis) -> Option<Candidate> {
    let proposal = propose(preset, analysis);
    let expansion = proposal.expansion;
    let names: Vec<&str> = expansion.modules.iter().map(|module| module.name.as_str()).collect();
    let has = |name: &str| names.contains(&name);
    let is_specific = match preset.name {
        "hexagonal" => {
            has("ports")
                || has("adapters") && (has("application") || has("inbound"))
                || has("inbound") && has("outbound")
        }
        "onion" => has("application") && has("infrastructure"),
        "layered" | "workspace-layers" => proposal.found > 2,
        "modulith" if !(proposal.of_features && is_outer(&expansion)) => {
            !proposal.of_features && (PARTS..=MAX_PARTS).contains(&folders(&expansion, analysis))
        }
        // Otherwise, all folders of a crate would be features.
        _ => proposal.of_features && is_outer(&expansion),
    };
    if !proposal.missing.is_empty() || !is_specific || (expansion.layers.is_empty() && expansion.rules.is_empty()) {
        return None;
    }
    let covered = coverage(&expansion, analysis);
    let is_evident = preset.shape != Shape::Parts || proposal.of_features;
    let least = match preset.shape {
        Shape::Parts => COVERED_BY_PARTS,
        // The names in a domain with adapters are no coincidence.
        Shape::Roles if preset.name != "layered" && proposal.found >= MANY_ROLES => COVERED_BY_MANY,
        _ => COVERED,
    };
    (covered.percent() >= least).then_some(Candidate { preset, expansion, covered, is_evident })
}

/// Returns whether the folder of features is at most two folders below the root of a crate. Others are details of a part.
fn is_outer(expansion: &Expansion) -> bool {
    let mut parts = expansion.modules.iter().filter(|module| module.name != ROOT && module.name != "shared");
    let depth = |path: &String| path.trim_start_matches("bin:").matches("::").count();
    parts.any(|part| !part.crates.is_empty() || part.paths.iter().any(|path| depth(path) <= 3))
}

/// Returns the number of parts that are folders, or crates, with several files.
fn folders(expansion: &Expansion, analysis: &Analysis) -> usize {
    let parents = analysis.graph.modules.iter().filter_map(|module| module.parent);
    let parents: BTreeSet<&str> = parents.map(|parent| analysis.graph.module(parent).path.as_str()).collect();
    let parts = expansion.modules.iter().filter(|module| module.exposes.is_some());
    let roots = |part: &ModuleText| part.crates.iter().map(|krate| krate.replace('-', "_")).collect::<Vec<_>>();
    let is_folder =
        |part: &&ModuleText| part.paths.iter().chain(&roots(part)).any(|path| parents.contains(path.as_str()));
    parts.filter(is_folder).count()
}

/// Returns how much of the code is in modules of a preset.
fn coverage(expansion: &Expansion, analysis: &Analysis) -> Coverage {
    let units = Units::of(analysis, &expansion.modules, None);
    let own: BTreeSet<u32> = (0u32..)
        .zip(&units.all)
        .filter(|(_, unit)| unit.origin != Origin::Code && unit.name != ROOT && unit.name != "shared")
        .map(|(id, _)| id)
        .collect();
    let is_other = |id: &RustModuleId| {
        let unit = units.of[id.0 as usize].map(|unit| &units.all[unit as usize]);
        unit.is_none_or(|unit| unit.origin == Origin::Code || unit.name != ROOT && unit.name != "shared")
    };
    let all: Vec<_> = shipped(analysis).filter(is_other).collect();
    let inside = all.iter().filter(|id| units.of[id.0 as usize].is_some_and(|unit| own.contains(&unit))).count();
    Coverage { inside, all: all.len() }
}

/// Returns a preset for the workspace, unless hardly any code has its roles. Otherwise returns what is missing.
pub(crate) fn written_out(preset: &'static Preset, analysis: &Analysis) -> Result<Candidate, Vec<String>> {
    let proposal = propose(preset, analysis);
    if !proposal.missing.is_empty() {
        return Err(proposal.missing);
    }
    let covered = coverage(&proposal.expansion, analysis);
    let has_modules = !proposal.expansion.modules.is_empty();
    if has_modules && covered.percent() < FOREIGN {
        let names = proposal.expansion.modules.iter().map(|module| format!("`{}`", module.name)).collect::<Vec<_>>();
        let Coverage { inside, all } = covered;
        return Err(vec![format!(
            "only {inside} of {all} Rust modules are in folders or crates of its roles ({})",
            names.join(", ")
        )]);
    }
    Ok(Candidate { preset, expansion: proposal.expansion, covered, is_evident: true })
}
