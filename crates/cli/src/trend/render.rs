//! Prints the history: as sparklines for people, as JSON and CSV for other programs, and as a chart.

use super::point::{Conformance, Numbers, Point};
use crate::{
    csv,
    escape::{self, xml_text},
    terminal::{Look, Role},
    text::{self, count, pad, wrap},
};
use serde::Serialize;
use std::fmt::Write;

/// A number with its name.
struct Series {
    /// For people.
    name: &'static str,
    /// For programs.
    key: &'static str,
    unit: &'static str,
    value: fn(&Numbers) -> Option<f64>,
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
const fn real(number: usize) -> f64 {
    number as f64
}

fn of_rules(numbers: &Numbers, value: fn(Conformance) -> usize) -> Option<f64> {
    numbers.conformance.map(value).map(real)
}

/// All numbers, the most important ones first.
const SERIES: [Series; 11] = [
    Series { name: "violations", key: "violations", unit: "", value: |all| of_rules(all, |one| one.violations) },
    Series { name: "in the baseline", key: "recorded", unit: "", value: |all| of_rules(all, |one| one.recorded) },
    Series { name: "exceptions", key: "exceptions", unit: "", value: |all| of_rules(all, |one| one.exceptions) },
    Series { name: "cycles", key: "cycles", unit: "", value: |all| Some(real(all.cycles)) },
    Series { name: "largest cycle", key: "largest_cycle", unit: "%", value: |all| Some(all.largest_cycle * 100.0) },
    Series {
        name: "propagation cost",
        key: "propagation_cost",
        unit: "%",
        value: |all| Some(all.propagation_cost * 100.0),
    },
    Series { name: "guesses", key: "guesses", unit: "%", value: |all| Some(all.guesses * 100.0) },
    Series { name: "dependencies", key: "dependencies", unit: "", value: |all| Some(real(all.dependencies)) },
    Series { name: "Rust modules", key: "rust_modules", unit: "", value: |all| Some(real(all.rust_modules)) },
    Series { name: "crates", key: "crates", unit: "", value: |all| Some(real(all.crates)) },
    Series { name: "lines", key: "lines", unit: "", value: |all| Some(real(all.lines)) },
];

fn values(series: &Series, points: &[Point]) -> Vec<Option<f64>> {
    points.iter().map(|point| point.numbers.as_ref().and_then(series.value)).collect()
}

/// A number over time.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    unit: &'static str,
    /// A value for each point; `None` where it is not known.
    pub(crate) values: Vec<Option<f64>>,
    /// The value before and after all changes, for people.
    pub(crate) first: String,
    pub(crate) last: String,
}

impl Line {
    /// Formats a value, for people.
    pub(crate) fn format(&self, value: f64) -> String {
        number(value, self.unit)
    }
}

/// Returns the numbers that are known of some points, the most important ones first.
pub(crate) fn series(points: &[Point]) -> Vec<Line> {
    let line = |series: &Series| {
        let values = values(series, points);
        let mut known = values.iter().copied().flatten();
        let first = known.next()?;
        let last = known.last().unwrap_or(first);
        let (first, last) = (number(first, series.unit), number(last, series.unit));
        Some(Line { name: series.name, unit: series.unit, values, first, last })
    };
    SERIES.iter().filter_map(line).collect()
}

fn number(value: f64, unit: &str) -> String {
    if unit.is_empty() { format!("{value}") } else { format!("{value:.1} {unit}") }
}

/// Renders sparklines.
pub(crate) fn human(points: &[Point], look: Look) -> String {
    const NAME: usize = 18;
    let mut out = String::new();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return "There are no commits.\n".to_owned();
    };
    let _ = writeln!(out, "{} from {} to {}", count(points.len(), "commit"), first.date, last.date);
    let room = look.width.min(110).saturating_sub(NAME + 24).max(8);
    for Line { name, values, first, last, .. } in series(points) {
        let line = sparkline(&values, room, look.unicode);
        let name = look.paint(Role::Strong, pad(name, NAME)).to_string();
        let _ = writeln!(out, "  {name}{line}  {first} → {last}");
    }
    for point in points.iter().filter(|point| point.problem.is_some()) {
        let problem = point.problem.as_deref().unwrap_or_default().lines().next().unwrap_or_default();
        let what =
            format!("{} ({}) was not measured: {problem}", point.commit.get(..10).unwrap_or(&point.commit), point.date);
        out += &(wrap(&escape::line(&what), look.width.min(110)).join("\n") + "\n");
    }
    out
}

