//! The summary: the verdict, the numbers, and what needs attention.

use super::parts::{breakable, code, day, jump, listed, names, place, prose, short, some, table, text};
use crate::{
    architecture::{
        anchor::anchor,
        model::{Architecture, Changes, Cut, CycleEntry, HistoryEntry, Number, Pair, Verdict},
        summary::since,
    },
    text::{count, number},
};
use std::fmt::Write;

/// The number of entries that the lists of the summary show.
const SHOWN: usize = 10;
/// The number of further entries that a list of the summary can expand to.
const MAX_EXPANDED: usize = 300;

/// Returns the verdict in a word, and the class of its color.
pub(super) fn verdict_word(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("Pass", "good"),
        Verdict::Fail => ("Fail", "bad"),
        Verdict::Untrusted => ("Incomplete", "warn"),
        Verdict::NoRules => ("No rules", "warn"),
    }
}

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>) {
    verdict(out, report);
    cards(out, report);
    if let Some(changes) = &report.changes {
        write_changes(out, changes);
    }
    out.push_str("<div class=\"columns\">\n<div>\n");
    attention(out, report);
    coupled(out, report);
    out.push_str("</div>\n<div>\n");
    cycles(out, report);
    owners(out, report);
    out.push_str("</div>\n</div>\n");
    propagation(out, report);
    if let Some(history) = &report.history {
        write_history(out, history);
    }
}

fn value(report: &Architecture<'_>, name: &str) -> Option<f64> {
    report.numbers.get(name).map(|number| number.0)
}

fn whole(report: &Architecture<'_>, name: &str) -> usize {
    value(report, name).unwrap_or_default() as usize
}

fn verdict(out: &mut String, report: &Architecture<'_>) {
    let (_, tone) = verdict_word(report.verdict);
    let violations = whole(report, "errors");
    let sentence = match report.verdict {
        Verdict::Pass => "The code satisfies its rules.".to_owned(),
        Verdict::Fail => format!("The code does not satisfy its rules: {}.", count(violations, "violation")),
        Verdict::Untrusted => {
            "A part of the code or of the rules could not be read, so the check is incomplete.".to_owned()
        }
        Verdict::NoRules => {
            "There is no rules file, so nothing is checked. <code>cargo archcheck init</code> writes a first one."
                .to_owned()
        }
    };
    let rules = match report.workspace.rules_file.as_deref() {
        Some(file) => format!(" The rules are in {}.", code(file)),
        None => String::new(),
    };
    let _ = writeln!(
        out,
        "<p class=\"verdict {tone}\"><strong>{sentence}</strong> {} in {} and {}, with {} between them.{rules}</p>",
        count(whole(report, "rust_modules"), "Rust module"),
        count(whole(report, "packages"), "package"),
        count(whole(report, "files"), "file"),
        count(whole(report, "dependencies"), "dependency"),
    );
}

/// A number of the summary: its name, its title, whether less is better, and an explanation.
struct Card {
    name: &'static str,
    title: String,
    target: &'static str,
    unit: &'static str,
    less_is_better: bool,
    note: String,
}

