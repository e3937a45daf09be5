//! A difference as sections of items, in the order of their importance, which every text format renders.

use super::model::{
    ContractChange, CycleChange, DependencyChange, Difference, Effect, Kind, MemberChange, MetricChange, ReferenceLine,
    UnknownChange, ViolationChange,
};
use crate::text::{count, few, keep_start, number};

/// A section.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) items: Vec<Item>,
}

/// What changed.
pub(super) struct Item {
    /// A word: `new`, `gone`, `weaker`.
    pub(super) word: &'static str,
    pub(super) tone: Tone,
    pub(super) text: Vec<Part>,
    pub(super) details: Vec<Vec<Part>>,
}

/// Whether a change needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Bad,
    Attention,
    Good,
    Neutral,
}

/// A part of a line.
pub(super) enum Part {
    Text(String),
    /// A name from the code or the rules file.
    Code(String),
}

/// The most references to list for one dependency.
const REFERENCES: usize = 5;

/// Returns the sections that have items.
pub(super) fn sections(difference: &Difference) -> Vec<Section> {
    let by = difference.by;
    let all = [
        section(
            "Rules",
            difference.rules.iter().map(|one| {
                let (word, tone) = match one.effect {
                    Effect::Weaker => ("weaker", Tone::Attention),
                    Effect::Other => ("changed", Tone::Neutral),
                    Effect::Stricter => ("stricter", Tone::Good),
                };
                item(word, tone, pieces(&format!("{}: {}", one.what, one.how)))
            }),
        ),
        section("Violations", difference.violations.iter().map(violation)),
        section("Contracts", difference.contracts.iter().map(contract)),
        section("Crates", difference.members.iter().map(member)),
        dependencies(&format!("Dependencies between {by}s"), &difference.dependencies),
        section("Cycles", difference.cycles.iter().map(cycle)),
        section(
            "Dependencies between crates",
            difference.crates.iter().filter(|one| is_new_or_gone(one)).map(dependency),
        ),
        section("External crates", difference.external.iter().map(dependency)),
        section("Names that only a guess leads to", difference.unknown.iter().map(unknown)),
        section("Metrics", difference.metrics.iter().map(metric)),
    ];
    all.into_iter().filter(|section| !section.items.is_empty()).collect()
}

fn is_new_or_gone(one: &DependencyChange) -> bool {
    matches!(one.kind, Kind::New | Kind::Gone)
}

/// Returns whether the number of references changed by a tenth or more. Any change of code changes some number.
fn is_notable(one: &DependencyChange) -> bool {
    is_new_or_gone(one) || one.before.abs_diff(one.after) * 10 >= one.before
}

/// Lists dependencies. Those whose number of references hardly changed are only counted.
fn dependencies(title: &str, all: &[DependencyChange]) -> Section {
    let mut section = section(title, all.iter().filter(|one| is_notable(one)).map(dependency));
    let left = all.iter().filter(|one| !is_notable(one)).count();
    if left > 0 {
        let others = if section.items.is_empty() { "" } else { "other " };
        let line = format!("{} by less than a tenth of the references", count(left, &format!("{others}dependency")));
        section.items.push(item("changed", Tone::Neutral, vec![text(line)]));
    }
    section
}

fn member(one: &MemberChange) -> Item {
    let (word, tone) = if one.is_new { ("new", Tone::Attention) } else { ("gone", Tone::Neutral) };
    item(word, tone, vec![code(&one.name)])
}

fn section(title: &str, items: impl Iterator<Item = Item>) -> Section {
    Section { title: title.to_owned(), items: items.collect() }
}

fn item(word: &'static str, tone: Tone, text: Vec<Part>) -> Item {
    Item { word, tone, text, details: Vec::new() }
}

fn text(text: impl Into<String>) -> Part {
    Part::Text(text.into())
}

fn code(name: &str) -> Part {
    Part::Code(name.to_owned())
}

