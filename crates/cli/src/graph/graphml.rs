//! Renders a view as GraphML, for tools such as yEd, Gephi and networkx. Groups are an attribute of nodes.

use super::picture::Picture;
use crate::escape::xml_attribute;
use std::io;

/// The attributes: whose they are, the name and the type.
const KEYS: [(&str, &str, &str); 15] = [
    ("node", "label", "string"),
    ("node", "name", "string"),
    ("node", "kind", "string"),
    ("node", "group", "string"),
    ("node", "layer", "string"),
    ("node", "owner", "string"),
    ("node", "rust_modules", "int"),
    ("node", "merged", "int"),
    ("edge", "references", "int"),
    ("edge", "violations", "int"),
    ("edge", "baselined", "int"),
    ("edge", "exceptions", "int"),
    ("edge", "cycle", "boolean"),
    ("edge", "guess", "boolean"),
    ("edge", "rules", "string"),
];

/// Writes the graph.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
    for (owner, name, kind) in KEYS {
        writeln!(out, r#"  <key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>"#)?;
    }
    writeln!(out, r#"  <graph id="archcheck" edgedefault="directed">"#)?;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    for (at, node) in view.nodes.iter().enumerate() {
        let group = node.group.map(|group| view.groups[group].name.clone());
        writeln!(out, r#"    <node id="n{at}">"#)?;
        let data = [
            ("label", node.label.clone()),
            ("name", node.name.clone()),
            ("kind", node.kind.as_str().to_owned()),
            ("group", optional(&group)),
            ("layer", optional(&node.layer)),
            ("owner", optional(&node.owner)),
            ("rust_modules", node.members.len().to_string()),
            ("merged", node.merged.to_string()),
        ];
        write_data(out, "node", &data)?;
        writeln!(out, "    </node>")?;
    }
    for (at, edge) in view.edges.iter().enumerate() {
        writeln!(out, r#"    <edge id="e{at}" source="n{}" target="n{}">"#, edge.from, edge.to)?;
        let rules: Vec<&str> = edge.marks.rules.iter().map(String::as_str).collect();
        let data = [
            ("references", edge.references.to_string()),
            ("violations", edge.marks.violations.len().to_string()),
            ("baselined", edge.marks.baselined.len().to_string()),
            ("exceptions", edge.marks.excepted.len().to_string()),
            ("cycle", edge.is_cyclic.to_string()),
            ("guess", edge.is_guess.to_string()),
            ("rules", rules.join(" ")),
        ];
        write_data(out, "edge", &data)?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>")?;
    writeln!(out, "</graphml>")
}

fn write_data(out: &mut dyn io::Write, owner: &str, data: &[(&str, String)]) -> io::Result<()> {
    for (name, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, r#"      <data key="{owner}_{name}">{}</data>"#, xml_attribute(value))?;
    }
    Ok(())
}
