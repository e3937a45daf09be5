//! The start of `human` if there are many violations: their number by rule, and by the parts of the code between which they
//! are, most frequent first.

use crate::{
    report::Report,
    terminal::{Look, Role},
    text::{count, few, number, pad, wrap},
};
use archcheck_core::{
    codes::Class,
    diagnostic::{Cause, CauseKind, Diagnostic, Severity, Violation},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// The number of violations above which they are counted by rule.
pub(super) const MANY: usize = 20;

/// The maximum number of rules to list.
const MAX_RULES: usize = 7;

/// The maximum number of causes to list for each rule.
const MAX_CAUSES: usize = 3;

/// The number of parts of a cycle to name.
const MAX_PARTS: usize = 2;

/// The violations of one rule.
#[derive(Default)]
struct OfRule<'a> {
    all: Vec<&'a Diagnostic>,
    /// The number of violations by what they have in common. The first part orders cycles by their size.
    causes: BTreeMap<String, (usize, usize)>,
}

/// Renders the overview, followed by a blank line. Returns an empty text if there are few violations.
pub(super) fn overview(report: &Report<'_>, look: Look) -> String {
    let mut rules: BTreeMap<(Severity, &str), OfRule<'_>> = BTreeMap::new();
    let shown = report.diagnostics.iter().filter(|one| one.severity != Severity::Note);
    for one in shown.filter(|one| one.code.info().class == Class::Violation) {
        let rule = one.violation.as_ref().map_or(one.code.info().name, |violation| violation.rule.as_str());
        rules.entry((one.severity, rule)).or_default().add(one);
    }
    let all: usize = rules.values().map(|rule| rule.all.len()).sum();
    if all <= MANY {
        return String::new();
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|((severity, rule), of_rule)| (*severity, Reverse(of_rule.all.len()), *rule));
    let title = match rules.len() {
        1 => format!("{} of 1 rule, by cause:", count(all, "violation")),
        many => format!("{} of {}, most frequent first:", count(all, "violation"), count(many, "rule")),
    };
    let mut lines = vec![look.paint(Role::Strong, title).to_string()];
    let digits = number(rules.iter().map(|(_, rule)| rule.all.len()).max().unwrap_or(0)).len();
    let row = |lines: &mut Vec<String>, indent: usize, many: &str, text: &str, role: Option<Role>| {
        let hang = indent + digits + 2;
        for (index, part) in wrap(text, look.width.saturating_sub(hang)).into_iter().enumerate() {
            let part = role.map_or_else(|| part.clone(), |role| look.paint(role, &part).to_string());
            let head = if index == 0 {
                pad(&format!("{}{many:>digits$}", " ".repeat(indent)), hang)
            } else {
                " ".repeat(hang + 2)
            };
            lines.push(format!("{head}{part}"));
        }
    };
    for ((severity, rule), of_rule) in rules.iter().take(MAX_RULES) {
        let kind = if *severity == Severity::Warn { " (warnings)" } else { "" };
        let causes = of_rule.causes();
        let many = number(of_rule.all.len());
        if let [(cause, (_, own))] = &*causes
            && *own == of_rule.all.len()
        {
            row(&mut lines, 2, &many, &format!("{rule}{kind}: {cause}"), None);
            continue;
        }
        row(&mut lines, 2, &many, &format!("{rule}{kind}"), Some(Role::Strong));
        for (cause, (_, own)) in causes.iter().take(MAX_CAUSES) {
            row(&mut lines, 4, &number(*own), cause, None);
        }
        if causes.len() > MAX_CAUSES {
            row(&mut lines, 4, "", &format!("and {} more", number(causes.len() - MAX_CAUSES)), Some(Role::Faint));
        }
    }
    if rules.len() > MAX_RULES {
        let rest = &rules[MAX_RULES..];
        let names: Vec<_> = rest.iter().map(|((_, rule), own)| format!("{rule} {}", number(own.all.len()))).collect();
        row(&mut lines, 2, "", &format!("and {}: {}", count(rest.len(), "more rule"), few(&names, MAX_CAUSES)), None);
    }
    lines.join("\n") + "\n\n"
}

impl<'a> OfRule<'a> {
    fn add(&mut self, one: &'a Diagnostic) {
        self.all.push(one);
        let (name, size) = one.violation.as_ref().map_or_else(|| (one.code.info().name.to_owned(), 1), name_of_cause);
        let (so_far, many) = self.causes.entry(name).or_default();
        *so_far += size;
        *many += 1;
    }

    /// Returns the causes, those with most violations first.
    fn causes(&self) -> Vec<(&str, (usize, usize))> {
        let mut causes: Vec<_> = self.causes.iter().map(|(cause, many)| (cause.as_str(), *many)).collect();
        causes.sort_by_key(|(cause, many)| (Reverse(*many), *cause));
        causes
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

/// Describes what a violation has in common with others, and returns its size.
fn name_of_cause(violation: &Violation) -> (String, usize) {
    match &violation.cause {
        Some(Cause { kind: CauseKind::LastStep, from, to }) => {
            (format!("chains that end with {from} -> {to}: cut them there"), 1)
        }
        Some(Cause { from, to, .. }) => (format!("{from} -> {to}"), 1),
        None if !violation.dependencies.is_empty() => {
            let mut parts: Vec<_> = violation.dependencies.iter().map(|one| one.from.as_str()).collect();
            parts.dedup();
            let names = match shared_path(&parts) {
                Some(path) => format!("of {path}"),
                None => few(&parts, MAX_PARTS),
            };
            (format!("cycle of {} parts {names}", number(parts.len())), parts.len())
        }
        None => {
            let krate = violation.from.split_once("::").map_or(violation.from.as_str(), |(krate, _)| krate);
            (format!("in {krate}"), 1)
        }
    }
}
