//! The last line of `human`: the one command to run next.

use crate::{
    output::tally::MANY,
    report::{CheckedRules, Report},
    terminal::{Look, Role},
    text::wrap,
};
use archcheck_core::{
    codes::{Class, Code},
    diagnostic::{Diagnostic, Severity},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// A command, and what it does for the reader.
struct Next {
    command: String,
    purpose: &'static str,
}

/// Renders the command to run next. Returns an empty text if there is nothing to do.
pub(super) fn next(report: &Report<'_>, look: Look) -> String {
    let (Some(Next { command, purpose }), Some(flags)) = (find(report), &report.command_flags) else {
        return String::new();
    };
    let command = format!("cargo archcheck {flags}{command}");
    let head = look.paint(Role::Good, "next:").to_string();
    let mut text = String::new();
    for (index, line) in wrap(&format!("`{command}` {purpose}"), look.width.saturating_sub(6)).iter().enumerate() {
        let head = if index == 0 { head.as_str() } else { "     " };
        text.extend([head, " ", line, "\n"]);
    }
    text
}

fn find(report: &Report<'_>) -> Option<Next> {
    let of = |severity| report.diagnostics.iter().filter(move |one| one.severity == severity);
    let explain = |name: &str, purpose| Some(Next { command: format!("explain {name}"), purpose });
    // A mistake in the rules, such as a pattern without a match, can follow from code that was not analyzed.
    let first = |class| of(Severity::Error).find(|one| one.code.info().class == class);
    if let Some(failure) = first(Class::Analysis).or_else(|| first(Class::Rules)) {
        // Some messages name the command themselves.
        let is_named = failure.help.iter().any(|help| help.contains("`cargo archcheck"));
        return if is_named { None } else { explain(failure.code.info().name, "says what is wrong and how to fix it") };
    }
    let worst = worst(of(Severity::Error)).or_else(|| worst(of(Severity::Warn)))?;
    let violations = of(Severity::Error).filter(|one| one.violation.is_some()).count();
    let has_no_baseline = |rules: &CheckedRules| rules.known.is_none();
    if violations > MANY && report.summary.rules.as_ref().is_some_and(has_no_baseline) {
        let command = "baseline create".to_owned();
        return Some(Next { command, purpose: "records these violations, so that only new ones fail" });
    }
    if worst.code == Code::StaleBaseline {
        let command = "baseline shrink".to_owned();
        return Some(Next { command, purpose: "removes the entries of fixed violations" });
    }
    let rule = worst.violation.as_ref().map(|violation| violation.rule.as_str());
    match rule.filter(|rule| *rule != worst.code.info().name && is_plain(rule)) {
        Some(rule) => explain(rule, "shows the rule, what it matches and its violations"),
        None => explain(worst.code.info().name, "says what it means and how to fix it"),
    }
}

/// Returns a diagnostic of the rule with the most of them.
fn worst<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> Option<&'a Diagnostic> {
    let mut rules: BTreeMap<&str, (usize, &Diagnostic)> = BTreeMap::new();
    for one in diagnostics {
        let rule = one.violation.as_ref().map_or(one.code.info().name, |violation| violation.rule.as_str());
        rules.entry(rule).or_insert((0, one)).0 += 1;
    }
    rules.into_values().min_by_key(|(many, _)| Reverse(*many)).map(|(_, one)| one)
}

/// Whether a name needs no quotes in a shell.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
}
