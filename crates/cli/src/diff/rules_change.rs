//! Compares two rules files, and finds the changes that allow more than before. The files are compared as TOML, so they need
//! not fit the code.

use super::model::{Debt, Effect, RuleChange};
use archcheck_core::{baseline::Baseline, source::FileId};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};
use toml::{Table, Value};

/// The texts of one side.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleTexts {
    pub(crate) rules: Option<String>,
    pub(crate) baseline: Option<String>,
}

/// Lists whose entries allow something, so that a longer list allows more.
const ALLOWING: [&str; 9] =
    ["depends-on", "visible-to", "exposes", "except", "ignore", "exclude", "facade", "interfaces", "domain-may-use"];

/// Lists whose entries say what is checked, so that a shorter list checks less.
const CHECKED: [&str; 7] = ["among", "contexts", "kinds", "order", "domain-avoids", "must", "must-not"];

/// Keys that leave out a part of what is checked without them.
const NARROWING: [&str; 9] =
    ["except", "domain-may-use", "where", "name", "kind", "allow-empty", "test-code", "exclude", "ignore"];

/// Compares the rules files and the baselines of two sides. Changes that allow more come first.
pub(super) fn compare(base: &RuleTexts, head: &RuleTexts) -> (Vec<RuleChange>, Debt) {
    let mut changes = Vec::new();
    let mut debt = Debt::default();
    match (parse(base), parse(head)) {
        (Some(base), Some(head)) => compare_tables(&base, &head, &mut changes, &mut debt),
        (None, None) => {
            if base.rules != head.rules {
                changes.push(change(Effect::Other, "the rules file", "changed, but it is not valid TOML"));
            }
        }
        (None, Some(_)) if base.rules.is_none() => {
            changes.push(change(Effect::Stricter, "the rules file", "is new"));
        }
        (Some(_), None) if head.rules.is_none() => changes.push(change(Effect::Weaker, "the rules file", "is gone")),
        _ => changes.push(change(Effect::Other, "the rules file", "changed; one side is not valid TOML")),
    }
    compare_baselines(base, head, &mut changes, &mut debt);
    changes.sort_by_key(|change| change.effect);
    (changes, debt)
}

/// Returns the identities that a baseline records.
pub(super) fn baselined(texts: &RuleTexts) -> BTreeSet<(String, String, String)> {
    read_baseline(texts).entries.into_keys().map(|one| (one.rule, one.from, one.to)).collect()
}

fn read_baseline(texts: &RuleTexts) -> Baseline {
    let read = |text: &String| archcheck_core::baseline::read(FileId(0), text).ok();
    texts.baseline.as_ref().and_then(read).unwrap_or_default()
}

fn parse(texts: &RuleTexts) -> Option<Table> {
    texts.rules.as_ref()?.parse().ok()
}

fn compare_tables(base: &Table, head: &Table, changes: &mut Vec<RuleChange>, debt: &mut Debt) {
    let (before, after) = (modules(base), modules(head));
    compare_named("module", &before, &after, (Effect::Other, Effect::Other), changes);
    for (key, kind) in [("rules", "rule"), ("layers", "layers"), ("architectures", "architecture")] {
        let (before, after) = (by_id(base, key), by_id(head, key));
        compare_named(kind, &before, &after, (Effect::Stricter, Effect::Weaker), changes);
    }
    compare_exceptions(base, head, changes, debt);
    let known = ["modules", "rules", "layers", "architectures", "exceptions"];
    let keys: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    for key in keys.into_iter().filter(|key| !known.contains(&key.as_str())) {
        match (base.get(key), head.get(key)) {
            (Some(Value::Table(before)), Some(Value::Table(after))) => {
                compare_keys(&format!("[{key}]"), before, after, changes);
            }
            (before, after) if before != after => {
                let how = match (before, after) {
                    (None, _) => "is new",
                    (_, None) => "is gone",
                    _ => "changed",
                };
                changes.push(change(Effect::Other, &format!("`{key}`"), how));
            }
            _ => {}
        }
    }
}

/// Compares tables by name. `effects` are those of a new one and of one that is gone.
fn compare_named(
    kind: &str,
    base: &BTreeMap<String, &Table>,
    head: &BTreeMap<String, &Table>,
    effects: (Effect, Effect),
    changes: &mut Vec<RuleChange>,
) {
    let names: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    for name in names {
        let what = format!("{kind} `{name}`");
        match (base.get(name), head.get(name)) {
            (Some(before), Some(after)) => compare_keys(&what, before, after, changes),
            (None, _) => changes.push(change(effects.0, &what, "is new")),
            (_, None) => changes.push(change(effects.1, &what, "is gone")),
        }
    }
}

