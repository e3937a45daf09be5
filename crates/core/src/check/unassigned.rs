//! Finds production code that belongs to no module: the topmost Rust modules without any assigned code, and those with
//! assigned code below them that have items or references of their own.

use super::context::{CheckContext, Filter};
use crate::{
    analysis::Analysis,
    codes::Code,
    diagnostic::Diagnostic,
    graph::{Context, RustModuleId},
    rules::Rules,
};

/// The rule id of these violations.
pub(super) const RULE: &str = "unassigned";

/// Checks the whole workspace, unless the rules file has no modules.
pub(super) fn check(cx: &mut CheckContext<'_>) {
    if cx.rules.modules.is_empty() {
        return;
    }
    let Some(severity) = cx.rules.severity(None, Code::Unassigned) else { return };
    for (id, whole) in find(cx) {
        let what = if whole { "belongs to no module" } else { "has code of its own that belongs to no module" };
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

/// Returns the topmost Rust modules of production code that belong to no module, and whether all code below belongs to
/// none either.
pub fn unassigned(rules: &Rules, analysis: &Analysis) -> Vec<(RustModuleId, bool)> {
    find(&CheckContext::new(rules, analysis))
}

/// Finds the Rust modules to report, and whether all code below belongs to no module either.
fn find(cx: &CheckContext<'_>) -> Vec<(RustModuleId, bool)> {
    let mut found = Vec::new();
    let count = cx.graph.modules.len();
    let mut refers = vec![false; count];
    for (_, reference, _) in cx.references(Filter::PRODUCTION) {
        refers[reference.from.0 as usize] = true;
    }
    let contexts: Vec<_> = cx.graph.modules().map(|(id, _)| cx.module_context(id)).collect();
    let production = |id: RustModuleId| contexts[id.0 as usize] == Context::Production;
    // In reverse order, so that children come before their parents.
    let mut contains_assigned = vec![false; count];
    for (id, module) in cx.graph.modules().collect::<Vec<_>>().into_iter().rev() {
        let at = id.0 as usize;
        if production(id) && cx.rules.owner(id).is_some() {
            contains_assigned[at] = true;
        }
        if let Some(parent) = module.parent.filter(|_| contains_assigned[at]) {
            contains_assigned[parent.0 as usize] = true;
        }
    }
    for (id, module) in cx.graph.modules() {
        let at = id.0 as usize;
        if !production(id) || cx.rules.owner(id).is_some() || cx.is_excluded(id) {
            continue;
        }
        let whole = !contains_assigned[at];
        let rules = cx.rules;
        let is_parent_reported = |parent: RustModuleId| {
            production(parent) && rules.owner(parent).is_none() && !contains_assigned[parent.0 as usize]
        };
        let reported =
            if whole { !module.parent.is_some_and(is_parent_reported) } else { module.has_items || refers[at] };
        if reported {
            found.push((id, whole));
        }
    }
    found
}
