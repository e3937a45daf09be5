//! Renders a view as SVG, without any other program. It has no scripts and no styles, only attributes, so that servers
//! that forbid both show it, too.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::xml_attribute as text;
use archcheck_core::view::{Layout, Point, layout, text_width};
use std::io;

/// The font. The layout reserves enough space for any of these.
const FONT: &str = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// What faint lines mean.
const IMPLIED: &str = "depends on, also by way of others";

/// The height of a line of text.
const LINE: i32 = 18;

/// Writes the picture.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    let layout = layout(view, &|at| picture::lines(&view.nodes[at]));
    let heading = picture::heading(picture);
    let legend = picture::legend(view);
    let note = picture::merged_note(view);
    let lines = [Some(heading.as_str()), note.as_deref()];
    let texts = lines.iter().flatten().copied().chain(legend.iter().map(|(_, _, meaning)| *meaning));
    let width = texts.map(|text| text_width(text, 12) + 80).max().unwrap_or_default().max(layout.width);
    let below = layout.height + 8;
    let height = below + LINE * (2 + i32::try_from(legend.len()).unwrap_or_default() + i32::from(note.is_some())) + 12;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{}">"#,
        text(FONT)
    )?;
    writeln!(out, "<title>{}</title>", text(&heading))?;
    writeln!(out, r#"<rect width="{width}" height="{height}" fill="white"/>"#)?;
    write_markers(out)?;
    let left = (width - layout.width) / 2;
    writeln!(out, r#"<g transform="translate({left} 0)">"#)?;
    write_groups(out, &layout)?;
    let implied = picture::implied(view);
    write_edges(out, picture, &layout, &implied)?;
    write_titles(out, &layout)?;
    write_nodes(out, picture, &layout)?;
    writeln!(out, "</g>")?;
    let mut y = below + 12;
    for line in lines.into_iter().flatten() {
        writeln!(out, r#"<text x="20" y="{y}" font-size="12" fill="{}">{}</text>"#, picture::INK, text(line))?;
        y += LINE;
    }
    for (tone, line, meaning) in legend {
        let dash = dash(line);
        writeln!(
            out,
            r#"<path d="M20 {0} H48" stroke="{1}" stroke-width="2.5"{dash}/><text x="56" y="{y}" font-size="12" fill="{2}">{3}</text>"#,
            y - 4,
            tone.color(),
            picture::INK,
            text(meaning)
        )?;
        y += LINE;
    }
    if implied.contains(&true) {
        let (x, color) = (20, Tone::Plain.color());
        writeln!(
            out,
            r#"<path d="M{x} {0} H48" stroke="{color}" stroke-width="2.5" opacity="0.{2}"/><text x="56" y="{y}" font-size="12" fill="{1}">{IMPLIED}</text>"#,
            y - 4,
            picture::INK,
            picture::faint_opacity(view)
        )?;
    }
    writeln!(out, "</svg>")
}

fn write_markers(out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "<defs>")?;
    for tone in Tone::ALL {
        writeln!(
            out,
            r#"<marker id="{}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 L10 5 L0 9 z" fill="{}"/></marker>"#,
            tone.name(),
            tone.color()
        )?;
    }
    writeln!(out, "</defs>")
}

fn write_groups(out: &mut dyn io::Write, layout: &Layout) -> io::Result<()> {
    for (own, _) in &layout.groups {
        writeln!(
            out,
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="{}" stroke="{}"/>"#,
            own.x,
            own.y,
            own.width,
            own.height,
            picture::GROUP_FILL,
            picture::GROUP_BORDER
        )?;
    }
    Ok(())
}

/// Writes the titles of groups, above the edges.
fn write_titles(out: &mut dyn io::Write, layout: &Layout) -> io::Result<()> {
    for (own, title) in &layout.groups {
        writeln!(
            out,
            r#"<rect x="{}" y="{}" width="{}" height="18" fill="{}" fill-opacity="0.8"/><text x="{}" y="{}" font-size="12" font-weight="bold" fill="{}">{}</text>"#,
            own.x + 6,
            own.y + 4,
            text_width(title, 12),
            picture::GROUP_FILL,
            own.x + 10,
            own.y + 18,
            picture::BORDER,
            text(title)
        )?;
    }
    Ok(())
}

/// Returns the attribute that draws a line dashed or dotted.
fn dash(line: Line) -> &'static str {
    match line {
        Line::Solid => "",
        Line::Dashed => r#" stroke-dasharray="6 4""#,
        Line::Dotted => r#" stroke-dasharray="2 3""#,
    }
}