/// Compares the keys of a rule, a module or a section.
fn compare_keys(what: &str, base: &Table, head: &Table, changes: &mut Vec<RuleChange>) {
    let keys: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    for key in keys {
        let (before, after) = (base.get(key), head.get(key));
        if before == after {
            continue;
        }
        let (effect, how) = effect_of(base, key, before, after);
        changes.push(change(effect, what, &how));
    }
}

fn effect_of(rule: &Table, key: &str, before: Option<&Value>, after: Option<&Value>) -> (Effect, String) {
    if matches!(key, "reason" | "adr" | "owner" | "review-by" | "id") {
        return (Effect::Other, format!("`{key}` changed"));
    }
    if key == "severity" {
        let rank = |value: Option<&Value>| match value.and_then(Value::as_str) {
            Some("off") => 0,
            Some("warn") => 1,
            _ => 2,
        };
        let name = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("the default").to_owned();
        // Writing the default down changes nothing.
        let effect = match rank(after).cmp(&rank(before)) {
            Ordering::Less => Effect::Weaker,
            Ordering::Equal => Effect::Other,
            Ordering::Greater => Effect::Stricter,
        };
        return (effect, format!("severity: {} → {}", name(before), name(after)));
    }
    if key == "max" {
        #[expect(clippy::cast_precision_loss, reason = "limits are far below 2^52")]
        let number = |value: Option<&Value>| {
            value.and_then(|value| value.as_float().or(value.as_integer().map(|integer| integer as f64)))
        };
        if let (Some(before), Some(after)) = (number(before), number(after)) {
            let effect = if after > before { Effect::Weaker } else { Effect::Stricter };
            return (effect, format!("max: {before} → {after}"));
        }
    }
    let kind = rule.get("type").and_then(Value::as_str);
    let is_allowing =
        ALLOWING.contains(&key) || matches!((kind, key), (Some("protect"), "from") | (Some("only"), "to"));
    let is_checked = CHECKED.contains(&key) || (matches!(key, "from" | "to" | "of" | "within") && !is_allowing);
    if matches!(key, "roles" | "preset" | "crates" | "domain-avoids") && (before.is_none() || after.is_none()) {
        // They replace what the checker finds, or the usual list.
        return (Effect::Other, format!("`{key}` {}", if before.is_none() { "is new" } else { "is gone" }));
    }
    match (before, after) {
        // A module that says what it may depend on may depend on nothing else.
        (None, _) => {
            (if NARROWING.contains(&key) { Effect::Weaker } else { Effect::Stricter }, format!("`{key}` is new"))
        }
        (_, None) => {
            (if NARROWING.contains(&key) { Effect::Stricter } else { Effect::Weaker }, format!("`{key}` is gone"))
        }
        (Some(before), Some(after)) => {
            let (before, after) = (entries(before), entries(after));
            let added: Vec<String> = after.difference(&before).cloned().collect();
            let removed: Vec<String> = before.difference(&after).cloned().collect();
            // An entry with `!` takes something out of the list.
            let grows = |more: &[String], less: &[String]| {
                more.iter().any(|one| !one.starts_with('!')) || less.iter().any(|one| one.starts_with('!'))
            };
            let effect = match (is_allowing, is_checked, grows(&added, &removed), grows(&removed, &added)) {
                (true, _, true, false) | (_, true, false, true) => Effect::Weaker,
                (true, _, false, true) | (_, true, true, false) => Effect::Stricter,
                _ => Effect::Other,
            };
            let list = |sign: &str, all: &[String]| all.iter().map(|one| format!("{sign}{one}")).collect::<Vec<_>>();
            let parts = [list("+", &added), list("−", &removed)].concat();
            let how = if parts.is_empty() { "changed order".to_owned() } else { parts.join(", ") };
            (effect, format!("`{key}`: {how}"))
        }
    }
}

/// Returns the entries of a list, or the value itself.
fn entries(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(entries).collect(),
        Value::String(text) => [text.clone()].into(),
        Value::Table(table) => table.iter().map(|(key, value)| format!("{key} = {value}")).collect(),
        other => [other.to_string()].into(),
    }
}

