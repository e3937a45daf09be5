//! Reports problems of the exceptions themselves after all rules are checked: unused, over their `max`, without a
//! reason, expired, or for an unknown rule. It also reports overdue reviews.

use super::{
    context::CheckContext,
    exceptions::{ExceptionComment, ExceptionEntry},
    options::CheckOptions,
};
use crate::{
    codes::Code,
    date::Date,
    diagnostic::{Diagnostic, Violation},
    graph::{End, Reference, ReferenceKind},
    rules::{ExceptionSide, Meta, Rules, nearest},
    source::Place,
};
use std::collections::BTreeSet;

/// The number of days before its end from which an exception is reported.
const DAYS_BEFORE_EXPIRY: i64 = 14;

/// Reports all problems of exceptions, and overdue reviews.
pub(super) fn check(cx: &mut CheckContext<'_>, options: CheckOptions) {
    let rules = cx.rules;
    let mut found = Vec::new();
    for (file, malformed) in &cx.exceptions.malformed {
        let place = Place { file: *file, span: malformed.span };
        found.push(Diagnostic::new(Code::BadException, malformed.message.clone()).at(place, ""));
    }
    let ids: BTreeSet<String> = rules.ids().collect();
    for comment in &cx.exceptions.comments {
        let before = found.len();
        let is_used = comment.used || is_at_later_call(cx, comment);
        report_comment(comment, rules, &ids, options, is_used, &mut found);
        let unused = found[before..].iter_mut().find(|one| one.code == Code::UnusedException);
        if let Some(diagnostic) = unused {
            diagnostic.notes.extend(why_macro_call_is_not_covered(cx, comment));
        }
    }
    for entry in &cx.exceptions.entries {
        report_entry(entry, rules, options, &mut found);
    }
    report_reviews(rules, options.today, &mut found);
    for mut diagnostic in found {
        if let Some(severity) = rules.severity(None, diagnostic.code) {
            diagnostic.severity = severity;
            cx.found.push(diagnostic);
        }
    }
}

fn report_comment(
    comment: &ExceptionComment,
    rules: &Rules,
    ids: &BTreeSet<String>,
    options: CheckOptions,
    is_used: bool,
    found: &mut Vec<Diagnostic>,
) {
    let suppression = &comment.suppression;
    let place = Place { file: comment.file, span: suppression.span };
    let diagnostic_at = |code, message: String| Diagnostic::new(code, message).at(place, "");
    let rule = &suppression.rule;
    if rules.is_off(rule) {
        return;
    }
    if !ids.contains(rule) {
        let message = format!("this exception names an unknown rule `{rule}`");
        let mut diagnostic = diagnostic_at(Code::UnknownRule, message);
        diagnostic.help.extend(nearest(rule, ids.iter().map(String::as_str)));
        found.push(diagnostic);
        return;
    }
    if suppression.reason.is_none() {
        let diagnostic =
            diagnostic_at(Code::ExceptionWithoutReason, format!("this exception for `{rule}` has no reason"));
        found.push(diagnostic.help("add a reason: `reason = \"until the port lands\"`"));
    }
    found.extend(expiry(rule, suppression.expires, options.today, place));
    if options.whole && !is_used {
        let message = match suppression.covers {
            Some(_) => format!("this exception suppresses no violation of `{rule}`"),
            None => format!("no code follows this exception for `{rule}`"),
        };
        found.push(diagnostic_at(Code::UnusedException, message).help("remove the exception"));
    }
}

/// Returns the macro calls at a comment.
fn calls<'c>(cx: &'c CheckContext<'_>, comment: &'c ExceptionComment) -> impl Iterator<Item = &'c Reference> {
    let is_call = |one: &&Reference| one.kind == ReferenceKind::Macro && comment_covers(comment, one.place());
    cx.analysis.graph.references.iter().filter(is_call)
}

/// Returns whether a comment is at a call of a macro of which another comment covers an earlier call in the same Rust
/// module. The graph has the paths of the first call only.
fn is_at_later_call(cx: &CheckContext<'_>, comment: &ExceptionComment) -> bool {
    let rule = &comment.suppression.rule;
    let used = || cx.exceptions.comments.iter().filter(|other| other.used && other.suppression.rule == *rule);
    used().next().is_some()
        && calls(cx, comment).any(|call| {
            let same = |other: &Reference| (other.from, other.target) == (call.from, call.target);
            used().any(|other| calls(cx, other).any(same))
        })
}