fn write_edges(out: &mut dyn io::Write, picture: &Picture<'_>, layout: &Layout, implied: &[bool]) -> io::Result<()> {
    let view = picture.view;
    // What is wrong is drawn last, above the others.
    let mut order: Vec<usize> = (0..view.edges.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(Tone::of(&view.edges[*at])), !implied[*at], *at));
    for at in order {
        let edge = &view.edges[at];
        let tone = Tone::of(edge);
        let dash = dash(Line::of(edge));
        let opacity = if implied[at] && tone == Tone::Plain {
            format!(r#" opacity="0.{}""#, picture::faint_opacity(view))
        } else {
            String::new()
        };
        writeln!(
            out,
            r#"<path d="{}" fill="none" stroke="{}" stroke-width="{:.1}"{dash}{opacity} marker-end="url(#{})"><title>{}</title></path>"#,
            curve(&layout.edges[at]),
            tone.color(),
            picture::width(edge),
            tone.name(),
            text(&format!(
                "{} -> {}: {}",
                view.nodes[edge.from].name,
                view.nodes[edge.to].name,
                picture::edge_text(edge)
            ))
        )?;
    }
    Ok(())
}

/// Returns a smooth curve through some points, which is vertical at each of them.
fn curve(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let parts = points.windows(2).map(|pair| {
        let middle = i32::midpoint(pair[0].y, pair[1].y);
        if pair[0].x == pair[1].x {
            format!(" L{} {}", pair[1].x, pair[1].y)
        } else {
            format!(" C{} {middle} {} {middle} {} {}", pair[0].x, pair[1].x, pair[1].x, pair[1].y)
        }
    });
    [format!("M{} {}", first.x, first.y)].into_iter().chain(parts).collect()
}

fn write_nodes(out: &mut dyn io::Write, picture: &Picture<'_>, layout: &Layout) -> io::Result<()> {
    let view = picture.view;
    for (node, own) in view.nodes.iter().zip(&layout.nodes) {
        let tone = picture::tone_of_node(node);
        let (stroke, width) = if tone == Tone::Plain { (picture::BORDER, 1) } else { (tone.color(), 2) };
        let dash = if node.is_secondary(view.by) { r#" stroke-dasharray="4 3""# } else { "" };
        writeln!(
            out,
            r#"<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="5" fill="{}" stroke="{stroke}" stroke-width="{width}"{dash}/>"#,
            text(&picture::node_text(node)),
            own.x,
            own.y,
            own.width,
            own.height,
            picture::fill(node, view)
        )?;
        let middle = own.x + own.width / 2;
        let second = picture::second_line(node);
        let baseline = own.y + if second.is_empty() { 27 } else { 20 };
        writeln!(
            out,
            r#"<text x="{middle}" y="{baseline}" font-size="14" text-anchor="middle" fill="{}">{}</text>"#,
            picture::INK,
            text(&node.label)
        )?;
        if !second.is_empty() {
            let baseline = own.y + 36;
            writeln!(
                out,
                r#"<text x="{middle}" y="{baseline}" font-size="11" text-anchor="middle" fill="{}">{}</text>"#,
                picture::BORDER,
                text(&second)
            )?;
        }
        writeln!(out, "</g>")?;
    }
    Ok(())
}
