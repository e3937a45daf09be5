//! The numbers of the report, and what needs attention.

use super::{
    anchor::{anchor, debt_item_anchor, rule_anchor},
    debt::days_left,
    input::ReportInput,
    model::{Architecture, Attention, Number, Verdict},
};
use crate::{
    Status,
    text::{count, number},
};
use archcheck_core::{date::Date, metrics::Role};
use std::collections::BTreeMap;

/// The number of days in which something is due soon.
const SOON: i64 = 90;

/// Returns the verdict of the check.
pub(super) fn verdict(input: &ReportInput<'_>) -> Verdict {
    match input.status {
        _ if input.rules_file.is_none() => Verdict::NoRules,
        Status::Clean => Verdict::Pass,
        Status::Violations => Verdict::Fail,
        Status::Untrusted => Verdict::Untrusted,
    }
}

/// Returns the numbers of the report.
pub(super) fn numbers(input: &ReportInput<'_>, report: &Architecture<'_>) -> BTreeMap<&'static str, Number> {
    let shown = input.code.is_shown.iter().filter(|shown| **shown).count();
    let debt = |kind: &str| report.debt.iter().filter(|item| item.kind == kind).count();
    let cycles = |level: &'static str| report.cycles.iter().filter(move |cycle| cycle.level == level);
    let largest = |level: &'static str| cycles(level).map(|cycle| cycle.members.len()).max().unwrap_or_default();
    let unassigned = (0..input.analysis.graph.modules.len()).filter(|at| {
        let id = archcheck_core::graph::RustModuleId(*at as u32);
        input.code.is_shown[*at] && input.analysis.graph.module(id).has_items && input.rules.owner(id).is_none()
    });
    let mut numbers: BTreeMap<&'static str, Number> = BTreeMap::new();
    let mut put = |name: &'static str, value: usize| {
        numbers.insert(name, value.into());
    };
    put("packages", input.analysis.workspace.packages.len());
    put("crates", input.analysis.workspace.crates.len());
    put("files", input.analysis.counts.files);
    put("rust_modules", shown);
    put("modules", input.rules.modules.len());
    put("dependencies", report.dependencies.len());
    put("references", report.dependencies.iter().map(|one| one.references.len()).sum());
    put("module_dependencies", input.view.edges.len());
    put("violations", debt("violation"));
    let errors = report.debt.iter().filter(|item| item.kind == "violation" && item.severity == Some("error")).count();
    put("errors", errors);
    put("warnings", input.warnings);
    put("baselined", debt("baseline"));
    put("exceptions", debt("exception"));
    put("expired_exceptions", report.debt.iter().filter(|item| item.expired).count());
    put("overdue_reviews", report.reviews.iter().filter(|review| review.overdue).count());
    put("undated_files", input.ages.skipped);
    put("module_cycles", cycles("module").count());
    put("rust_module_cycles", cycles("rust-module").count());
    put("cyclic_rust_modules", cycles("rust-module").map(|cycle| cycle.members.len()).sum());
    put("largest_cycle", largest("rust-module"));
    put("dependencies_to_cut", report.cycles.iter().map(|cycle| cycle.cut.len()).sum());
    if !input.rules.modules.is_empty() {
        put("unassigned_rust_modules", unassigned.count());
    }
    let structure = &input.measures.rust_modules.structure;
    put("lines", input.measures.rust_modules.parts.iter().map(|part| part.lines as usize).sum());
    put("core_rust_modules", structure.role_count(Role::Core));
    put("depth", structure.depth as usize);
    let percent = |share: f64| Number((share * 1_000.0).round() / 10.0);
    numbers.insert("propagation_cost_percent", percent(structure.propagation_cost()));
    numbers.insert("cyclic_percent", percent(structure.cyclic_share()));
    let share = 100.0 * largest("rust-module") as f64 / shown.max(1) as f64;
    numbers.insert("largest_cycle_percent", Number((share * 10.0).round() / 10.0));
    numbers
}

