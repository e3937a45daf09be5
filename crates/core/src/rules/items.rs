//! Matches patterns against items: those that Rust modules declare and import, those that globs import, and those that
//! references lead to. It knows no rule.

use super::{
    code::Codebase,
    matching::{self, Binding},
    pattern::Pattern,
};
use crate::graph::{End, ReferenceKind, RustModuleId, Target};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Returns whether a pattern matches an item in one of some Rust modules. `counts` selects the names that count as items.
pub(super) fn is_held(
    pattern: &Pattern,
    code: &Codebase<'_>,
    within: impl Fn(RustModuleId) -> bool,
    counts: impl Fn(RustModuleId, &str) -> bool,
) -> bool {
    let free = Binding::new();
    let ids = code.graph.modules().map(|(id, _)| id);
    let holders: BTreeSet<RustModuleId> = ids.filter(|id| within(*id) && may_hold(pattern, *id, code)).collect();
    if holders.is_empty() {
        return false;
    }
    let matches =
        |module: RustModuleId, name: &str| counts(module, name) && code.matches_item(pattern, module, name, &free);
    let reached =
        code.graph.targets.iter().any(|target| {
            looked_up(target, code).any(|(module, name)| holders.contains(&module) && matches(module, name))
        });
    reached
        || holders.iter().any(|holder| match glob_closure(*holder, code) {
            // A glob of a crate outside may import any name.
            None => true,
            Some(modules) => modules.iter().any(|module| {
                let names = &code.graph.module(*module).names;
                names.iter().any(|name| matches(*holder, code.graph.name(*name)))
            }),
        })
}

/// Returns the Rust modules that hold an item, other than a Rust module, that a pattern matches.
pub(super) fn holders(pattern: &Pattern, code: &Codebase<'_>) -> BTreeSet<RustModuleId> {
    let children = children(code);
    let free = Binding::new();
    let ids = code.graph.modules().map(|(id, _)| id);
    let candidates: BTreeSet<RustModuleId> = ids.filter(|id| may_hold(pattern, *id, code)).collect();
    let is_item = |module: RustModuleId, name: &str| {
        !children.contains(&(module, name)) && code.matches_item(pattern, module, name, &free)
    };
    let looked_up = code.graph.targets.iter().flat_map(|target| looked_up(target, code));
    let reached = looked_up.filter(|(module, name)| candidates.contains(module) && is_item(*module, name));
    let mut holders: BTreeSet<RustModuleId> = reached.map(|(module, _)| module).collect();
    for holder in &candidates {
        let holds = || match glob_closure(*holder, code) {
            // A glob of a crate outside may import any name.
            None => true,
            Some(modules) => modules.iter().any(|module| {
                let names = &code.graph.module(*module).names;
                names.iter().any(|name| is_item(*holder, code.graph.name(*name)))
            }),
        };
        if !holders.contains(holder) && holds() {
            holders.insert(*holder);
        }
    }
    holders
}

/// Returns the Rust modules, each as its parent and its name.
pub(super) fn children<'c>(code: &'c Codebase<'_>) -> FxHashSet<(RustModuleId, &'c str)> {
    let modules = code.graph.modules.iter();
    modules.filter_map(|module| Some((module.parent?, module.path.rsplit("::").next()?))).collect()
}

/// Returns the names that a target is found by, each with the Rust module that has it.
fn looked_up<'c>(target: &'c Target, code: &'c Codebase<'_>) -> impl Iterator<Item = (RustModuleId, &'c str)> {
    let via = target.via.iter().filter_map(|entry| Some((entry.module, entry.name?)));
    let defined = match (target.defined, target.item) {
        (End::Module(module), Some(item)) => Some((module, item)),
        _ => None,
    };
    via.chain(defined).map(|(module, name)| (module, code.graph.name(name)))
}

/// Returns whether a pattern could match an item in a Rust module.
fn may_hold(pattern: &Pattern, module: RustModuleId, code: &Codebase<'_>) -> bool {
    let Some((_, above)) = pattern.segments.split_last() else { return false };
    let own = code.graph.module(module);
    // The crate root has the exported macros of all Rust modules.
    (own.has_items || own.parent.is_none())
        && code.head_fits(pattern, module)
        && matching::matches(above, code.segments(module), &Binding::new())
}

/// Returns a Rust module and those that its globs import from, transitively. Returns `None` if a glob imports from a
/// crate outside.
fn glob_closure(module: RustModuleId, code: &Codebase<'_>) -> Option<BTreeSet<RustModuleId>> {
    let mut seen = BTreeSet::from([module]);
    let mut queue = vec![module];
    while let Some(at) = queue.pop() {
        let start = code.graph.references.partition_point(|reference| reference.from < at);
        for reference in code.graph.references[start..].iter().take_while(|reference| reference.from == at) {
            let target = code.graph.target(reference);
            let is_leaf =
                matches!(reference.kind, ReferenceKind::Use | ReferenceKind::Reexport) && target.item.is_none();
            if !is_leaf || !code.text(reference.place()).ends_with('*') {
                continue;
            }
            match target.defined {
                End::Module(next) if seen.insert(next) => queue.push(next),
                End::Module(_) => {}
                End::Outside(_) => return None,
            }
        }
    }
    Some(seen)
}
