//! Renders the answer for people: the numbers of the whole system, then the few parts that stand out.

use super::answer::{Cycle, MetricsAnswer, PartEntry};
use crate::{
    escape::line,
    terminal::{Look, Role},
    text::{capitalized, count, few, number, pad, wrap},
};
use std::fmt::Write;

/// The number of parts, cycles and couplings to show.
const MOST: usize = 5;

/// The number of cycles to show, and of parts and dependencies of each.
const MOST_OF_CYCLES: usize = 3;

/// The width of the names of lines.
const KEY: usize = 15;

/// Renders the answer for people.
pub(crate) fn human(answer: &MetricsAnswer, look: Look) -> String {
    let width = look.width.min(100);
    let parts = plural(answer);
    let mut text = String::new();
    let mut section = |title: &str, fields: Vec<(&str, String)>| {
        if fields.is_empty() {
            return;
        }
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}", look.paint(Role::Strong, title));
        for (key, value) in fields {
            for (index, part) in wrap(&line(&value), width.saturating_sub(KEY + 2)).iter().enumerate() {
                let head = pad(if index == 0 { key } else { "" }, KEY);
                let _ = writeln!(text, "  {}{part}", look.paint(Role::Faint, head));
            }
        }
    };
    section("System", system(answer));
    section(&format!("{} that stand out", capitalized(&parts)), outstanding(answer));
    section("Cycles", answer.cycles.iter().take(MOST_OF_CYCLES).map(|one| ("cycle", cycle(one, &parts))).collect());
    section("Changes", changes(answer));
    text
}

