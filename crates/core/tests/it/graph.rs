//! Prints a graph as the pages of `tests/resolution` write it: a line for each reference, module and diagnostic.
//!
//! ```text
//! demo::user: use crate::prelude::Db -> demo::infra Db, written demo::prelude, via demo::prelude, test, cfg(unix)
//! ```
//!
//! Defaults are left out: *written* if it is the defined end, *via* if it is only that end, the context if it is production, and
//! the condition if it always holds.

use archcheck_core::{
    analysis::Analysis,
    cfg::Cfg,
    diagnostic::Severity,
    graph::{Context, End, Reference},
    source::Place,
};

/// Returns the references in order, with or without their places.
pub(crate) fn references(analysis: &Analysis, places: bool) -> Vec<String> {
    analysis.graph.references.iter().map(|reference| line(analysis, reference, places)).collect()
}

fn line(analysis: &Analysis, reference: &Reference, places: bool) -> String {
    let graph = &analysis.graph;
    let target = graph.target(reference);
    let place = if places { format!("{} ", place(analysis, reference.place())) } else { String::new() };
    let (from, path) = (&graph.module(reference.from).path, graph.name(reference.path));
    let item = target.item.map(|item| format!(" {}", graph.name(item))).unwrap_or_default();
    let mut parts =
        vec![format!("{place}{from}: {} {path} -> {}{item}", reference.kind.as_str(), graph.end_path(target.defined))];
    if target.written != Some(target.defined) {
        parts.push(format!("written {}", target.written.map_or("nothing", |end| graph.end_path(end))));
    }
    let mut via: Vec<&str> = target.via.iter().map(|entry| graph.module(entry.module).path.as_str()).collect();
    via.dedup();
    let plain = match target.defined {
        End::Module(id) => vec![graph.module(id).path.as_str()],
        End::Outside(_) => Vec::new(),
    };
    if via != plain {
        parts.push(format!("via {}", if via.is_empty() { "nothing".to_owned() } else { via.join(" ") }));
    }
    if reference.context != Context::Production {
        parts.push(reference.context.as_str().to_owned());
    }
    parts.extend(condition(analysis, reference.cfg));
    if target.unknown {
        parts.push("unknown".to_owned());
    }
    parts.join(", ")
}

fn condition(analysis: &Analysis, cfg: Cfg) -> Option<String> {
    analysis.cfgs.render(cfg).map(|text| format!("cfg({text})"))
}

fn place(analysis: &Analysis, place: Place) -> String {
    let (file, at) = analysis.sources.locate(place);
    format!("{file}:{}:{}", at.line, at.column)
}

/// Returns the Rust modules in order, each with the place of its declaration.
pub(crate) fn modules(analysis: &Analysis) -> Vec<String> {
    let mut lines = Vec::new();
    for module in &analysis.graph.modules {
        for declaration in &module.declarations {
            let (file, at) = analysis.sources.locate(declaration.place);
            let at = if declaration.inline { format!("{file}:{}", at.line) } else { file.to_owned() };
            let mut parts = vec![format!("{} {at}", module.path)];
            if module.context != Context::Production {
                parts.push(module.context.as_str().to_owned());
            }
            parts.extend(condition(analysis, declaration.cfg));
            lines.push(parts.join(", "));
        }
    }
    lines.sort();
    lines
}

/// Returns the errors and notes of an analysis, and the files that no target reaches.
pub(crate) fn diagnostics(analysis: &Analysis) -> Vec<String> {
    let line = |diagnostic: &archcheck_core::diagnostic::Diagnostic| {
        let name = diagnostic.code.info().name;
        let note = if diagnostic.severity == Severity::Note { "note " } else { "" };
        format!("{note}{name}: {}", diagnostic.message)
    };
    let unreached = analysis.counts.unreached.iter().map(|file| format!("unreached: {file}"));
    analysis.diagnostics.iter().map(line).chain(unreached).collect()
}
