//! Compares the report with an earlier one.
//!
//! The earlier report is read leniently: keys that are missing count as empty, so that reports of older versions can be
//! compared, too.

use super::model::{Architecture, Changes, DebtKey, GrownCycle, Number, Pair, SCHEMA};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An earlier report.
#[derive(Debug)]
pub(crate) struct Earlier {
    document: Value,
}

/// Reads an earlier report from its JSON.
pub(crate) fn read_earlier(text: &str) -> Result<Earlier, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    match document["schema"].as_str() {
        Some(SCHEMA) => Ok(Earlier { document }),
        Some(other) => Err(format!("its schema is `{other}`, and not `{SCHEMA}`")),
        None => Err("it is not a report of `cargo archcheck report --format json`".to_owned()),
    }
}

impl Earlier {
    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.document[key].as_array().into_iter().flatten()
    }
}

/// Finds what has changed, and marks the items of the debt that are new.
pub(super) fn compare(earlier: &Earlier, report: &mut Architecture<'_>) -> Changes {
    let old = &earlier.document;
    let debt: BTreeSet<DebtKey> = earlier.list("debt").map(debt_key).collect();
    for item in &mut report.debt {
        item.new = Some(!debt.contains(&item.key()));
    }
    let own: BTreeSet<DebtKey> = report.debt.iter().map(super::model::DebtItem::key).collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let numbers = old["numbers"].as_object().into_iter().flatten();
    let pairs = pairs_of(earlier);
    let own_pairs: BTreeSet<Pair> = report
        .modules
        .iter()
        .flat_map(|module| module.depends_on.iter().map(|to| Pair { from: module.name.clone(), to: to.name.clone() }))
        .collect();
    let modules: BTreeSet<String> = earlier.list("modules").map(|module| text(&module["name"])).collect();
    let own_modules: BTreeSet<String> = report.modules.iter().map(|module| module.name.clone()).collect();
    Changes {
        date: text(&old["date"]),
        revision: old["workspace"]["revision"].as_str().map(str::to_owned),
        numbers: numbers.filter_map(|(name, value)| Some((name.clone(), Number(value.as_f64()?)))).collect(),
        new_debt: own.difference(&debt).cloned().collect(),
        fixed_debt: debt.difference(&own).cloned().collect(),
        new_dependencies: own_pairs.difference(&pairs).cloned().collect(),
        removed_dependencies: pairs.difference(&own_pairs).cloned().collect(),
        grown_cycles: grown(earlier, report),
        new_modules: own_modules.difference(&modules).cloned().collect(),
        removed_modules: modules.difference(&own_modules).cloned().collect(),
    }
}

fn debt_key(item: &Value) -> DebtKey {
    let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
    DebtKey { kind: text("kind"), rule: text("rule"), from: text("from"), to: text("to") }
}

/// Returns the dependencies between the modules of the earlier report.
fn pairs_of(earlier: &Earlier) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for module in earlier.list("modules") {
        for to in module["depends_on"].as_array().into_iter().flatten() {
            if let (Some(from), Some(to)) = (module["name"].as_str(), to["name"].as_str()) {
                pairs.insert(Pair { from: from.to_owned(), to: to.to_owned() });
            }
        }
    }
    pairs
}

/// Returns the cycles with members that were not in the cycle before. Each is compared with the earlier cycle with which it
/// has the most members in common.
fn grown(earlier: &Earlier, report: &Architecture<'_>) -> Vec<GrownCycle> {
    let mut cycle_of: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut sizes = Vec::new();
    for (at, cycle) in earlier.list("cycles").enumerate() {
        let members = || cycle["members"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let level = cycle["level"].as_str().unwrap_or_default();
        cycle_of.extend(members().map(|member| ((level.to_owned(), member.to_owned()), at)));
        sizes.push(members().count());
    }
    let mut grown = Vec::new();
    for cycle in &report.cycles {
        let before = |member: &String| cycle_of.get(&(cycle.level.to_owned(), member.clone())).copied();
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in cycle.members.iter().filter_map(before) {
            *votes.entry(at).or_default() += 1;
        }
        let best = votes.into_iter().max_by_key(|(at, votes)| (*votes, std::cmp::Reverse(*at))).map(|(at, _)| at);
        let added: Vec<String> =
            cycle.members.iter().filter(|member| best.is_none() || before(member) != best).cloned().collect();
        if !added.is_empty() {
            let before = best.map_or(0, |at| sizes[at]);
            grown.push(GrownCycle { level: cycle.level, before, now: cycle.members.len(), added });
        }
    }
    grown
}