/// Returns the word for the parts, in the plural.
fn plural(answer: &MetricsAnswer) -> String {
    match answer.by {
        "rust-module" => "Rust modules".to_owned(),
        by => format!("{by}s"),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn system(answer: &MetricsAnswer) -> Vec<(&'static str, String)> {
    let system = &answer.system;
    let parts = plural(answer);
    let mut fields = Vec::new();
    if let Some(found) = &answer.conformance {
        let violations = if found.violations == 0 {
            "no violations".to_owned()
        } else {
            let errors = count(found.errors, "error");
            format!("{} ({errors}, {})", count(found.violations, "violation"), count(found.warnings, "warning"))
        };
        let expiry = match (&found.next_expiry, found.expired) {
            (_, expired) if expired > 0 => format!(" ({} expired)", number(expired)),
            (Some(date), _) => format!(" (the next one expires on {date})"),
            (None, _) => String::new(),
        };
        let exceptions = count(found.exceptions, "exception");
        let baselined = number(found.baselined);
        fields.push(("debt", format!("{violations}, {baselined} recorded in the baseline, {exceptions}{expiry}")));
        let ages = [("exception", &found.oldest_exception), ("entry of the baseline", &found.oldest_baselined)];
        let ages =
            ages.into_iter().filter_map(|(what, date)| Some(format!("the oldest {what} is of {}", date.as_ref()?)));
        let ages: Vec<String> = ages.collect();
        if !ages.is_empty() {
            fields.push(("age", ages.join(", ")));
        }
        if let Some(assigned) = found.assigned {
            fields.push(("assigned", format!("{} of the lines belong to a module", percent(assigned))));
        }
    }
    let lines = usize::try_from(system.lines).unwrap_or(usize::MAX);
    let items = usize::try_from(system.items).unwrap_or(usize::MAX);
    let dependencies = count(system.dependencies, "dependency");
    let all =
        format!("{} {parts}, {dependencies}, {}, {}", number(system.parts), count(lines, "line"), count(items, "item"));
    fields.push(("size", all));
    fields.push((
        "largest cycle",
        match answer.cycles.first() {
            Some(largest) => {
                let others = match system.cyclic_groups - 1 {
                    0 => String::new(),
                    others => format!("; {} more", number(others)),
                };
                format!("{} of the {parts} ({}){others}", percent(system.largest_cycle), number(largest.parts.len()))
            }
            None => "there is no cycle".to_owned(),
        },
    ));
    let reach = percent(system.propagation_cost);
    fields.push(("propagation", format!("a change can reach {reach} of the {parts} on average (propagation cost)")));
    let lakos = format!(
        "CCD {}, ACD {:.2}, NCCD {:.2} (which grows with size), {}",
        system.cumulative_component_dependency,
        system.average_component_dependency,
        system.normalized_cumulative_component_dependency,
        count(system.depth as usize, "level"),
    );
    fields.push(("Lakos", lakos));
    if system.core > 0 {
        let roles = format!(
            "{}: {} in the core, {} shared, {} control, {} peripheral",
            system.shape,
            number(system.core),
            number(system.shared),
            number(system.control),
            number(system.peripheral)
        );
        fields.push(("shape", roles));
    }
    if let (Some(average), Some(global)) = (system.average_relative_visibility, system.global_relative_visibility) {
        let visible = format!(
            "{} of the items are visible outside (GRV), {} on average (ARV)",
            percent(global),
            percent(average)
        );
        fields.push(("visibility", visible));
    }
    fields.push(("guesses", format!("{} of the references", percent(system.unknown))));
    fields
}

/// Returns the parts with the largest values, as `name (value)`; `None` if all values are 0.
fn top(
    answer: &MetricsAnswer,
    value: impl Fn(&PartEntry) -> u64,
    shown: impl Fn(&PartEntry) -> String,
) -> Option<String> {
    let mut parts: Vec<&PartEntry> = answer.parts.iter().filter(|part| value(part) > 0).collect();
    parts.sort_by(|a, b| value(b).cmp(&value(a)).then_with(|| a.name.cmp(&b.name)));
    let names: Vec<String> = parts.iter().take(MOST).map(|part| format!("{} ({})", part.name, shown(part))).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn outstanding(answer: &MetricsAnswer) -> Vec<(&'static str, String)> {
    let large = |value: u64| number(usize::try_from(value).unwrap_or(usize::MAX));
    // In units of 1/10000, so that they can be sorted.
    #[expect(clippy::cast_sign_loss, reason = "shares are not negative")]
    let scaled = |share: Option<f64>| (share.unwrap_or_default() * 10_000.0).round() as u64;
    let all = [
        ("used by most", top(answer, |part| u64::from(part.afferent), |part| number(part.afferent as usize))),
        ("uses most", top(answer, |part| u64::from(part.efferent), |part| number(part.efferent as usize))),
        ("reaches most", top(answer, |part| u64::from(part.reaches - 1), |part| number(part.reaches as usize - 1))),
        (
            "largest",
            top(answer, |part| part.lines, |part| count(usize::try_from(part.lines).unwrap_or(usize::MAX), "line")),
        ),
        (
            "most distant",
            top(
                answer,
                |part| scaled(part.distance),
                |part| {
                    let distance = part.distance.unwrap_or_default();
                    format!("{distance:.2}")
                },
            ),
        ),
        (
            "hotspots",
            top(
                answer,
                |part| part.hotspot.unwrap_or_default(),
                |part| {
                    let revisions = count(part.revisions.unwrap_or_default(), "revision");
                    format!("{revisions} x {} lines", large(part.lines))
                },
            ),
        ),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn cycle(cycle: &Cycle, parts: &str) -> String {
    let cuts: Vec<String> = cycle.cut.iter().map(|cut| format!("{} -> {}", cut.from, cut.to)).collect();
    let references = usize::try_from(cycle.cut_references).unwrap_or(usize::MAX);
    format!(
        "{} {parts}: {}. To break it, remove {} ({}): {}",
        number(cycle.parts.len()),
        few(&cycle.parts, MOST_OF_CYCLES),
        count(cycle.cut.len(), "dependency"),
        count(references, "reference"),
        few(&cuts, MOST_OF_CYCLES)
    )
}

fn changes(answer: &MetricsAnswer) -> Vec<(&'static str, String)> {
    let Some(change) = &answer.change else {
        let why = answer.no_change.as_deref().unwrap_or_default();
        return vec![("not measured", why.to_owned())];
    };
    let mut time = format!("{} from {} to {}", count(change.commits, "commit"), change.since, change.until);
    if change.is_shallow {
        time += "; the clone is shallow, so older commits are missing";
    }
    let mut fields = vec![("history", time)];
    for (index, one) in change.couplings.iter().take(MOST).enumerate() {
        let shared = number(one.shared_revisions);
        let what = format!(
            "{} and {} ({:.0} %: {shared} shared revisions of {} on average), without a dependency",
            one.a,
            one.b,
            one.degree * 100.0,
            one.average_revisions
        );
        fields.push((if index == 0 { "together" } else { "" }, what));
    }
    fields
}
