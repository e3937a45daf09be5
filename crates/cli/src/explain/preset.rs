//! Describes a preset: its roles with their usual names, and the modules, layers and rules that it stands for in a workspace.
//! It knows no kind of rule.

use crate::{
    escape,
    terminal::{Look, Role},
    text::{few, pad, width, wrap},
};
use archcheck_core::{
    analysis::Analysis,
    rules::{Architecture, PRESETS, Preset, RoleCode, Rules, Shape, propose},
};
use std::fmt::Write;

/// The number of patterns to show for a role.
const FEW: usize = 4;

/// Finds a preset by its name.
pub(crate) fn find_preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().copied().find(|preset| preset.name == name)
}

/// Finds an architecture of a rules file by its id.
pub(crate) fn find_architecture<'r>(name: &str, rules: &'r Rules) -> Option<&'r Architecture> {
    rules.architectures.iter().find(|one| one.meta.id == name)
}

/// Renders the description of a preset: what it requires, and the usual names of its roles.
pub(crate) fn preset(preset: &Preset, look: Look) -> String {
    let columns = look.width.min(100);
    let mut text = format!("{}   a preset\n", look.paint(Role::Strong, preset.name));
    paragraph(&mut text, preset.summary, columns);
    text.push('\n');
    let entry = format!("[[architectures]]\npreset = \"{}\"", preset.name);
    for line in entry.lines() {
        // Writing to a string can't fail.
        let _ = writeln!(text, "    {line}");
    }
    text.push_str("\nroles\n");
    let column = preset.roles.iter().map(|role| width(role.name)).max().unwrap_or(0);
    for role in preset.roles {
        let names: Vec<String> = role.names.iter().map(|names| names.join(", ")).collect();
        let required = if preset.is_required(role.name) { " (required)" } else { "" };
        let doc = match names.join("; else ") {
            names if names.is_empty() => format!("{}{required}", role.doc),
            names => format!("{}{required}: {names}", role.doc),
        };
        field(&mut text, role.name, &doc, column, look);
    }
    text.push('\n');
    if preset.shape == Shape::Parts {
        let parts = "The parts are the children of a folder that is called `features` or similar, the crates of the workspace, \
             or the top-level Rust modules. `within` or `crates` select others.";
        paragraph(&mut text, parts, columns);
    } else {
        let names = "Names are compared without hyphens, underscores and upper case. Those after `else` count only if nothing has \
             one of the names before. `roles.NAME = [\"…\"]` chooses others, and `within` or `crates` the place.";
        paragraph(&mut text, names, columns);
    }
    text
}

/// Renders what a preset stands for in the rules file.
pub(crate) fn architecture(architecture: &Architecture, analysis: &Analysis, look: Look) -> String {
    let (file, at) = analysis.sources.locate(architecture.meta.place);
    let place = look.paint(Role::Faint, format!("{}:{}", escape::line(file), at.line)).to_string();
    let title = look.paint(Role::Strong, format!("{} in this workspace", architecture.meta.id)).to_string();
    let mut text = format!("{title}   {place}\n");
    let column = architecture.roles.iter().map(|role| width(&role.name)).max().unwrap_or(0).min(30);
    for RoleCode { name, code } in &architecture.roles {
        let code = if code.is_empty() { "no code".to_owned() } else { few(code, FEW) };
        field(&mut text, &escape::line(name), &escape::line(&code), column, look);
    }
    text.push_str("\nIt stands for:\n");
    toml(&mut text, &architecture.expansion.text(&architecture.prefix));
    text
}

/// Renders what a preset without parameters would stand for in a workspace.
pub(crate) fn proposal(preset: &'static Preset, analysis: &Analysis, look: Look) -> String {
    let columns = look.width.min(100);
    let proposal = propose(preset, analysis);
    let mut text = String::new();
    if let Some(missing) = proposal.missing.first() {
        paragraph(&mut text, &format!("This workspace has another shape: {}.", escape::line(missing)), columns);
    } else {
        text.push_str("In this workspace, it would stand for:\n");
        toml(&mut text, &proposal.expansion.text(&format!("{}/", preset.name)));
    }
    text
}

fn toml(text: &mut String, toml: &str) {
    for line in toml.lines() {
        let _ = writeln!(text, "{}", format!("    {}", escape::line(line)).trim_end());
    }
}

fn paragraph(text: &mut String, paragraph: &str, columns: usize) {
    for line in wrap(paragraph, columns) {
        let _ = writeln!(text, "{line}");
    }
}

fn field(text: &mut String, key: &str, value: &str, column: usize, look: Look) {
    for (index, line) in wrap(value, look.width.min(100).saturating_sub(column + 4).max(20)).iter().enumerate() {
        let name = if index == 0 { pad(key, column) } else { " ".repeat(column) };
        let _ = writeln!(text, "  {}  {line}", look.paint(Role::Faint, name));
    }
}
