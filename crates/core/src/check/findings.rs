//! Groups the findings of a rule by their cause, so that each cause is one violation. It knows the graph, but no rule.
//!
//! Within a Rust module, a reference through an import that violates the rule itself is counted at that import. Other
//! bare names are counted at their first use in the Rust module. A path that leads to one item in several ways, each
//! under its own condition, is counted once.

use crate::graph::{End, Graph, Reference, ReferenceId, RustModuleId};
use rustc_hash::FxHashMap;

/// A reference that violates a rule, with the details that its message needs.
#[derive(Clone, Debug)]
pub(super) struct Finding<T> {
    pub(super) reference: ReferenceId,
    pub(super) detail: T,
}

/// A finding, with the references that have the same cause.
#[derive(Debug)]
pub(super) struct Counted<T> {
    pub(super) finding: Finding<T>,
    /// In source order; the violation is reported at the first.
    pub(super) references: Vec<ReferenceId>,
}

/// Groups the findings of a rule by their cause. There is at most one finding for each reference, in the order of
/// references.
pub(super) fn count<T>(graph: &Graph, findings: Vec<Finding<T>>) -> Vec<Counted<T>> {
    let causes = causes(graph, &findings);
    let mut counted: Vec<Option<Counted<T>>> = Vec::with_capacity(findings.len());
    let mut rest: Vec<(usize, ReferenceId)> = Vec::new();
    for (index, finding) in findings.into_iter().enumerate() {
        if causes[index] == index {
            counted.push(Some(Counted { references: vec![finding.reference], finding }));
        } else {
            rest.push((causes[index], finding.reference));
            counted.push(None);
        }
    }
    for (cause, reference) in rest {
        if let Some(counted) = counted.get_mut(cause).and_then(Option::as_mut) {
            counted.references.push(reference);
        }
    }
    counted.into_iter().flatten().collect()
}

/// Returns the cause of each finding, by index. The cause of a cause is itself.
fn causes<T>(graph: &Graph, findings: &[Finding<T>]) -> Vec<usize> {
    let reference = |index: usize| graph.reference(findings[index].reference);
    let mut imports: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for index in 0..findings.len() {
        if let Some(import) = reference(index).import {
            imports.entry((reference(index).from, import)).or_default().push(index);
        }
    }
    let through = |index: usize| -> Option<usize> {
        let own = reference(index);
        let found = imports.get(&(own.from, own.through?))?;
        let mut others = found.iter().copied().filter(|other| *other != index);
        // An import can lead to several items. Prefer the one that this reference leads to.
        let same = |other: &usize| reference(*other).target == own.target;
        found.iter().copied().filter(|other| *other != index).find(same).or_else(|| others.next())
    };
    let mut same_path: FxHashMap<_, usize> = FxHashMap::default();
    let canonical: Vec<usize> = (0..findings.len())
        .map(|index| {
            let (own, target) = (reference(index), graph.target(reference(index)));
            *same_path.entry((own.from, own.place(), target.defined, target.item)).or_insert(index)
        })
        .collect();
    let direct = |index: usize| match canonical[index] {
        own if own == index => through(index).map(|import| canonical[import]).filter(|import| *import != index),
        first => Some(first),
    };
    let direct: Vec<_> = (0..findings.len()).map(direct).collect();
    let mut causes = ends_of(&direct);
    let mut first: FxHashMap<(RustModuleId, &str, String), usize> = FxHashMap::default();
    for (index, cause) in causes.iter_mut().enumerate() {
        let own = reference(index);
        let bare = *cause == index && own.import.is_none() && graph.target(own).written.is_none();
        if bare {
            let word = graph.name(own.path).split("::").next().unwrap_or_default().trim();
            *cause = *first.entry((own.from, word, named_path(graph, own))).or_insert(index);
        }
    }
    // The cause of a bare name may have changed above.
    (0..causes.len()).map(|index| causes[causes[index]]).collect()
}

/// Returns the path of what the name that a path begins with stands for, if it is a bare name, and otherwise the path
/// that the whole path leads to.
///
/// Outside the workspace, a target has the whole path: `Instant::now` leads to `std::time::Instant::now`, and the name
/// `Instant` stands for `std::time::Instant`.
pub(super) fn named_path(graph: &Graph, reference: &Reference) -> String {
    let target = graph.target(reference);
    let mut reached = graph.reached_path(target);
    if reference.import.is_none() && target.written.is_none() && matches!(target.defined, End::Outside(_)) {
        for segment in graph.name(reference.path).split("::").skip(1).collect::<Vec<_>>().into_iter().rev() {
            let Some(start) = reached.strip_suffix(segment.trim()).and_then(|rest| rest.strip_suffix("::")) else {
                break;
            };
            reached.truncate(start.len());
        }
    }
    reached
}

/// Follows the imports from each finding to the first cause. In a cycle, that is the first finding of the cycle. O(n) for
/// n findings, however long the ways are.
fn ends_of(direct: &[Option<usize>]) -> Vec<usize> {
    let mut ends: Vec<Option<usize>> = vec![None; direct.len()];
    // The last way that visited each finding.
    let mut visited = vec![usize::MAX; direct.len()];
    for index in 0..direct.len() {
        let mut way = Vec::new();
        let mut at = index;
        let end = loop {
            if let Some(end) = ends[at] {
                break end;
            }
            if visited[at] == index {
                let cycle = way.iter().skip_while(|before| **before != at);
                break cycle.copied().min().unwrap_or(at);
            }
            visited[at] = index;
            way.push(at);
            match direct[at] {
                Some(next) => at = next,
                None => break at,
            }
        };
        for on_way in way {
            ends[on_way] = Some(end);
        }
    }
    ends.into_iter().enumerate().map(|(index, end)| end.unwrap_or(index)).collect()
}

#[cfg(test)]
mod tests {
    use super::ends_of;

    #[test]
    fn long_ways_and_cycles_end_at_the_first_cause() {
        let mut direct: Vec<Option<usize>> = (0..100_000).map(|index: usize| index.checked_sub(1)).collect();
        assert!(ends_of(&direct).iter().all(|end| *end == 0));
        direct[0] = Some(2);
        direct[7] = None;
        let ends = ends_of(&direct);
        assert_eq!((&ends[..9], ends[99_999]), (&[0, 0, 0, 0, 0, 0, 0, 7, 7][..], 7));
    }
}
