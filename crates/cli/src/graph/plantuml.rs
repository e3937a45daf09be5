//! Renders a view as a PlantUML component diagram. `type = "diagram"` reads it back.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::visible;
use archcheck_core::view::View;
use std::io;

/// Writes the diagram.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    write_head(out, picture)?;
    writeln!(out, "skinparam componentStyle rectangle")?;
    for group in 0..view.groups.len() {
        if view.is_boxed(group) {
            writeln!(out, "package \"{}\" as g{group} {{", label(&view.groups[group].name))?;
            write_nodes(out, view, Some(group), "  ")?;
            writeln!(out, "}}")?;
        } else {
            write_nodes(out, view, Some(group), "")?;
        }
    }
    write_nodes(out, view, None, "")?;
    for edge in &view.edges {
        let line = match Line::of(edge) {
            Line::Solid => "",
            Line::Dashed => ",dashed",
            Line::Dotted => ",dotted",
        };
        let (color, width) = (Tone::of(edge).color(), picture::width(edge));
        write!(out, "n{} -[{color}{line},thickness={width:.0}]-> n{}", edge.from, edge.to)?;
        match picture::edge_label(edge) {
            Some(text) => writeln!(out, " : {}", label(&text))?,
            None => writeln!(out)?,
        }
    }
    writeln!(out, "@enduml")
}

/// Writes the beginning of a PlantUML diagram.
pub(super) fn write_head(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    writeln!(out, "@startuml")?;
    for text in picture::comments(picture) {
        writeln!(out, "' {}", visible(&text))?;
    }
    Ok(())
}

fn write_nodes(out: &mut dyn io::Write, view: &View, group: Option<usize>, indent: &str) -> io::Result<()> {
    for at in view.members(group) {
        let node = &view.nodes[at];
        let stereotype = if node.is_secondary(view.by) { " <<external>>" } else { "" };
        let fill = picture::fill(node, view);
        let line = match picture::tone_of_node(node) {
            Tone::Plain => String::new(),
            tone => format!(";line:{}", tone.color().trim_start_matches('#')),
        };
        writeln!(out, "{indent}component \"{}\" as n{at}{stereotype} {fill}{line}", label(&node.label))?;
    }
    Ok(())
}

/// Escapes a text. PlantUML has a markup of its own in labels, so everything but letters is written by its number.
pub(super) fn label(text: &str) -> String {
    let chars: Vec<char> = visible(text).chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, char) in chars.iter().copied().enumerate() {
        let is_word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|char| char.is_alphanumeric());
        let within = is_word(at.checked_sub(1)) && is_word(Some(at + 1));
        let is_literal = match char {
            ' ' | '_' | '-' | '.' => within,
            ':' => at > 0,
            _ => char.is_ascii_alphanumeric() || (!char.is_ascii() && char.is_alphanumeric()),
        };
        if is_literal {
            escaped.push(char);
        } else {
            escaped.extend(format!("<U+{:04X}>", u32::from(char)).chars());
        }
    }
    escaped
}
