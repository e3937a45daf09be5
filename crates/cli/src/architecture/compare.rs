//! Compares two reports.
//!
//! An earlier report is read leniently: keys that are missing count as empty, so that reports of older versions can be
//! compared, too.

use super::model::{Architecture, Changes, DebtItem, DebtKey, GrownCycle, Number, Pair, SCHEMA};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a report that are compared with another one.
#[derive(Debug)]
pub(crate) struct Comparable {
    date: String,
    revision: Option<String>,
    numbers: BTreeMap<String, Number>,
    debt: BTreeSet<DebtKey>,
    dependencies: BTreeSet<Pair>,
    modules: BTreeSet<String>,
    cycles: Vec<Cycle>,
}

#[derive(Debug)]
struct Cycle {
    level: String,
    members: Vec<String>,
}

impl Comparable {
    /// Takes the parts of a report.
    pub(crate) fn of(report: &Architecture<'_>) -> Self {
        let pairs = report.modules.iter().flat_map(|module| {
            module.depends_on.iter().map(|to| Pair { from: module.name.clone(), to: to.name.clone() })
        });
        let cycle =
            |cycle: &super::model::CycleEntry| Cycle { level: cycle.level.to_owned(), members: cycle.members.clone() };
        Self {
            date: report.date.clone(),
            revision: report.workspace.revision.clone(),
            numbers: report.numbers.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
            debt: report.debt.iter().map(DebtItem::key).collect(),
            dependencies: pairs.collect(),
            modules: report.modules.iter().map(|module| module.name.clone()).collect(),
            cycles: report.cycles.iter().map(cycle).collect(),
        }
    }

    /// Reads an earlier report from its JSON.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        match document["schema"].as_str() {
            Some(SCHEMA) => Ok(Self::of_document(&document)),
            Some(other) => Err(format!("its schema is `{other}`, and not `{SCHEMA}`")),
            None => Err("it is not a report of `cargo archcheck report --format json`".to_owned()),
        }
    }

    fn of_document(document: &Value) -> Self {
        let numbers = document["numbers"].as_object().into_iter().flatten();
        let pairs = list(document, "modules").flat_map(|module| {
            list(module, "depends_on").map(|to| Pair { from: text(module, "name"), to: text(to, "name") })
        });
        let key = |item: &Value| DebtKey {
            kind: text(item, "kind"),
            rule: text(item, "rule"),
            from: text(item, "from"),
            to: text(item, "to"),
        };
        let cycle = |cycle: &Value| Cycle {
            level: text(cycle, "level"),
            members: list(cycle, "members").filter_map(Value::as_str).map(str::to_owned).collect(),
        };
        Self {
            date: text(document, "date"),
            revision: document["workspace"]["revision"].as_str().map(str::to_owned),
            numbers: numbers.filter_map(|(name, value)| Some((name.clone(), Number(value.as_f64()?)))).collect(),
            debt: list(document, "debt").map(key).collect(),
            dependencies: pairs.collect(),
            modules: list(document, "modules").map(|module| text(module, "name")).collect(),
            cycles: list(document, "cycles").map(cycle).collect(),
        }
    }

    /// Forgets some numbers, so that they are not compared.
    pub(crate) fn without_numbers(mut self, names: &[&str]) -> Self {
        self.numbers.retain(|name, _| !names.contains(&name.as_str()));
        self
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// Finds what has changed, and marks the items of the debt that are new.
pub(super) fn compare(before: &Comparable, report: &mut Architecture<'_>) -> Changes {
    let now = Comparable::of(report);
    for item in &mut report.debt {
        item.new = Some(!before.debt.contains(&item.key()));
    }
    // A recorded violation that grows is reported again, and one that is recorded is reported no longer. Neither is fixed.
    let is_in = |key: &DebtKey, keys: &BTreeSet<DebtKey>| {
        let other = match key.kind.as_str() {
            "violation" => "baseline",
            "baseline" => "violation",
            _ => return false,
        };
        keys.contains(&DebtKey { kind: other.to_owned(), ..key.clone() })
    };
    let new = now.debt.difference(&before.debt).filter(|key| key.kind != "baseline" || !is_in(key, &before.debt));
    let new_debt = new.cloned().collect();
    let fixed_debt = before.debt.difference(&now.debt).filter(|key| !is_in(key, &now.debt)).cloned().collect();
    Changes {
        date: before.date.clone(),
        revision: before.revision.clone(),
        numbers: before.numbers.clone(),
        new_debt,
        fixed_debt,
        new_dependencies: now.dependencies.difference(&before.dependencies).cloned().collect(),
        removed_dependencies: before.dependencies.difference(&now.dependencies).cloned().collect(),
        grown_cycles: grown(before, report),
        new_modules: now.modules.difference(&before.modules).cloned().collect(),
        removed_modules: before.modules.difference(&now.modules).cloned().collect(),
    }
}

/// Returns the cycles with members that were not in the cycle before. Each is compared with the earlier cycle with which it
/// has the most members in common.
fn grown(before: &Comparable, report: &Architecture<'_>) -> Vec<GrownCycle> {
    let mut cycle_of: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (at, cycle) in before.cycles.iter().enumerate() {
        cycle_of.extend(cycle.members.iter().map(|member| ((cycle.level.as_str(), member.as_str()), at)));
    }
    let mut grown = Vec::new();
    for cycle in &report.cycles {
        let of_member = |member: &String| cycle_of.get(&(cycle.level, member.as_str())).copied();
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in cycle.members.iter().filter_map(of_member) {
            *votes.entry(at).or_default() += 1;
        }
        let best = votes.into_iter().max_by_key(|(at, votes)| (*votes, std::cmp::Reverse(*at))).map(|(at, _)| at);
        let is_added = |member: &&String| best.is_none() || of_member(member) != best;
        let added: Vec<String> = cycle.members.iter().filter(is_added).cloned().collect();
        if !added.is_empty() {
            let size = best.map_or(0, |at| before.cycles[at].members.len());
            grown.push(GrownCycle { level: cycle.level, before: size, now: cycle.members.len(), added });
        }
    }
    grown
}
