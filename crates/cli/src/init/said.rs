//! What `init` tells: what it wrote and found, and what makes it a gate.

use super::plan::{Parts, Plan};
use crate::{
    terminal::{Look, Role},
    text::{count, number, wrap},
};

/// How many cycles are told of.
const CYCLES: usize = 3;

/// A file that was written.
#[derive(Debug)]
pub(crate) struct Written<'a> {
    /// As it is called.
    pub(crate) file: &'a str,
    /// What stands in it.
    pub(crate) plan: &'a Plan,
    /// Which parts of that.
    pub(crate) parts: Parts,
    /// Whether it lies where `check` looks without being told.
    pub(crate) usual: bool,
}

/// The text.
pub(crate) fn render(written: &Written<'_>, look: Look) -> String {
    let Written { file, plan, parts, usual } = written;
    let mut text = String::new();
    let mut say = |line: &str| {
        for line in wrap(line, look.width.min(100)) {
            text.push_str(&line);
            text.push('\n');
        }
    };
    let what = if plan.units.packages { "one for each package" } else { "one for each top-level Rust module" };
    say(&format!("wrote {file}: {}, {what}; the code keeps it today", count(plan.modules(), "module")));
    match plan.layers.len() {
        layers if parts.layers && layers > 0 => {
            let held: usize = plan.layers.iter().map(Vec::len).sum();
            let held = if held == plan.modules() { "all".to_owned() } else { format!("{} of the", number(held)) };
            say(&format!("layers: {held} modules stand in {} levels that only look down", number(layers)));
        }
        _ => say("layers: none that the code keeps"),
    }
    if plan.cycles.is_empty() {
        let inside = if plan.units.packages { ", nor inside of their crates" } else { "" };
        say(&format!("cycles: none among the modules{inside}"));
    } else {
        say(&format!(
            "cycles: {}, among {}; the cheapest {}:",
            number(plan.cycles.len()),
            count(plan.cyclic, if plan.units.packages { "top-level Rust module" } else { "module" }),
            if plan.cycles.len() == 1 { "cut" } else { "cuts" }
        ));
    }
    for cycle in plan.cycles.iter().take(CYCLES) {
        if let Some(edge) = cycle.weakest().next() {
            say(&format!(
                "  {} {} {}: {}, in a cycle of {}",
                edge.from,
                look.arrow(),
                edge.to,
                count(edge.references, "reference"),
                number(cycle.edges.len())
            ));
        }
    }
    if plan.cycles.len() > CYCLES {
        say(&format!("  {} and {} more, in {file}", look.ellipsis(), number(plan.cycles.len() - CYCLES)));
    }
    let rules = if *usual { String::new() } else { format!(" --rules {file}") };
    let command = format!("cargo archcheck check{rules}");
    // What is staged is what is committed, whatever lies beside it.
    let hook = format!("cargo archcheck hook run{rules}");
    let mut section = |title: &str, lines: &str| {
        text.push('\n');
        text.push_str(&look.paint(Role::Strong, title).to_string());
        text.push('\n');
        for line in lines.lines() {
            text.push_str(format!("    {line}").trim_end());
            text.push('\n');
        }
    };
    section("Before each commit (.pre-commit-config.yaml)", &PRE_COMMIT.replace("HOOK", &hook));
    section("In CI (GitHub Actions; any other runs the same command)", &CI.replace("COMMAND", &command));
    text.push('\n');
    let next = format!("Next: read {file}; its comments say what to decide first. `{command}` checks it.");
    for line in wrap(&next, look.width.min(100)) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

const PRE_COMMIT: &str = "\
repos:
  - repo: local
    hooks:
      - id: archcheck
        name: cargo archcheck
        entry: HOOK
        language: system
        pass_filenames: false
        files: '(\\.rs|(^|/)(Cargo|rust-toolchain|archcheck[^/]*)\\.toml)$'";

const CI: &str = "\
- uses: actions/checkout@v4
- run: cargo install --locked cargo-archcheck
- run: COMMAND";
