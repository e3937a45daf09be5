//! Reports the dependencies of a cycle that the baseline does not record. A recorded cycle hides no other cycle.
//!
//! It takes O(d) for each reported cycle in a component of d dependencies, and the number of reported cycles is bounded.

use super::model::{Baseline, Identity, of_dependency};
use crate::diagnostic::{CycleDependency, Diagnostic, Violation};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The maximum number of cycles to report for one component.
const MAX_CYCLES: usize = 20;

/// The help for a baseline that records whole cycles.
const WHOLE_CYCLES: &str = "an older version wrote this baseline, which recorded only one cycle among parts that depend \
    on each other: run `cargo archcheck baseline create --allow-growth` to record all of their dependencies";

/// Returns what is left of a cycle without its recorded dependencies: for each new dependency a shortest cycle, unless
/// a cycle before contains it. If no dependency is recorded, that is the diagnostic itself.
pub(super) fn new_cycles(
    baseline: &Baseline,
    diagnostic: Diagnostic,
    is_known: &dyn Fn(&Identity) -> bool,
) -> Vec<Diagnostic> {
    let Some(violation) = &diagnostic.violation else { return vec![diagnostic] };
    let all = &violation.dependencies;
    let is_new = |at: usize| !is_known(&of_dependency(&violation.rule, &all[at]));
    let mut left: BTreeSet<usize> = (0..all.len()).filter(|at| is_new(*at)).collect();
    if left.len() == all.len() {
        return vec![diagnostic];
    }
    let new = left.clone();
    let mut outgoing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, dependency) in all.iter().enumerate() {
        outgoing.entry(&dependency.from).or_default().push(at);
    }
    let mut found = Vec::new();
    while found.len() < MAX_CYCLES
        && let Some(first) = left.pop_first()
    {
        let cycle = cycle_through(first, all, &outgoing);
        for at in &cycle {
            left.remove(at);
        }
        found.push(report(&diagnostic, violation, &cycle, &new));
    }
    if let Some(last) = found.last_mut().filter(|_| !left.is_empty()) {
        let rest = left.iter().next().map(|at| all[*at].step()).unwrap_or_default();
        last.notes.push(format!("{} more dependencies of these parts are new, such as {rest}", left.len()));
    }
    if baseline.whole_cycles.contains(&violation.rule) {
        for one in &mut found {
            one.help.push(WHOLE_CYCLES.to_owned());
        }
    }
    found
}

/// Returns a shortest cycle through a dependency, which comes first.
fn cycle_through(first: usize, all: &[CycleDependency], outgoing: &BTreeMap<&str, Vec<usize>>) -> Vec<usize> {
    let end = all[first].from.as_str();
    let mut before: BTreeMap<&str, usize> = BTreeMap::from([(all[first].to.as_str(), first)]);
    let mut queue = VecDeque::from([all[first].to.as_str()]);
    while let Some(at) = queue.pop_front().filter(|_| !before.contains_key(end)) {
        for next in outgoing.get(at).into_iter().flatten() {
            let to = all[*next].to.as_str();
            if !before.contains_key(to) {
                before.insert(to, *next);
                queue.push_back(to);
            }
        }
    }
    let mut cycle = Vec::new();
    let mut at = end;
    while let Some(edge) = before.get(at).copied() {
        cycle.push(edge);
        if edge == first {
            break;
        }
        at = &all[edge].from;
    }
    cycle.reverse();
    cycle
}

fn report(diagnostic: &Diagnostic, violation: &Violation, cycle: &[usize], new: &BTreeSet<usize>) -> Diagnostic {
    let all = &violation.dependencies;
    let steps: Vec<&CycleDependency> = cycle.iter().map(|at| &all[*at]).collect();
    let own: Vec<&CycleDependency> = cycle.iter().filter(|at| new.contains(at)).map(|at| &all[*at]).collect();
    let (Some(first), Some(weakest)) = (own.first(), own.iter().min_by_key(|one| one.references.len())) else {
        return diagnostic.clone();
    };
    let way: Vec<&str> = steps.iter().map(|one| one.to.as_str()).collect();
    let mut message = format!("dependency cycle: `{}` -> `{}`", first.from, way.join("` -> `"));
    if own.len() < steps.len() {
        let steps: Vec<String> = own.iter().map(|one| one.step()).collect();
        let verb = if own.len() == 1 { "is" } else { "are" };
        message = format!("{message}, where {} {verb} new", listed(&steps));
    }
    let mut result = diagnostic.clone();
    result.message = message;
    result.notes.push(format!(
        "the baseline records {} of the {} dependencies that are on cycles here",
        all.len() - new.len(),
        all.len()
    ));
    result.help = vec![format!("remove {} ({}), which the baseline does not record", weakest.step(), weakest.size())];
    result.related.truncate(1);
    result.related.extend(steps.iter().flat_map(|one| one.labels()));
    if let (Some(primary), Some(place)) = (&mut result.primary, first.references.first()) {
        primary.place = *place;
    }
    result.violation = Some(Violation {
        rule: violation.rule.clone(),
        from: first.from.clone(),
        to: way.join(" -> "),
        kind: first.kind,
        context: first.context,
        cfg: first.cfg.clone(),
        count: 1,
        is_guess: false,
        references: steps.iter().flat_map(|one| &one.references).copied().collect(),
        calls: Vec::new(),
        end: None,
        reached: Vec::new(),
        dependencies: own.into_iter().cloned().collect(),
        cause: None,
    });
    if steps.iter().any(|step| step.is_guess) {
        result.set_guess();
    }
    result
}

/// Lists texts: `a, b and c`.
fn listed(texts: &[String]) -> String {
    match texts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => texts.concat(),
    }
}
