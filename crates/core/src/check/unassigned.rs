//! Production code that is in no module: each highest Rust module whose whole tree is in none, and each with
//! assigned code below it that has items or references of its own.

use super::context::{CheckContext, Filter};
use crate::{
    analysis::Analysis,
    codes::Code,
    diagnostic::Diagnostic,
    graph::{Context, RustModuleId},
    rules::Rules,
};

/// The id under which these violations are known.
pub(super) const RULE: &str = "unassigned";

/// Judges the whole workspace; a file that names no modules says nothing of them.
pub(super) fn check(cx: &mut CheckContext<'_>) {
    if cx.rules.modules.is_empty() {
        return;
    }
    let Some(severity) = cx.rules.severity(None, Code::Unassigned) else { return };
    for (id, whole) in find(cx) {
        let what = if whole { "is in no module" } else { "has code of its own that is in no module" };
        let path = cx.path(id).to_owned();
        let mut diagnostic = Diagnostic::new(Code::Unassigned, format!("`{path}` {what}"));
        diagnostic.severity = severity;
        diagnostic = diagnostic.help("add it to a module's `paths`, or declare a module for it");
        if let Some(place) = cx.module_place(id) {
            diagnostic = diagnostic.at(place, "");
        }
        let violation = cx.module_violation(RULE, id, path);
        if !cx.is_excepted(&violation, id) {
            diagnostic.violation = Some(violation);
            cx.found.push(diagnostic);
        }
    }
}

/// The production code that is in no module: each highest Rust module, and whether all of its tree is in none.
pub fn unassigned(rules: &Rules, analysis: &Analysis) -> Vec<(RustModuleId, bool)> {
    find(&CheckContext::new(rules, analysis))
}

/// Each Rust module to be reported, and whether all of its tree is in no module.
fn find(cx: &CheckContext<'_>) -> Vec<(RustModuleId, bool)> {
    let mut found = Vec::new();
    let count = cx.graph.modules.len();
    let mut refers = vec![false; count];
    for (_, reference, _) in cx.references(Filter::PRODUCTION) {
        refers[reference.from.0 as usize] = true;
    }
    let contexts: Vec<_> = cx.graph.modules().map(|(id, _)| cx.module_context(id)).collect();
    let production = |id: RustModuleId| contexts[id.0 as usize] == Context::Production;
    // From the leaves up: what is in a Rust module comes after it.
    let mut holds_assigned = vec![false; count];
    for (id, module) in cx.graph.modules().collect::<Vec<_>>().into_iter().rev() {
        let at = id.0 as usize;
        if production(id) && cx.rules.owner(id).is_some() {
            holds_assigned[at] = true;
        }
        if let Some(parent) = module.parent.filter(|_| holds_assigned[at]) {
            holds_assigned[parent.0 as usize] = true;
        }
    }
    for (id, module) in cx.graph.modules() {
        let at = id.0 as usize;
        if !production(id) || cx.rules.owner(id).is_some() || is_excluded(cx, id) {
            continue;
        }
        let whole = !holds_assigned[at];
        let rules = cx.rules;
        let said_above = |parent: RustModuleId| {
            production(parent) && rules.owner(parent).is_none() && !holds_assigned[parent.0 as usize]
        };
        let reported = if whole { !module.parent.is_some_and(said_above) } else { module.has_items || refers[at] };
        if reported {
            found.push((id, whole));
        }
    }
    found
}

fn is_excluded(cx: &CheckContext<'_>, id: RustModuleId) -> bool {
    let declarations = &cx.graph.module(id).declarations;
    let excluded = |file: crate::source::FileId| cx.rules.excluded.get(file.0 as usize).is_some_and(|out| *out);
    !declarations.is_empty() && declarations.iter().all(|declaration| excluded(declaration.file))
}
