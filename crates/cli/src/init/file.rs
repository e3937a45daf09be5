//! Renders a first rules file, with comments that suggest the next steps.

use super::{
    plan::{Choices, Plan},
    shape::Coverage,
    units::Origin,
};
use crate::escape::toml_string;
use archcheck_core::rules::toml_list;
use std::fmt::Write;

/// The number of modules above which each has one line.
const MANY: usize = 16;
/// The width above which the line of a module is broken.
const WIDTH: usize = 120;

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
    presets(&mut text, plan);
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
    if !plan.units.all.is_empty() {
        let names: Vec<_> = plan.inside.among.iter().map(|pattern| toml_string(pattern)).collect();
        text.push_str(ACYCLIC);
        if plan.inside.among.iter().any(|pattern| pattern.starts_with('!')) {
            text.push_str(CONTAINERS);
        }
        if known && !plan.inside.cuts.is_empty() {
            text.push_str(CYCLES);
        }
        let _ = writeln!(text, "{RULE}{}", toml_list("among = ", &names, ""));
        if plan.inside.is_early {
            text.push_str("allow-empty = true\n");
        }
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

/// Renders the presets, as entries or written out.
fn presets(text: &mut String, plan: &Plan) {
    let Choices { preset, beside, .. } = &plan.choices;
    let main = preset.iter().map(|(candidate, is_written_out)| (candidate, *is_written_out));
    for (candidate, is_written_out) in main.chain(beside.iter().map(|candidate| (candidate, false))) {
        let name = candidate.preset.name;
        let _ = write!(text, "\n# {}\n", candidate.preset.summary);
        let Coverage { inside, all } = candidate.covered;
        if all > 0 && candidate.covered.is_poor() {
            let all = crate::text::count(all, "Rust module");
            let _ = writeln!(text, "# It contains {inside} of {all}. The other code has modules below.");
        }
        if !is_written_out {
            let _ = write!(
                text,
                "# `cargo archcheck explain {name}` shows its modules and rules.\n\n[[architectures]]\npreset = \"{name}\"\n"
            );
            continue;
        }
        let _ = writeln!(text, "# These are the modules and rules of the preset `{name}`, to edit.");
        let mut rest = candidate.expansion.clone();
        for module in std::mem::take(&mut rest.modules) {
            text.push_str(&module.text());
            let id =
                (0u32..).zip(&plan.units.all).find(|(_, unit)| unit.origin != Origin::Code && unit.name == module.name);
            if let Some((id, _)) = id.filter(|(id, _)| plan.is_restricted(*id)) {
                depends_on(text, plan, id);
            }
        }
        text.push_str(&rest.text(""));
    }
}

/// Renders the `depends-on` of a module.
fn depends_on(text: &mut String, plan: &Plan, id: u32) {
    let uses: Vec<String> = plan.allowed(id).into_iter().map(|unit| toml_string(&unit.name)).collect();
    let _ = writeln!(text, "{}", toml_list("depends-on = ", &uses, ""));
}

/// Renders the modules that no preset declares, and those whose dependencies the preset leaves open.
fn modules(text: &mut String, plan: &Plan) {
    let is_written_out = plan.choices.preset.as_ref().is_some_and(|(_, is_written_out)| *is_written_out);
    let own: Vec<u32> = (0u32..)
        .zip(&plan.units.all)
        .filter(|(id, unit)| unit.origin == Origin::Code || !is_written_out && plan.is_restricted(*id))
        .map(|(id, _)| id)
        .collect();
    if own.is_empty() {
        return;
    }
    let (is_other, is_compact) = (plan.choices.preset.is_some(), own.len() > MANY);
    let has_parts = own.iter().any(|id| plan.unit(*id).origin != Origin::Code);
    text.push_str(if has_parts {
        PARTS_AND_OTHERS
    } else if is_other {
        OTHER_MODULES
    } else {
        MODULES
    });
    if is_compact {
        text.push_str("# A module without one may use everything.\n");
    }
    if is_compact {
        text.push_str("\n[modules]\n");
    }
    for id in own {
        let unit = plan.unit(id);
        let uses: Vec<&str> = plan.allowed(id).into_iter().map(|unit| unit.name.as_str()).collect();
        let is_restricted = plan.is_restricted(id);
        let names = |names: &[String]| names.iter().map(|name| toml_string(name)).collect::<Vec<_>>();
        let mut keys: Vec<(&str, Vec<String>)> = Vec::new();
        for (key, entries) in [("paths", &unit.paths), ("crates", &unit.crates)] {
            // The preset contains the code of its modules.
            if !entries.is_empty() && unit.origin == Origin::Code {
                keys.push((key, names(entries)));
            }
        }
        let uses: Vec<String> = uses.into_iter().map(toml_string).collect();
        if is_compact {
            keys.extend(is_restricted.then_some(("depends-on", uses)));
            let _ = writeln!(text, "{}", line(&unit.name, &keys));
            continue;
        }
        let _ = write!(text, "\n[modules.{}]\n", key(&unit.name));
        for (key, entries) in keys {
            let _ = writeln!(text, "{}", toml_list(&format!("{key} = "), &entries, ""));
        }
        if is_restricted {
            depends_on(text, plan, id);
        }
    }
}

/// Renders a module as one line. If it is too long, the entries of its last list are on lines below.
fn line(name: &str, keys: &[(&str, Vec<String>)]) -> String {
    let mut text = format!("{} = {{ ", key(name));
    for (index, (key, entries)) in keys.iter().enumerate() {
        let head = format!("{}{key} = ", if index > 0 { ", " } else { "" });
        let is_last = index + 1 == keys.len();
        let plain = format!("{head}[{}]", entries.join(", "));
        if is_last && !entries.is_empty() && text.len() + plain.len() + 2 > WIDTH {
            let list = toml_list("", entries, "");
            let lines = list.strip_prefix('[').filter(|lines| lines.starts_with('\n')).map(str::to_owned);
            let lines = lines.unwrap_or_else(|| format!("\n    {},\n]", entries.join(", ")));
            let _ = write!(text, "{head}[{lines}");
        } else {
            text.push_str(&plain);
        }
    }
    text.push_str(" }");
    text
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
# The parts of the code. A `depends-on` lists what a module may use: what it uses today, without the dependencies that must go
# to end cycles, which the baseline records. Delete what should not be, and add what may come. Tests may use more.
# `cargo archcheck modules` shows who uses what.
";

const OTHER_MODULES: &str = r"
# The rest of the code. A `depends-on` lists what a module may use: what it uses today, without what makes cycles.
";

const PARTS_AND_OTHERS: &str = r"
# The rest of the code, and what each module uses today. A `depends-on` lists what a module may use.
";

const LAYERS: &str = r#"
# The order of today, from top to bottom: nothing may use what is above it.

[[layers]]
id = "layers"
order = [
"#;

const ACYCLIC: &str = "
# The top-level Rust modules of each crate, also of new ones, must not depend on each other in cycles.
";

const CONTAINERS: &str = "# What a folder of modules contains counts in its place.
";

const CYCLES: &str = "# The dependencies of the cycles of today are in the baseline.
";

const RULE: &str = r#"
[[rules]]
id = "no-cycles"
type = "acyclic"
"#;
