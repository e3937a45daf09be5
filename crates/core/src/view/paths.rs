//! Finds the references on paths from some code to other code. As in `why`, the first step of a path may use any end of a
//! reference, and each later step leads to a definition, and is no re-export. So a view shows a path exactly if `why` finds
//! one, although its nodes stand for many Rust modules.
//!
//! O(n + m) with n Rust modules and m references.

use super::draft::Input;
use crate::{
    graph::{End, Reference, ReferenceKind, RustModuleId, TargetId},
    rules::{self, ends},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The selectors of a request for paths, by their index in the selection.
const FROM: Option<usize> = Some(0);
const TO: Option<usize> = Some(1);

/// The steps on paths.
#[derive(Debug, Default)]
pub(super) struct Paths {
    steps: FxHashSet<(RustModuleId, TargetId, usize)>,
    targets: FxHashSet<(RustModuleId, TargetId)>,
}

/// A step from one Rust module to another, or to the goal.
struct Step {
    from: RustModuleId,
    target: TargetId,
    end: usize,
    /// The next Rust module; `None` for the goal.
    next: Option<RustModuleId>,
}

impl Paths {
    /// Finds all paths from the first selector of a request to the second one.
    pub(super) fn find(input: &Input<'_>) -> Self {
        let mut covered: FxHashMap<TargetId, Vec<Option<usize>>> = FxHashMap::default();
        let mut steps = Vec::new();
        for reference in input.analysis.graph.references.iter().filter(|reference| input.is_counted(reference)) {
            let target = input.analysis.graph.target(reference);
            let of_ends =
                covered.entry(reference.target).or_insert_with(|| input.selection.of_ends(&input.code, target));
            steps.extend(steps_of(input, reference, of_ends));
        }
        let count = input.analysis.graph.modules.len();
        let starts: Vec<bool> =
            (0..count as u32).map(|at| input.selection.of_module(RustModuleId(at)) == FROM).collect();
        let forward = reach(&steps, starts, |step| Some((Some(step.from), step.next?)));
        let backward = reach(&steps, vec![false; count], |step| Some((step.next, step.from)));
        let mut paths = Self::default();
        for step in steps {
            let leads_on = step.next.is_none_or(|next| backward[next.0 as usize]);
            if forward[step.from.0 as usize] && leads_on {
                paths.steps.insert((step.from, step.target, step.end));
                paths.targets.insert((step.from, step.target));
            }
        }
        paths
    }

    /// Returns whether an end of a reference is a step.
    pub(super) fn contain(&self, from: RustModuleId, target: TargetId, end: usize) -> bool {
        self.steps.contains(&(from, target, end))
    }

    /// Returns whether any end of a reference is a step.
    pub(super) fn contain_any(&self, from: RustModuleId, target: TargetId) -> bool {
        self.targets.contains(&(from, target))
    }
}

/// Returns the steps that a reference allows. `of_ends` is the selector that covers each of its ends.
fn steps_of(input: &Input<'_>, reference: &Reference, of_ends: &[Option<usize>]) -> Vec<Step> {
    let selection = &input.selection;
    let own = selection.of_module(reference.from);
    let is_first = own == FROM;
    if own == TO || (!is_first && reference.kind == ReferenceKind::Reexport) {
        return Vec::new();
    }
    let target = input.analysis.graph.target(reference);
    let count = ends(target);
    let counted = if is_first { 0..count } else { count - 1..count };
    let step = |end: usize, next| Step { from: reference.from, target: reference.target, end, next };
    let goal: Vec<_> = counted.clone().filter(|end| of_ends[*end] == TO).map(|end| step(end, None)).collect();
    if !goal.is_empty() {
        return goal;
    }
    let next = |end: usize| match rules::end(target, end) {
        End::Module(next) if next != reference.from && selection.of_module(next).is_none() => {
            Some(step(end, Some(next)))
        }
        _ => None,
    };
    counted.filter_map(next).collect()
}

/// Returns the Rust modules that steps lead to. `link` returns the start and the end of a step; a step without a start is
/// always possible.
fn reach(
    steps: &[Step],
    mut reached: Vec<bool>,
    link: impl Fn(&Step) -> Option<(Option<RustModuleId>, RustModuleId)>,
) -> Vec<bool> {
    let mut links: FxHashMap<RustModuleId, Vec<RustModuleId>> = FxHashMap::default();
    let mut queue: Vec<RustModuleId> =
        (0..reached.len() as u32).map(RustModuleId).filter(|id| reached[id.0 as usize]).collect();
    for (start, end) in steps.iter().filter_map(link) {
        match start {
            Some(start) => links.entry(start).or_default().push(end),
            None if !std::mem::replace(&mut reached[end.0 as usize], true) => queue.push(end),
            None => {}
        }
    }
    while let Some(at) = queue.pop() {
        for next in links.get(&at).into_iter().flatten() {
            if !std::mem::replace(&mut reached[next.0 as usize], true) {
                queue.push(*next);
            }
        }
    }
    reached
}
