//! The modules: an overview, and a page for each. The script shows one page at a time, and adds pages of Rust modules.

use super::{
    debt::write_of_module,
    parts::{code, codes, jump, names, place, prose, short, some, table, text},
};
use crate::{
    architecture::{
        anchor::anchor,
        model::{Architecture, ModuleEntry, Neighbor},
    },
    text::{count, number},
};
use std::fmt::Write;

/// The number of modules with a static page. Others have only a line in the overview.
const MAX_PAGES: usize = 1_000;
/// The number of files, items and crates that a page lists.
const MAX_LISTED: usize = 200;

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>) {
    if report.modules.is_empty() {
        out.push_str("<p>There is no code.</p>\n");
        return;
    }
    out.push_str("<div id=\"module-list\">\n");
    let rows: Vec<Vec<String>> = report
        .modules
        .iter()
        .map(|module| {
            vec![
                jump("module", &module.name),
                module.layer.as_deref().map(|layer| text(&short(layer, 60))).unwrap_or_default(),
                names(&module.owners, ""),
                number(module.rust_modules),
                module.metrics.get("lines").map(|lines| number(lines.0 as usize)).unwrap_or_default(),
                number(module.depends_on.len()),
                number(module.used_by.len()),
                instability(module),
                some(module.violations),
                some(module.baselined),
                some(module.exceptions),
            ]
        })
        .collect();
    let columns = [
        (if report.modules.iter().any(|one| one.kind == "module") { "module" } else { "crate" }, false),
        ("layer", false),
        ("owner", false),
        ("Rust modules", true),
        ("lines", true),
        ("depends on", true),
        ("used by", true),
        ("instability", true),
        ("violations", true),
        ("baseline", true),
        ("exceptions", true),
    ];
    table(out, "sortable filterable", "Modules", &columns, &rows);
    out.push_str("</div>\n<div id=\"module-pages\">\n");
    for module in report.modules.iter().take(MAX_PAGES) {
        page(out, report, module);
    }
    out.push_str("</div>\n");
}

/// Returns the share of the dependencies of a module that lead away from it.
fn instability(module: &ModuleEntry) -> String {
    let (out, all) = (module.depends_on.len(), module.depends_on.len() + module.used_by.len());
    if all == 0 { String::new() } else { format!("{:.2}", out as f64 / all as f64) }
}

fn page(out: &mut String, report: &Architecture<'_>, module: &ModuleEntry) {
    let _ = writeln!(
        out,
        "<details class=\"page\" id=\"{}\"><summary><h3>{} <small>{}</small></h3></summary>",
        text(&anchor("module", &module.name)),
        text(&short(&module.name, 120)),
        module.kind
    );
    if let Some(purpose) = &module.purpose {
        let _ = writeln!(out, "<p class=\"purpose\">{}</p>", prose(&short(purpose, 2_000)));
    }
    facts(out, report, module);
    let _ = writeln!(out, "<div class=\"columns\">\n<div>");
    neighbors(out, "Depends on", &module.depends_on);
    out.push_str("</div>\n<div>");
    neighbors(out, "Used by", &module.used_by);
    out.push_str("</div>\n</div>\n");
    write_of_module(out, report, &module.name);
    interface(out, module);
    if !module.external.is_empty() {
        let mut external: Vec<(&String, &usize)> = module.external.iter().collect();
        external.sort_by_key(|(name, references)| (std::cmp::Reverse(**references), *name));
        let rows: Vec<Vec<String>> = external
            .into_iter()
            .take(MAX_LISTED)
            .map(|(name, references)| vec![code(name), number(*references)])
            .collect();
        out.push_str("<h4>External crates</h4>\n");
        table(out, "sortable", "External crates", &[("crate", false), ("references", true)], &rows);
    }
    let _ = writeln!(out, "<details><summary>{}</summary><ul>", count(module.files.len(), "file"));
    for file in module.files.iter().take(MAX_LISTED) {
        let _ = writeln!(out, "<li>{}</li>", place(report.source_url.as_deref(), file, 1));
    }
    out.push_str("</ul>");
    if module.files.len() > MAX_LISTED {
        let _ = writeln!(out, "<p>and {} more</p>", number(module.files.len() - MAX_LISTED));
    }
    out.push_str("</details>\n</details>\n");
}

