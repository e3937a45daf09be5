//! Renders a view as a Mermaid flowchart, which GitHub and GitLab draw in Markdown. `type = "diagram"` reads it back.

use super::picture::{self, Line, Picture, Tone};
use crate::escape::visible;
use archcheck_core::view::View;
use std::{collections::BTreeMap, io};

/// The number of edges above which Mermaid refuses a diagram.
pub const MAX_EDGES: usize = 500;

/// The number of characters above which Mermaid refuses a diagram.
pub const MAX_TEXT: usize = 50_000;

/// Writes the flowchart.
pub fn write(out: &mut dyn io::Write, picture: &Picture<'_>) -> io::Result<()> {
    let view = picture.view;
    writeln!(out, "flowchart TD")?;
    for text in picture::comments(picture) {
        writeln!(out, "  %% {}", comment(&text))?;
    }
    for (tone, line, meaning) in picture::legend(view) {
        let line = match line {
            Line::Solid => color_word(tone),
            Line::Dashed => "dashed",
            Line::Dotted => "dotted",
        };
        writeln!(out, "  %% {line}: {meaning}")?;
    }
    for group in 0..view.groups.len() {
        if view.is_boxed(group) {
            writeln!(out, "  subgraph g{group}[\"{}\"]", label(&view.groups[group].name))?;
            write_nodes(out, view, Some(group), "    ")?;
            writeln!(out, "  end")?;
        } else {
            write_nodes(out, view, Some(group), "  ")?;
        }
    }
    write_nodes(out, view, None, "  ")?;
    let mut styles: BTreeMap<(Tone, String, bool), Vec<String>> = BTreeMap::new();
    for (at, edge) in view.edges.iter().enumerate() {
        // The spaces matter: `--o` and `--x` are other arrows.
        let arrow = if Line::of(edge) == Line::Dashed { "-.->" } else { "-->" };
        let text = picture::edge_label(edge).map_or(String::new(), |text| format!("|\"{}\"|", label(&text)));
        writeln!(out, "  n{} {arrow}{text} n{}", edge.from, edge.to)?;
        let width = format!("{:.1}", picture::width(edge));
        styles.entry((Tone::of(edge), width, Line::of(edge) == Line::Dotted)).or_default().push(at.to_string());
    }
    for ((tone, width, is_dotted), edges) in styles {
        let edges = edges.join(",");
        let dots = if is_dotted { ",stroke-dasharray:2" } else { "" };
        writeln!(out, "  linkStyle {edges} stroke:{},stroke-width:{width}px{dots}", tone.color())?;
    }
    write_classes(out, view)
}

fn write_nodes(out: &mut dyn io::Write, view: &View, group: Option<usize>, indent: &str) -> io::Result<()> {
    for at in view.members(group) {
        let node = &view.nodes[at];
        let class = if node.is_secondary(view.by) { ":::external" } else { "" };
        writeln!(out, "{indent}n{at}[\"{}\"]{class}", label(&node.label))?;
    }
    Ok(())
}

fn write_classes(out: &mut dyn io::Write, view: &View) -> io::Result<()> {
    let nodes = || view.nodes.iter().enumerate();
    let ids = |holds: &dyn Fn(&archcheck_core::view::Node) -> bool| {
        nodes().filter(|(_, node)| holds(node)).map(|(at, _)| format!("n{at}")).collect::<Vec<_>>().join(",")
    };
    if nodes().any(|(_, node)| node.is_secondary(view.by)) {
        writeln!(out, "  classDef external fill:{},stroke-dasharray:3", picture::FILL_SECONDARY)?;
    }
    let selected = ids(&|node| node.is_selected);
    if !selected.is_empty() {
        writeln!(out, "  classDef selected fill:{}", picture::FILL_SELECTED)?;
        writeln!(out, "  class {selected} selected")?;
    }
    for tone in [Tone::Violation, Tone::Baselined] {
        let own = ids(&|node| picture::tone_of_node(node) == tone);
        if !own.is_empty() {
            writeln!(out, "  classDef {} stroke:{},stroke-width:2px", tone.name(), tone.color())?;
            writeln!(out, "  class {own} {}", tone.name())?;
        }
    }
    Ok(())
}

fn color_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Violation => "red",
        Tone::Baselined => "orange",
        Tone::Cycle => "purple",
        Tone::Plain => "grey",
    }
}

/// Escapes a text within quotes. Characters with a meaning in Mermaid, HTML or Markdown become entities.
pub(super) fn label(text: &str) -> String {
    let chars: Vec<char> = visible(text).chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, char) in chars.iter().copied().enumerate() {
        let near = |other: Option<usize>| other.and_then(|at| chars.get(at)).copied();
        let (before, after) = (near(at.checked_sub(1)), near(Some(at + 1)));
        let is_literal = match char {
            ' ' => before.is_some_and(|before| before != ' ') && after.is_some(),
            // At the edges of a word, `_` is emphasis; after a number at the start, `.` makes a list.
            '_' | '-' => before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric),
            '.' | ')' => !chars[..at].iter().all(char::is_ascii_digit),
            '(' | ',' | ':' | '/' => true,
            _ => char.is_ascii_alphanumeric() || !char.is_ascii(),
        };
        if is_literal {
            escaped.push(char);
        } else if char == '"' {
            escaped.push_str("#quot;");
        } else {
            escaped.extend(['#'].into_iter().chain(u32::from(char).to_string().chars()).chain([';']));
        }
    }
    escaped
}

/// Makes a text fit for a comment, in which `{` would start a directive.
fn comment(text: &str) -> String {
    visible(text).chars().filter(|char| !matches!(char, '{' | '}')).collect()
}
