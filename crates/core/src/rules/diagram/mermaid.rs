//! Reads Mermaid flowcharts.

use super::{builder::Builder, line::Line};

/// The directions of flowcharts.
const DIRECTIONS: [&str; 5] = ["TD", "TB", "BT", "LR", "RL"];

/// The shapes of nodes, longest first.
const SHAPES: [(&str, &str); 10] = [
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("((", "))"),
    ("{{", "}}"),
    ("[/", "/]"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
    (">", "]"),
];

/// Statements about the appearance.
const STYLES: [&str; 3] = ["linkStyle", "classDef", "style"];

/// The class of nodes that are no modules.
const EXTERNAL: &str = "external";

/// Reads a flowchart.
pub(super) fn read(text: &str, builder: &mut Builder) {
    let mut has_header = false;
    let mut in_front_matter = false;
    for (number, mut line) in Line::all(text).enumerate() {
        if line.rest() == "---" && (number == 0 || in_front_matter) {
            in_front_matter = !in_front_matter;
            continue;
        }
        if in_front_matter || line.is_empty() || line.rest().starts_with("%%") {
            continue;
        }
        if has_header {
            statement(line, builder);
            continue;
        }
        has_header = true;
        if line.rest().starts_with("```") {
            let message = "the file is a diagram, not Markdown: remove the line with ```, and the one at the end";
            builder.error(line.span(), message);
            return;
        }
        let is_flowchart = line.word("flowchart") || line.word("graph");
        let rest = line.rest().trim_end_matches(';').trim_end();
        if !is_flowchart || !(rest.is_empty() || DIRECTIONS.contains(&rest)) {
            let message = "expected `flowchart` and a direction, such as `flowchart TD`, or `@startuml`";
            builder.error(line.span(), message);
            // The other lines would be errors, too.
            return;
        }
    }
    if !has_header {
        builder.error(0..text.len().min(1), "the diagram is empty");
    }
    builder.finish();
}

fn statement(mut line: Line<'_>, builder: &mut Builder) {
    let whole = line.span();
    if line.word("end") {
        builder.close(whole, "end");
        end(line, builder);
        return;
    }
    if line.word("subgraph") {
        subgraph(line, whole, builder);
        return;
    }
    if line.word("direction") {
        if !DIRECTIONS.contains(&line.rest().trim_end_matches(';')) {
            builder.error(line.span(), "expected a direction, such as `TD`");
        }
        return;
    }
    if STYLES.iter().any(|word| line.word(word)) {
        return;
    }
    if line.word("class") {
        class(line, builder);
        return;
    }
    chain(line, builder);
}

fn subgraph(mut line: Line<'_>, whole: std::ops::Range<usize>, builder: &mut Builder) {
    builder.open.push(whole.clone());
    if line.quoted().is_none() {
        let Some(id) = line.identifier() else {
            builder.error(whole, "expected an identifier after `subgraph`");
            return;
        };
        builder.groups.insert(id.to_owned(), whole);
        line.spaces();
        if line.eat("[") && (line.quoted().is_none() && line.rest().find(']').is_none() || line.until("]").is_none()) {
            builder.error(line.span(), "this title does not end");
            return;
        }
    }
    end(line, builder);
}

/// Reads `class a,b external`. Other classes only change the appearance.
fn class(mut line: Line<'_>, builder: &mut Builder) {
    let mut ids = Vec::new();
    loop {
        let start = line.at();
        let Some(id) = line.identifier() else { break };
        ids.push((id, line.since(start)));
        line.spaces();
        if !line.eat(",") {
            break;
        }
        line.spaces();
    }
    match line.identifier() {
        Some(EXTERNAL) => {
            for (id, span) in ids {
                let node = builder.node(id, span);
                builder.diagram.nodes[node].is_external = true;
            }
        }
        Some(_) => {}
        None => builder.error(line.span(), "expected `class`, identifiers with commas, and a class"),
    }
}

/// Reads nodes with arrows between them: `a --> b & c --> d`.
fn chain(mut line: Line<'_>, builder: &mut Builder) {
    let Some(mut left) = nodes(&mut line, builder) else { return };
    loop {
        line.spaces();
        if line.is_empty() || line.rest() == ";" {
            return;
        }
        if !arrow(&mut line) {
            builder.error(line.span(), "expected an arrow: `-->`, `-.->` or `==>`");
            return;
        }
        line.spaces();
        let Some(right) = nodes(&mut line, builder) else { return };
        for from in &left {
            for to in &right {
                builder.arrow(*from, *to);
            }
        }
        left = right;
    }
}

/// Reads nodes with `&` between them.
fn nodes(line: &mut Line<'_>, builder: &mut Builder) -> Option<Vec<usize>> {
    let mut found = vec![node(line, builder)?];
    loop {
        line.spaces();
        if !line.eat("&") {
            return Some(found);
        }
        line.spaces();
        found.push(node(line, builder)?);
    }
}

fn node(line: &mut Line<'_>, builder: &mut Builder) -> Option<usize> {
    let start = line.at();
    let Some(id) = line.identifier() else {
        builder.error(line.span(), "expected a node");
        return None;
    };
    let node = builder.node(id, line.since(start));
    if let Some((_, close)) = SHAPES.iter().find(|(open, _)| line.eat(open)) {
        let start = line.at();
        let label = match line.quoted() {
            Some(label) => line.eat(close).then(|| label.to_owned()),
            None => line
                .until(close)
                .filter(|label| !label.contains(['"', '[', ']', '(', ')', '{', '}']))
                .map(str::to_owned),
        };
        let Some(label) = label else {
            builder.error(start..line.span().end, format!("this label does not end with `{close}`"));
            return None;
        };
        let span = start..line.at() - close.len();
        builder.label(node, decode(label.trim()), span);
    }
    while line.eat(":::") {
        let Some(class) = line.identifier() else {
            builder.error(line.span(), "expected a class after `:::`");
            return None;
        };
        builder.diagram.nodes[node].is_external |= class == EXTERNAL;
    }
    Some(node)
}

/// Reads an arrow with its text: `-->`, `-->|text|`, `-- text -->`.
fn arrow(line: &mut Line<'_>) -> bool {
    let length = arrow_length(line.rest());
    if length > 0 {
        line.skip(length);
        line.spaces();
        return !line.eat("|") || line.until("|").is_some();
    }
    for (open, close) in [("-- ", " --"), ("-. ", " .-"), ("== ", " ==")] {
        if line.rest().starts_with(open)
            && let Some(at) = line.rest().find(close)
        {
            // The text is followed by the rest of an arrow.
            let behind = &line.rest()[at + 1..];
            let length = if open == "-. " { usize::from(behind.starts_with(".->")) * 3 } else { arrow_length(behind) };
            if length > 0 {
                line.skip(at + 1 + length);
                return true;
            }
        }
    }
    false
}

/// Returns the length of an arrow, or 0.
fn arrow_length(text: &str) -> usize {
    let run = |text: &str, char: char| text.len() - text.trim_start_matches(char).len();
    for char in ['-', '='] {
        let length = run(text, char);
        if length >= 2 && text[length..].starts_with('>') {
            return length + 1;
        }
    }
    let Some(behind) = text.strip_prefix('-') else { return 0 };
    let dots = run(behind, '.');
    if dots > 0 && behind[dots..].starts_with("->") { dots + 3 } else { 0 }
}

fn end(mut line: Line<'_>, builder: &mut Builder) {
    line.spaces();
    if !line.is_empty() && line.rest() != ";" {
        builder.error(line.span(), "unexpected text at the end of the line");
    }
}

/// Replaces entities: `#quot;`, `#35;`.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('#') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').map(|end| &rest[1..end]);
        let char = entity.and_then(|entity| match entity {
            "quot" => Some('"'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "nbsp" => Some(' '),
            number => number.parse().ok().and_then(char::from_u32),
        });
        if let (Some(char), Some(entity)) = (char, entity) {
            decoded.push(char);
            rest = &rest[entity.len() + 2..];
        } else {
            decoded.push('#');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}
