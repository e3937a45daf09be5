//! Renders a view as a Structurizr workspace: crates are containers, and what is in them are components.
//!
//! A view of crates has only containers. Modules and layers are components of one container; layers are groups there.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::line;
use archcheck_core::view::{Granularity, GroupKind, View};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

/// Writes the workspace.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    let are_containers = matches!(view.by, Granularity::Crate | Granularity::Depth(1));
    let names = unique_names(view);
    writeln!(out, "workspace {} {} {{", quoted(picture.name), quoted(&picture::heading(picture)))?;
    if let Some(note) = picture::merged_note(view) {
        writeln!(out, "  # {}", line(&note))?;
    }
    writeln!(out, "  model {{")?;
    let is_external = |at: &usize| view.nodes[*at].kind == archcheck_core::view::NodeKind::External;
    for at in (0..view.nodes.len()).filter(is_external) {
        writeln!(out, "    n{at} = softwareSystem {} \"\" \"External\"", quoted(&names[at]))?;
    }
    writeln!(out, "    system = softwareSystem {} {{", quoted(picture.name))?;
    let mut containers: Vec<String> = Vec::new();
    // The nodes of crates are in containers of these crates; the others share one.
    for group in (0..view.groups.len()).filter(|at| view.groups[*at].kind == GroupKind::Crate) {
        writeln!(out, "      g{group} = container {} {{", quoted(&view.groups[group].name))?;
        write_nodes(out, view, &names, Some(group), "component", "        ")?;
        writeln!(out, "      }}")?;
        containers.push(format!("g{group}"));
    }
    let has_others = (0..view.nodes.len())
        .filter(|at| !is_external(at))
        .any(|at| view.nodes[at].group.is_none_or(|group| view.groups[group].kind == GroupKind::Layer));
    let (kind, indent) = if are_containers { ("container", "      ") } else { ("component", "        ") };
    if !are_containers && has_others {
        writeln!(
            out,
            "      code = container {} {{",
            quoted(if containers.is_empty() { "modules" } else { "other code" })
        )?;
        containers.push("code".to_owned());
    }
    for group in (0..view.groups.len()).filter(|at| view.groups[*at].kind == GroupKind::Layer) {
        writeln!(out, "{indent}group {} {{", quoted(&view.groups[group].name))?;
        write_nodes(out, view, &names, Some(group), kind, &format!("{indent}  "))?;
        writeln!(out, "{indent}}}")?;
    }
    write_nodes(out, view, &names, None, kind, indent)?;
    if !are_containers && has_others {
        writeln!(out, "      }}")?;
    }
    writeln!(out, "    }}")?;
    for edge in &view.edges {
        let mut tags = Vec::new();
        if Tone::of(edge) != Tone::Plain {
            tags.push(Tone::of(edge).name());
        }
        match Line::of(edge) {
            Line::Solid => {}
            Line::Dashed => tags.push("exception"),
            Line::Dotted => tags.push("guess"),
        }
        let text = quoted(&picture::edge_text(edge));
        write!(out, "    n{} -> n{} {text}", edge.from, edge.to)?;
        if tags.is_empty() { writeln!(out)? } else { writeln!(out, " \"\" {}", quoted(&tags.join(",")))? }
    }
    writeln!(out, "  }}")?;
    writeln!(out, "  views {{")?;
    writeln!(out, "    container system \"containers\" {{")?;
    writeln!(out, "      include *")?;
    writeln!(out, "      autolayout tb")?;
    writeln!(out, "    }}")?;
    for container in &containers {
        writeln!(out, "    component {container} \"components-{container}\" {{")?;
        writeln!(out, "      include *")?;
        writeln!(out, "      autolayout tb")?;
        writeln!(out, "    }}")?;
    }
    write_styles(out)?;
    writeln!(out, "  }}")?;
    writeln!(out, "}}")
}

fn write_nodes(
    out: &mut dyn io::Write,
    view: &View,
    names: &[String],
    group: Option<usize>,
    kind: &str,
    indent: &str,
) -> io::Result<()> {
    for at in view.members(group).filter(|at| view.nodes[*at].kind != archcheck_core::view::NodeKind::External) {
        let node = &view.nodes[at];
        let description = quoted(&picture::second_line(node));
        writeln!(out, "{indent}n{at} = {kind} {} {description} {}", quoted(&names[at]), quoted(node.kind.as_str()))?;
    }
    Ok(())
}

fn write_styles(out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "    styles {{")?;
    writeln!(out, "      element \"External\" {{")?;
    writeln!(out, "        background {}", picture::FILL_SECONDARY)?;
    writeln!(out, "        color {}", picture::INK)?;
    writeln!(out, "      }}")?;
    writeln!(out, "      relationship \"Relationship\" {{")?;
    writeln!(out, "        dashed false")?;
    writeln!(out, "      }}")?;
    for tone in Tone::ALL.into_iter().filter(|tone| *tone != Tone::Plain) {
        writeln!(out, "      relationship \"{}\" {{", tone.name())?;
        writeln!(out, "        color {}", tone.color())?;
        writeln!(out, "      }}")?;
    }
    writeln!(out, "      relationship \"exception\" {{")?;
    writeln!(out, "        dashed true")?;
    writeln!(out, "      }}")?;
    writeln!(out, "    }}")
}

/// Returns the labels, made unique: Structurizr compares names without regard to case, and within a container.
fn unique_names(view: &View) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let all: BTreeSet<String> = view.nodes.iter().map(|node| node.label.to_lowercase()).collect();
    let mut names = Vec::with_capacity(view.nodes.len());
    for node in &view.nodes {
        let mut name = node.label.clone();
        let nth = seen.entry(node.label.to_lowercase()).or_default();
        *nth += 1;
        while *nth > 1 {
            name = format!("{} [{nth}]", node.label);
            if !all.contains(&name.to_lowercase()) {
                break;
            }
            *nth += 1;
        }
        names.push(name);
    }
    names
}

/// Quotes a text. A backslash before the closing quote would escape it, so one at the end is followed by a space.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in line(text).chars() {
        if char == '"' {
            if quoted.ends_with('\\') {
                quoted.push(' ');
            }
            quoted.push('\\');
        }
        quoted.push(char);
    }
    if quoted.ends_with('\\') {
        quoted.push(' ');
    }
    quoted.push('"');
    quoted
}
