//! The trend: a chart of each number over the commits that were measured, and all values as a table.

use super::parts::{Column, day, table, text};
use crate::{
    architecture::model::Architecture,
    text::count,
    trend::{self, Line, Point},
};
use std::fmt::Write;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 56.0;
/// The room around a line, so that its ends are not cut off.
const MARGIN: f64 = 4.0;

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>) {
    let points = report.trend.unwrap_or_default();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        out.push_str("<p>No commit was measured.</p>\n");
        return;
    };
    let _ = writeln!(
        out,
        "<p>{} from {} to {}. Each was checked against the rules file that it has. A chart starts at its smallest value, not at \
         zero.</p>\n<div class=\"charts\">",
        count(points.len(), "commit"),
        day(&first.date),
        day(&last.date)
    );
    let lines = trend::series(points);
    for line in &lines {
        chart(out, line);
    }
    out.push_str("</div>\n");
    problems(out, points);
    values(out, points, &lines);
}

fn chart(out: &mut String, line: &Line) {
    let known = || line.values.iter().copied().flatten();
    let (low, high) = known().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer commits than 2^52")]
    let x = |at: usize| {
        let last = line.values.len().saturating_sub(1).max(1);
        MARGIN + (WIDTH - 2.0 * MARGIN) * at as f64 / last as f64
    };
    let y = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.0 };
        HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * share
    };
    let change = if line.first == line.last {
        text(&line.last)
    } else {
        format!("{} → <b>{}</b>", text(&line.first), text(&line.last))
    };
    let _ = write!(
        out,
        "<figure><figcaption>{} <span>{change}</span></figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-label=\"{}: from {} to {}\">",
        text(line.name),
        text(line.name),
        text(&line.first),
        text(&line.last)
    );
    // A gap stays a gap.
    for run in trend::runs(&line.values) {
        let line: Vec<String> = run.iter().map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value))).collect();
        let _ = write!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>",
            line.join(" ")
        );
        if let [(at, value)] = run[..] {
            let _ = write!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"currentColor\"/>", x(at), y(value));
        }
    }
    out.push_str("</svg></figure>\n");
}

fn problems(out: &mut String, points: &[Point]) {
    let problems: Vec<(&Point, &str)> =
        points.iter().filter_map(|point| Some((point, point.problem.as_deref()?))).collect();
    if problems.is_empty() {
        return;
    }
    out.push_str("<h3>Not measured</h3>\n<ul>\n");
    for (point, problem) in problems {
        let _ = writeln!(
            out,
            "<li>{} <code>{}</code>: {}</li>",
            day(&point.date),
            text(short_id(point)),
            text(problem.lines().next().unwrap_or_default())
        );
    }
    out.push_str("</ul>\n");
}

fn short_id(point: &Point) -> &str {
    point.commit.get(..10).unwrap_or(&point.commit)
}

fn values(out: &mut String, points: &[Point], lines: &[Line]) {
    let _ = writeln!(out, "<details><summary>All {}</summary>", count(points.len(), "commit"));
    let names = lines.iter().map(|line| (line.name, true));
    let columns: Vec<Column> = [("date", false), ("commit", false)].into_iter().chain(names).collect();
    let row = |(at, point): (usize, &Point)| {
        let value = |line: &Line| line.values[at].map_or_else(String::new, |value| text(&line.format(value)));
        let head = [day(&point.date), format!("<code>{}</code>", text(short_id(point)))];
        head.into_iter().chain(lines.iter().map(value)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = points.iter().enumerate().rev().map(row).collect();
    table(out, "", "Commits, the newest first", &columns, &rows);
    out.push_str("</details>\n");
}
