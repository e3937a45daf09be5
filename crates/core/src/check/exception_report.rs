//! What is said of the exceptions themselves, once the rules are judged: unused, over their `max`, without a reason,
//! expired or soon to be, and comments that name no rule.

use super::{
    context::CheckContext,
    exceptions::{Comment, Entry},
    run::CheckOptions,
};
use crate::{
    codes::Code,
    date::Date,
    diagnostic::Diagnostic,
    rules::{ExceptionSide, Meta, Rules, nearest},
    source::Place,
};
use std::collections::BTreeSet;

/// How many days before it expires an exception is spoken of.
const SOON: i64 = 14;

/// Says all that is to be said.
pub(super) fn check(cx: &mut CheckContext<'_>, options: CheckOptions) {
    let rules = cx.rules;
    let mut found = Vec::new();
    for (file, malformed) in &cx.exceptions.malformed {
        let place = Place { file: *file, span: malformed.span };
        found.push(Diagnostic::new(Code::BadException, malformed.message.clone()).at(place, ""));
    }
    let ids: BTreeSet<String> = rules.ids().collect();
    for comment in &cx.exceptions.comments {
        comment_said(comment, rules, &ids, options, &mut found);
    }
    for entry in &cx.exceptions.entries {
        entry_said(entry, rules, options, &mut found);
    }
    reviews(rules, options.today, &mut found);
    for mut diagnostic in found {
        if let Some(severity) = rules.severity(None, diagnostic.code) {
            diagnostic.severity = severity;
            cx.found.push(diagnostic);
        }
    }
}

fn comment_said(
    comment: &Comment,
    rules: &Rules,
    ids: &BTreeSet<String>,
    options: CheckOptions,
    found: &mut Vec<Diagnostic>,
) {
    let suppression = &comment.suppression;
    let place = Place { file: comment.file, span: suppression.span };
    let say = |code, message: String| Diagnostic::new(code, message).at(place, "");
    let rule = &suppression.rule;
    if rules.is_off(rule) {
        return;
    }
    if !ids.contains(rule) {
        let message = format!("this exception names a rule `{rule}`, which the rules file does not have");
        let mut diagnostic = say(Code::UnknownRule, message);
        diagnostic.help.extend(nearest(rule, ids.iter().map(String::as_str)));
        found.push(diagnostic);
        return;
    }
    if suppression.reason.is_none() {
        let diagnostic = say(Code::ExceptionWithoutReason, format!("this exception of `{rule}` does not say why"));
        found.push(diagnostic.help("add a reason: `reason = \"until the port lands\"`"));
    }
    found.extend(expiry(rule, suppression.expires, options.today, place));
    if options.whole && !comment.used {
        let message = match suppression.covers {
            Some(_) => format!("this exception covers no violation of `{rule}`"),
            None => format!("this exception of `{rule}` stands before nothing"),
        };
        found.push(say(Code::UnusedException, message).help("remove it"));
    }
}

fn entry_said(entry: &Entry<'_>, rules: &Rules, options: CheckOptions, found: &mut Vec<Diagnostic>) {
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
        let message = format!("this exception of `{rule}` covers {count} {violations}, and its `max` is {max}");
        let mut diagnostic = Diagnostic::new(Code::ExceptionOverMax, message).at(exception.place, "");
        for place in &entry.covered {
            diagnostic = diagnostic.related(*place, "covered");
        }
        found.push(diagnostic.help("mend what was added, or raise `max` with a reason"));
    }
    if options.whole && !entry.used {
        let gone = [&exception.from, &exception.to].into_iter().find_map(|side| match side {
            ExceptionSide::Gone { why, .. } => Some(why),
            _ => None,
        });
        let why = gone.map_or_else(String::new, |why| format!(": {why}"));
        let message = format!("this exception covers no violation of `{rule}`{why}");
        found.push(Diagnostic::new(Code::UnusedException, message).at(exception.place, "").help("remove it"));
    }
    for diagnostic in &mut found[before..] {
        diagnostic.notes.push(format!("reason: {}", exception.reason));
        diagnostic.notes.extend(exception.owner.iter().map(|owner| format!("owner: {owner}")));
    }
}

/// What is to be said of the day after which an exception should be gone.
fn expiry(rule: &str, expires: Option<Date>, today: Date, place: Place) -> Option<Diagnostic> {
    let expires = expires?;
    let days = today.days_until(expires);
    let (code, message) = match days {
        ..0 => (Code::Expired, format!("this exception of `{rule}` expired on {expires}")),
        0 => (Code::ExpiresSoon, format!("this exception of `{rule}` expires today")),
        1 => (Code::ExpiresSoon, format!("this exception of `{rule}` expires tomorrow, after {expires}")),
        2..=SOON => (Code::ExpiresSoon, format!("this exception of `{rule}` expires in {days} days, on {expires}")),
        _ => return None,
    };
    Some(Diagnostic::new(code, message).at(place, "").help("mend what it covers, or agree on a later day"))
}

/// Says which rules, layers and modules should have been looked at again.
fn reviews(rules: &Rules, today: Date, found: &mut Vec<Diagnostic>) {
    let own = rules.rules.iter().map(|rule| &rule.meta).chain(rules.stacks.iter().map(|stack| &stack.meta));
    let metas = own.chain(rules.modules.iter().map(|module| &module.meta));
    for meta in metas {
        let Some(day) = meta.review_by.filter(|day| *day < today) else { continue };
        let message = format!("`{}` should have been reviewed by {day}", meta.id);
        let diagnostic = Diagnostic::new(Code::ReviewDue, message).at(meta.place, "");
        let mut diagnostic = diagnostic.help("look at it again, then set a later `review-by` or remove it");
        diagnostic.notes.extend(owner(meta));
        found.push(diagnostic);
    }
}

fn owner(meta: &Meta) -> Option<String> {
    meta.owner.as_ref().map(|owner| format!("owner: {owner}"))
}
