//! The dependencies between Rust modules with the references behind them: a view of the finest granularity, from which
//! coarser ones can be added up.
//!
//! A reference counts as in `edges`: for each Rust module that its path goes through or leads to.

use super::{MarkKind, Marks, ViewRequest, draft::Input, edges::ends, marks::Mark};
use crate::{
    analysis::Analysis,
    graph::{End, ReferenceId, ReferenceKind, RustModuleId},
    rules::{self, Rules},
};
use rustc_hash::FxHashMap;

/// The dependencies between the Rust modules of a workspace, in production code.
#[derive(Clone, Debug, Default)]
pub struct CodeMap {
    /// Sorted by their ends. No dependency leads from a Rust module to itself.
    pub dependencies: Vec<Dependency>,
    /// The findings of a check within each Rust module, or between it and an external crate, in the order of the graph.
    pub marks: Vec<Marks>,
    /// Whether each Rust module contains production code, in the order of the graph.
    pub is_shown: Vec<bool>,
}

/// The dependency of one Rust module on another.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The dependent Rust module.
    pub from: RustModuleId,
    /// The Rust module that it depends on.
    pub to: RustModuleId,
    /// The references, in source order. Empty if a check has a finding without references.
    pub references: Vec<ReferenceId>,
    /// The number of references whose target is defined there, rather than re-exported, and that are no re-exports
    /// themselves. Only they form cycles.
    pub defined: usize,
    /// The Rust modules in which re-exports are visible whose target is defined there. Within a part of the code that contains
    /// one of them, such a re-export is like any other reference.
    pub visible_in: Vec<RustModuleId>,
    /// Whether all references are guesses.
    pub is_guess: bool,
    /// The findings of a check.
    pub marks: Marks,
}

/// Collects the dependencies between Rust modules. `marks` are the findings of a check.
///
/// O(n + m log m) for n Rust modules and m references.
pub fn dependencies(analysis: &Analysis, rules: Option<&Rules>, marks: &[Mark]) -> CodeMap {
    let input = Input::new(analysis, rules, &ViewRequest::default());
    let graph = &analysis.graph;
    let is_shown_module: Vec<bool> = graph.modules().map(|(id, module)| input.is_shown(id, module)).collect();
    let has = |id: RustModuleId| is_shown_module[id.0 as usize];
    let mut found: FxHashMap<(RustModuleId, RustModuleId), Dependency> = FxHashMap::default();
    for (id, reference) in graph.references().filter(|(_, reference)| input.is_counted(reference)) {
        let (from, target) = (reference.from, graph.target(reference));
        let ends = ends(&input, target);
        for at in (0..ends).filter(|_| has(from)) {
            let End::Module(to) = rules::end(target, at) else { continue };
            if to == from || !has(to) {
                continue;
            }
            let dependency = found.entry((from, to)).or_insert_with(|| Dependency::new(from, to));
            if at + 1 == ends {
                // A re-export that is visible elsewhere closes no cycle.
                if reference.kind == ReferenceKind::Reexport && reference.visible_in != Some(from) {
                    if let Some(limit) = reference.visible_in.filter(|limit| !dependency.visible_in.contains(limit)) {
                        dependency.visible_in.push(limit);
                    }
                } else {
                    dependency.defined += 1;
                }
            }
            if dependency.references.last() != Some(&id) {
                dependency.references.push(id);
                dependency.is_guess &= target.unknown;
            }
        }
    }
    let mut within = vec![Marks::default(); graph.modules.len()];
    let shown = marks.iter().filter(|mark| input.contexts.contains(&mark.context) && has(mark.from));
    for mark in shown {
        let own = match mark.to {
            End::Module(to) if to != mark.from && has(to) => {
                &mut found.entry((mark.from, to)).or_insert_with(|| Dependency::new(mark.from, to)).marks
            }
            _ => &mut within[mark.from.0 as usize],
        };
        let numbers = match mark.kind {
            MarkKind::Violation => &mut own.violations,
            MarkKind::Baselined => &mut own.baselined,
            MarkKind::Excepted => &mut own.excepted,
        };
        numbers.insert(mark.number);
        own.rules.insert(mark.rule.clone());
    }
    let mut dependencies: Vec<Dependency> = found.into_values().collect();
    dependencies.sort_unstable_by_key(|one| (one.from, one.to));
    CodeMap { dependencies, marks: within, is_shown: is_shown_module }
}

impl Dependency {
    fn new(from: RustModuleId, to: RustModuleId) -> Self {
        Self {
            from,
            to,
            references: Vec::new(),
            defined: 0,
            visible_in: Vec::new(),
            is_guess: true,
            marks: Marks::default(),
        }
    }
}
