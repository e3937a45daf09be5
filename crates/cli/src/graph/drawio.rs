//! Renders a view for draw.io (diagrams.net), with coordinates: without them, it would stack all boxes.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::xml_attribute as text;
use archcheck_core::view::{Point, Rectangle, layout};
use std::io;

/// Writes the diagram.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    let layout = layout(view, &|at| (picture::lines(&view.nodes[at]).0, String::new()));
    writeln!(out, r#"<mxfile host="archcheck">"#)?;
    writeln!(out, r#"  <diagram id="architecture" name="{}">"#, text(picture.name))?;
    writeln!(
        out,
        r#"    <mxGraphModel grid="0" page="0" pageWidth="{}" pageHeight="{}"><root>"#,
        layout.width, layout.height
    )?;
    writeln!(out, r#"      <mxCell id="0"/>"#)?;
    writeln!(out, r#"      <mxCell id="1" parent="0"/>"#)?;
    for (at, (own, title)) in layout.groups.iter().enumerate() {
        let style = format!(
            "rounded=1;arcSize=2;html=0;verticalAlign=top;align=left;spacingLeft=8;fontStyle=1;fillColor={};strokeColor={};",
            picture::GROUP_FILL,
            picture::GROUP_BORDER
        );
        write_box(out, &format!("g{at}"), title, &style, *own)?;
    }
    let implied = picture::implied(view);
    for (at, edge) in view.edges.iter().enumerate() {
        let (start, end) = match layout.edges[at].as_slice() {
            [start, .., end] => (*start, *end),
            _ => continue,
        };
        let ports =
            format!("{}{}", port("exit", start, layout.nodes[edge.from]), port("entry", end, layout.nodes[edge.to]));
        let dashed = match Line::of(edge) {
            Line::Solid => "",
            Line::Dashed => "dashed=1;",
            Line::Dotted => "dashed=1;dashPattern=1 3;",
        };
        let faint = if implied[at] && Tone::of(edge) == Tone::Plain {
            format!("opacity={};", picture::faint_opacity(view))
        } else {
            String::new()
        };
        let style = format!(
            "html=0;curved=1;endArrow=block;endFill=1;strokeColor={};strokeWidth={:.1};{dashed}{faint}{ports}",
            Tone::of(edge).color(),
            picture::width(edge)
        );
        let label = picture::edge_label(edge).unwrap_or_default();
        writeln!(
            out,
            r#"      <mxCell id="e{at}" value="{}" style="{style}" edge="1" parent="1" source="n{}" target="n{}"><mxGeometry relative="1" as="geometry"><Array as="points">"#,
            text(&label),
            edge.from,
            edge.to
        )?;
        for point in &layout.edges[at][1..layout.edges[at].len() - 1] {
            writeln!(out, r#"        <mxPoint x="{}" y="{}"/>"#, point.x, point.y)?;
        }
        writeln!(out, "      </Array></mxGeometry></mxCell>")?;
    }
    for (at, (node, own)) in view.nodes.iter().zip(&layout.nodes).enumerate() {
        let tone = picture::tone_of_node(node);
        let stroke = if tone == Tone::Plain { picture::BORDER } else { tone.color() };
        let dashed = if node.is_secondary(view.by) { "dashed=1;" } else { "" };
        let style = format!(
            "rounded=1;arcSize=10;html=0;fontSize=14;fontColor={};fillColor={};strokeColor={stroke};{dashed}",
            picture::INK,
            picture::fill(node, view)
        );
        write_box(out, &format!("n{at}"), &node.label, &style, *own)?;
    }
    writeln!(out, "    </root></mxGraphModel>")?;
    writeln!(out, "  </diagram>")?;
    writeln!(out, "</mxfile>")
}

fn write_box(out: &mut dyn io::Write, id: &str, label: &str, style: &str, own: Rectangle) -> io::Result<()> {
    writeln!(
        out,
        r#"      <mxCell id="{id}" value="{}" style="{style}" vertex="1" parent="1"><mxGeometry x="{}" y="{}" width="{}" height="{}" as="geometry"/></mxCell>"#,
        text(label),
        own.x,
        own.y,
        own.width,
        own.height
    )
}

/// Returns where an edge is attached to a box, as parts of its width and height.
fn port(name: &str, at: Point, own: Rectangle) -> String {
    let x = f64::from(at.x - own.x) / f64::from(own.width.max(1));
    let y = f64::from(at.y - own.y) / f64::from(own.height.max(1));
    format!("{name}X={x:.3};{name}Y={y:.3};{name}Dx=0;{name}Dy=0;")
}