fn cards(out: &mut String, report: &Architecture<'_>) {
    let card = |name, title: &str, target, note: String| Card {
        name,
        title: title.to_owned(),
        target,
        unit: "",
        less_is_better: true,
        note,
    };
    let counted = |name, noun: &str, target, note| card(name, &plural(whole(report, name), noun), target, note);
    let expired = whole(report, "expired_exceptions");
    let exceptions = if expired > 0 { format!("{} expired", number(expired)) } else { "none expired".to_owned() };
    let of = format!("of {}", count(whole(report, "rust_modules"), "Rust module"));
    let baselined = format!("{} in the baseline", plural(whole(report, "baselined"), "violation"));
    let mut all = vec![
        counted(
            "errors",
            "violation",
            "debt=violation",
            format!("and {}", count(whole(report, "warnings"), "warning")),
        ),
        card("baselined", &baselined, "debt=baseline", "recorded, so that only new ones fail".to_owned()),
        counted("exceptions", "exception", "debt=exception", exceptions),
        Card {
            unit: "&nbsp;%",
            ..card(
                "largest_cycle_percent",
                "largest cycle",
                "cycles",
                format!("{} that all depend on each other", count(whole(report, "largest_cycle"), "Rust module")),
            )
        },
    ];
    if report.numbers.contains_key("propagation_cost_percent") {
        let note = "of the Rust modules are reached, on average, by a change to one of them".to_owned();
        all.push(Card {
            unit: "&nbsp;%",
            ..card("propagation_cost_percent", "propagation cost", "propagation-cost", note)
        });
    }
    for (name, level, what) in
        [("module_cycles", "module", "modules"), ("rust_module_cycles", "rust-module", "Rust modules")]
    {
        let cut = report.cycles.iter().filter(|cycle| cycle.level == level).map(|cycle| cycle.cut.len()).sum();
        let note = if whole(report, name) == 0 {
            format!("no two {what} depend on each other")
        } else {
            format!("{} to cut", count(cut, "dependency"))
        };
        all.push(card(name, &format!("{} between {what}", plural(whole(report, name), "cycle")), "cycles", note));
    }
    if report.numbers.contains_key("unassigned_rust_modules") {
        let title = format!("{} in no module", plural(whole(report, "unassigned_rust_modules"), "Rust module"));
        all.push(card("unassigned_rust_modules", &title, "rules", of));
    }
    let title = format!("{} between modules", plural(whole(report, "module_dependencies"), "dependency"));
    all.push(Card {
        less_is_better: false,
        ..card("module_dependencies", &title, "matrix", format!("between {}", count(report.modules.len(), "module")))
    });
    out.push_str("<ul class=\"cards\">\n");
    for one in all {
        let Some(now) = value(report, one.name) else { continue };
        let change =
            report.changes.as_ref().and_then(|changes| delta(changes, one.name, now, one.less_is_better, one.unit));
        let class = if one.name == "errors" && now > 0.0 { " class=\"bad\"" } else { "" };
        let _ = writeln!(
            out,
            "<li{class}><a href=\"#{}\"><strong>{}{}</strong> <span>{}</span></a>{} <small>{}</small></li>",
            one.target,
            shown(now, one.unit),
            one.unit,
            one.title,
            change.unwrap_or_default(),
            text(&one.note),
        );
    }
    out.push_str("</ul>\n");
}

/// Returns a number as text. Percentages always have a digit after the point.
fn shown(value: f64, unit: &str) -> String {
    if unit.is_empty() && value.fract() == 0.0 { number(value as usize) } else { format!("{value:.1}") }
}

/// Returns the singular or the plural of a noun.
fn plural(many: usize, noun: &str) -> String {
    match (many, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    }
}

/// Returns how a number has changed.
fn delta(changes: &Changes, name: &str, now: f64, less_is_better: bool, unit: &str) -> Option<String> {
    let Number(before) = *changes.numbers.get(name)?;
    let difference = now - before;
    if difference.abs() < 0.05 {
        return Some(" <em class=\"same\">unchanged</em>".to_owned());
    }
    let sign = if difference > 0.0 { "+" } else { "−" };
    let tone = match (less_is_better, difference > 0.0) {
        (false, _) => "same",
        (true, true) => "worse",
        (true, false) => "better",
    };
    Some(format!(" <em class=\"{tone}\">{sign}{}{unit}</em>", shown(difference.abs(), unit)))
}

