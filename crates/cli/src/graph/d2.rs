//! Renders a view for D2: a container for each group, and a shape for each node.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::line;
use archcheck_core::view::View;
use std::io;

/// Writes the diagram.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    for text in picture::comments(picture) {
        writeln!(out, "# {}", line(&text))?;
    }
    writeln!(out, "direction: down")?;
    // Among the layouts of D2, only this one draws hundreds of edges in seconds.
    writeln!(out, "vars: {{ d2-config: {{ layout-engine: elk }} }}")?;
    for group in 0..view.groups.len() {
        if view.is_boxed(group) {
            writeln!(out, "g{group}: {} {{", literal(&view.groups[group].name))?;
            writeln!(out, "  style: {{ fill: \"{}\"; stroke: \"{}\" }}", picture::GROUP_FILL, picture::GROUP_BORDER)?;
            write_nodes(out, view, Some(group), "  ")?;
            writeln!(out, "}}")?;
        } else {
            write_nodes(out, view, Some(group), "")?;
        }
    }
    write_nodes(out, view, None, "")?;
    for edge in &view.edges {
        let text = picture::edge_label(edge).map_or(String::new(), |text| format!(": {}", literal(&text)));
        write!(out, "{} -> {}{text} {{ ", key(view, edge.from), key(view, edge.to))?;
        write!(out, "style: {{ stroke: \"{}\"; stroke-width: {:.0}", Tone::of(edge).color(), picture::width(edge))?;
        match Line::of(edge) {
            Line::Solid => {}
            Line::Dashed => write!(out, "; stroke-dash: 5")?,
            Line::Dotted => write!(out, "; stroke-dash: 2")?,
        }
        writeln!(out, " }} }}")?;
    }
    Ok(())
}

fn key(view: &View, at: usize) -> String {
    match view.nodes[at].group.filter(|group| view.is_boxed(*group)) {
        Some(group) => format!("g{group}.n{at}"),
        None => format!("n{at}"),
    }
}

fn write_nodes(out: &mut dyn io::Write, view: &View, group: Option<usize>, indent: &str) -> io::Result<()> {
    for at in view.members(group) {
        let node = &view.nodes[at];
        write!(out, "{indent}n{at}: {} {{ ", literal(&node.label))?;
        let tone = picture::tone_of_node(node);
        let stroke = if tone == Tone::Plain { picture::BORDER } else { tone.color() };
        write!(out, "style: {{ fill: \"{}\"; stroke: \"{stroke}\"", picture::fill(node, view))?;
        if node.is_secondary(view.by) {
            write!(out, "; stroke-dash: 3")?;
        }
        writeln!(out, " }} }}")?;
    }
    Ok(())
}

/// Writes a text as a string without substitutions.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", line(text).replace('\'', "''"))
}