/// Splits a text at backquotes: what is between two of them is code.
fn pieces(line: &str) -> Vec<Part> {
    let parts = line.split('`').enumerate();
    let parts = parts.filter(|(_, part)| !part.is_empty());
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { text(part) }).collect()
}

fn violation(one: &ViolationChange) -> Item {
    let (word, tone) = match (one.is_new, one.is_baselined) {
        (false, _) => ("fixed", Tone::Good),
        (true, true) => ("recorded", Tone::Attention),
        (true, false) => ("new", if one.is_error { Tone::Bad } else { Tone::Attention }),
    };
    let mut line = pieces(&one.message);
    line.push(text(" ("));
    line.push(code(&one.rule));
    let many = if one.count > 1 { format!(", {} more", number(one.count as usize)) } else { String::new() };
    line.push(text(format!("{many})")));
    let mut details = Vec::new();
    if let (true, Some(file), Some(at)) = (one.is_new, &one.file, one.line) {
        details.push(vec![code(&format!("{file}:{at}")), text(owners(&one.owners))]);
    }
    Item { details, ..item(word, tone, line) }
}

fn cycle(one: &CycleChange) -> Item {
    let tone = match one.change {
        "new" | "larger" => Tone::Bad,
        "changed" => Tone::Neutral,
        _ => Tone::Good,
    };
    let level = one.level.replace('-', " ").replace("rust", "Rust");
    let mut line = vec![text(format!("{} that depend on each other: ", count(one.parts.len(), &level)))];
    line.extend(names(&one.parts));
    let mut details = Vec::new();
    if !one.moved.is_empty() {
        let how = if one.change == "smaller" { "left: " } else { "joined: " };
        details.push([vec![text(how)], names(&one.moved)].concat_parts());
    }
    if !one.cut.is_empty() {
        let cuts: Vec<String> = one.cut.iter().take(CUTS).map(|(from, to)| format!("{from} → {to}")).collect();
        let head = match one.cut.len() {
            0..=CUTS => "cut here: ".to_owned(),
            many => format!("cut {}, such as ", count(many, "dependency")),
        };
        details.push([vec![text(head)], names(&cuts)].concat_parts());
    }
    Item { details, ..item(one.change, tone, line) }
}

trait Concat {
    fn concat_parts(self) -> Vec<Part>;
}

impl Concat for [Vec<Part>; 2] {
    fn concat_parts(self) -> Vec<Part> {
        self.into_iter().flatten().collect()
    }
}

/// The most names to list.
const NAMES: usize = 6;

/// The most characters of a signature to show.
const SIGNATURE: usize = 160;

/// The most dependencies to list that break a cycle.
const CUTS: usize = 3;

fn names(all: &[String]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, name) in all.iter().take(NAMES).enumerate() {
        if at > 0 {
            parts.push(text(", "));
        }
        parts.push(code(name));
    }
    if all.len() > NAMES {
        parts.push(text(format!(" and {} more", number(all.len() - NAMES))));
    }
    parts
}

fn contract(one: &ContractChange) -> Item {
    let (word, tone) = if one.is_breaking { ("breaking", Tone::Bad) } else { ("changed", Tone::Neutral) };
    let mut line = vec![code(&one.contract), text(": ")];
    line.extend(pieces(&one.message));
    let mut details = Vec::new();
    if let (Some(file), Some(at)) = (&one.file, one.line) {
        details.push(vec![code(&format!("{file}:{at}"))]);
    }
    for (label, signature) in [("was ", &one.was), ("now ", &one.now)] {
        details.extend(
            signature.as_ref().map(|signature| vec![text(label), code(&keep_start(signature, SIGNATURE, "…"))]),
        );
    }
    if !one.users.is_empty() {
        let used = match &one.users_of {
            Some(of) => vec![code(of.rsplit("::").next().unwrap_or(of)), text(" is used by ")],
            None => vec![text("used by ")],
        };
        details.push([used, names(&one.users)].concat_parts());
    }
    Item { details, ..item(word, tone, line) }
}

