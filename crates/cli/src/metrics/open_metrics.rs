//! Renders the numbers as OpenMetrics text (version 1.0), which Prometheus reads.
//!
//! Each metric is a gauge. A number that is not defined is left out.

use super::{
    answer::{MetricsAnswer, round},
    conformance::DebtCount,
};
use crate::escape::line;
use archcheck_core::date::Date;
use std::fmt::Write;

/// A sample: labels and a value.
type Sample<'a> = (Vec<(&'static str, &'a str)>, f64);

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn large(count: u64) -> f64 {
    count as f64
}

/// Converts a date to seconds since 1970.
fn seconds(date: &str) -> Option<f64> {
    let start = Date::new(1970, 1, 1)?;
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer seconds than 2^52")]
    Some((start.days_until(date.parse().ok()?) * 86_400) as f64)
}

/// Renders all numbers.
pub(crate) fn open_metrics(answer: &MetricsAnswer) -> String {
    let mut text = String::new();
    let system = &answer.system;
    let whole = [
        ("parts", "The number of parts.", Some(number(system.parts))),
        ("dependencies", "The number of dependencies between parts.", Some(number(system.dependencies))),
        ("lines", "The number of lines.", Some(large(system.lines))),
        ("items", "The number of items.", Some(large(system.items))),
        ("cumulative_component_dependency", "Lakos' CCD.", Some(large(system.cumulative_component_dependency))),
        ("average_component_dependency", "Lakos' ACD.", Some(system.average_component_dependency)),
        ("propagation_cost_ratio", "The share of parts that a part reaches on average.", Some(system.propagation_cost)),
        (
            "normalized_cumulative_component_dependency",
            "Lakos' NCCD, which grows with the number of parts.",
            Some(system.normalized_cumulative_component_dependency),
        ),
        ("depth", "The number of levels.", Some(f64::from(system.depth))),
        (
            "cyclic_groups",
            "The number of groups of parts that depend on each other.",
            Some(number(system.cyclic_groups)),
        ),
        ("largest_cycle_ratio", "The share of parts in the largest cyclic group.", Some(system.largest_cycle)),
        ("cyclic_ratio", "The share of parts in a cyclic group.", Some(system.cyclic)),
        (
            "cut_dependencies",
            "The number of dependencies to cut so that no cycle is left.",
            Some(number(system.cut_dependencies)),
        ),
        ("average_relative_visibility_ratio", "Dowalil's ARV.", system.average_relative_visibility),
        ("global_relative_visibility_ratio", "Dowalil's GRV.", system.global_relative_visibility),
        ("unknown_ratio", "The share of references whose target is a guess.", Some(system.unknown)),
    ];
    for (name, help, value) in whole {
        family(&mut text, answer, name, help, value.map(|value| (Vec::new(), value)).into_iter());
    }
    let roles = [
        ("core", system.core),
        ("shared", system.shared),
        ("control", system.control),
        ("peripheral", system.peripheral),
    ];
    let roles = roles.into_iter().map(|(role, count)| (vec![("role", role)], number(count)));
    family(&mut text, answer, "role_parts", "The number of parts with a role towards the core.", roles);
    conformance(&mut text, answer);
    parts(&mut text, answer);
    text.push_str("# EOF\n");
    text
}

