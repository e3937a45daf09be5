//! Counts many violations for people: by rule, and by cause, most frequent first. It must not know how they are rendered.

use crate::{
    report::Report,
    text::{few, number},
};
use archcheck_core::{
    codes::Class,
    diagnostic::{Cause, CauseKind, Severity, Violation},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// The number of violations above which they are counted by rule.
pub(super) const MANY: usize = 20;

/// The maximum number of rules to list.
pub(super) const MAX_RULES: usize = 7;

/// The maximum number of causes to list for each rule.
pub(super) const MAX_CAUSES: usize = 3;

/// The number of parts of a cycle to name.
const MAX_PARTS: usize = 2;

/// The number of all violations, by rule.
pub(super) struct Tally<'a> {
    /// The number of violations.
    pub(super) violations: usize,
    /// The rules: errors before warnings, and those with most violations first.
    pub(super) rules: Vec<RuleTally<'a>>,
}

/// The number of the violations of one rule, by cause.
pub(super) struct RuleTally<'a> {
    /// The id of the rule.
    pub(super) rule: &'a str,
    /// Whether they are errors or warnings.
    pub(super) severity: Severity,
    /// The number of violations.
    pub(super) violations: usize,
    /// What several violations have in common, with their number. The most frequent one is first.
    pub(super) causes: Vec<(CauseName, usize)>,
}

/// What several violations have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CauseName {
    /// A dependency between two parts of the code.
    Dependency(String, String),
    /// The last step of chains.
    LastStep(String, String),
    /// The number of parts of a cycle, and some of the parts.
    Cycle(usize, Vec<String>),
    /// The number of parts of a cycle, and the path with which all parts start.
    CycleWithin(usize, String),
    /// The crate that the violations are in.
    InCrate(String),
    /// The code of a violation that is known by no more than its code.
    Code(&'static str),
}

impl<'a> Tally<'a> {
    /// Counts the errors and warnings of a report that are violations. Returns `None` if there are few.
    pub(super) fn of_many(report: &'a Report<'_>) -> Option<Self> {
        #[derive(Default)]
        struct OfRule {
            violations: usize,
            /// The sum of sizes and the number of violations. Sizes order the cycles.
            causes: BTreeMap<CauseName, (usize, usize)>,
        }
        let mut rules: BTreeMap<(Severity, &str), OfRule> = BTreeMap::new();
        let shown = report.diagnostics.iter().filter(|one| one.severity != Severity::Note);
        for one in shown.filter(|one| one.code.info().class == Class::Violation) {
            let rule = one.violation.as_ref().map_or(one.code.info().name, |violation| violation.rule.as_str());
            let (name, size) = one.violation.as_ref().map_or((CauseName::Code(one.code.info().name), 1), cause);
            let of_rule = rules.entry((one.severity, rule)).or_default();
            of_rule.violations += 1;
            let (sizes, violations) = of_rule.causes.entry(name).or_default();
            *sizes += size;
            *violations += 1;
        }
        let mut rules: Vec<_> = rules
            .into_iter()
            .map(|((severity, rule), OfRule { violations, causes })| {
                let mut causes: Vec<_> = causes.into_iter().collect();
                causes.sort_by_key(|(_, size)| Reverse(*size));
                let causes = causes.into_iter().map(|(cause, (_, violations))| (cause, violations)).collect();
                RuleTally { rule, severity, violations, causes }
            })
            .collect();
        rules.sort_by_key(|one| (one.severity, Reverse(one.violations), one.rule));
        let violations = rules.iter().map(|one| one.violations).sum();
        (violations > MANY).then_some(Self { violations, rules })
    }
}

/// Returns what a violation has in common with others, and its size.
fn cause(violation: &Violation) -> (CauseName, usize) {
    match &violation.cause {
        Some(Cause { kind: CauseKind::LastStep, from, to }) => (CauseName::LastStep(from.clone(), to.clone()), 1),
        Some(Cause { from, to, .. }) => (CauseName::Dependency(from.clone(), to.clone()), 1),
        None if !violation.dependencies.is_empty() => {
            let mut parts: Vec<_> = violation.dependencies.iter().map(|one| one.from.as_str()).collect();
            parts.dedup();
            let name = match shared_path(&parts) {
                Some(path) => CauseName::CycleWithin(parts.len(), path.to_owned()),
                None => CauseName::Cycle(parts.len(), parts.iter().map(|part| (*part).to_owned()).collect()),
            };
            (name, parts.len())
        }
        None => {
            let krate = violation.from.split_once("::").map_or(violation.from.as_str(), |(krate, _)| krate);
            (CauseName::InCrate(krate.to_owned()), 1)
        }
    }
}

/// Returns the path that all of several paths start with.
fn shared_path<'p>(paths: &[&'p str]) -> Option<&'p str> {
    let mut shared = paths.first().filter(|_| paths.len() > MAX_PARTS).copied()?;
    let is_in = |path: &str, shared: &str| {
        path.strip_prefix(shared).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    while !paths.iter().all(|path| is_in(path, shared)) {
        shared = shared.rsplit_once("::")?.0;
    }
    Some(shared)
}

impl CauseName {
    /// Describes the cause of a number of violations. `quote` formats names.
    pub(super) fn describe(&self, violations: usize, quote: impl Fn(&str) -> String) -> String {
        match self {
            Self::Dependency(from, to) => format!("{} -> {}", quote(from), quote(to)),
            Self::LastStep(from, to) if violations == 1 => {
                format!("the chain that ends with {} -> {}", quote(from), quote(to))
            }
            Self::LastStep(from, to) => {
                format!("chains that end with {} -> {}: cut them there", quote(from), quote(to))
            }
            Self::Cycle(parts, names) => {
                let names: Vec<_> = names.iter().map(|name| quote(name)).collect();
                format!("cycle of {} parts {}", number(*parts), few(&names, MAX_PARTS))
            }
            Self::CycleWithin(parts, path) => format!("cycle of {} parts of {}", number(*parts), quote(path)),
            Self::InCrate(name) => format!("in {}", quote(name)),
            Self::Code(name) => quote(name),
        }
    }
}