/// Draws a line of values. Of several that share a column, the last one is drawn.
fn sparkline(values: &[Option<f64>], room: usize, unicode: bool) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const PLAIN: [char; 8] = ['_', '.', '-', '~', '=', '+', '*', '#'];
    let columns = values.len().min(room);
    let known = values.iter().copied().flatten();
    let (low, high) = known.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let column = |at: usize| {
        let last = ((at + 1) * values.len()).div_ceil(columns) - 1;
        let Some(value) = values[last.min(values.len() - 1)] else { return ' ' };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 7")]
        let level = if high > low { ((value - low) / (high - low) * 7.0).round() as usize } else { 0 };
        if unicode { BLOCKS[level.min(7)] } else { PLAIN[level.min(7)] }
    };
    (0..columns).map(column).collect()
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    points: &'a [Point],
}

/// Renders the document `archcheck.trend/1`.
pub(crate) fn json(points: &[Point]) -> String {
    text::json(&Document { schema: "archcheck.trend/1", points })
}

/// Renders a line for each commit.
pub(crate) fn csv_lines(points: &[Point]) -> String {
    let keys: Vec<&str> = ["date", "commit"].into_iter().chain(SERIES.iter().map(|series| series.key)).collect();
    let mut out = csv::line(&keys);
    for point in points {
        let value = |series: &Series| {
            let value = point.numbers.as_ref().and_then(series.value);
            value.map_or_else(String::new, |value| {
                if series.unit.is_empty() { format!("{value}") } else { format!("{value:.2}") }
            })
        };
        let numbers: Vec<String> = SERIES.iter().map(value).collect();
        let fields: Vec<&str> =
            [point.date.as_str(), &point.commit].into_iter().chain(numbers.iter().map(String::as_str)).collect();
        out += &csv::line(&fields);
    }
    out
}

/// Draws a chart for each number, one below the other.
pub(crate) fn svg(points: &[Point]) -> String {
    const WIDTH: f64 = 900.0;
    const HEIGHT: f64 = 70.0;
    const LEFT: f64 = 150.0;
    const RIGHT: f64 = 110.0;
    let shown: Vec<(&Series, Vec<Option<f64>>)> = SERIES
        .iter()
        .map(|series| (series, values(series, points)))
        .filter(|(_, values)| values.iter().any(Option::is_some))
        .collect();
    let height = HEIGHT * real(shown.len()) + 40.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<title>Trend of the architecture</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    let x = |at: usize| {
        LEFT + (WIDTH - LEFT - RIGHT) * if points.len() > 1 { real(at) / real(points.len() - 1) } else { 0.5 }
    };
    for (row, (series, values)) in shown.iter().enumerate() {
        let top = 20.0 + HEIGHT * real(row);
        let known = values.iter().copied().flatten();
        let (low, high) =
            known.clone().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let y = |value: f64| top + 45.0 - if high > low { 40.0 * (value - low) / (high - low) } else { 0.0 };
        let _ =
            writeln!(out, "<text x=\"10\" y=\"{:.1}\" fill=\"#222222\">{}</text>", top + 30.0, xml_text(series.name));
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{0:.1}\" x2=\"{1}\" y2=\"{0:.1}\" stroke=\"#dddddd\"/>",
            top + 46.0,
            WIDTH - RIGHT
        );
        // A gap stays a gap.
        for run in runs(values) {
            let line: Vec<String> = run.iter().map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value))).collect();
            let _ = writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"#1565c0\" stroke-width=\"2\"/>",
                line.join(" ")
            );
            if let [(at, value)] = run[..] {
                let _ = writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#1565c0\"/>", x(at), y(value));
            }
        }
        if let Some(last) = known.last() {
            let (at, label) = (WIDTH - RIGHT + 8.0, number(last, series.unit));
            let _ = writeln!(out, "<text x=\"{at}\" y=\"{:.1}\" fill=\"#222222\">{label}</text>", y(last) + 4.0);
        }
    }
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let (bottom, right) = (height - 8.0, WIDTH - RIGHT);
        let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"{bottom}\" fill=\"#666666\">{}</text>", xml_text(&first.date));
        let _ = writeln!(
            out,
            "<text x=\"{right}\" y=\"{bottom}\" fill=\"#666666\" text-anchor=\"end\">{}</text>",
            xml_text(&last.date)
        );
    }
    out + "</svg>\n"
}

/// Splits values at gaps.
pub(crate) fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    for (at, value) in values.iter().enumerate() {
        match value {
            Some(value) => runs.last_mut().into_iter().for_each(|run| run.push((at, *value))),
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparklines_fit_into_their_room() {
        let values: Vec<Option<f64>> = (0..8_u8).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&values, 20, true), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&values, 4, true), "▂▄▆█");
        assert_eq!(sparkline(&values, 20, false), "_.-~=+*#");
        assert_eq!(sparkline(&[Some(2.0), None, Some(2.0)], 20, true), "▁ ▁");
    }

    #[test]
    fn gaps_split_lines() {
        assert_eq!(runs(&[None, Some(1.0), Some(2.0), None, Some(3.0)]), [vec![(1, 1.0), (2, 2.0)], vec![(4, 3.0)]]);
    }
}
