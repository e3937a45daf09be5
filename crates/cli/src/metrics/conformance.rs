//! Counts the findings of a check: violations, entries of the baseline, and exceptions. Also computes how much of the code
//! the rules cover.

use crate::{
    debt::{Debt, DebtEntry, ExceptionEntry},
    history::{LineDates, LinesToDate},
    owners::{OwnersInput, owners_of_exception, owners_of_violation},
};
use archcheck_core::{
    analysis::Analysis,
    diagnostic::Severity,
    graph::Context,
    inventory::Inventory,
    metrics::{Level, measure},
    rules::Rules,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The number of days in which an exception that expires counts as expiring soon.
const SOON: i64 = 90;

/// The findings of a check, in numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Conformance {
    /// The violations that the baseline does not record.
    pub(crate) violations: usize,
    /// Those that are errors.
    pub(crate) errors: usize,
    /// Those that are warnings.
    pub(crate) warnings: usize,
    /// The violations that the baseline records.
    pub(crate) baselined: usize,
    /// The exceptions.
    pub(crate) exceptions: usize,
    /// The exceptions that have expired.
    pub(crate) expired: usize,
    /// The exceptions that expire in the next 90 days.
    pub(crate) expiring: usize,
    /// The exceptions without a date of expiry.
    pub(crate) endless: usize,
    /// The date of the exception that expires next.
    pub(crate) next_expiry: Option<String>,
    /// The share of the lines of production code that belong to a module; `None` without modules.
    pub(crate) assigned: Option<f64>,
    /// The date of the oldest exception, and of the oldest entry of the baseline, according to git.
    pub(crate) oldest_exception: Option<String>,
    pub(crate) oldest_baselined: Option<String>,
    /// The exceptions, by expiry; those without a date are last.
    pub(crate) exception_list: Vec<ListedException>,
    /// By rule, sorted by name.
    pub(crate) rules: Vec<DebtCount>,
    /// By module of the rules file, in its order; code in no module is last.
    pub(crate) modules: Vec<DebtCount>,
    /// By owner, sorted by name; what has no owner is last.
    pub(crate) owners: Vec<DebtCount>,
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ListedException {
    pub(crate) rule: String,
    /// Its owners: its own, or else those of its code.
    pub(crate) owners: Vec<String>,
    pub(crate) reason: Option<String>,
    pub(crate) expires: Option<String>,
    /// The date of the commit that wrote its line, if there is one.
    pub(crate) since: Option<String>,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// The debt of one rule, module or owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DebtCount {
    /// The rule, module or owner; `None` for what has none.
    pub(crate) name: Option<String>,
    pub(crate) violations: usize,
    pub(crate) baselined: usize,
    pub(crate) exceptions: usize,
    pub(crate) expired: usize,
}

/// Counts the findings of a check. The owners are those of `cargo archcheck owners`. `baseline` is the name of the baseline, and
/// its text. Without `dates`, nothing is dated.
pub(crate) fn conformance(
    input: &OwnersInput<'_>,
    inventory: &Inventory,
    baseline: Option<(&str, &str)>,
    dates: Option<&LineDates>,
) -> Conformance {
    let exception_list = listed(input, dates);
    let debt = input.debt;
    let days = |one: &ExceptionEntry| one.expires.map(|date| input.today.days_until(date));
    let is_expired = |one: &&ExceptionEntry| days(one).is_some_and(|days| days < 0);
    let is_expiring = |one: &&ExceptionEntry| days(one).is_some_and(|days| (0..=SOON).contains(&days));
    let of_severity = |severity| debt.violations.iter().filter(|one| one.severity == severity).count();
    let exceptions = || debt.exceptions.iter();
    let next = exceptions().filter(|one| !is_expired(one)).filter_map(|one| one.expires).min();
    let module = |id: Option<archcheck_core::rules::ModuleId>| id.map(|id| input.rules.module(id).name.clone());
    let rule_of = |one: &DebtEntry| vec![Some(one.rule.clone())];
    let owners = |names: Vec<String>| {
        if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() }
    };
    let mut modules = count(
        input,
        &|one| vec![module(one.module)],
        // An exception for any code belongs to no module.
        &|one| vec![module(one.module)],
        &is_expired,
    );
    for one in &input.rules.modules {
        if !modules.iter().any(|count| count.name.as_ref() == Some(&one.name)) {
            modules.push(DebtCount { name: Some(one.name.clone()), ..DebtCount::default() });
        }
    }
    let place = |count: &DebtCount| input.rules.modules.iter().position(|one| Some(&one.name) == count.name.as_ref());
    modules.sort_by_key(|count| place(count).unwrap_or(usize::MAX));
    let entries = |(file, text): (&str, &str)| {
        let dates = dates?;
        entry_lines(text).filter_map(|line| dates.date(file, line)).min()
    };
    let oldest_baselined = baseline.and_then(entries).map(|date| date.to_string());
    Conformance {
        oldest_exception: exception_list.iter().filter_map(|one| one.since.clone()).min(),
        oldest_baselined,
        exception_list,
        violations: debt.violations.len(),
        errors: of_severity(Severity::Error),
        warnings: of_severity(Severity::Warn),
        baselined: debt.baselined.len(),
        exceptions: debt.exceptions.len(),
        expired: exceptions().filter(is_expired).count(),
        expiring: exceptions().filter(is_expiring).count(),
        endless: exceptions().filter(|one| one.expires.is_none()).count(),
        next_expiry: next.map(|date| date.to_string()),
        assigned: assigned_share(input.rules, input.analysis, inventory),
        rules: count(input, &rule_of, &|one| vec![Some(one.rule.clone())], &is_expired),
        modules,
        owners: count(
            input,
            &|one| owners(owners_of_violation(input, one)),
            &|one| owners(owners_of_exception(input, one)),
            &is_expired,
        ),
    }
}

