//! Renders a view for Graphviz: a cluster for each group, and a box for each node.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::{dot_string, visible};
use archcheck_core::view::View;
use std::io;

/// Writes the graph.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    for text in picture::comments(picture) {
        writeln!(out, "// {}", visible(&text))?;
    }
    writeln!(out, "digraph archcheck {{")?;
    writeln!(out, "  graph [rankdir = TB, newrank = true, fontname = \"sans-serif\", ranksep = 0.7];")?;
    writeln!(
        out,
        "  node [shape = box, style = \"rounded,filled\", fontname = \"sans-serif\", color = \"{}\", fontcolor = \"{}\"];",
        picture::BORDER,
        picture::INK
    )?;
    writeln!(out, "  edge [color = \"{}\", fontname = \"sans-serif\", fontsize = 10];", Tone::Plain.color())?;
    for group in 0..view.groups.len() {
        if view.is_boxed(group) {
            writeln!(out, "  subgraph cluster_{group} {{")?;
            writeln!(out, "    label = {};", dot_string(&view.groups[group].name))?;
            writeln!(
                out,
                "    style = \"filled\"; fillcolor = \"{}\"; color = \"{}\";",
                picture::GROUP_FILL,
                picture::GROUP_BORDER
            )?;
            write_nodes(out, view, Some(group), "    ")?;
            writeln!(out, "  }}")?;
        } else {
            write_nodes(out, view, Some(group), "  ")?;
        }
    }
    write_nodes(out, view, None, "  ")?;
    let implied = picture::implied(view);
    for (at, edge) in view.edges.iter().enumerate() {
        write!(out, "  n{} -> n{} [penwidth = {:.1}", edge.from, edge.to, picture::width(edge))?;
        let tone = Tone::of(edge);
        if tone != Tone::Plain {
            write!(out, ", color = \"{0}\", fontcolor = \"{0}\"", tone.color())?;
        } else if implied[at] {
            write!(out, ", color = \"{}{:02x}\"", tone.color(), picture::faint_opacity(view) * 255 / 100)?;
        }
        match Line::of(edge) {
            Line::Solid => {}
            Line::Dashed => write!(out, ", style = dashed")?,
            Line::Dotted => write!(out, ", style = dotted")?,
        }
        if let Some(text) = picture::edge_label(edge) {
            write!(out, ", label = {}", dot_string(&text))?;
        }
        writeln!(out, ", tooltip = {}];", dot_string(&picture::edge_text(edge)))?;
    }
    writeln!(out, "}}")
}

fn write_nodes(out: &mut dyn io::Write, view: &View, group: Option<usize>, indent: &str) -> io::Result<()> {
    for at in view.members(group) {
        let node = &view.nodes[at];
        write!(out, "{indent}n{at} [label = {}", dot_string(&node.label))?;
        write!(out, ", tooltip = {}", dot_string(&picture::node_text(node)))?;
        write!(out, ", fillcolor = \"{}\"", picture::fill(node, view))?;
        if picture::tone_of_node(node) != Tone::Plain {
            write!(out, ", color = \"{}\", penwidth = 2", picture::tone_of_node(node).color())?;
        }
        if node.is_secondary(view.by) {
            write!(out, ", style = \"rounded,filled,dashed\"")?;
        }
        writeln!(out, "];")?;
    }
    Ok(())
}
