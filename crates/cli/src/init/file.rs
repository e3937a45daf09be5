//! Renders a first rules file, with comments that suggest the next steps.

use super::plan::{Parts, Plan};
use crate::escape::{self, toml_string};
use std::fmt::Write;

/// The width above which a list is broken into lines.
const WIDTH: usize = 100;

/// Returns a name as a TOML key, which needs quotes unless it is plain ASCII.
fn key(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { name.to_owned() } else { quoted(name, false) }
}

/// Renders the file.
pub(crate) fn text(plan: &Plan, parts: Parts) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(if plan.units.all.is_empty() { NO_MODULES } else { MODULES });
    if plan.units.all.is_empty() && parts.acyclic {
        text.push_str(TESTS);
        let among: Vec<_> = plan.kinds.iter().map(|kind| quoted(&format!("{kind}:*::*"), false)).collect();
        let _ = writeln!(text, "{}", list("among = ", &among, ""));
    }
    for (id, unit) in (0u32..).zip(&plan.units.all) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n[modules.{}]\n{} = {}\n", key(&unit.name), unit.key, quoted(&unit.value, true));
        let uses = plan.uses[id as usize].iter().map(|to| quoted(&plan.unit(*to).name, false));
        let list = list("# depends-on = ", &uses.collect::<Vec<_>>(), "# ");
        let _ = writeln!(text, "{list}");
    }
    if parts.layers && !plan.layers.is_empty() {
        text.push_str(LAYERS);
        for level in &plan.layers {
            let names: Vec<_> = level.iter().map(|id| quoted(&plan.unit(*id).selector(), false)).collect();
            let line = match names.as_slice() {
                [name] => format!("    {name}"),
                names => list("    ", names, "    "),
            };
            let _ = writeln!(text, "{line},");
        }
        text.push_str("]\n");
    }
    if parts.acyclic && !plan.acyclic.is_empty() {
        let names: Vec<_> = plan.acyclic.iter().map(|selector| quoted(selector, false)).collect();
        let what = if plan.units.packages { INSIDE } else { "" };
        let _ = writeln!(text, "{ACYCLIC_HEAD}{what}{ACYCLIC}{}", list("among = ", &names, ""));
    }
    cycles(&mut text, plan);
    text.push_str(TAIL);
    text
}

/// Renders the cycles as comments: they prevent more layers.
fn cycles(text: &mut String, plan: &Plan) {
    if plan.cycles.is_empty() {
        return;
    }
    text.push_str(if plan.units.packages { CYCLES_INSIDE } else { CYCLES });
    for cycle in &plan.cycles {
        let mut path: Vec<_> = cycle.edges.iter().map(|edge| edge.from.as_str()).collect();
        path.extend(cycle.edges.first().map(|edge| edge.from.as_str()));
        let cuts: Vec<_> = cycle.weakest().map(|edge| format!("{} -> {}", edge.from, edge.to)).collect();
        let references = cycle.weakest().next().map_or(0, |edge| edge.references);
        let _ = writeln!(text, "#   {}", escape::line(&path.join(" -> ")));
        let _ = writeln!(
            text,
            "#     cheapest cut: {} ({})",
            escape::line(&cuts.join(" or ")),
            crate::text::count(references, "reference")
        );
    }
}

/// Renders a list, `["a", "b"]`, after a head, on one or more lines.
fn list(head: &str, entries: &[String], indent: &str) -> String {
    let line = format!("{head}[{}]", entries.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{head}[");
    let mut width = WIDTH;
    for entry in entries {
        if width + entry.len() + 2 > WIDTH {
            let _ = write!(text, "\n{indent}    {entry},");
            width = indent.len() + entry.len() + 5;
        } else {
            let _ = write!(text, " {entry},");
            width += entry.len() + 2;
        }
    }
    format!("{text}\n{indent}]")
}

/// Quotes a string for TOML, or a list of one string.
fn quoted(text: &str, listed: bool) -> String {
    let text = toml_string(text);
    if listed { format!("[{text}]") } else { text }
}

const HEAD: &str = r"# The architecture of this workspace. `cargo archcheck` checks the code against it.
#
# `cargo archcheck init` generated this file from the current code, so the check passes. Each line you add is a
# decision. Every module, layer and rule may have a `reason`, an `owner` and an `adr`, which are shown with violations.
# `cargo archcheck explain CODE` explains the code of a diagnostic and how to fix it.

version = 1
";

const NO_MODULES: &str = r#"
# --- Modules ----------------------------------------------------------------------------------------------------
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
# --- Modules ----------------------------------------------------------------------------------------------------
# The modules of the architecture, and the code in each. Code in no module is reported as `unassigned`.
# Next: uncomment a `depends-on`, which lists the current dependencies, and delete those that should not exist.
# Then add `exposes`: the items that other modules may use.
# `cargo archcheck modules` shows both. `cargo archcheck why A B` shows how A depends on B.
";

const LAYERS: &str = r#"
# --- Layers -----------------------------------------------------------------------------------------------------
# From top to bottom: a layer may use the layers below it, but none above it. The modules of one list must not use each
# other; write `{ free = ["a", "b"] }` to allow that. The order comes from the current code: modules that no other module
# uses are at the top. Next: merge and rename the layers to match your architecture, and add a `reason`.

[[layers]]
id = "layers"
order = [
"#;

const ACYCLIC_HEAD: &str = "
# --- No new cycles ----------------------------------------------------------------------------------------------
";

const INSIDE: &str = "# The top-level Rust modules of these crates must not depend on each other in cycles.
";

const ACYCLIC: &str = r#"
[[rules]]
id = "no-cycles"
type = "acyclic"
"#;

const CYCLES: &str = r"
# --- Cycles -----------------------------------------------------------------------------------------------------
# These modules depend on each other in cycles, so they are not in layers or `no-cycles`. Each cycle is shown by its
# shortest path. Next: cut a cycle, and add its modules above.
#
";

const CYCLES_INSIDE: &str = r"
# --- Cycles -----------------------------------------------------------------------------------------------------
# These top-level Rust modules depend on each other in cycles, so their crates are not in `no-cycles`. Each cycle is
# shown by its shortest path. Next: cut a cycle, and add its crate above, as `NAME::*`.
#
";

const TAIL: &str = r#"
# --- Next -------------------------------------------------------------------------------------------------------
# A rule that forbids dependencies, direct and transitive:
#
# [[rules]]
# id = "domain-is-pure"
# type = "forbid"
# from = ["MODULE"]
# to = ["std::fs", "extern:tokio"]
# transitive = true
# reason = "the domain must run without I/O"
"#;