fn attention(out: &mut String, report: &Architecture<'_>) {
    out.push_str("<h3 id=\"attention\">Needs attention in the next 90 days</h3>\n");
    if report.attention.is_empty() {
        out.push_str("<p>Nothing is due.</p>\n");
        return;
    }
    out.push_str("<ul class=\"attention\">\n");
    for one in report.attention.iter().take(SHOWN * 2) {
        let class = if one.overdue { " class=\"overdue\"" } else { "" };
        let date = one.date.as_ref().map(|date| format!("<strong>{}</strong> ", text(date))).unwrap_or_default();
        let owners =
            if one.owners.is_empty() { String::new() } else { format!(" <small>{}</small>", names(&one.owners, "")) };
        let _ = writeln!(
            out,
            "<li{class}>{date}<a href=\"#{}\">{}</a>{owners}</li>",
            text(&one.anchor),
            prose(&short(&one.text, 300))
        );
    }
    out.push_str("</ul>\n");
    more(out, report.attention.len(), SHOWN * 2);
}

/// Writes how many entries a list leaves out.
fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "<p><small>and {} more</small></p>", number(all - shown));
    }
}

fn coupled(out: &mut String, report: &Architecture<'_>) {
    let mut order: Vec<usize> = (0..report.modules.len()).collect();
    let degree = |at: usize| report.modules[at].depends_on.len() + report.modules[at].used_by.len();
    order.sort_by_key(|at| (std::cmp::Reverse(degree(*at)), *at));
    order.retain(|at| degree(*at) > 0);
    out.push_str("<h3>Most coupled</h3>\n");
    if order.is_empty() {
        out.push_str("<p>No module depends on another.</p>\n");
        return;
    }
    let rows: Vec<Vec<String>> = order
        .iter()
        .take(SHOWN)
        .map(|at| {
            let module = &report.modules[*at];
            let references = module.depends_on.iter().chain(&module.used_by).map(|one| one.references).sum();
            vec![
                jump("module", &module.name),
                number(degree(*at)),
                number(module.depends_on.len()),
                number(module.used_by.len()),
                number(references),
            ]
        })
        .collect();
    let columns =
        [("module", false), ("neighbors", true), ("depends on", true), ("used by", true), ("references", true)];
    table(out, "sortable", "Modules with the most dependencies in both directions", &columns, &rows);
}

fn cycles(out: &mut String, report: &Architecture<'_>) {
    out.push_str("<h3 id=\"cycles\">Cycles</h3>\n");
    if report.cycles.is_empty() {
        out.push_str("<p>There are no cycles.</p>\n");
        return;
    }
    let first = report.cycles.first().map_or("", |cycle| cycle.level);
    for (level, what) in [("module", "modules"), ("rust-module", "Rust modules")] {
        let all: Vec<&CycleEntry> = report.cycles.iter().filter(|cycle| cycle.level == level).collect();
        let Some(worst) = all.first() else {
            let _ = writeln!(out, "<p>There are no cycles between {what}.</p>");
            continue;
        };
        let _ = writeln!(
            out,
            "<h4>Between {what}</h4>\n<p>{}. In the largest, <strong>{} {what}</strong> depend on each other, which is \
             <strong>{}&nbsp;%</strong> of all. It has {}; to break it, remove {}.</p>",
            count(all.len(), "cycle"),
            number(worst.members.len()),
            shown(worst.share * 100.0, "%"),
            count(worst.dependencies, "dependency"),
            count(worst.cut.len(), "dependency"),
        );
        let (shown, rest) = all.split_at(all.len().min(if level == "module" { SHOWN } else { 5 }));
        for (at, cycle) in shown.iter().enumerate() {
            write_cycle(out, cycle, report, level, at == 0 && level == first);
        }
        if !rest.is_empty() {
            let _ = writeln!(
                out,
                "<details class=\"rest\"><summary>{} more {}</summary>",
                number(rest.len()),
                plural(rest.len(), "cycle")
            );
            for cycle in rest.iter().take(MAX_EXPANDED) {
                write_cycle(out, cycle, report, level, false);
            }
            more(out, rest.len(), MAX_EXPANDED);
            out.push_str("</details>\n");
        }
    }
}

