//! Renders what `init` prints: what it wrote and found, and how to run the check in a hook and in CI.

use super::{
    inside::Inside,
    plan::{Choices, Plan},
    shape::Coverage,
};
use crate::{
    terminal::{Look, Role},
    text::{count, number, wrap},
};
use archcheck_core::rules::Shape;

/// The number of cycles to list.
const CYCLES: usize = 3;

/// A rules file that was written.
#[derive(Debug)]
pub(crate) struct WrittenFile<'a> {
    /// Its name in outputs.
    pub(crate) name: &'a str,
    /// Its contents.
    pub(crate) plan: &'a Plan,
    /// The number of violations in the baseline, and the name of that file.
    pub(crate) known: Option<(usize, &'a str)>,
    /// The presets that were considered, the best first, if the user named none.
    pub(crate) considered: Option<&'a [Considered]>,
    /// Whether `check` finds it without `--rules`.
    pub(crate) is_default: bool,
}

/// A preset that could have been proposed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Considered {
    /// Its name.
    pub(crate) name: &'static str,
    /// The number of violations today.
    pub(crate) violations: usize,
}

/// Renders the summary.
pub(crate) fn render(written: &WrittenFile<'_>, look: Look) -> String {
    let WrittenFile { name: file, plan, is_default, .. } = written;
    let mut text = String::new();
    let mut paragraph = |line: &str| {
        for line in wrap(line, look.width.min(100)) {
            text.push_str(&line);
            text.push('\n');
        }
    };
    if plan.modules() == 0 {
        paragraph(&format!(
            "wrote {file}, without modules, since the workspace has no library or binary: it forbids cycles among the Rust modules of \
             its other targets"
        ));
    } else {
        modules_and_cycles(written, look, &mut paragraph);
    }
    let rules = if *is_default { String::new() } else { format!(" --rules {file}") };
    let command = format!("cargo archcheck check{rules}");
    // A hook must check the staged files, not the working tree.
    let hook = format!("cargo-archcheck hook run{rules}");
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
    section("In CI (GitHub Actions; the command is the same elsewhere)", &CI.replace("RULES", &rules));
    text.push('\n');
    let next =
        format!("Next: read {file}, and edit it: each line is a decision. `{command}` checks the code against it.");
    for line in wrap(&next, look.width.min(100)) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Renders the modules, layers and cycles of the file, and what it reports today.
fn modules_and_cycles(written: &WrittenFile<'_>, look: Look, paragraph: &mut impl FnMut(&str)) {
    let WrittenFile { name: file, plan, known, .. } = written;
    let Choices { preset, beside, .. } = &plan.choices;
    let names: Vec<&str> = preset.iter().map(|(one, _)| one).chain(beside).map(|one| one.preset.name).collect();
    let presets = match names.as_slice() {
        [] => String::new(),
        [one] => format!(", with the preset {one}"),
        all => format!(", with the presets {}", all.join(" and ")),
    };
    paragraph(&format!("wrote {file}: {}{presets}", count(plan.modules(), "module")));
    if let Some((candidate, _)) = preset.as_ref().filter(|(candidate, _)| !candidate.expansion.modules.is_empty()) {
        let Coverage { inside, all } = candidate.covered;
        let rest = if candidate.covered.is_poor() { "; the other code has modules of its own" } else { "" };
        let what = if candidate.preset.shape == Shape::Parts { "parts" } else { "roles" };
        paragraph(&format!(
            "{}: its {what} contain {inside} of {}{rest}",
            candidate.preset.name,
            count(all, "Rust module")
        ));
    }
    if let Some(considered) = written.considered {
        paragraph(&considered_text(considered, !names.is_empty()));
    }
    if let Some((count_of, baseline)) = known {
        let what = count(*count_of, "violation");
        paragraph(&format!("wrote {baseline}: {what} of today; only new ones fail the check"));
    } else {
        paragraph("the code passes the check");
    }
    let restricted = plan.restricted();
    if restricted > 0 {
        let how = if plan.choices.strict { "" } else { "; `--strict` restricts all" };
        let what = if restricted == 1 { "what it uses" } else { "what they use" };
        paragraph(&format!("depends-on: {} may use only {what} today{how}", count(restricted, "module")));
    }
    if !plan.layers.is_empty() {
        paragraph(&format!("layers: {} levels of crates", number(plan.layers.len())));
    }
    let Inside { cycles, cyclic, .. } = &plan.inside;
    if cycles.is_empty() {
        paragraph("cycles: none between the top-level Rust modules of a crate");
    } else {
        paragraph(&format!(
            "cycles: {}, among {}; the cheapest {}:",
            number(cycles.len()),
            count(*cyclic, "top-level Rust module"),
            if cycles.len() == 1 { "cut" } else { "cuts" }
        ));
    }
    for cycle in cycles.iter().take(CYCLES) {
        if let Some(edge) = cycle.weakest().next() {
            paragraph(&format!(
                "  {} {} {}: {}, in a cycle of {}",
                edge.from,
                look.arrow(),
                edge.to,
                count(edge.references, "reference"),
                number(cycle.edges.len())
            ));
        }
    }
    if cycles.len() > CYCLES {
        paragraph(&format!("  {} and {} more", look.ellipsis(), number(cycles.len() - CYCLES)));
    }
}

/// Renders which presets were considered.
fn considered_text(considered: &[Considered], is_chosen: bool) -> String {
    if considered.is_empty() {
        return "presets considered: none fits, since most code is in no folder or crate with a usual name".to_owned();
    }
    let one = |one: &Considered| format!("{} ({} today)", one.name, count(one.violations, "violation"));
    let all = considered.iter().map(one).collect::<Vec<_>>().join(", ");
    let none = if is_chosen { "" } else { "; none was chosen" };
    format!("presets considered: {all}{none}")
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
        always_run: true";

const CI: &str = "\
- uses: actions/checkout@v4
- run: cargo install --locked cargo-archcheck
- run: cargo-archcheck checkRULES";
