//! Merges nodes until a view is small enough to be read: first crates outside the workspace, then siblings with their
//! parent, the deepest first, then crates and modules with a common beginning of their names, at last those with the
//! fewest dependencies.
//!
//! The merges form one fixed sequence. Each one only removes edges, so a binary search finds how many are needed.
//! O((n + m) log n) with n nodes and m edges, and paths of bounded depth.

use super::draft::Draft;
use std::collections::{BTreeMap, BTreeSet};

/// What a node becomes part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Merged {
    /// Nothing: it stays.
    Itself(usize),
    /// The node with a name, which is among its ancestors.
    Ancestor(String),
    /// The node for all crates outside that are not shown.
    External,
    /// The node for everything else that is not shown.
    Rest,
}

/// Returns what each kept node becomes part of, so that at most `max` edges and `max` nodes are left.
pub(super) fn coarsen(
    draft: &Draft,
    nodes: &BTreeSet<usize>,
    edges: &BTreeSet<(usize, usize)>,
    max: usize,
) -> BTreeMap<usize, Merged> {
    let plan = Plan::new(draft, nodes, edges);
    let fits = |steps: usize| {
        let merged = plan.after(steps);
        let left: BTreeSet<&Merged> = merged.values().collect();
        left.len() <= max.max(1) && plan.edges_after(&merged) <= max
    };
    let (mut low, mut high) = (0, plan.steps());
    while low < high {
        let middle = low.midpoint(high);
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    plan.after(low)
}

/// The sequence of merges.
struct Plan<'a> {
    draft: &'a Draft,
    nodes: &'a BTreeSet<usize>,
    edges: &'a BTreeSet<(usize, usize)>,
    /// The crates outside, in the order in which they are merged into one.
    external: Vec<usize>,
    /// The step at which the nodes with a common ancestor are merged, counted from 0 after all crates outside.
    ancestors: BTreeMap<String, usize>,
    /// What is left after these steps, in the order in which it is merged into the rest.
    rest: Vec<Merged>,
}

impl<'a> Plan<'a> {
    fn new(draft: &'a Draft, nodes: &'a BTreeSet<usize>, edges: &'a BTreeSet<(usize, usize)>) -> Self {
        let mut degrees: BTreeMap<usize, usize> = BTreeMap::new();
        for (from, to) in edges {
            *degrees.entry(*from).or_default() += 1;
            *degrees.entry(*to).or_default() += 1;
        }
        let is_external = |at: &usize| draft.nodes[*at].kind == super::NodeKind::External;
        let mut external: Vec<usize> = nodes.iter().copied().filter(is_external).collect();
        external.sort_by_key(|at| (degrees.get(at).copied().unwrap_or_default(), *at));
        // Merging one node with nothing changes nothing.
        let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for at in nodes.iter().filter(|at| !is_external(at)) {
            for (depth, name) in draft.ancestors[*at].iter().enumerate() {
                let entry = found.entry(name).or_insert((depth, 0));
                entry.1 += 1;
            }
        }
        let mut order: Vec<_> = found.into_iter().filter(|(_, (_, count))| *count > 1).collect();
        order.sort_by_key(|(name, (depth, count))| (std::cmp::Reverse(*depth), *count, *name));
        let ancestors = order.into_iter().enumerate().map(|(step, (name, _))| (name.to_owned(), step)).collect();
        let mut plan = Self { draft, nodes, edges, external, ancestors, rest: Vec::new() };
        plan.rest = plan.last_steps();
        plan
    }

    fn last_steps(&self) -> Vec<Merged> {
        let merged = self.after(self.external.len() + self.ancestors.len());
        let mut degrees: BTreeMap<&Merged, usize> = merged.values().map(|one| (one, 0)).collect();
        for (from, to) in self.ends(&merged) {
            *degrees.entry(from).or_default() += 1;
            *degrees.entry(to).or_default() += 1;
        }
        let mut rest: Vec<_> = degrees.into_iter().collect();
        rest.sort_by_key(|(one, degree)| (*degree, *one));
        rest.into_iter().map(|(one, _)| one.clone()).collect()
    }

    /// Returns the number of steps.
    fn steps(&self) -> usize {
        self.external.len() + self.ancestors.len() + self.rest.len()
    }

    /// Returns what each node is part of after some steps.
    fn after(&self, steps: usize) -> BTreeMap<usize, Merged> {
        // A single node is not merged into a node of its own.
        let external: BTreeSet<usize> =
            self.external.iter().take(steps).filter(|_| steps > 1 && self.external.len() > 1).copied().collect();
        let steps = steps.saturating_sub(self.external.len());
        let rest_steps = steps.saturating_sub(self.ancestors.len());
        let rest: BTreeSet<&Merged> = self.rest.iter().take(rest_steps).filter(|_| rest_steps > 1).collect();
        let merged = self.nodes.iter().map(|at| {
            let mut own = if external.contains(at) {
                Merged::External
            } else {
                let is_merged = |name: &&String| self.ancestors.get(*name).is_some_and(|step| *step < steps);
                let outermost = self.draft.ancestors[*at].iter().find(is_merged);
                outermost.map_or(Merged::Itself(*at), |name| Merged::Ancestor(name.clone()))
            };
            if rest.contains(&own) {
                own = Merged::Rest;
            }
            (*at, own)
        });
        merged.collect()
    }

    /// Returns the ends of the edges that are left.
    fn ends<'m>(&self, merged: &'m BTreeMap<usize, Merged>) -> BTreeSet<(&'m Merged, &'m Merged)> {
        let ends = self.edges.iter().filter_map(|(from, to)| Some((merged.get(from)?, merged.get(to)?)));
        ends.filter(|(from, to)| from != to).collect()
    }

    fn edges_after(&self, merged: &BTreeMap<usize, Merged>) -> usize {
        self.ends(merged).len()
    }
}