fn write_cycle(out: &mut String, cycle: &CycleEntry, report: &Architecture<'_>, level: &str, is_open: bool) {
    let kind = if level == "module" { "module" } else { "rust" };
    let link = |name: &String| jump(kind, name);
    let mut steps: Vec<String> = cycle.shortest.iter().map(link).collect();
    steps.extend(cycle.shortest.first().map(link));
    let open = if is_open { " open" } else { "" };
    let _ = writeln!(
        out,
        "<details class=\"cycle\"{open}><summary>{}: {}</summary>\n<p>Shortest way around: {}</p>",
        number(cycle.members.len()),
        breakable(&text(&short(&crate::text::few(&cycle.members, 2), 300))),
        steps.join(" → ")
    );
    write_cuts(out, cycle, report, kind);
    let mut members: Vec<String> = cycle.members.iter().take(60 + MAX_EXPANDED).map(link).collect();
    let rest = members.split_off(members.len().min(60));
    let _ = writeln!(out, "<p>Members: {}</p>", listed(&members, "none"));
    if !rest.is_empty() {
        let left = cycle.members.len() - members.len();
        let _ = writeln!(
            out,
            "<details class=\"rest\"><summary>{} more {}</summary>",
            number(left),
            plural(left, "member")
        );
        let _ = writeln!(out, "<p>{}</p>", listed(&rest, "none"));
        more(out, left, MAX_EXPANDED);
        out.push_str("</details>\n");
    }
    out.push_str("</details>\n");
}

/// Writes the dependencies to cut: those with the fewest references first, and those within a module tree last.
fn write_cuts(out: &mut String, cycle: &CycleEntry, report: &Architecture<'_>, kind: &str) {
    let is_nested = |cut: &Cut| kind == "rust" && (contains(&cut.from, &cut.to) || contains(&cut.to, &cut.from));
    let mut cuts: Vec<(bool, &Cut)> = cycle.cut.iter().map(|cut| (is_nested(cut), cut)).collect();
    cuts.sort_by_key(|(nested, cut)| (*nested, cut.references, &cut.from, &cut.to));
    let row = |(nested, cut): &(bool, &Cut)| {
        let places: Vec<String> =
            cut.places.iter().map(|at| place(report.source_url.as_deref(), &at.file, at.line)).collect();
        let note = if *nested { "<br><small>one contains the other</small>" } else { "" };
        let link = |name: &String| jump(kind, name);
        vec![format!("{} → {}{note}", link(&cut.from), link(&cut.to)), number(cut.references), places.join("<br>")]
    };
    let (shown, rest) = cuts.split_at(cuts.len().min(SHOWN * 2));
    let has_nested = cuts.iter().any(|(nested, _)| *nested);
    let nested = if has_nested { ", and pairs in which one Rust module contains the other last" } else { "" };
    let caption = format!(
        "Where to cut: without {}, there is no cycle. The fewest references are first{nested}.",
        if cuts.len() == 1 {
            "this dependency".to_owned()
        } else {
            format!("these {} dependencies", number(cuts.len()))
        }
    );
    let columns = [("dependency", false), ("references", true), ("first references", false)];
    table(out, "titled", &caption, &columns, &shown.iter().map(row).collect::<Vec<_>>());
    if !rest.is_empty() {
        let _ = writeln!(
            out,
            "<details class=\"rest\"><summary>{} more {} to cut</summary>",
            number(rest.len()),
            plural(rest.len(), "dependency")
        );
        let rows: Vec<Vec<String>> = rest.iter().take(MAX_EXPANDED).map(row).collect();
        table(out, "", "More dependencies to cut", &columns, &rows);
        more(out, rest.len(), MAX_EXPANDED);
        out.push_str("</details>\n");
    }
}

/// Returns whether a Rust module contains another one.
fn contains(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"))
}