/// Returns the lines whose dates count: those of exceptions, by expiry, and of the entries of the baseline.
pub(crate) fn lines_to_date<'a>(
    debt: &Debt,
    analysis: &'a Analysis,
    baseline: Option<(&'a str, &'a str)>,
) -> LinesToDate<'a> {
    let mut lines = LinesToDate::default();
    if let Some((file, text)) = baseline {
        entry_lines(text).for_each(|line| lines.add(file, text, line));
    }
    let mut exceptions: Vec<&ExceptionEntry> = debt.exceptions.iter().collect();
    exceptions.sort_by_key(|one| (one.expires.is_none(), one.expires));
    for one in exceptions {
        let (file, at) = analysis.sources.locate(one.place);
        lines.add(file, analysis.sources.get(one.place.file).text(), at.line);
    }
    lines
}

/// Returns the lines of a baseline that have an entry.
fn entry_lines(text: &str) -> impl Iterator<Item = u32> {
    let lines = text.lines().zip(1..).filter(|(line, _)| line.trim_start().starts_with("{ from ="));
    lines.map(|(_, number)| number)
}

/// Lists the exceptions by expiry.
fn listed(input: &OwnersInput<'_>, dates: Option<&LineDates>) -> Vec<ListedException> {
    let mut entries: Vec<&ExceptionEntry> = input.debt.exceptions.iter().collect();
    entries.sort_by_key(|one| (one.expires.is_none(), one.expires));
    let sources = &input.analysis.sources;
    let list = entries.into_iter().map(|one| {
        let (file, at) = sources.locate(one.place);
        let since = dates.and_then(|dates| dates.date(file, at.line));
        ListedException {
            rule: one.rule.clone(),
            owners: owners_of_exception(input, one),
            reason: one.reason.clone(),
            expires: one.expires.map(|date| date.to_string()),
            since: since.map(|date| date.to_string()),
            file: file.to_owned(),
            line: at.line,
        }
    });
    list.collect()
}

/// Counts the debt by the names of its entries, sorted; what has no name is last.
fn count(
    input: &OwnersInput<'_>,
    of_violation: &dyn Fn(&DebtEntry) -> Vec<Option<String>>,
    of_exception: &dyn Fn(&ExceptionEntry) -> Vec<Option<String>>,
    is_expired: &dyn Fn(&&ExceptionEntry) -> bool,
) -> Vec<DebtCount> {
    let mut counts: BTreeMap<(bool, Option<String>), DebtCount> = BTreeMap::new();
    let mut each = |names: Vec<Option<String>>, add: &dyn Fn(&mut DebtCount)| {
        for name in names {
            let key = (name.is_none(), name.clone());
            add(counts.entry(key).or_insert_with(|| DebtCount { name, ..DebtCount::default() }));
        }
    };
    for one in &input.debt.violations {
        each(of_violation(one), &|count| count.violations += 1);
    }
    for one in &input.debt.baselined {
        each(of_violation(one), &|count| count.baselined += 1);
    }
    for one in &input.debt.exceptions {
        each(of_exception(one), &|count| {
            count.exceptions += 1;
            count.expired += usize::from(is_expired(&one));
        });
    }
    counts.into_values().collect()
}

/// Returns the share of lines of production code that belong to a module. The lines of an inline module belong to its file.
fn assigned_share(rules: &Rules, analysis: &Analysis, inventory: &Inventory) -> Option<f64> {
    if rules.modules.is_empty() {
        return None;
    }
    let all = measure(analysis, Some(rules), inventory, Level::RustModule).ok()?;
    let (mut lines, mut assigned) = (0, 0);
    for part in &all.parts {
        lines += part.lines;
        let is_assigned = part.rust_modules.iter().all(|id| rules.owner(*id).is_some());
        assigned += if is_assigned { part.lines } else { 0 };
    }
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer lines than 2^52")]
    (lines > 0).then(|| assigned as f64 / lines as f64)
}

/// Returns the share of references in production code that are guesses: only generated code, or a glob import of an external
/// crate, can supply the name.
pub(super) fn unknown_share(analysis: &Analysis) -> f64 {
    let graph = &analysis.graph;
    let production = || graph.references.iter().filter(|one| one.context == Context::Production);
    let unknown = production().filter(|one| graph.target(one).unknown).count();
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer references than 2^52")]
    if unknown == 0 { 0.0 } else { unknown as f64 / production().count() as f64 }
}