fn modules(table: &Table) -> BTreeMap<String, &Table> {
    let modules = table.get("modules").and_then(Value::as_table).into_iter().flatten();
    modules.filter_map(|(name, value)| Some((name.clone(), value.as_table()?))).collect()
}

fn by_id<'t>(table: &'t Table, key: &str) -> BTreeMap<String, &'t Table> {
    let all = table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    // Without an id, a preset has its name as the id.
    let id = |at: usize, table: &Table| {
        table
            .get("id")
            .or_else(|| table.get("preset"))
            .and_then(Value::as_str)
            .map_or_else(|| format!("number {}", at + 1), str::to_owned)
    };
    all.enumerate().map(|(at, table)| (id(at, table), table)).collect()
}

fn compare_exceptions(base: &Table, head: &Table, changes: &mut Vec<RuleChange>, debt: &mut Debt) {
    let exceptions = |table: &Table| -> BTreeMap<String, Table> {
        let all = table.get("exceptions").and_then(Value::as_array).cloned().into_iter().flatten();
        let side = |table: &Table, key: &str| {
            table.get(key).map_or_else(
                || "anything".to_owned(),
                |value| entries(value).into_iter().collect::<Vec<_>>().join(", "),
            )
        };
        all.filter_map(|value| match value {
            Value::Table(table) => {
                let rule = table.get("rule").and_then(Value::as_str).unwrap_or("?").to_owned();
                Some((format!("exception to `{rule}` from {} to {}", side(&table, "from"), side(&table, "to")), table))
            }
            _ => None,
        })
        .collect()
    };
    let (before, after) = (exceptions(base), exceptions(head));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        match (before.get(name), after.get(name)) {
            (None, _) => {
                debt.added += 1;
                changes.push(change(Effect::Weaker, name, "is new"));
            }
            (_, None) => {
                debt.paid += 1;
                changes.push(change(Effect::Stricter, name, "is gone"));
            }
            (Some(before), Some(after)) => {
                let date = |table: &Table| table.get("expires").map(ToString::to_string);
                let (was, is) = (date(before), date(after));
                if was != is {
                    // No date is the latest of all.
                    let is_later = is.is_none() || was.as_ref().is_some_and(|was| is.as_ref() > Some(was));
                    let effect = if is_later { Effect::Weaker } else { Effect::Stricter };
                    let name_of = |date: Option<String>| date.unwrap_or_else(|| "never".to_owned());
                    changes.push(change(effect, name, &format!("expires: {} → {}", name_of(was), name_of(is))));
                }
            }
        }
    }
}

fn compare_baselines(base: &RuleTexts, head: &RuleTexts, changes: &mut Vec<RuleChange>, debt: &mut Debt) {
    let (before, after) = (read_baseline(base).entries, read_baseline(head).entries);
    let mut added: BTreeMap<&str, usize> = BTreeMap::new();
    let mut paid: BTreeMap<&str, usize> = BTreeMap::new();
    for (identity, entry) in &after {
        let more = entry.count.saturating_sub(before.get(identity).map_or(0, |entry| entry.count));
        *added.entry(&identity.rule).or_default() += more as usize;
    }
    for (identity, entry) in &before {
        let less = entry.count.saturating_sub(after.get(identity).map_or(0, |entry| entry.count));
        *paid.entry(&identity.rule).or_default() += less as usize;
    }
    for (effect, counts, how) in [(Effect::Weaker, added, "more"), (Effect::Stricter, paid, "fewer")] {
        for (rule, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            let total = if effect == Effect::Weaker { &mut debt.added } else { &mut debt.paid };
            *total += count;
            let what = format!("baseline of `{rule}`");
            changes.push(change(effect, &what, &format!("records {count} {how}")));
        }
    }
}