fn owners(out: &mut String, report: &Architecture<'_>) {
    out.push_str("<h3 id=\"owners\">Debt by owner</h3>\n");
    if report.debt.is_empty() {
        out.push_str("<p>There is no debt.</p>\n");
        return;
    }
    let most = report.owners.iter().map(|one| one.violations + one.baselined + one.exceptions).max().unwrap_or(1);
    let rows: Vec<Vec<String>> = report
        .owners
        .iter()
        .filter(|one| one.violations + one.baselined + one.exceptions > 0)
        .take(SHOWN * 2)
        .map(|one| {
            let total = one.violations + one.baselined + one.exceptions;
            let width = |part: usize| 80 * part / most.max(1);
            let bar = [
                ("bad", "#d32f2f", one.violations),
                ("warn", "#ef6c00", one.baselined),
                ("calm", "#78909c", one.exceptions),
            ];
            let mut x = 0;
            let mut parts = String::new();
            for (class, color, part) in bar.into_iter().filter(|(.., part)| *part > 0) {
                let _ = write!(
                    parts,
                    "<rect class=\"{class}\" x=\"{x}\" width=\"{}\" height=\"10\" fill=\"{color}\"/>",
                    width(part).max(1)
                );
                x += width(part).max(1);
            }
            let owner = match &one.owner {
                Some(owner) => {
                    format!("<a href=\"#{}\">{}</a>", text(&anchor("owner", owner)), text(&short(owner, 60)))
                }
                None => "<i>nobody</i>".to_owned(),
            };
            vec![
                owner,
                format!("{} <svg width=\"86\" height=\"10\" aria-hidden=\"true\">{parts}</svg>", number(total)),
                some(one.violations),
                some(one.baselined),
                some(one.exceptions),
                one.oldest.as_deref().map(day).unwrap_or_default(),
            ]
        })
        .collect();
    let columns = [
        ("owner", false),
        ("all", true),
        ("violations", true),
        ("baseline", true),
        ("exceptions", true),
        ("oldest", false),
    ];
    table(out, "sortable", "Who owns the debt", &columns, &rows);
}

/// Explains the propagation cost, and lists the Rust modules that contribute most to it.
fn propagation(out: &mut String, report: &Architecture<'_>) {
    let Some(cost) = value(report, "propagation_cost_percent") else { return };
    let _ = writeln!(
        out,
        "<h3 id=\"propagation-cost\">Propagation cost</h3>\n<div class=\"columns\">\n<div><p>A change to a Rust module can affect those that depend on it, directly or \
         indirectly. The propagation cost is the share of the Rust modules that a change can affect on average: {}&nbsp;% of {}. Cycles \
         raise it most, since a change to one of their members can affect all of them. Cut them, or let many depend only on a small \
         interface.</p></div>\n<div>",
        shown(cost, "%"),
        number(whole(report, "rust_modules"))
    );
    let reached = |at: usize| report.nodes[at].metrics.get("reached_by").map_or(0.0, |number| number.0) as usize;
    let mut order: Vec<usize> = (0..report.nodes.len()).filter(|at| reached(*at) > 1).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(reached(*at)), *at));
    let rows: Vec<Vec<String>> = order
        .iter()
        .take(SHOWN)
        .map(|at| {
            let node = &report.nodes[*at];
            vec![jump("rust", node.path.unwrap_or(&node.name)), number(reached(*at))]
        })
        .collect();
    if !rows.is_empty() {
        let columns = [("Rust module", false), ("affects, with itself", true)];
        table(out, "sortable", "Rust modules whose changes can affect the most others", &columns, &rows);
    }
    out.push_str("</div>\n</div>\n");
}