fn conformance(text: &mut String, answer: &MetricsAnswer) {
    let Some(found) = &answer.conformance else { return };
    let by_severity = [("error", found.errors), ("warning", found.warnings)];
    let by_severity = by_severity.into_iter().map(|(severity, count)| (vec![("severity", severity)], number(count)));
    family(text, answer, "violations", "The violations that the baseline does not record.", by_severity);
    let numbers = [
        ("baselined_violations", "The violations that the baseline records.", Some(number(found.baselined))),
        ("exceptions", "The exceptions.", Some(number(found.exceptions))),
        ("expired_exceptions", "The exceptions that have expired.", Some(number(found.expired))),
        ("expiring_exceptions", "The exceptions that expire in the next 90 days.", Some(number(found.expiring))),
        ("endless_exceptions", "The exceptions without a date of expiry.", Some(number(found.endless))),
        ("assigned_ratio", "The share of lines that belong to a module.", found.assigned),
    ];
    for (name, help, value) in numbers {
        family(text, answer, name, help, value.map(|value| (Vec::new(), value)).into_iter());
    }
    let ages = [("exception", &found.oldest_exception), ("baselined", &found.oldest_baselined)];
    let ages = ages.into_iter().filter_map(|(kind, date)| Some((vec![("kind", kind)], seconds(date.as_ref()?)?)));
    family(text, answer, "oldest_debt_timestamp_seconds", "The time since which the oldest debt exists.", ages);
    for (label, counts) in [("rule", &found.rules), ("module", &found.modules), ("owner", &found.owners)] {
        type Count = fn(&DebtCount) -> usize;
        let kinds: [(&str, Count); 4] = [
            ("violations", |count| count.violations),
            ("baselined", |count| count.baselined),
            ("exceptions", |count| count.exceptions),
            ("expired", |count| count.expired),
        ];
        let samples = counts.iter().flat_map(|count| {
            let name = count.name.as_deref().unwrap_or_default();
            kinds.map(|(kind, of)| (vec![(label, name), ("kind", kind)], number(of(count))))
        });
        family(text, answer, &format!("{label}_debt"), &format!("The debt by {label}; empty for none."), samples);
    }
}

fn parts(text: &mut String, answer: &MetricsAnswer) {
    type Value = fn(&super::answer::PartEntry) -> Option<f64>;
    let numbers: [(&str, &str, Value); 17] = [
        ("lines", "The lines of a part.", |part| Some(large(part.lines))),
        ("items", "The items of a part.", |part| Some(large(part.items))),
        ("visible_items", "The items that are visible outside a part.", |part| Some(large(part.visible_items))),
        ("afferent", "The number of parts that depend on a part.", |part| Some(f64::from(part.afferent))),
        ("efferent", "The number of parts that a part depends on.", |part| Some(f64::from(part.efferent))),
        ("instability_ratio", "Martin's instability.", |part| part.instability),
        ("abstractness_ratio", "Martin's abstractness.", |part| part.abstractness),
        ("distance_ratio", "The distance from Martin's main sequence.", |part| part.distance),
        ("relative_visibility_ratio", "The share of items that are visible outside.", |part| part.relative_visibility),
        ("reached_by", "The number of parts that reach a part.", |part| Some(f64::from(part.reached_by))),
        ("reaches", "The number of parts that a part reaches.", |part| Some(f64::from(part.reaches))),
        ("level", "Lakos' level.", |part| Some(f64::from(part.level))),
        ("in_cycle", "1 if a part is in a cyclic group.", |part| Some(f64::from(u8::from(part.cycle.is_some())))),
        ("revisions", "The number of commits that changed a part.", |part| part.revisions.map(number)),
        ("added_lines", "The added lines.", |part| part.added.map(large)),
        ("deleted_lines", "The deleted lines.", |part| part.deleted.map(large)),
        ("hotspot", "The revisions multiplied by the lines.", |part| part.hotspot.map(large)),
    ];
    for (name, help, value) in numbers {
        let samples = answer.parts.iter().filter_map(|part| Some((vec![("part", part.name.as_str())], value(part)?)));
        family(text, answer, &format!("part_{name}"), help, samples);
    }
}

/// Writes a metric with its samples, unless there are none.
fn family<'a>(
    text: &mut String,
    answer: &MetricsAnswer,
    name: &str,
    help: &str,
    samples: impl Iterator<Item = Sample<'a>>,
) {
    let mut samples = samples.peekable();
    if samples.peek().is_none() {
        return;
    }
    // Writing to a string can't fail.
    let _ = writeln!(text, "# TYPE archcheck_{name} gauge\n# HELP archcheck_{name} {}", escaped(help));
    for (labels, value) in samples {
        let labels = std::iter::once(("by", answer.by)).chain(labels);
        let labels: Vec<String> = labels.map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let _ = writeln!(text, "archcheck_{name}{{{}}} {}", labels.join(","), round(value));
    }
}

/// Escapes a label value or a help text.
fn escaped(text: &str) -> String {
    line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
