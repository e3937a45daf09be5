//! Renders a first rules file, with comments that suggest the next steps.

use super::plan::Plan;
use crate::escape::{self, toml_string};
use archcheck_core::rules::toml_list;
use std::fmt::Write;

/// The most entries of a `depends-on` that is only a suggestion.
const SUGGESTED: usize = 8;
/// The number of cycles to list.
const CYCLES: usize = 5;

/// Returns a name as a TOML key, which needs quotes unless it is plain ASCII.
fn key(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { name.to_owned() } else { toml_string(name) }
}

/// Renders the file. `known` tells whether a baseline beside it contains violations.
pub(crate) fn text(plan: &Plan, known: bool) -> String {
    let mut text = HEAD.to_owned();
    if known {
        text.push_str(KNOWN);
    }
    text.push_str("\nversion = 1\n");
    preset(&mut text, plan);
    if plan.units.all.is_empty() {
        text.push_str(NO_MODULES);
        text.push_str(TESTS);
        let among: Vec<_> = plan.kinds.iter().map(|kind| toml_string(&format!("{kind}:*::*"))).collect();
        let _ = writeln!(text, "{}", toml_list("among = ", &among, ""));
    }
    modules(&mut text, plan);
    if !plan.layers.is_empty() {
        text.push_str(LAYERS);
        for level in &plan.layers {
            let names: Vec<_> = level.iter().map(|id| toml_string(&plan.unit(*id).selector())).collect();
            let line = match names.as_slice() {
                [name] => format!("    {name}"),
                names => format!("{} }}", toml_list("    { free = ", names, "    ")),
            };
            let _ = writeln!(text, "{line},");
        }
        text.push_str("]\n");
    }
    if !plan.acyclic.is_empty() {
        let names: Vec<_> = plan.acyclic.iter().map(|selector| toml_string(selector)).collect();
        text.push_str(if plan.units.packages { ACYCLIC_INSIDE } else { ACYCLIC });
        cycles(&mut text, plan);
        let _ = writeln!(text, "{RULE}{}", toml_list("among = ", &names, ""));
    }
    text
}

/// Renders the file without comments, for the overview.
pub(crate) fn short_text(plan: &Plan) -> String {
    let text = text(plan, false);
    let mut short = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if !(line.is_empty() && (short.is_empty() || short.ends_with("\n\n"))) {
            let _ = writeln!(short, "{line}");
        }
    }
    short
}

fn preset(text: &mut String, plan: &Plan) {
    let Some((candidate, is_written_out)) = &plan.choices.preset else { return };
    let name = candidate.preset.name;
    let _ = write!(text, "\n# {}\n", candidate.preset.summary);
    if *is_written_out {
        let _ = writeln!(text, "# These are the modules and rules of the preset `{name}`, to edit.");
        text.push_str(&candidate.expansion.text(""));
    } else {
        let _ = write!(
            text,
            "# `cargo archcheck explain {name}` shows its modules and rules.\n\n[[architectures]]\npreset = \"{name}\"\n"
        );
    }
}

/// Renders the modules that no preset declares.
fn modules(text: &mut String, plan: &Plan) {
    let own = || (0u32..).zip(&plan.units.all).filter(|(_, unit)| !unit.preset);
    if own().next().is_none() {
        return;
    }
    text.push_str(if plan.choices.preset.is_some() { OTHER_MODULES } else { MODULES });
    for (id, unit) in own() {
        let _ = write!(text, "\n[modules.{}]\n", key(&unit.name));
        for (key, entries) in [("paths", &unit.paths), ("crates", &unit.crates)] {
            if !entries.is_empty() {
                let entries: Vec<_> = entries.iter().map(|entry| toml_string(entry)).collect();
                let _ = writeln!(text, "{}", toml_list(&format!("{key} = "), &entries, ""));
            }
        }
        let uses = plan.allowed(id).into_iter().map(|unit| toml_string(&unit.name)).collect::<Vec<_>>();
        if plan.is_restricted(id) {
            let _ = writeln!(text, "{}", toml_list("depends-on = ", &uses, ""));
        } else if !unit.root && uses.len() <= SUGGESTED {
            let _ = writeln!(text, "{}", toml_list("# depends-on = ", &uses, "# "));
        }
    }
}

/// Renders the cycles as comments: what to cut.
fn cycles(text: &mut String, plan: &Plan) {
    if plan.cycles.is_empty() {
        return;
    }
    text.push_str(CYCLES_HEAD);
    let of_units = plan.cuts.iter().map(|(from, to, references)| {
        let references = usize::try_from(*references).unwrap_or(usize::MAX);
        (plan.unit(*from).name.clone(), plan.unit(*to).name.clone(), references)
    });
    let of_crates = plan.cycles.iter().filter(|_| plan.cuts.is_empty()).filter_map(|cycle| cycle.weakest().next());
    let cuts: Vec<_> =
        of_units.chain(of_crates.map(|edge| (edge.from.clone(), edge.to.clone(), edge.references))).collect();
    for (from, to, references) in cuts.iter().take(CYCLES) {
        let references = crate::text::count(*references, "reference");
        let _ = writeln!(text, "#   {} ({references})", escape::line(&format!("{from} -> {to}")));
    }
    if cuts.len() > CYCLES {
        let _ = writeln!(text, "#   and {} more", cuts.len() - CYCLES);
    }
}

const HEAD: &str = r"# The architecture of this workspace. `cargo archcheck` checks the code against it.
# Every module, layer and rule may have a `reason` and an `owner`, which are shown with violations.
";

const KNOWN: &str = r"# The violations of today are in archcheck-baseline.toml: only new ones fail the check.
";

const NO_MODULES: &str = r#"
# This workspace has no library or binary yet. Once it has one, declare the modules of its architecture:
#
# [modules.NAME]
# paths = ["CRATE::MODULE"]
"#;

const TESTS: &str = r#"
# The Rust modules of tests, examples, benchmarks and build scripts must not depend on each other in cycles.

[[rules]]
id = "no-cycles"
type = "acyclic"
contexts = ["test", "build"]
allow-empty = true
"#;

const MODULES: &str = r"
# The parts of the code. A `depends-on` lists what a module uses today, and what it may use: delete what should not be,
# and add what may come. `cargo archcheck modules` shows who uses what.
";

const OTHER_MODULES: &str = r"
# The rest of the code. A `depends-on` lists what a module uses today, and what it may use.
";

const LAYERS: &str = r#"
# The order of today, from top to bottom: nothing may use what is above it.

[[layers]]
id = "layers"
order = [
"#;

const ACYCLIC: &str = "
# Modules must not depend on each other in cycles.
";

const ACYCLIC_INSIDE: &str = "
# The top-level Rust modules of each crate must not depend on each other in cycles.
";

const CYCLES_HEAD: &str = "# There are cycles today. Cut these dependencies first, the cheapest of them:
";

const RULE: &str = r#"
[[rules]]
id = "no-cycles"
type = "acyclic"
"#;
