//! Renders a view as a C4 component diagram for PlantUML, with the copy of the C4 library that PlantUML brings.

use super::{
    picture::{self, Line, Picture, Tone},
    plantuml::{label, write_head},
};
use archcheck_core::view::View;
use std::io;

/// Writes the diagram.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    write_head(out, picture)?;
    writeln!(out, "!include <C4/C4_Component>")?;
    for tone in Tone::ALL.into_iter().filter(|tone| *tone != Tone::Plain) {
        writeln!(out, "AddRelTag(\"{}\", $textColor=\"{1}\", $lineColor=\"{1}\")", tone.name(), tone.color())?;
    }
    writeln!(out, "AddRelTag(\"exception\", $lineStyle=DashedLine())")?;
    writeln!(out, "AddRelTag(\"guess\", $lineStyle=DottedLine())")?;
    for group in 0..view.groups.len() {
        if view.is_boxed(group) {
            writeln!(out, "Container_Boundary(g{group}, \"{}\") {{", label(&view.groups[group].name))?;
            write_nodes(out, view, Some(group), "  ")?;
            writeln!(out, "}}")?;
        } else {
            write_nodes(out, view, Some(group), "")?;
        }
    }
    write_nodes(out, view, None, "")?;
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
        let tags = if tags.is_empty() { String::new() } else { format!(", $tags=\"{}\"", tags.join("+")) };
        writeln!(
            out,
            "Rel(n{}, n{}, \"{}\"{tags})",
            edge.from,
            edge.to,
            label(&picture::edge_label(edge).unwrap_or_default())
        )?;
    }
    writeln!(out, "@enduml")
}

fn write_nodes(out: &mut dyn io::Write, view: &View, group: Option<usize>, indent: &str) -> io::Result<()> {
    for at in view.members(group) {
        let node = &view.nodes[at];
        let kind = if node.is_secondary(view.by) { "Component_Ext" } else { "Component" };
        let second = label(&picture::second_line(node));
        writeln!(out, "{indent}{kind}(n{at}, \"{}\", \"{}\", \"{second}\")", label(&node.label), node.kind.as_str())?;
    }
    Ok(())
}
