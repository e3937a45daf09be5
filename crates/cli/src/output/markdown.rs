//! `markdown`: a comment for a pull request, and GitHub's job summary.
//!
//! The first line is a marker, so that a bot can find and replace its own comment. Like `human`, it counts many violations
//! first, and then shows some, spread over rules and causes. The text stays below the size limit of a comment, and never
//! mentions a user.

use super::{
    finding::{Region, message_at, places},
    format::{Format, Verbosity},
    group::{self, Group, of_cause},
    human, selection,
    tally::{CauseName, MAX_CAUSES, MAX_RULES, Tally},
};
use crate::{
    escape::{markdown, markdown_code},
    report::{Report, word},
    terminal::Look,
    text::{count, few, joined, number},
};
use archcheck_core::{
    codes::Class,
    diagnostic::{Diagnostic, Severity},
    source::{FileId, Place},
};
use std::{collections::BTreeSet, fmt::Write};

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    help: "A comment for a pull request",
    render: |report, _, verbosity| render(report, verbosity),
};

/// The marker that a bot looks for.
const MARK: &str = "<!-- archcheck -->";

/// The most bytes of sections to write. A comment on GitHub may have 65,536 characters, on GitLab a million.
const LIMIT: usize = 60_000;

/// The bytes to reserve for the number of violations that are left out, for each rule and each cause.
const LEFT_OUT: usize = 32;

/// The number of further places to list for a violation.
const FEW: usize = 3;

/// Renders the comment.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let title = match (report.summary.errors, report.summary.warnings) {
        (0, 0) => "✅ Architecture: no violations",
        (0, _) => "⚠️ Architecture: warnings",
        (_, _) if report.summary.untrusted => "❌ Architecture: the check is incomplete",
        (_, _) => "❌ Architecture: violations",
    };
    let mut text = format!("{MARK}\n### {title}\n\n");
    if let Some(tally) = Tally::of_many(report) {
        text.push_str(&overview(&tally));
    }
    let mut groups = group::groups(report);
    if verbosity == Verbosity::Verbose {
        groups.extend(report.diagnostics.iter().filter(|one| one.severity == Severity::Note).map(|note| vec![note]));
    }
    let sections: Vec<_> =
        selection::by_rule(&groups).into_iter().map(|(rule, own)| section(rule, own, &groups)).collect();
    let all: usize = groups.iter().map(Vec::len).sum();
    let (max, of_each) = match (verbosity, report.max_shown) {
        (Verbosity::Verbose, _) => (usize::MAX, usize::MAX),
        (_, Some(max)) => (max, usize::MAX),
        (_, None) => (selection::MAX_SHOWN, if all > selection::MAX_SHOWN { selection::FEW } else { usize::MAX }),
    };
    let room = LIMIT.saturating_sub(text.len());
    let parts = fill(&sections, &groups, Space { max, of_each, room }, report, verbosity);
    for section in &sections {
        write_section(&mut text, section, &parts, &groups);
    }
    let shown: usize = parts.iter().map(|part| part.shown).sum();
    let left_out = if shown < all {
        let how = "`cargo archcheck check --format short` lists the place of each";
        format!("{} of {} are shown; {how}<br>", number(shown), count(all, "problem"))
    } else {
        String::new()
    };
    let verdict = joined(&human::verdict(&report.summary, Look::FILE));
    // Writing to a string can't fail.
    let _ = writeln!(text, "<sub>{left_out}{}</sub>", markdown(&verdict));
    text
}

/// Renders the number of violations by rule and by cause.
fn overview(tally: &Tally<'_>) -> String {
    let Tally { violations, rules } = tally;
    let order = if rules.len() == 1 { "by cause" } else { "most frequent first" };
    let mut text = format!("{} of {}, {order}:\n\n", count(*violations, "violation"), count(rules.len(), "rule"));
    for one in rules.iter().take(MAX_RULES) {
        let kind = if one.severity == Severity::Warn { " (warnings)" } else { "" };
        let _ = write!(text, "- **{}** {}{kind}", number(one.violations), markdown_code(one.rule));
        let describe = |cause: &CauseName, own: usize| {
            markdown(&cause.describe(own, |name| format!("`{name}`"))).replace(" -&gt; ", " → ")
        };
        if let [(cause, own)] = &*one.causes {
            let _ = writeln!(text, ": {}", describe(cause, *own));
            continue;
        }
        text.push('\n');
        for (cause, own) in one.causes.iter().take(MAX_CAUSES) {
            let _ = writeln!(text, "  - {} {}", number(*own), describe(cause, *own));
        }
        if one.causes.len() > MAX_CAUSES {
            let _ = writeln!(text, "  - and {} more", number(one.causes.len() - MAX_CAUSES));
        }
    }
    if let Some(rest) = rules.get(MAX_RULES..).filter(|rest| !rest.is_empty()) {
        let names: Vec<_> =
            rest.iter().map(|one| format!("{} {}", markdown_code(one.rule), number(one.violations))).collect();
        let _ = writeln!(text, "- and {}: {}", count(rest.len(), "more rule"), few(&names, MAX_CAUSES));
    }
    text.push('\n');
    text
}

/// The diagnostics of one rule, or with one code.
struct Section<'a> {
    /// The title, with the reason of the rule.
    title: String,
    /// The reason in the title.
    reason: Option<&'a str>,
    /// The indices of the groups.
    groups: Vec<usize>,
}

/// What is shown of a group.
#[derive(Default)]
struct Part {
    /// The number of diagnostics.
    shown: usize,
    /// The items of the list.
    items: String,
}

