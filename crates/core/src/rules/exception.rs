//! Reads `[[exceptions]]`. An exception may name code that no longer exists; the check reports it as unused.

use super::{
    model::{Exception, ExceptionSide, Placed},
    names::Names,
    suggest,
    table::{Problems, Table, Text},
};
use crate::{codes::Code, date::Date, source::Place};

/// An entry as written.
#[derive(Debug)]
pub(super) struct ExceptionSyntax {
    place: Place,
    rule: Option<Text>,
    from: Option<Text>,
    to: Option<Text>,
    max: Option<u32>,
    reason: Option<Text>,
    pub owner: Option<Text>,
    expires: Option<Placed<Date>>,
}

/// Reads the keys of one entry.
pub(super) fn written(mut table: Table<'_>, problems: &mut Problems) -> ExceptionSyntax {
    let place = problems.place(table.span.clone());
    let rule = table.required("rule", problems);
    let written = ExceptionSyntax {
        place,
        from: table.string("from", problems),
        to: table.string("to", problems),
        max: table.number("max", problems),
        reason: table.string("reason", problems),
        owner: table.string("owner", problems),
        expires: table.date("expires", problems),
        rule,
    };
    if table.key_span("reason").is_none() || written.reason.as_ref().is_some_and(|text| text.value.trim().is_empty()) {
        let span = written.reason.as_ref().map_or(table.span.clone(), |text| text.span.clone());
        let diagnostic = problems.report(Code::MissingReason, span, "this exception has no `reason`");
        diagnostic.help.push("add why the team accepts it, and until when: `reason = \"until the port lands\"`".into());
    }
    table.finish(problems);
    written
}

/// Validates an entry. Returns `None` if it is invalid. `ids` are the ids of all rules.
pub(super) fn read(
    written: &ExceptionSyntax,
    ids: &[String],
    names: &Names<'_>,
    problems: &mut Problems,
) -> Option<Exception> {
    let rule = written.rule.as_ref()?;
    if !ids.contains(&rule.value) {
        let help = suggest::sentence(&rule.value, ids.iter().map(String::as_str));
        let message = format!("there is no rule `{}`", rule.value);
        problems.report(Code::UnknownName, rule.span.clone(), message).help.extend(help);
        return None;
    }
    let from = side(written.from.as_ref(), names, problems)?;
    let to = side(written.to.as_ref(), names, problems)?;
    Some(Exception {
        rule: rule.value.clone(),
        place: written.place,
        from,
        to,
        package: problems.member(rule),
        max: written.max,
        reason: written.reason.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        owner: written.owner.as_ref().map(|text| text.value.clone()),
        expires: written.expires.clone(),
    })
}

/// Reads `from` or `to` of an entry. It must be a valid selector, but may name code that no longer exists.
fn side(text: Option<&Text>, names: &Names<'_>, problems: &mut Problems) -> Option<ExceptionSide> {
    let Some(text) = text else { return Some(ExceptionSide::Any) };
    let before = problems.found.len();
    if let Some(selector) = names.selector(text, problems) {
        return Some(ExceptionSide::Selected(selector));
    }
    let gone = problems.found[before..].iter().all(|problem| problem.code == Code::UnknownName);
    if !gone {
        return None;
    }
    let mistakes = problems.found.split_off(before);
    let why = mistakes.into_iter().next().map(|problem| problem.message).unwrap_or_default();
    Some(ExceptionSide::Gone { text: text.value.clone(), why })
}
