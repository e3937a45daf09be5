//! Parts that several sections share: escaped text, anchors, links and tables.

use crate::{
    architecture::{
        anchor::{anchor, rule_anchor},
        model::Architecture,
    },
    escape,
    text::{joined, keep_start, number},
};
use std::fmt::Write;

/// The number of characters of a name that tables show. The whole name is in the tooltip.
pub(super) const NAME: usize = 120;

/// Escapes a text of one line for an element or an attribute. Lines of longer texts are joined.
pub(super) fn text(text: &str) -> String {
    if text.contains('\n') { escape::xml_attribute(&joined(text)) } else { escape::xml_attribute(text) }
}

/// Returns a date, which is never broken.
pub(super) fn day(date: &str) -> String {
    format!("<span class=\"day\">{}</span>", text(date))
}

/// Escapes a text in which backticks enclose code.
pub(super) fn prose(prose: &str) -> String {
    let parts: Vec<&str> = prose.split('`').collect();
    // Without a closing backtick, the last one is literal.
    if parts.len().is_multiple_of(2) {
        return text(prose);
    }
    let part = |(at, part): (usize, &&str)| {
        if at % 2 == 1 { format!("<code>{}</code>", breakable(&text(part))) } else { text(part) }
    };
    parts.iter().enumerate().map(part).collect()
}

/// Shortens a text.
pub(super) fn short(text: &str, columns: usize) -> String {
    keep_start(text, columns, "…")
}

/// Lets escaped text break after `::` and `/`, so that no word has to.
pub(super) fn breakable(escaped: &str) -> String {
    escaped.replace("::", "::<wbr>").replace('/', "/<wbr>")
}

/// Returns code, which is shortened if it is very long.
pub(super) fn code(name: &str) -> String {
    let shown = short(name, NAME);
    if shown == name {
        format!("<code>{}</code>", breakable(&text(name)))
    } else {
        format!("<code title=\"{}\">{}</code>", text(&short(name, 2_000)), breakable(&text(&shown)))
    }
}

/// Returns a link within the page.
pub(super) fn jump(kind: &str, name: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", text(&anchor(kind, name)), breakable(&text(&short(name, NAME))))
}

/// Returns a link to a rule, to layers, or to a module with an id such as `modules.orders`.
pub(super) fn rule_link(report: &Architecture<'_>, id: &str) -> String {
    match rule_anchor(report, id) {
        Some(anchor) => format!("<a href=\"#{}\">{}</a>", text(&anchor), text(&short(id, NAME))),
        None => code(id),
    }
}

/// Returns a place in a file, as a link if there is a code host.
pub(super) fn place(template: Option<&str>, file: &str, line: u32) -> String {
    let shown = format!("{}:{line}", short(file, NAME));
    match crate::architecture::source_url::link(template, file, line) {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", text(&url), breakable(&text(&shown))),
        None => format!("<code>{}</code>", breakable(&text(&shown))),
    }
}

/// Lists escaped items with commas, or a word if there are none.
pub(super) fn listed(items: &[String], none: &str) -> String {
    if items.is_empty() { format!("<i>{none}</i>") } else { items.join(", ") }
}

/// Returns names as code, with commas.
pub(super) fn codes(names: &[String], none: &str) -> String {
    listed(&names.iter().map(|name| code(name)).collect::<Vec<_>>(), none)
}

/// Returns names as text, with commas.
pub(super) fn names(names: &[String], none: &str) -> String {
    listed(&names.iter().map(|name| text(&short(name, NAME))).collect::<Vec<_>>(), none)
}

/// A column of a table: its title, and whether it contains numbers.
pub(super) type Column = (&'static str, bool);

/// Writes a table of escaped cells. On a narrow screen, the rows of a table of the class `stacked` are cards.
pub(super) fn table(out: &mut String, class: &str, caption: &str, columns: &[Column], rows: &[Vec<String>]) {
    let _ = writeln!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table class=\"{class}\" border=\"1\" cellpadding=\"4\" \
         cellspacing=\"0\">\n<caption>{0}</caption>\n<thead><tr>",
        text(caption)
    );
    for (title, is_number) in columns {
        let align = if *is_number { " align=\"right\" class=\"number\"" } else { " align=\"left\"" };
        let _ = write!(out, "<th scope=\"col\"{align}>{title}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let is_stacked = class.split(' ').any(|one| one == "stacked");
    let label = |title: &str| if is_stacked { format!(" data-label=\"{title}\"") } else { String::new() };
    for row in rows {
        out.push_str("<tr>");
        for (at, (cell, (title, is_number))) in row.iter().zip(columns).enumerate() {
            match (at, is_number) {
                (0, _) => drop(write!(out, "<th scope=\"row\" align=\"left\">{cell}</th>")),
                (_, true) => drop(write!(out, "<td align=\"right\" class=\"number\"{}>{cell}</td>", label(title))),
                _ => drop(write!(out, "<td{}>{cell}</td>", label(title))),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

/// Returns a number, or nothing for 0, so that the others are seen.
pub(super) fn some(count: usize) -> String {
    if count == 0 { String::new() } else { number(count) }
}
