//! Renders the report as one HTML page.
//!
//! The page reads without scripts and styles, which some servers forbid: it is static HTML with presentation attributes.
//! `script` and `style` add behavior and looks. The script reads its data from the document: see `embed`. Nothing is loaded
//! from elsewhere, and a policy in the document forbids it.

mod debt;
mod embed;
mod layouts;
mod map;
mod matrix;
mod modules;
mod parts;
mod policy;
mod records;
mod strings;
mod summary;
mod trend;

use super::{input::ReportInput, model::Architecture};
use parts::text;
use std::fmt::Write;

/// The style.
const STYLE: &str = include_str!("page.css");

/// The script: its files in order, in one function, so that it defines no globals.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("script/data.js"),
    include_str!("script/dom.js"),
    include_str!("script/references.js"),
    include_str!("script/map.js"),
    include_str!("script/matrix.js"),
    include_str!("script/modules.js"),
    include_str!("script/debt.js"),
    include_str!("script/search.js"),
    include_str!("script/main.js"),
    "})();\n"
);

/// The section that only a report with `--trend` has.
const TREND: &str = "trend";

/// The sections, with their titles.
const SECTIONS: [(&str, &str); 8] = [
    ("summary", "Summary"),
    ("map", "Map"),
    ("matrix", "Matrix"),
    ("modules", "Modules"),
    ("debt", "Debt"),
    (TREND, "Trend"),
    ("decisions", "Decisions"),
    ("rules", "Rules"),
];

/// Renders the page.
pub(crate) fn render(report: &Architecture<'_>, input: &ReportInput<'_>) -> String {
    let mut out = String::with_capacity(1 << 20);
    let title = format!("Architecture of {}", report.workspace.name);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"{}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" \
         content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        policy::policy(STYLE, SCRIPT),
        text(&title)
    );
    header(&mut out, report);
    out.push_str("<main id=\"content\" tabindex=\"-1\">\n");
    let render: [&dyn Fn(&mut String); 8] = [
        &|out| summary::write(out, report),
        &|out| map::write(out, report, input),
        &|out| matrix::write(out, report),
        &|out| modules::write(out, report),
        &|out| debt::write(out, report),
        &|out| trend::write(out, report),
        &|out| records::write_decisions(out, report),
        &|out| records::write_rules(out, report),
    ];
    for ((id, title), render) in SECTIONS.iter().zip(render).filter(|((id, _), _)| is_present(id, report)) {
        let _ =
            writeln!(out, "<section id=\"{id}\" aria-labelledby=\"title-{id}\">\n<h2 id=\"title-{id}\">{title}</h2>");
        render(&mut out);
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n");
    let _ = writeln!(
        out,
        "<footer><p><small>Made by <code>cargo archcheck report</code> {} on {}. Tests, examples and benchmarks are left out.\
         </small></p></footer>",
        text(report.version),
        text(&report.date)
    );
    embed::write(&mut out, report, input);
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn is_present(section: &str, report: &Architecture<'_>) -> bool {
    section != TREND || report.trend.is_some()
}

fn header(out: &mut String, report: &Architecture<'_>) {
    let (word, tone) = summary::verdict_word(report.verdict);
    let revision = report.workspace.revision.as_deref().map(|revision| {
        let short: String = revision.chars().take(10).collect();
        format!(" at <code>{}</code>", text(&short))
    });
    let _ = write!(
        out,
        "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header>\n<div class=\"bar\"><h1>{}</h1>\n<p class=\"when\">\
         <span class=\"badge {tone}\">{word}</span> {}{}</p>\n<div id=\"search\"></div></div>\n<nav aria-label=\"Sections\"><ul>\n",
        text(&parts::short(&report.workspace.name, 60)),
        text(&report.date),
        revision.unwrap_or_default()
    );
    for (id, title) in SECTIONS.into_iter().filter(|(id, _)| is_present(id, report)) {
        let count = match id {
            "debt" => Some(report.debt.len()),
            "modules" => Some(report.modules.len()),
            "decisions" => Some(report.decisions.len()),
            "rules" => Some(report.rules.len()),
            _ => None,
        };
        let count = count.map(|count| format!(" <small>{}</small>", crate::text::number(count))).unwrap_or_default();
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}{count}</a></li>");
    }
    out.push_str("</ul></nav>\n</header>\n");
}