fn write_history(out: &mut String, history: &HistoryEntry) {
    let shallow = if history.is_shallow { " The clone is shallow, so older commits are missing." } else { "" };
    let _ = writeln!(
        out,
        "<h3 id=\"history\">How the code changes</h3>\n<p>{} from {} to {}.{shallow}</p>\n<div class=\"columns\">\n<div>",
        count(history.commits, "commit"),
        day(&history.since),
        day(&history.until)
    );
    out.push_str("<h4>Large, and changed often</h4>\n");
    let rows: Vec<Vec<String>> = history
        .hotspots
        .iter()
        .take(SHOWN)
        .map(|one| vec![jump("rust", &one.name), number(one.revisions), number(one.lines as usize)])
        .collect();
    if rows.is_empty() {
        out.push_str("<p>Nothing has changed.</p>\n");
    } else {
        let columns = [("Rust module", false), ("commits", true), ("lines", true)];
        table(out, "sortable", "Hotspots: commits multiplied by lines", &columns, &rows);
    }
    out.push_str("</div>\n<div>\n<h4>Changed together, without a dependency</h4>\n");
    let rows: Vec<Vec<String>> = history
        .couplings
        .iter()
        .take(SHOWN)
        .map(|one| {
            let both = format!("{} and {}", jump("rust", &one.a), jump("rust", &one.b));
            vec![both, number(one.shared_revisions), format!("{:.0}&nbsp;%", one.degree.0 * 100.0)]
        })
        .collect();
    if rows.is_empty() {
        out.push_str("<p>No two Rust modules change together often.</p>\n");
    } else {
        let columns = [("Rust modules", false), ("commits of both", true), ("of those of each", true)];
        table(out, "sortable", "Change coupling", &columns, &rows);
    }
    out.push_str("</div>\n</div>\n");
}

fn write_changes(out: &mut String, changes: &Changes) {
    let _ = writeln!(
        out,
        "<h3 id=\"changes\">Since the last report: {}</h3>\n<div class=\"columns\">",
        text(&since(changes))
    );
    let mut list = |title: &str, entries: Vec<String>| {
        let _ = writeln!(out, "<div><h4>{title} <small>{}</small></h4>", number(entries.len()));
        if entries.is_empty() {
            out.push_str("<p>None.</p></div>\n");
            return;
        }
        out.push_str("<ul>\n");
        for entry in entries.iter().take(SHOWN * 2) {
            let _ = writeln!(out, "<li>{entry}</li>");
        }
        out.push_str("</ul>\n");
        more(out, entries.len(), SHOWN * 2);
        out.push_str("</div>\n");
    };
    let debt = |all: &[super::super::model::DebtKey]| -> Vec<String> {
        let word = |kind: &str| if kind == "baseline" { "in the baseline" } else { "" }.to_owned();
        let line = |key: &super::super::model::DebtKey| match key.kind.as_str() {
            "exception" => format!("exception for {}: {} → {}", code(&key.rule), code(&key.from), code(&key.to)),
            kind => format!("{} {}: {} → {}", code(&key.rule), word(kind), code(&key.from), code(&key.to)),
        };
        all.iter().map(line).collect()
    };
    list("New debt", debt(&changes.new_debt));
    list("Fixed", debt(&changes.fixed_debt));
    let pairs =
        |all: &[Pair]| all.iter().map(|pair| format!("{} → {}", code(&pair.from), code(&pair.to))).collect::<Vec<_>>();
    list("New dependencies between modules", pairs(&changes.new_dependencies));
    list("Removed dependencies between modules", pairs(&changes.removed_dependencies));
    let grown = changes.grown_cycles.iter().map(|cycle| {
        let what = if cycle.level == "module" { "modules" } else { "Rust modules" };
        let added: Vec<String> = cycle.added.iter().take(5).map(|name| code(name)).collect();
        format!("from {} to {} {what}; new: {}", number(cycle.before), number(cycle.now), added.join(", "))
    });
    list("Grown cycles", grown.collect());
    let modules = changes.new_modules.iter().map(|name| format!("{} is new", code(name)));
    let gone = changes.removed_modules.iter().map(|name| format!("{} is gone", code(name)));
    list("Added and removed modules", modules.chain(gone).collect());
    out.push_str("</div>\n");
}
