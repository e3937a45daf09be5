//! Reads `PlantUML` component diagrams.

use super::{builder::Builder, line::Line};
use std::ops::Range;

/// The elements that are nodes.
const NODES: [&str; 1] = ["component"];

/// The elements that contain others, if `{` follows; otherwise they are nodes.
const GROUPS: [&str; 7] = ["package", "rectangle", "folder", "frame", "node", "cloud", "database"];

/// Statements about the appearance.
const STYLES: [&str; 12] = [
    "skinparam",
    "title",
    "caption",
    "header",
    "footer",
    "hide",
    "scale",
    "left to right direction",
    "top to bottom direction",
    "!theme",
    "!pragma",
    "allowmixing",
];

/// The stereotype of nodes that are no modules.
const EXTERNAL: &str = "external";

/// Reads a component diagram.
pub(super) fn read(text: &str, builder: &mut Builder) {
    let mut is_started = false;
    let mut is_ended = false;
    for mut line in Line::all(text) {
        if line.is_empty() || line.rest().starts_with('\'') {
            continue;
        }
        if !is_started && line.eat("@startuml") {
            is_started = true;
        } else if is_started && !is_ended && line.rest() == "@enduml" {
            is_ended = true;
        } else if !is_started || is_ended {
            builder.error(line.span(), "expected nothing outside of `@startuml` and `@enduml`");
        } else {
            statement(line, builder);
        }
    }
    if !is_ended {
        builder.error(text.len()..text.len(), "expected `@enduml` at the end");
    }
    builder.finish();
}

fn statement(mut line: Line<'_>, builder: &mut Builder) {
    let whole = line.span();
    if line.rest() == "}" {
        builder.close(whole, "}");
        return;
    }
    // A block of settings would need a grammar of its own.
    if STYLES.iter().any(|word| line.word(word)) {
        if line.rest().ends_with('{') {
            builder.error(whole, "write each setting on a line of its own: `skinparam NAME VALUE`");
        }
        return;
    }
    if NODES.iter().any(|word| line.word(word)) {
        element(line, whole, false, builder);
        return;
    }
    if GROUPS.iter().any(|word| line.word(word)) {
        element(line, whole, true, builder);
        return;
    }
    arrow_or_node(line, builder);
}

/// Reads an element after its keyword: `"label" as id`, `[label] as id`, `id`.
fn element(mut line: Line<'_>, whole: Range<usize>, can_be_group: bool, builder: &mut Builder) {
    let start = line.at();
    let Some((name, is_id)) = name(&mut line) else {
        builder.error(whole, "expected a name: `\"label\"`, `[label]` or an identifier");
        return;
    };
    let span = line.since(start);
    line.spaces();
    let mut id = None;
    if line.word("as") {
        let start = line.at();
        let Some(found) = line.identifier() else {
            builder.error(line.span(), "expected an identifier after `as`");
            return;
        };
        id = Some((found.to_owned(), line.since(start)));
        line.spaces();
    }
    let is_external = appearance(&mut line);
    line.spaces();
    if can_be_group && line.eat("{") {
        builder.open.push(whole.clone());
        let id = id.map_or_else(|| name.clone(), |(id, _)| id);
        builder.groups.insert(id, whole);
    } else {
        define(builder, &name, is_id, id, span, is_external);
    }
    if !line.is_empty() {
        builder.error(line.span(), "unexpected text at the end of the line");
    }
}

/// Adds a node. Without an identifier, the label is one.
fn define(
    builder: &mut Builder,
    name: &str,
    is_id: bool,
    id: Option<(String, Range<usize>)>,
    span: Range<usize>,
    is_external: bool,
) -> usize {
    let node = match id {
        Some((id, own)) => builder.node(&id, own),
        None => builder.node(name, span.clone()),
    };
    if !is_id {
        builder.label(node, name.to_owned(), span);
    }
    builder.diagram.nodes[node].is_external |= is_external;
    node
}

/// Reads a name, and whether it is an identifier.
fn name(line: &mut Line<'_>) -> Option<(String, bool)> {
    if let Some(label) = line.quoted() {
        return Some((decode(label), false));
    }
    if line.eat("[") {
        return line.until("]").map(|label| (decode(label.trim()), false));
    }
    line.identifier().map(|id| (id.to_owned(), true))
}