/// How much to show.
struct Space {
    /// The number of diagnostics.
    max: usize,
    /// The number of diagnostics of each cause.
    of_each: usize,
    /// The number of bytes.
    room: usize,
}

/// Returns the section of a rule.
fn section<'a>(rule: &str, own: Vec<usize>, groups: &[Group<'a>]) -> Section<'a> {
    let many: usize = own.iter().map(|at| groups[*at].len()).sum();
    let Some(first) = own.first().and_then(|at| groups[*at].first().copied()) else {
        return Section { title: String::new(), reason: None, groups: own };
    };
    let reason = reason(first);
    let because = reason.map_or_else(String::new, |reason| format!(" ({})", markdown(&joined(reason))));
    let noun = if first.code.info().class == Class::Violation { "violation" } else { "problem" };
    let title = format!("**{}** {}{because}: {}", word(first.severity), markdown_code(rule), count(many, noun));
    Section { title, reason, groups: own }
}

/// Renders diagnostics of each group, in turns, so that no rule uses up the space of the others.
fn fill(
    sections: &[Section<'_>],
    groups: &[Group<'_>],
    Space { max, of_each, room }: Space,
    report: &Report<'_>,
    verbosity: Verbosity,
) -> Vec<Part> {
    let mut parts: Vec<Part> = groups.iter().map(|_| Part::default()).collect();
    let mut sections_of_groups = vec![0; groups.len()];
    for (at, section) in sections.iter().enumerate() {
        section.groups.iter().for_each(|group| sections_of_groups[*group] = at);
    }
    // Notes and help that several diagnostics of a section have are written once.
    let mut written: Vec<BTreeSet<String>> = sections.iter().map(|_| BTreeSet::new()).collect();
    let mut size = sections.iter().map(|section| section.title.len() + LEFT_OUT).sum::<usize>();
    for (_, at) in selection::turns(groups, of_each).into_iter().take(max) {
        let (part, group) = (&mut parts[at], &groups[at]);
        let Some(one) = group.get(part.shown) else { continue };
        let section = sections_of_groups[at];
        let mut item = item(one, report, verbosity);
        let remarks: Vec<_> = remarks(one, sections[section].reason);
        item.extend(remarks.iter().filter(|line| !written[section].contains(*line)).map(String::as_str));
        let is_first_of_several = part.shown == 0 && group.len() > 1;
        let rest = if is_first_of_several { of_cause(group).len() + LEFT_OUT } else { 0 };
        if size + item.len() + rest > room {
            break;
        }
        size += item.len() + rest;
        part.items.push_str(&item);
        part.shown += 1;
        written[section].extend(remarks);
    }
    parts
}

/// Writes a section with the shown diagnostics, and how many are left out.
fn write_section(text: &mut String, section: &Section<'_>, parts: &[Part], groups: &[Group<'_>]) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "{}\n", section.title);
    let mut left_out = 0;
    for at in &section.groups {
        let (part, group) = (&parts[*at], &groups[*at]);
        text.push_str(&part.items);
        match group.len() - part.shown {
            0 => {}
            more if part.shown == 0 => left_out += more,
            more => {
                let _ = writeln!(text, "  <br>… and {} more {}", number(more), markdown(&of_cause(group)));
            }
        }
    }
    let is_any_shown = section.groups.iter().any(|at| parts[*at].shown > 0);
    if is_any_shown && left_out > 0 {
        let _ = writeln!(text, "- … and {} more", number(left_out));
    }
    if is_any_shown {
        text.push('\n');
    }
}

/// How the note with a reason starts.
const REASON: &str = "reason: ";

/// Returns the reason of the violated rule.
fn reason(one: &Diagnostic) -> Option<&str> {
    one.violation.as_ref()?;
    one.notes.iter().find_map(|note| note.strip_prefix(REASON))
}

/// Renders the places and the message of a diagnostic.
fn item(one: &Diagnostic, report: &Report<'_>, verbosity: Verbosity) -> String {
    let places = places(one);
    let message = places.first().map_or_else(|| one.message.clone(), |place| message_at(one, *place, report));
    let mut text = String::from("- ");
    if let Some(place) = places.first() {
        text.extend([&*markdown_code(&position(*place, None, report)), " "]);
    }
    text.extend([&*markdown(&message), "\n"]);
    text.extend(more_places(&places, report, verbosity).map(|places| format!("  <br>also at {places}\n")));
    text
}

/// Renders the notes and the help of a diagnostic, except for the reason in the title.
fn remarks(one: &Diagnostic, title_reason: Option<&str>) -> Vec<String> {
    let is_in_title = |note: &&String| title_reason.is_some_and(|reason| note.strip_prefix(REASON) == Some(reason));
    let notes = one.notes.iter().filter(|note| !is_in_title(note)).map(|note| joined(note));
    let help = one.help.iter().map(|help| format!("help: {help}"));
    notes.chain(help).map(|line| format!("  <br>{}\n", markdown(&line))).collect()
}

/// Lists the places after the first.
fn more_places(places: &[Place], report: &Report<'_>, verbosity: Verbosity) -> Option<String> {
    let pairs = places.iter().zip(places.iter().skip(1));
    let names: Vec<_> =
        pairs.map(|(before, place)| markdown_code(&position(*place, Some(before.file), report))).collect();
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { FEW };
    (!names.is_empty()).then(|| few(&names, most))
}

/// Renders a place, without its path if it is in the same file as the place before.
fn position(place: Place, before: Option<FileId>, report: &Report<'_>) -> String {
    let Region { path, start, .. } = Region::of(place, report);
    let position = format!("{}:{}", start.line, start.column);
    if before == Some(place.file) { position } else { format!("{path}:{position}") }
}
