//! The debt: every violation, exception, and violation that the baseline records. The script makes the table sortable,
//! filters it, and groups it.

use super::parts::{NAME, code, day, jump, names, place, prose, rule_link, short, table, text};
use crate::{
    architecture::{
        anchor::{anchor, debt_item_anchor},
        model::{Architecture, DebtItem},
    },
    text::{count, number},
};
use std::{collections::BTreeSet, fmt::Write};

/// The number of items in the static table. The script shows all.
const MAX_ROWS: usize = 500;

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>) {
    let of = |kind: &str| report.debt.iter().filter(|item| item.kind == kind).count();
    let _ = writeln!(
        out,
        "<p>{}, {} and {} in the baseline. The age is that of the line in git: of the exception, of the entry in the baseline, \
         or of the code.</p>",
        count(of("violation"), "violation"),
        count(of("exception"), "exception"),
        count(of("baseline"), "violation"),
    );
    let undated = report.numbers.get("undated_files").map_or(0.0, |number| number.0);
    if undated > 0.0 {
        let _ = writeln!(
            out,
            "<p>The ages in {} more are not shown, since git needs a while for each.</p>",
            count(undated as usize, "file")
        );
    }
    out.push_str("<div id=\"debt-tools\"></div>\n<div id=\"debt-live\"></div>\n<div class=\"static\">\n");
    if report.debt.is_empty() {
        for kind in ["violation", "exception", "baseline"] {
            let _ = write!(out, "<span id=\"{}\"></span>", anchor("debt", kind));
        }
        out.push_str("<p>There is no debt.</p>\n</div>\n");
        return;
    }
    let mut rows: Vec<Vec<String>> = report.debt.iter().take(MAX_ROWS).map(|item| row(item, report)).collect();
    let mut known = BTreeSet::new();
    for (at, (cells, item)) in rows.iter_mut().zip(&report.debt).enumerate() {
        for anchor in anchors(at, item).into_iter().filter(|anchor| known.insert(anchor.clone())) {
            cells[0].insert_str(0, &format!("<span id=\"{}\"></span>", text(&anchor)));
        }
    }
    // A link to what is not in the table leads to the table.
    let missing = report.debt.iter().enumerate().skip(MAX_ROWS).flat_map(|(at, item)| anchors(at, item));
    let empty = ["violation", "exception", "baseline"].map(|kind| anchor("debt", kind));
    for anchor in missing.chain(empty) {
        if known.insert(anchor.clone()) {
            let _ = write!(out, "<span id=\"{}\"></span>", text(&anchor));
        }
    }
    let columns = [
        ("kind", false),
        ("rule", false),
        ("what", false),
        ("module", false),
        ("owner", false),
        ("since", false),
        ("expires", false),
        ("where", false),
    ];
    table(out, "stacked", "Debt", &columns, &rows);
    if report.debt.len() > MAX_ROWS {
        let _ = writeln!(
            out,
            "<p>These are the first {} of {}. With scripts, the page shows all of them.</p>",
            number(MAX_ROWS),
            number(report.debt.len())
        );
    }
    out.push_str("</div>\n");
}

/// Returns the anchors of an item and of the filters that it passes. The script applies the filters; without it, the links
/// lead to the first such item.
fn anchors(at: usize, item: &DebtItem) -> Vec<String> {
    let mut anchors = vec![anchor("debt", item.kind)];
    if item.kind == "exception" {
        anchors.push(debt_item_anchor(at));
    }
    if item.kind == "violation" && item.new == Some(true) {
        anchors.push(anchor("debt", "new-violation"));
    }
    if item.kind == "exception" && item.expires.is_none() {
        anchors.push(anchor("debt", "never-expires"));
    }
    if item.owners.is_empty() {
        anchors.push(anchor("owner", "nobody"));
    }
    anchors
}

/// Returns the cells of an item.
pub(super) fn row(item: &DebtItem, report: &Architecture<'_>) -> Vec<String> {
    let template = report.source_url.as_deref();
    let expires = match (&item.expires, item.expired, item.kind) {
        (Some(date), true, _) => format!("<strong class=\"bad\">{} (expired)</strong>", day(date)),
        (Some(date), ..) => day(date),
        (None, _, "exception") => "never".to_owned(),
        _ => String::new(),
    };
    let what = match item.kind {
        "exception" => {
            let side = |text: &str| if text.is_empty() { "anything".to_owned() } else { code(text) };
            format!("{} → {}<br>{}", side(&item.from), side(&item.to), prose(&short(&item.text, 400)))
        }
        _ => prose(&short(&item.text, 400)),
    };
    let kind = match (item.kind, item.severity) {
        ("violation", Some("warning")) => "warning",
        (kind, _) => kind,
    };
    let new = if item.new == Some(true) { " <em class=\"worse\">new</em>" } else { "" };
    vec![
        format!("{kind}{new}"),
        rule_link(report, &item.rule),
        what,
        item.module.as_deref().map(|module| jump("module", module)).unwrap_or_default(),
        names(&item.owners, "nobody"),
        item.since.as_deref().map(day).unwrap_or_default(),
        expires,
        item.file.as_deref().map(|file| place(template, file, item.line.unwrap_or(1))).unwrap_or_default(),
    ]
}

/// Writes the debt of a module.
pub(super) fn write_of_module(out: &mut String, report: &Architecture<'_>, module: &str) {
    let own: Vec<&DebtItem> = report.debt.iter().filter(|item| item.module.as_deref() == Some(module)).collect();
    if own.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = own
        .iter()
        .take(NAME)
        .map(|item| {
            let mut cells = row(item, report);
            cells.remove(3);
            cells
        })
        .collect();
    let columns = [
        ("kind", false),
        ("rule", false),
        ("what", false),
        ("owner", false),
        ("since", false),
        ("expires", false),
        ("where", false),
    ];
    out.push_str("<h4>Debt</h4>\n");
    table(out, "sortable stacked", "Debt", &columns, &rows);
    if own.len() > rows.len() {
        let _ = writeln!(out, "<p>and {} more: see <a href=\"#debt\">Debt</a></p>", number(own.len() - rows.len()));
    }
}
