//! Renders the graph for Graphviz: a box for each crate, a node for each Rust module and each external crate.
//!
//! The width of an edge shows its number of references. An edge is dashed if all of them are guesses.

use super::{
    View,
    edges::{Edge, EdgeTarget, edges},
};
use crate::escape::dot_string;
use archcheck_core::workspace::CrateId;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

/// Writes the graph.
pub fn write(out: &mut dyn io::Write, view: &View<'_>) -> io::Result<()> {
    let graph = &view.analysis.graph;
    let edges = edges(graph);
    writeln!(out, "digraph archcheck {{")?;
    writeln!(out, "  rankdir = LR;")?;
    writeln!(out, "  node [shape = box, style = rounded, fontname = \"sans-serif\"];")?;
    writeln!(out, "  edge [color = \"#00000080\"];")?;
    let mut crates: BTreeMap<CrateId, Vec<&str>> = BTreeMap::new();
    for module in &graph.modules {
        crates.entry(module.krate).or_default().push(&module.path);
    }
    for (id, modules) in &crates {
        writeln!(out, "  subgraph {} {{", dot_string(&format!("cluster_{}", id.0)))?;
        writeln!(out, "    label = {};", dot_string(&view.analysis.workspace.krate(*id).path))?;
        for path in modules {
            let label = path.rsplit("::").next().unwrap_or(path);
            writeln!(out, "    {} [label = {}, tooltip = {}];", dot_string(path), dot_string(label), dot_string(path))?;
        }
        writeln!(out, "  }}")?;
    }
    let outside: BTreeSet<_> = edges.keys().filter_map(|(_, to)| to.outside()).collect();
    for name in &outside {
        writeln!(
            out,
            "  {} [label = {}, style = dashed];",
            dot_string(&node(&EdgeTarget::Outside(name))),
            dot_string(name)
        )?;
    }
    for (&(from, to), &Edge { references, is_guess }) in &edges {
        let from = dot_string(&graph.module(from).path);
        let to = dot_string(&node(&to));
        // The width grows from 1 to 5 with the logarithm of the number of references.
        let width = (1.0 + f64::from(usize::BITS - references.leading_zeros() - 1) * 0.4).min(5.0);
        let noun = if references == 1 { "reference" } else { "references" };
        let (style, of_guess) = if is_guess { (", style = dashed", " (a guess)") } else { ("", "") };
        let tooltip = dot_string(&format!("{references} {noun}{of_guess}"));
        writeln!(out, "  {from} -> {to} [weight = {references}, penwidth = {width:.1}{style}, tooltip = {tooltip}];")?;
    }
    writeln!(out, "}}")
}

/// Returns the id of a node. An external crate may have the name of a crate in the workspace.
fn node(to: &EdgeTarget<'_>) -> String {
    match to {
        EdgeTarget::Module(path) => (*path).to_owned(),
        EdgeTarget::Outside(name) => format!("extern:{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_for_each_crate() -> io::Result<()> {
        let analysis = crate::test_support::shop();
        let mut bytes = Vec::new();
        write(&mut bytes, &View { analysis: &analysis, cfg: &|_| None, owner: None })?;
        insta::assert_snapshot!(String::from_utf8_lossy(&bytes));
        Ok(())
    }
}
