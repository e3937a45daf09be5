//! Renders the edges of a view as CSV (RFC 4180), for spreadsheets and databases.

use super::picture::Picture;
use archcheck_core::view::Node;
use std::io;

/// Writes a line for each edge.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    writeln!(
        out,
        "from,to,references,violations,baselined,exceptions,cycle,guess,rules,from_group,to_group,from_owner,to_owner"
    )?;
    for edge in &view.edges {
        let (from, to) = (&view.nodes[edge.from], &view.nodes[edge.to]);
        let group = |node: &Node| node.group.map(|group| view.groups[group].name.clone()).unwrap_or_default();
        let rules: Vec<&str> = edge.marks.rules.iter().map(String::as_str).collect();
        let fields = [
            from.name.clone(),
            to.name.clone(),
            edge.references.to_string(),
            edge.marks.violations.len().to_string(),
            edge.marks.baselined.len().to_string(),
            edge.marks.excepted.len().to_string(),
            edge.is_cyclic.to_string(),
            edge.is_guess.to_string(),
            rules.join(" "),
            group(from),
            group(to),
            from.owner.clone().unwrap_or_default(),
            to.owner.clone().unwrap_or_default(),
        ];
        write!(out, "{}", crate::csv::line(&fields.each_ref().map(String::as_str)))?;
    }
    Ok(())
}
