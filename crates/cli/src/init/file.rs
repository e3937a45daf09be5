//! The text of a first rules file. Its comments are what a person needs to take the next step.

use super::plan::{Parts, Plan};
use std::fmt::Write;

/// How wide lines may be before a list goes below.
const WIDTH: usize = 100;

/// The text.
pub(crate) fn text(plan: &Plan, parts: Parts) -> String {
    let mut text = HEAD.to_owned();
    for (id, unit) in (0u32..).zip(&plan.units.all) {
        // Writing to a string can't fail.
        let _ = write!(text, "\n[modules.{}]\n{} = {}\n", unit.name, unit.key, quoted(&unit.value, true));
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

/// The cycles, as comments: what stands in the way of more layers.
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
        let _ = writeln!(text, "#   {}", path.join(" -> "));
        let _ = writeln!(
            text,
            "#     cheapest cut: {} ({})",
            cuts.join(" or "),
            crate::text::count(references, "reference")
        );
    }
}

/// `["a", "b"]` after a head, over as many lines as it needs.
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

/// A string of TOML, maybe as a list of one.
fn quoted(text: &str, listed: bool) -> String {
    let text = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    if listed { format!("[{text}]") } else { text }
}

const HEAD: &str = r"# The architecture of this workspace. `cargo archcheck` holds the code to it.
#
# `cargo archcheck init` wrote this from the code as it is, so it passes today: what it says is kept from now on,
# and each line you add is a decision. `cargo archcheck explain CODE` says what a code means and how to mend it;
# every rule, layer and module may have a `reason`, an `owner` and an `adr`, which are shown with a violation.

version = 1

# --- Modules ----------------------------------------------------------------------------------------------------
# The parts of the architecture, and the code of each. Code in no module is reported as `unassigned`.
# Next: take the `#` from a `depends-on` (it lists what is used today), and delete what should not be used;
# then say what others may name: `exposes`.
# `cargo archcheck modules` shows both, and `cargo archcheck why A B` how A comes to need B.
";

const LAYERS: &str = r#"
# --- Layers -----------------------------------------------------------------------------------------------------
# The top first: each may use those below it, none those above; the ones in one list do not use each other
# (`{ free = ["a", "b"] }` would let them). It is the order that the code keeps today; what nothing else uses stands
# at the top. Next: give the levels the names of your architecture, merge those that are one to you, and say why in
# `reason`.

[[layers]]
id = "layers"
order = [
"#;

const ACYCLIC_HEAD: &str = "
# --- No new cycles ----------------------------------------------------------------------------------------------
";

const INSIDE: &str = "# Inside of these crates, the top-level Rust modules use each other in one direction only.
";

const ACYCLIC: &str = r#"
[[rules]]
id = "no-cycles"
type = "acyclic"
"#;

const CYCLES: &str = r"
# --- Cycles -----------------------------------------------------------------------------------------------------
# These modules need each other. They stay out of layers and of `no-cycles` until a cycle is cut; each is shown by its
# shortest way around. Next: cut one, and add its modules above.
#
";

const CYCLES_INSIDE: &str = r"
# --- Cycles -----------------------------------------------------------------------------------------------------
# Inside of crates, these top-level Rust modules need each other. Their crates stay out of `no-cycles` until they are
# cut; each cycle is shown by its shortest way around. Next: cut one, and add its crate above, as `NAME::*`.
#
";

const TAIL: &str = r#"
# --- What comes next --------------------------------------------------------------------------------------------
# A rule for what must never be needed, in any number of steps:
#
# [[rules]]
# id = "domain-is-pure"
# type = "forbid"
# from = ["MODULE"]
# to = ["std::fs", "extern:tokio"]
# transitive = true
# reason = "the domain must run without I/O"
"#;
