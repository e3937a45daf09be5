//! The dependency structure matrix. Without scripts, it is a table of the largest parts; the script draws the whole
//! hierarchy on a canvas.

use super::parts::{short, text};
use crate::{
    architecture::model::{Architecture, NodeKind},
    text::{count, number},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The number of rows of the static table, since a browser lays large tables out slowly.
const MAX_ROWS: usize = 60;

/// The number of rows above which a printed table has smaller cells.
const WIDE_ROWS: usize = 28;

/// What the matrix shows, in words.
const ORIENTATION: &str = "A cell shows how many references lead from its <strong>row</strong> to its \
    <strong>column</strong>: read a row to see what a part depends on, and a column to see what depends on it. Rows are ordered by layer, \
    and then so that dependencies lead to the right. So marks <strong>below the diagonal</strong> go against the order.";

/// The dependencies from one row to another.
#[derive(Default)]
struct Cell {
    references: usize,
    violations: BTreeSet<usize>,
    baselined: BTreeSet<usize>,
}

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>) {
    let _ = writeln!(
        out,
        "<p id=\"matrix-help\">{ORIENTATION}</p>\n<div id=\"matrix-tools\"></div>\n<div id=\"matrix-live\"></div>\n<div class=\"static\">"
    );
    // The parts below layers are the modules.
    let is_layer = |at: usize| report.nodes[at].kind == NodeKind::Layer && report.nodes[at].id.is_none();
    let has_children: Vec<bool> = {
        let mut has = vec![false; report.nodes.len()];
        report.nodes.iter().filter_map(|node| node.parent).for_each(|parent| has[parent] = true);
        has
    };
    let is_top = |at: usize| match report.nodes[at].parent {
        None => !(is_layer(at) && has_children[at]),
        Some(parent) => report.nodes[parent].parent.is_none() && is_layer(parent),
    };
    let all: Vec<usize> = (0..report.nodes.len()).filter(|at| is_top(*at)).collect();
    let rows = &all[..all.len().min(MAX_ROWS)];
    let place: BTreeMap<usize, usize> = rows.iter().enumerate().map(|(row, at)| (*at, row)).collect();
    let row_of = |at: usize| {
        let mut chain = std::iter::successors(Some(at), |at| report.nodes[*at].parent);
        chain.find_map(|at| place.get(&at).copied())
    };
    let mut cells: BTreeMap<(usize, usize), Cell> = BTreeMap::new();
    for one in &report.dependencies {
        if let (Some(from), Some(to)) = (row_of(one.ends.0), row_of(one.ends.1)) {
            let cell = cells.entry((from, to)).or_default();
            cell.references += one.references.len();
            cell.violations.extend(&one.marks.violations);
            cell.baselined.extend(&one.marks.baselined);
        }
    }
    let _ = writeln!(
        out,
        "<table class=\"matrix{}\" border=\"1\" cellspacing=\"0\" cellpadding=\"3\"><caption>Dependencies between {}</caption>\n<thead><tr><th \
         scope=\"col\" align=\"left\">row depends on column</th>",
        if rows.len() > WIDE_ROWS { " large" } else { "" },
        count(rows.len(), "part")
    );
    for row in 0..rows.len() {
        let _ = write!(out, "<th scope=\"col\">{}</th>", row + 1);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (row, at) in rows.iter().enumerate() {
        let name = &report.nodes[*at].name;
        let _ = write!(out, "<tr><th scope=\"row\" align=\"left\">{} {}</th>", row + 1, text(&short(name, 40)));
        for column in 0..rows.len() {
            if row == column {
                out.push_str("<td bgcolor=\"#cfd8dc\"></td>");
                continue;
            }
            let Some(cell) = cells.get(&(row, column)) else {
                out.push_str("<td></td>");
                continue;
            };
            let color = match (cell.violations.len(), cell.baselined.len(), cells.contains_key(&(column, row))) {
                (1.., ..) => "#ffcdd2",
                (_, 1.., _) => "#ffe0b2",
                (_, _, true) => "#e1bee7",
                _ => "#e3f2fd",
            };
            let _ = write!(out, "<td align=\"right\" bgcolor=\"{color}\">{}</td>", number(cell.references));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    if all.len() > rows.len() {
        let _ = writeln!(
            out,
            "<p>These are the first {} of {} rows. With scripts, the page shows all of them.</p>",
            number(rows.len()),
            number(all.len())
        );
    }
    out.push_str(
        "<p>Red: violates a rule. Orange: a violation in the baseline. Purple: depends on each other. Blue: depends on.</p>\n</div>\n",
    );
}
