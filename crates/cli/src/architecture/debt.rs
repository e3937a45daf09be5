//! The items of the debt, with their owners and ages, and the owners with their items.

use super::{
    input::ReportInput,
    model::{DebtItem, OwnerEntry},
};
use crate::{
    debt::{Debt, DebtEntry, ExceptionEntry},
    history::LinesToDate,
    owners::{owners_of_exception, owners_of_violation},
    report::word,
};
use archcheck_core::{analysis::Analysis, date::Date, rules::ModuleId, source::Place};
use std::collections::BTreeMap;

/// Returns all items: violations, exceptions by expiry, and what the baseline records.
pub(super) fn items(input: &ReportInput<'_>) -> Vec<DebtItem> {
    let violations = input.debt.violations.iter().map(|one| violation(input, one, "violation"));
    let baselined = input.debt.baselined.iter().map(|one| violation(input, one, "baseline"));
    let mut exceptions: Vec<&ExceptionEntry> = input.debt.exceptions.iter().collect();
    exceptions.sort_by_key(|one| (one.expires.is_none(), one.expires));
    violations.chain(exceptions.into_iter().map(|one| exception(input, one))).chain(baselined).collect()
}

fn violation(input: &ReportInput<'_>, one: &DebtEntry, kind: &'static str) -> DebtItem {
    let located = one.place.map(|place| input.analysis.sources.locate(place));
    let since = one.recorded.or(one.place).and_then(|place| since(input, place));
    DebtItem {
        kind,
        severity: Some(word(one.severity)),
        rule: one.rule.clone(),
        text: one.message.clone(),
        module: module_name(input, one.module),
        from: one.from.clone(),
        to: one.to.clone(),
        references: one.references,
        file: located.map(|(path, _)| path.to_owned()),
        line: located.map(|(_, at)| at.line),
        owners: owners_of_violation(input.owners, one),
        since: since.map(|date| date.to_string()),
        age_days: since.map(|date| date.days_until(input.owners.today)),
        expires: None,
        expired: false,
        new: None,
    }
}

fn exception(input: &ReportInput<'_>, one: &ExceptionEntry) -> DebtItem {
    let (path, at) = input.analysis.sources.locate(one.place);
    let since = since(input, one.place);
    let own = one.module.filter(|_| one.from.is_empty());
    // An exception in a comment is for the code of its file.
    let from = own.map_or_else(|| one.from.clone(), |_| path.to_owned());
    DebtItem {
        kind: "exception",
        severity: None,
        rule: one.rule.clone(),
        text: one.reason.clone().unwrap_or_default(),
        module: module_name(input, one.module),
        from,
        to: one.to.clone(),
        references: 0,
        file: Some(path.to_owned()),
        line: Some(at.line),
        owners: owners_of_exception(input.owners, one),
        since: since.map(|date| date.to_string()),
        age_days: since.map(|date| date.days_until(input.owners.today)),
        expires: one.expires.map(|date| date.to_string()),
        expired: one.expires.is_some_and(|date| date < input.owners.today),
        new: None,
    }
}

fn module_name(input: &ReportInput<'_>, id: Option<ModuleId>) -> Option<String> {
    id.map(|id| input.rules.module(id).name.clone())
}

/// Returns the day since which a line has had its present text.
fn since(input: &ReportInput<'_>, place: Place) -> Option<Date> {
    let (path, at) = input.analysis.sources.locate(place);
    input.ages.date(path, at.line)
}

/// Returns the lines whose ages the report shows: those of the rules file and the baseline first.
pub(crate) fn lines_to_date<'a>(debt: &Debt, analysis: &'a Analysis) -> LinesToDate<'a> {
    let exceptions = debt.exceptions.iter().map(|one| one.place);
    let recorded = debt.baselined.iter().filter_map(|one| one.recorded);
    let violations = debt.violations.iter().filter_map(|one| one.place);
    let mut lines = LinesToDate::default();
    for place in exceptions.chain(recorded).chain(violations) {
        let (path, at) = analysis.sources.locate(place);
        lines.add(path, analysis.sources.get(place.file).text(), at.line);
    }
    lines
}

/// Returns the owners with what they are responsible for.
pub(super) fn owners(items: &[DebtItem], modules: &BTreeMap<String, Vec<String>>) -> Vec<OwnerEntry> {
    let mut owners: BTreeMap<Option<String>, OwnerEntry> = BTreeMap::new();
    let mut of = |names: &[String], add: &dyn Fn(&mut OwnerEntry)| {
        let names: Vec<_> = if names.is_empty() { vec![None] } else { names.iter().cloned().map(Some).collect() };
        for name in names {
            let new = || OwnerEntry { owner: name.clone(), ..OwnerEntry::default() };
            add(owners.entry(name.clone()).or_insert_with(new));
        }
    };
    for (module, names) in modules {
        of(names, &|entry| entry.modules.push(module.clone()));
    }
    for item in items {
        of(&item.owners, &|entry| {
            match item.kind {
                "violation" => entry.violations += 1,
                "baseline" => entry.baselined += 1,
                _ => entry.exceptions += 1,
            }
            let older = |since: &&String| entry.oldest.as_ref().is_none_or(|oldest| *since < oldest);
            if let Some(since) = item.since.as_ref().filter(older) {
                entry.oldest = Some(since.clone());
            }
        });
    }
    let mut owners: Vec<OwnerEntry> = owners.into_values().collect();
    owners.sort_by_key(|one| {
        (one.owner.is_none(), std::cmp::Reverse((one.violations + one.baselined + one.exceptions, one.violations)))
    });
    owners
}

/// Returns the number of days until a date, which is negative if it has passed. `None` if the text is no date.
pub(super) fn days_left(today: Date, date: &str) -> Option<i64> {
    date.parse::<Date>().ok().map(|date| today.days_until(date))
}