/// Returns what needs attention soon, the most urgent first.
pub(super) fn attention(report: &Architecture<'_>, today: Date) -> Vec<Attention> {
    let mut list = Vec::new();
    for (at, item) in report.debt.iter().enumerate().filter(|(_, item)| item.kind == "exception") {
        let Some(date) = &item.expires else { continue };
        let Some(left) = days_left(today, date).filter(|left| *left <= SOON) else { continue };
        let what = if left < 0 { "has expired" } else { "expires" };
        list.push(Attention {
            kind: "exception-expires",
            overdue: left < 0,
            text: format!("An exception for `{}` {what}: {}", item.rule, item.text),
            date: Some(date.clone()),
            owners: item.owners.clone(),
            anchor: debt_item_anchor(at),
        });
    }
    for review in &report.reviews {
        let Some(left) = days_left(today, &review.date).filter(|left| *left <= SOON) else { continue };
        let what = if left < 0 { "is overdue" } else { "is due" };
        list.push(Attention {
            kind: "review-due",
            overdue: left < 0,
            text: format!("The review of `{}` {what}", review.id),
            date: Some(review.date.clone()),
            owners: review.owner.iter().cloned().collect(),
            anchor: rule_anchor(report, &review.id).unwrap_or_else(|| "reviews".to_owned()),
        });
    }
    list.sort_by(|a, b| a.date.cmp(&b.date));
    let undated = |kind: &'static str, overdue: bool, text: String, anchor: &str| Attention {
        kind,
        overdue,
        text,
        date: None,
        owners: Vec::new(),
        anchor: anchor.to_owned(),
    };
    let mut late = Vec::new();
    for decision in
        report.decisions.iter().filter(|one| ["superseded", "rejected", "deprecated"].contains(&one.standing))
    {
        if !decision.cited_by.is_empty() {
            let cited = count(decision.cited_by.len(), "rule");
            let verb = if decision.cited_by.len() == 1 { "cites" } else { "cite" };
            let text = format!("`{}` is {}, but {cited} {verb} it", decision.file, decision.standing);
            late.push(undated("decision-withdrawn", true, text, &anchor("decision", &decision.file)));
        }
    }
    if let Some(changes) = &report.changes {
        let new = changes.new_debt.iter().filter(|key| key.kind == "violation").count();
        if new > 0 {
            let since = since(changes);
            late.push(undated(
                "new-violations",
                true,
                format!("{} since {since}", count(new, "new violation")),
                &anchor("debt", "new-violation"),
            ));
        }
        for cycle in &changes.grown_cycles {
            let what = if cycle.level == "module" { "modules" } else { "Rust modules" };
            let text = match cycle.before {
                0 => format!(
                    "A new cycle of {} {what}, with `{}`",
                    number(cycle.now),
                    cycle.added.first().map_or("", String::as_str)
                ),
                before => format!(
                    "A cycle has grown from {} to {} {what}; new in it is `{}`",
                    number(before),
                    number(cycle.now),
                    cycle.added.first().map_or("", String::as_str)
                ),
            };
            late.push(undated("cycle-grows", true, text, "cycles"));
        }
    }
    let nobody = report.debt.iter().filter(|item| item.owners.is_empty()).count();
    if nobody > 0 {
        let text = format!("Nobody owns {} of the debt", count(nobody, "item"));
        list.push(undated("no-owner", false, text, &anchor("owner", "nobody")));
    }
    let forever = report.debt.iter().filter(|item| item.kind == "exception" && item.expires.is_none()).count();
    if forever > 0 {
        let verb = if forever == 1 { "has" } else { "have" };
        list.push(undated(
            "no-expiry",
            false,
            format!("{} {verb} no expiry date", count(forever, "exception")),
            &anchor("debt", "never-expires"),
        ));
    }
    late.append(&mut list);
    late.sort_by_key(|one| !one.overdue);
    late
}

/// Returns since when changes are counted, in words.
pub(super) fn since(changes: &super::model::Changes) -> String {
    match &changes.revision {
        Some(revision) => format!("{} ({})", changes.date, revision.chars().take(8).collect::<String>()),
        None => changes.date.clone(),
    }
}