fn dependency(one: &DependencyChange) -> Item {
    let (word, tone, most) = match one.kind {
        Kind::New => ("new", Tone::Attention, REFERENCES),
        Kind::Heavier => ("heavier", Tone::Neutral, 0),
        Kind::Lighter => ("lighter", Tone::Neutral, 0),
        Kind::Gone => ("gone", Tone::Good, 0),
    };
    let weight = match one.kind {
        Kind::New => count(one.after, "reference"),
        Kind::Gone => count(one.before, "reference"),
        Kind::Heavier | Kind::Lighter => format!("{} → {} references", number(one.before), number(one.after)),
    };
    let tests = if one.only_tests { ", tests only" } else { "" };
    let line = vec![
        code(&one.from),
        text(" → "),
        code(&one.to),
        text(format!(": {weight}{tests}{}", both_owners(&one.from_owners, &one.to_owners))),
    ];
    let mut details: Vec<Vec<Part>> = one.references.iter().take(most).map(reference).collect();
    if most > 0 && one.references.len() > most {
        details.push(vec![text(format!("and {} more", number(one.references.len() - most)))]);
    }
    Item { details, ..item(word, tone, line) }
}

fn reference(one: &ReferenceLine) -> Vec<Part> {
    vec![code(&format!("{}:{}:{}", one.file, one.line, one.column)), text(" uses "), code(&one.to)]
}

fn unknown(one: &UnknownChange) -> Item {
    let (word, tone) = if one.is_new { ("new", Tone::Attention) } else { ("gone", Tone::Good) };
    let line = vec![code(&one.name), text(" in "), code(&one.module)];
    let details = if one.is_new { vec![vec![code(&format!("{}:{}", one.file, one.line))]] } else { Vec::new() };
    Item { details, ..item(word, tone, line) }
}

fn metric(one: &MetricChange) -> Item {
    let (word, tone) = match one.is_better {
        Some(true) => ("better", Tone::Good),
        Some(false) => ("worse", Tone::Attention),
        None => ("changed", Tone::Neutral),
    };
    let unit = one.unit;
    item(word, tone, vec![text(format!("{}: {}{unit} → {}{unit}", one.name, one.before, one.after))])
}

fn owners(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(", of {}", few(names, 3)) }
}

/// Returns whose dependency it is, if it is known of any end.
fn both_owners(from: &[String], to: &[String]) -> String {
    let name = |owners: &[String]| if owners.is_empty() { "no owner".to_owned() } else { few(owners, 2) };
    if from.is_empty() && to.is_empty() {
        String::new()
    } else if from == to {
        format!("; {}", name(from))
    } else {
        format!("; {} → {}", name(from), name(to))
    }
}

/// Returns what changed in a few words: `2 new dependencies, 1 new violation`.
pub(super) fn headline(difference: &Difference) -> String {
    let mut parts = Vec::new();
    let mut add = |many: usize, what: &str| {
        if many > 0 {
            parts.push(count(many, what));
        }
    };
    let new = |kind: Kind| difference.dependencies.iter().filter(|one| one.kind == kind).count();
    add(difference.violations.iter().filter(|one| one.is_new).count(), "new violation");
    add(difference.violations.iter().filter(|one| !one.is_new).count(), "fixed violation");
    add(difference.cycles.iter().filter(|one| matches!(one.change, "new" | "larger")).count(), "new or larger cycle");
    add(difference.contracts.iter().filter(|one| one.is_breaking).count(), "breaking change");
    add(new(Kind::New), "new dependency");
    add(new(Kind::Gone), "removed dependency");
    add(difference.rules.iter().filter(|one| one.effect == Effect::Weaker).count(), "weaker rule");
    add(difference.members.iter().filter(|one| one.is_new).count(), "new crate");
    add(difference.members.iter().filter(|one| !one.is_new).count(), "removed crate");
    add(difference.new_external.len(), "new external crate");
    if parts.is_empty() { "small changes".to_owned() } else { parts.join(", ") }
}
