//! Reads architecture diagrams: Mermaid flowcharts and `PlantUML` component diagrams. It finds nodes and arrows, and does
//! not know what they stand for.
//!
//! The grammars are small and published (`docs/rules/diagram.md`). Every other line is an error, since a line that is
//! silently ignored would be a dependency that nobody has allowed or forbidden.

mod builder;
mod line;
mod mermaid;
mod plantuml;

#[cfg(test)]
mod tests;

use builder::Builder;
pub(crate) use builder::{Diagram, DiagramError, Node};

/// Reads a diagram. Its first line tells the language. Returns all errors at once.
pub(crate) fn parse(text: &str) -> Result<Diagram, Vec<DiagramError>> {
    let mut builder = Builder::default();
    if text.lines().any(|line| line.trim_start_matches('\u{feff}').trim_start().starts_with("@startuml")) {
        plantuml::read(text, &mut builder);
    } else {
        mermaid::read(text, &mut builder);
    }
    if builder.errors.is_empty() { Ok(builder.diagram) } else { Err(builder.errors) }
}

/// Returns the arrows of a diagram, by the names of their nodes.
pub fn diagram_arrows(text: &str) -> Result<Vec<(String, String)>, String> {
    let diagram =
        parse(text).map_err(|errors| errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "))?;
    let name = |at: usize| {
        let node = &diagram.nodes[at];
        node.label.clone().unwrap_or_else(|| node.id.clone())
    };
    Ok(diagram.arrows.iter().map(|arrow| (name(arrow.from), name(arrow.to))).collect())
}
