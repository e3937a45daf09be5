//! Renders a line for each part as CSV.

use super::answer::{MetricsAnswer, round};
use crate::csv;

/// Renders a line for each part. A number that is not defined is empty.
pub(crate) fn csv_lines(answer: &MetricsAnswer) -> String {
    let mut text = csv::line(&[
        "name",
        "rust_modules",
        "lines",
        "items",
        "visible_items",
        "visible_types",
        "visible_traits",
        "afferent",
        "efferent",
        "instability",
        "abstractness",
        "distance",
        "relative_visibility",
        "reached_by",
        "reaches",
        "level",
        "cycle",
        "role",
        "revisions",
        "added",
        "deleted",
        "hotspot",
    ]);
    let share = |value: Option<f64>| value.map(|value| round(value).to_string()).unwrap_or_default();
    let count = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    for part in &answer.parts {
        let fields = [
            part.name.clone(),
            part.rust_modules.to_string(),
            part.lines.to_string(),
            part.items.to_string(),
            part.visible_items.to_string(),
            part.visible_types.to_string(),
            part.visible_traits.to_string(),
            part.afferent.to_string(),
            part.efferent.to_string(),
            share(part.instability),
            share(part.abstractness),
            share(part.distance),
            share(part.relative_visibility),
            part.reached_by.to_string(),
            part.reaches.to_string(),
            part.level.to_string(),
            count(part.cycle.map(u64::from)),
            part.role.unwrap_or_default().to_owned(),
            count(part.revisions.map(|value| value as u64)),
            count(part.added),
            count(part.deleted),
            count(part.hotspot),
        ];
        text += &csv::line(&fields.iter().map(String::as_str).collect::<Vec<_>>());
    }
    text
}