fn change(effect: Effect, what: &str, how: &str) -> RuleChange {
    RuleChange { effect, what: what.to_owned(), how: how.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(base: &str, head: &str) -> Vec<(Effect, String)> {
        let texts = |rules: &str| RuleTexts { rules: Some(rules.to_owned()), baseline: None };
        let (changes, _) = compare(&texts(base), &texts(head));
        changes.into_iter().map(|one| (one.effect, format!("{} {}", one.what, one.how))).collect()
    }

    #[test]
    fn what_allows_more_comes_first() {
        let base = "
            [modules.a]
            depends-on = ['b']
            [[rules]]
            id = 'x'
            type = 'forbid'
            from = ['a', 'b']
            to = ['c']
            [[rules]]
            id = 'y'
            type = 'protect'
            to = ['d']
            from = ['a']
            [[rules]]
            id = 'z'
            type = 'limit'
            max = 5";
        let head = "
            [modules.a]
            depends-on = ['b', 'c']
            [[rules]]
            id = 'x'
            type = 'forbid'
            from = ['a']
            to = ['c', 'd']
            severity = 'warn'
            [[rules]]
            id = 'y'
            type = 'protect'
            to = ['d']
            from = ['a', 'b']
            [[rules]]
            id = 'z'
            type = 'limit'
            max = 4
            [[exceptions]]
            rule = 'x'
            from = 'a'
            reason = 'r'";
        let weaker = |text: &str| (Effect::Weaker, text.to_owned());
        let stricter = |text: &str| (Effect::Stricter, text.to_owned());
        assert_eq!(
            changes(base, head),
            [
                weaker("module `a` `depends-on`: +c"),
                weaker("rule `x` `from`: −b"),
                weaker("rule `x` severity: the default → warn"),
                weaker("rule `y` `from`: +b"),
                weaker("exception to `x` from a to anything is new"),
                stricter("rule `x` `to`: +d"),
                stricter("rule `z` max: 5 → 4"),
            ]
        );
    }

    #[test]
    fn what_narrows_a_rule_allows_more() {
        let rule = "[[rules]]\nid = 'x'\ntype = 'items'\nwithin = ['a']\nmust = { documented = true, unsafe = false }";
        let narrowed = "[[rules]]\nid = 'x'\ntype = 'items'\nwithin = ['a', '!a::b']\nwhere = { visibility = 'pub' }\n\
                        must = { documented = true }";
        let effects = |base, head| changes(base, head).into_iter().map(|(effect, _)| effect).collect::<Vec<_>>();
        assert_eq!(effects(rule, narrowed), [Effect::Weaker; 3]);
        assert_eq!(effects(narrowed, rule), [Effect::Stricter; 3]);
    }

    #[test]
    fn presets_are_compared_by_id() {
        let base = "[[architectures]]\npreset = 'onion'\ndomain-may-use = ['std::fs']\nroles.domain = ['model']";
        let head = "[[architectures]]\npreset = 'onion'\ndomain-may-use = ['std::fs', 'std::net']\nseverity = 'warn'\n\
                    [[architectures]]\npreset = 'onion'\nid = 'billing'";
        assert_eq!(
            changes(base, head),
            [
                (Effect::Weaker, "architecture `onion` `domain-may-use`: +std::net".to_owned()),
                (Effect::Weaker, "architecture `onion` severity: the default → warn".to_owned()),
                (Effect::Other, "architecture `onion` `roles` is gone".to_owned()),
                (Effect::Stricter, "architecture `billing` is new".to_owned()),
            ]
        );
    }

    #[test]
    fn rules_and_files_come_and_go() {
        let rule = "[[rules]]\nid = 'x'\ntype = 'acyclic'";
        assert_eq!(changes("", rule), [(Effect::Stricter, "rule `x` is new".to_owned())]);
        assert_eq!(changes(rule, ""), [(Effect::Weaker, "rule `x` is gone".to_owned())]);
        assert_eq!(changes(rule, rule), []);
        let change = (Effect::Other, "rule `x` severity: the default → error".to_owned());
        assert_eq!(changes(rule, &format!("{rule}\nseverity = 'error'")), [change]);
        let exception = |date: &str| format!("[[exceptions]]\nrule = 'x'\nfrom = 'a'{date}");
        let (never, later) = (exception(""), exception("\nexpires = 2027-01-01"));
        let soon = exception("\nexpires = 2026-01-01");
        let name = "exception to `x` from a to anything expires";
        assert_eq!(changes(&soon, &later), [(Effect::Weaker, format!("{name}: 2026-01-01 → 2027-01-01"))]);
        assert_eq!(changes(&later, &never), [(Effect::Weaker, format!("{name}: 2027-01-01 → never"))]);
        assert_eq!(changes(&never, &soon), [(Effect::Stricter, format!("{name}: never → 2026-01-01"))]);
        let (changes, _) = compare(&RuleTexts::default(), &RuleTexts { rules: Some(String::new()), baseline: None });
        assert_eq!(changes[0].how, "is new");
    }
}
