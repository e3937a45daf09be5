//! Finds the preset whose shape a workspace has. It checks no rules: the caller tells how many violations each has.

use archcheck_core::{
    analysis::Analysis,
    rules::{Expansion, PRESETS, Preset, propose},
};
use std::collections::BTreeSet;

/// The share of the Rust modules that the roles of a preset must contain.
const COVERED: f64 = 0.5;

/// A preset that fits a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The preset.
    pub(crate) preset: &'static Preset,
    /// What it stands for.
    pub(crate) expansion: Expansion,
    /// The share of the Rust modules that its roles contain.
    pub(super) covered: f64,
}

/// The presets that `init` proposes, from the most to the least specific.
const PROPOSED: [&str; 5] = ["hexagonal", "onion", "layered", "vertical-slices", "workspace-layers"];

/// Returns the presets whose roles have most of the code, the best first.
pub(crate) fn candidates(analysis: &Analysis) -> Vec<Candidate> {
    let presets = PROPOSED.iter().filter_map(|name| PRESETS.iter().find(|preset| preset.name == *name));
    let mut fitting: Vec<Candidate> = presets.filter_map(|preset| candidate(preset, analysis)).collect();
    // Equal ones keep their order.
    fitting.sort_by(|a, b| b.covered.total_cmp(&a.covered));
    fitting
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
        // Without a folder of features, all folders of a crate would be features.
        _ => expansion.modules.iter().any(|module| {
            module.name == "composition-root"
                && module.paths.iter().any(|path| path.starts_with('=') && path.contains("::"))
        }),
    };
    if !proposal.missing.is_empty() || !is_specific || (expansion.layers.is_empty() && expansion.rules.is_empty()) {
        return None;
    }
    let covered = coverage(&expansion, analysis);
    (covered >= COVERED).then_some(Candidate { preset, expansion, covered })
}

/// Returns the share of the Rust modules that are in modules of a preset.
#[expect(clippy::cast_precision_loss, reason = "workspaces have far fewer than 2^52 Rust modules")]
fn coverage(expansion: &Expansion, analysis: &Analysis) -> f64 {
    let units = super::units::Units::of(analysis, &expansion.modules, None);
    let own: BTreeSet<u32> = (0u32..)
        .zip(&units.all)
        .filter(|(_, unit)| unit.preset && unit.name != "composition-root" && unit.name != "shared")
        .map(|(id, _)| id)
        .collect();
    let all: Vec<_> = super::units::shipped(analysis).collect();
    let inside = all.iter().filter(|id| units.of[id.0 as usize].is_some_and(|unit| own.contains(&unit))).count();
    inside as f64 / all.len().max(1) as f64
}

/// Returns a preset for the workspace, whether or not it fits. Returns what is missing if the workspace has none of its roles.
pub(crate) fn written_out(preset: &'static Preset, analysis: &Analysis) -> Result<Candidate, Vec<String>> {
    let proposal = propose(preset, analysis);
    if !proposal.missing.is_empty() {
        return Err(proposal.missing);
    }
    let covered = coverage(&proposal.expansion, analysis);
    Ok(Candidate { preset, expansion: proposal.expansion, covered })
}