/// Returns why a comment at a macro call covers no violation of the macro's body, if there is one.
fn why_macro_call_is_not_covered(cx: &CheckContext<'_>, comment: &ExceptionComment) -> Option<String> {
    let graph = &cx.analysis.graph;
    let of_rule = || {
        let violations = cx.found.iter().filter_map(|one| Some((one.primary.as_ref()?.place, one.violation.as_ref()?)));
        violations.filter(|(_, violation)| violation.rule == comment.suppression.rule)
    };
    calls(cx, comment).find_map(|call| {
        let first = of_rule().find_map(|(place, violation)| {
            let at = violation.calls.iter().find(|(reference, _)| *reference == place)?.1;
            (violation.from == cx.path(call.from) && !comment_covers(comment, at)).then_some(at)
        });
        if let Some(first) = first {
            let line = cx.analysis.sources.locate(first).1.line;
            return Some(format!(
                "of several calls of a macro in a Rust module, the first one counts: write the exception there, in line {line}"
            ));
        }
        let End::Module(definer) = graph.target(call).defined else { return None };
        let is_of_definer =
            |violation: &Violation| violation.from == cx.path(definer) && violation.kind == ReferenceKind::Macro.as_str();
        (definer != call.from && of_rule().any(|(_, violation)| is_of_definer(violation))).then(|| {
            format!(
                "a path in the body of a macro that starts at a crate belongs to the Rust module that defines the macro: \
                 write the exception in `{}`",
                cx.path(definer)
            )
        })
    })
}

fn comment_covers(comment: &ExceptionComment, place: Place) -> bool {
    let covers = comment.suppression.covers.filter(|_| comment.file == place.file);
    covers.is_some_and(|covers| covers.start <= place.span.start && place.span.end <= covers.end)
}

fn report_entry(entry: &ExceptionEntry<'_>, rules: &Rules, options: CheckOptions, found: &mut Vec<Diagnostic>) {
    let exception = entry.exception;
    let rule = &exception.rule;
    if rules.is_off(rule) {
        return;
    }
    let before = found.len();
    found.extend(expiry(rule, exception.expires.as_ref().map(|date| date.value), options.today, exception.place));
    let count = entry.covered.len();
    if let Some(max) = exception.max.filter(|max| count > *max as usize) {
        let violations = if count == 1 { "violation" } else { "violations" };
        let message = format!("this exception for `{rule}` suppresses {count} {violations}, but its `max` is {max}");
        let mut diagnostic = Diagnostic::new(Code::ExceptionOverMax, message).at(exception.place, "");
        for place in &entry.covered {
            diagnostic = diagnostic.related(*place, "suppressed");
        }
        found.push(diagnostic.help("fix the new violations, or raise `max` and give a reason"));
    }
    if options.whole && !entry.used {
        let gone = [&exception.from, &exception.to].into_iter().find_map(|side| match side {
            ExceptionSide::Gone { why, .. } => Some(why),
            _ => None,
        });
        let why = gone.map_or_else(String::new, |why| format!(": {why}"));
        let message = format!("this exception suppresses no violation of `{rule}`{why}");
        found
            .push(Diagnostic::new(Code::UnusedException, message).at(exception.place, "").help("remove the exception"));
    }
    for diagnostic in &mut found[before..] {
        diagnostic.notes.push(format!("reason: {}", exception.reason));
        diagnostic.notes.extend(exception.owner.iter().map(|owner| format!("owner: {owner}")));
    }
}

/// Returns a diagnostic if an exception has expired or expires soon.
fn expiry(rule: &str, expires: Option<Date>, today: Date, place: Place) -> Option<Diagnostic> {
    let expires = expires?;
    let days = today.days_until(expires);
    let (code, message) = match days {
        ..0 => (Code::Expired, format!("this exception for `{rule}` expired on {expires}")),
        0 => (Code::ExpiresSoon, format!("this exception for `{rule}` expires today")),
        1 => (Code::ExpiresSoon, format!("this exception for `{rule}` expires tomorrow, on {expires}")),
        2..=DAYS_BEFORE_EXPIRY => {
            (Code::ExpiresSoon, format!("this exception for `{rule}` expires in {days} days, on {expires}"))
        }
        _ => return None,
    };
    Some(
        Diagnostic::new(code, message)
            .at(place, "")
            .help("fix the violations that it suppresses, or agree on a later date"),
    )
}

/// Reports the rules, layers and modules whose review is overdue.
fn report_reviews(rules: &Rules, today: Date, found: &mut Vec<Diagnostic>) {
    let own = rules.rules.iter().map(|rule| &rule.meta).chain(rules.stacks.iter().map(|stack| &stack.meta));
    let metas = own.chain(rules.modules.iter().map(|module| &module.meta));
    for meta in metas {
        let Some(day) = meta.review_by.filter(|day| *day < today) else { continue };
        let message = format!("the review of `{}` was due by {day}", meta.id);
        let diagnostic = Diagnostic::new(Code::ReviewDue, message).at(meta.place, "");
        let mut diagnostic =
            diagnostic.help("review it with its owner, then set a later `review-by` or remove the key");
        diagnostic.notes.extend(owner(meta));
        found.push(diagnostic);
    }
}

fn owner(meta: &Meta) -> Option<String> {
    meta.owner.as_ref().map(|owner| format!("owner: {owner}"))
}