/// Skips stereotypes and colors. Returns whether a stereotype marks the element as external.
fn appearance(line: &mut Line<'_>) -> bool {
    let mut is_external = false;
    loop {
        line.spaces();
        if line.eat("<<") {
            let Some(stereotype) = line.until(">>") else { return is_external };
            is_external |= stereotype.trim() == EXTERNAL;
        } else if line.rest().starts_with('#') {
            let end = line.rest().find([' ', '{']).unwrap_or(line.rest().len());
            line.skip(end);
        } else {
            return is_external;
        }
    }
}

/// Reads `[a] --> [b] : text`, `a <-- b`, or `[label] as id`.
fn arrow_or_node(mut line: Line<'_>, builder: &mut Builder) {
    let whole = line.span();
    let Some((left, left_span)) = endpoint(&mut line) else {
        builder.error(whole, "expected a component, a group, or an arrow between components");
        return;
    };
    line.spaces();
    let is_bracketed = !left.1;
    let is_node = line.is_empty() || ["as ", "<<", "#"].iter().any(|next| line.rest().starts_with(next));
    if is_bracketed && is_node {
        let mut id = None;
        if line.word("as") {
            let start = line.at();
            id = line.identifier().map(|found| (found.to_owned(), start..line.at()));
            if id.is_none() {
                builder.error(line.span(), "expected an identifier after `as`");
                return;
            }
        }
        let is_external = appearance(&mut line);
        define(builder, &left.0, false, id, left_span, is_external);
        if !line.is_empty() {
            builder.error(line.span(), "unexpected text at the end of the line");
        }
        return;
    }
    let Some((length, is_reversed)) = arrow(line.rest()) else {
        builder.error(line.span(), "expected an arrow: `-->`, `..>`, `<--` or `<..`");
        return;
    };
    line.skip(length);
    line.spaces();
    let Some((right, right_span)) = endpoint(&mut line) else {
        builder.error(line.span(), "expected a component after the arrow");
        return;
    };
    line.spaces();
    if !line.is_empty() && !line.eat(":") {
        builder.error(line.span(), "unexpected text at the end of the line");
        return;
    }
    let mut ends = [(left, left_span), (right, right_span)].map(|((name, is_id), span)| {
        // `[label]` stands for the component with this label, whatever its identifier.
        let labeled = builder.diagram.nodes.iter().position(|node| !is_id && node.label.as_deref() == Some(&name));
        labeled.unwrap_or_else(|| define(builder, &name, is_id, None, span, false))
    });
    if is_reversed {
        ends.reverse();
    }
    builder.arrow(ends[0], ends[1]);
}

type Endpoint = ((String, bool), Range<usize>);

fn endpoint(line: &mut Line<'_>) -> Option<Endpoint> {
    let start = line.at();
    // A text in quotes is no component.
    if line.rest().starts_with('"') {
        return None;
    }
    let found = name(line)?;
    Some((found, line.since(start)))
}

/// Returns the length of an arrow, and whether it points to the left: `-->`, `-[#red]->`, `-up->`, `..>`, `<--`.
fn arrow(text: &str) -> Option<(usize, bool)> {
    let (is_reversed, body) = text.strip_prefix('<').map_or((false, text), |rest| (true, rest));
    let line = body.chars().next().filter(|char| matches!(char, '-' | '.'))?;
    let first = body.len() - body.trim_start_matches(line).len();
    let mut length = first;
    if let Some(style) = body[length..].strip_prefix('[') {
        length += style.find(']')? + 2;
    }
    let direction = ["left", "right", "up", "down", "le", "ri", "do", "l", "r", "u", "d"];
    let direction = direction.iter().find(|word| body[length..].starts_with(&format!("{word}{line}")));
    length += direction.map_or(0, |word| word.len());
    length += body[length..].len() - body[length..].trim_start_matches(line).len();
    let has_head = body[length..].starts_with('>');
    if has_head == is_reversed || body[length + usize::from(has_head)..].starts_with(['>', '|', 'o', '*', '<']) {
        return None;
    }
    Some((usize::from(is_reversed) + length + usize::from(has_head), is_reversed))
}

/// Replaces `<U+0022>`.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<U+") {
        decoded.push_str(&rest[..at]);
        let behind = &rest[at + 3..];
        let end = behind.find('>');
        let char = end.and_then(|end| u32::from_str_radix(&behind[..end], 16).ok()).and_then(char::from_u32);
        if let (Some(char), Some(end)) = (char, end) {
            decoded.push(char);
            rest = &behind[end + 1..];
        } else {
            decoded.push_str("<U+");
            rest = behind;
        }
    }
    decoded.push_str(rest);
    decoded
}