fn facts(out: &mut String, report: &Architecture<'_>, module: &ModuleEntry) {
    out.push_str("<dl>\n");
    let mut fact = |key: &str, value: &str| {
        let _ = writeln!(out, "<dt>{key}</dt><dd>{value}</dd>");
    };
    if module.kind == "module" {
        fact("Owner", &names(&module.owners, "nobody"));
    }
    if let Some(layer) = &module.layer {
        fact("Layer", &text(&short(layer, 120)));
    }
    fact("Code", &codes(&module.code.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>(), "none"));
    if !module.tags.is_empty() {
        fact("Tags", &names(&module.tags, ""));
    }
    if let Some(adr) = &module.adr {
        let found = report.decisions.iter().find(|one| one.file.ends_with(adr.as_str()));
        fact("Decision", &found.map_or_else(|| code(adr), |one| jump("decision", &one.file)));
    }
    if let Some(date) = &module.review_by {
        fact("Review by", &text(date));
    }
    if module.kind == "module" {
        fact("Exposes", &module.exposes.as_ref().map_or_else(|| "everything".to_owned(), |own| codes(own, "nothing")));
        for (name, selectors) in &module.interfaces {
            fact(&format!("Interface {}", code(name)), &codes(selectors, "nothing"));
        }
        if let Some(visible) = &module.visible_to {
            fact("Visible to", &codes(visible, "nothing"));
        }
    }
    fact("Size", &format!("{} in {}", count(module.rust_modules, "Rust module"), count(module.files.len(), "file")));
    let instability = instability(module);
    if !instability.is_empty() && !module.metrics.contains_key("instability") {
        fact("Instability", &format!("{instability} <small>(0: others depend on it; 1: it depends on others)</small>"));
    }
    for (name, value) in &module.metrics {
        let shown = if value.0.fract() == 0.0 { number(value.0 as usize) } else { format!("{:.2}", value.0) };
        fact(&text(&name.replace('_', " ")), &format!("{shown}{}", meaning(name)));
    }
    out.push_str("</dl>\n");
}

/// Explains a metric in a few words. docs/metrics.md defines all of them.
fn meaning(name: &str) -> &'static str {
    match name {
        "afferent_coupling" => " <small>(modules that depend on it)</small>",
        "efferent_coupling" => " <small>(modules that it depends on)</small>",
        "instability" => " <small>(0: others depend on it; 1: it depends on others)</small>",
        "reaches" => " <small>(modules that it depends on directly or indirectly, and itself)</small>",
        "reached_by" => " <small>(modules that a change to it can reach, and itself)</small>",
        "level" => " <small>(1: it depends on nothing)</small>",
        "revisions" => " <small>(commits that changed it)</small>",
        "hotspot" => " <small>(commits multiplied by lines)</small>",
        _ => "",
    }
}

fn neighbors(out: &mut String, title: &str, neighbors: &[Neighbor]) {
    if neighbors.is_empty() {
        let _ = writeln!(out, "<h4>{title}</h4><p>No module.</p>");
        return;
    }
    let _ = writeln!(out, "<h4>{title} <small>{}</small></h4>", number(neighbors.len()));
    let mut order: Vec<&Neighbor> = neighbors.iter().collect();
    order.sort_by_key(|one| (std::cmp::Reverse(one.references), &one.name));
    let rows: Vec<Vec<String>> = order
        .into_iter()
        .map(|one| {
            let mut notes = Vec::new();
            if !one.allowed {
                notes.push("<span class=\"bad\">not allowed by <code>depends-on</code></span>".to_owned());
            }
            if one.violations > 0 {
                notes.push(format!("<span class=\"bad\">{}</span>", count(one.violations, "violation")));
            }
            if one.baselined > 0 {
                notes.push(format!("<span class=\"warn\">{} in the baseline</span>", number(one.baselined)));
            }
            if one.excepted > 0 {
                notes.push(format!("{} with an exception", count(one.excepted, "reference")));
            }
            if one.cyclic {
                notes.push("<span class=\"cyclic\">in a cycle</span>".to_owned());
            }
            vec![jump("module", &one.name), number(one.references), notes.join(", ")]
        })
        .collect();
    table(out, "sortable neighbors", title, &[("module", false), ("references", true), ("notes", false)], &rows);
}

fn interface(out: &mut String, module: &ModuleEntry) {
    let all: usize = module.items.values().map(Vec::len).sum();
    if all == 0 {
        return;
    }
    let _ = writeln!(out, "<details><summary>{} that other modules use</summary>", count(all, "item"));
    for (kind, paths) in &module.items {
        let shown: Vec<String> = paths.iter().take(MAX_LISTED).cloned().collect();
        let more = match paths.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {} more", number(more)),
        };
        let _ = writeln!(out, "<p>{kind}: {}{more}</p>", codes(&shown, ""));
    }
    out.push_str("</details>\n");
}
