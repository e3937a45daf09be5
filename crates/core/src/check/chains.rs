//! Finds the shortest chains from Rust modules to matches of `to`, for `transitive`. It knows the graph, but no rule.
//!
//! There can be many starts and few matches, or the reverse. The search begins at the smaller side: forward from each
//! start to all matches, or backward from each match to all starts, which builds a `Tree`. Both find the same chain:
//! the shortest one, and among several the one whose first step comes first in the source, then its second step, and
//! so on. If no configuration contains that chain, a forward search looks for another.

use crate::{
    cfg::Cfg,
    graph::{Graph, ReferenceId, RustModuleId},
    rules::Match,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::context::CheckContext;

/// The possible steps of chains, by Rust module.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// Steps to another Rust module, by the defined end.
    pub(super) on: Vec<Vec<(RustModuleId, ReferenceId)>>,
    /// First steps to another Rust module, by any end.
    pub(super) first: Vec<Vec<(RustModuleId, ReferenceId)>>,
    /// Last steps to a match of `to`, by the defined end.
    pub(super) last: Vec<Vec<(Match, usize, ReferenceId)>>,
    /// Matches that are reached in one step, by any end. They need no chain.
    pub(super) direct: Vec<BTreeSet<Match>>,
}

/// A chain from a Rust module to a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShortestChain {
    /// The index of the selector that matched.
    pub(super) selector: usize,
    /// The number of steps.
    pub(super) length: usize,
    /// One reference for each step; in a long chain, only for the first and last steps.
    pub(super) references: Vec<ReferenceId>,
}

/// The shortest chain to each match.
pub(super) type ChainsByMatch = BTreeMap<Match, ShortestChain>;

/// The number of first and of last steps that a long chain keeps. All steps of all chains of a large graph may not fit
/// in memory.
pub(super) const KEPT_STEPS: usize = 16;

/// The maximum number of (Rust module, condition) states that a forward search visits beyond one for each Rust module.
const MAX_STATES: usize = 100_000;

/// How many steps longer than the unconditional shortest chain a chain may be in the first, restricted forward search.
const MAX_DETOUR: u32 = 4;

/// The maximum number of nodes of all trees that are kept at once.
const MAX_NODES: usize = 1 << 22;

impl Steps {
    /// Creates an empty table for a number of Rust modules.
    pub(super) fn new(count: usize) -> Self {
        Self {
            on: vec![Vec::new(); count],
            first: vec![Vec::new(); count],
            last: vec![Vec::new(); count],
            direct: vec![BTreeSet::new(); count],
        }
    }

    /// Keeps only the first of several references with the same target and condition. First steps are all kept, since
    /// exceptions cover them one by one.
    pub(super) fn thin_out(&mut self, graph: &Graph) {
        for steps in &mut self.on {
            let mut seen = FxHashSet::default();
            steps.retain(|(to, id)| seen.insert((*to, graph.reference(*id).cfg)));
        }
        for steps in &mut self.last {
            let mut seen = FxHashSet::default();
            steps.retain(|(found, _, id)| seen.insert((*found, graph.reference(*id).cfg)));
        }
    }

    /// Returns the Rust modules that have a step to each Rust module.
    fn before(&self, first: bool) -> Vec<Vec<RustModuleId>> {
        let mut before = vec![Vec::new(); self.on.len()];
        for at in 0..self.on.len() {
            let first = if first { self.first[at].as_slice() } else { &[] };
            for (to, _) in self.on[at].iter().chain(first) {
                before[to.0 as usize].push(RustModuleId(at as u32));
            }
        }
        before
    }

    /// Returns for each Rust module whether a match can be reached from it, ignoring conditions. O(n + m).
    pub(super) fn useful(&self) -> Vec<bool> {
        let before = self.before(true);
        let mut useful: Vec<bool> = self.last.iter().map(|last| !last.is_empty()).collect();
        let mut queue: Vec<usize> = (0..useful.len()).filter(|at| useful[*at]).collect();
        while let Some(at) = queue.pop() {
            for next in before[at].iter().map(|next| next.0 as usize) {
                if !useful[next] {
                    useful[next] = true;
                    queue.push(next);
                }
            }
        }
        useful
    }
}

/// A search for chains under one binding of a rule's captures.
pub(super) struct Search<'s> {
    pub(super) steps: &'s mut Steps,
    pub(super) useful: &'s [bool],
    /// The trees of all matches, if they are small enough to keep.
    trees: Vec<(Match, Tree)>,
}

impl<'s> Search<'s> {
    /// Finds the shortest chain from each start to each match that it does not reach in one step. The result has the
    /// order of `starts`.
    ///
    /// The search ends early if it finds `most` chains.
    ///
    /// O(min(s, t) (n + m)) for s starts and t matches, n Rust modules and m references between them. A start whose
    /// shortest chain exists in no configuration needs a forward search of its own: O(n + m) for each combination of
    /// conditions, up to a limit.
    pub(super) fn run(
        cx: &mut CheckContext<'_>,
        steps: &'s mut Steps,
        useful: &'s [bool],
        starts: &[RustModuleId],
        most: usize,
    ) -> (Self, Vec<ChainsByMatch>) {
        let mut count = 0;
        let mut search = Self { steps, useful, trees: Vec::new() };
        let ends = search.ends();
        if ends.len() > starts.len() {
            let forward = |start: &RustModuleId| {
                let found = if count < most { search.forward(cx, *start, None) } else { ChainsByMatch::new() };
                count += found.len();
                found
            };
            let found = starts.iter().map(forward).collect();
            return (search, found);
        }
        let before = search.steps.before(false);
        let ends: Vec<_> = ends.into_iter().collect();
        let at_once = (MAX_NODES / search.steps.on.len().max(1)).max(1);
        let mut found: Vec<Option<ChainsByMatch>> = vec![Some(ChainsByMatch::new()); starts.len()];
        for part in ends.chunks(at_once) {
            let tree = |(hit, ends): &(Match, Vec<LastStep>)| (*hit, Tree::new(cx, search.steps, &before, ends));
            search.trees = part.iter().map(tree).collect();
            for (start, found) in starts.iter().zip(&mut found) {
                if count >= most {
                    break;
                }
                let before = found.as_ref().map_or(0, BTreeMap::len);
                *found = found.take().and_then(|so_far| search.back(cx, *start, so_far, false));
                count += found.as_ref().map_or(0, BTreeMap::len).saturating_sub(before);
            }
        }
        if ends.len() > at_once {
            search.trees.clear();
        }
        let mut forward = |start: &RustModuleId| {
            let found = if count < most { search.forward(cx, *start, None) } else { ChainsByMatch::new() };
            count += found.len();
            found
        };
        let all = starts.iter().zip(found).map(|(start, found)| found.unwrap_or_else(|| forward(start))).collect();
        (search, all)
    }

    /// Finds the chains from a Rust module again, without some of its first steps.
    pub(super) fn again(
        &mut self,
        cx: &mut CheckContext<'_>,
        start: RustModuleId,
        without: &[ReferenceId],
    ) -> ChainsByMatch {
        self.steps.first[start.0 as usize].retain(|(_, id)| !without.contains(id));
        let back = if self.trees.is_empty() { None } else { self.back(cx, start, ChainsByMatch::new(), true) };
        back.unwrap_or_else(|| self.forward(cx, start, None))
    }

    /// Returns the last steps to each match.
    fn ends(&self) -> BTreeMap<Match, Vec<LastStep>> {
        let mut ends: BTreeMap<Match, Vec<LastStep>> = BTreeMap::new();
        for (at, last) in self.steps.last.iter().enumerate() {
            for (found, selector, id) in last {
                let ends = ends.entry(*found).or_default();
                if ends.last().is_none_or(|end| end.at.0 as usize != at) {
                    ends.push(LastStep { at: RustModuleId(at as u32), selector: *selector, reference: *id });
                }
            }
        }
        ends
    }

    /// Adds the chain to each match from its tree. Returns `None` if the trees do not determine it.
    fn back(
        &self,
        cx: &mut CheckContext<'_>,
        start: RustModuleId,
        mut so_far: ChainsByMatch,
        thinned: bool,
    ) -> Option<ChainsByMatch> {
        for (hit, tree) in self.trees.iter().filter(|(hit, _)| !self.steps.direct[start.0 as usize].contains(hit)) {
            let nearest = self.steps.first[start.0 as usize].iter().min_by_key(|(to, _)| tree.distance(*to));
            let Some((to, id)) = nearest.filter(|(to, _)| tree.distance(*to) != FAR) else { continue };
            // A shortest chain passes through its own start only if the start has no such step itself.
            let at_end = tree.distance(start) == 1;
            let returns = (thinned || at_end) && tree.way(*to).any(|at| at == start);
            let after = tree.nodes[to.0 as usize].condition.filter(|_| !returns);
            let own = cx.graph.reference(*id).cfg;
            if after.and_then(|condition| cx.conditions.both(own, condition)).is_none() {
                let aims = (1..=MAX_DETOUR).map(|more| Aim { hit: *hit, tree, most: tree.distance(*to) + more });
                so_far.insert(*hit, aims.into_iter().find_map(|aim| self.forward(cx, start, Some(&aim)).remove(hit))?);
                continue;
            }
            so_far.insert(*hit, tree.chain(*to, *id));
        }
        Some(so_far)
    }

    /// Searches breadth first over states of (Rust module, condition of the chain so far). With an aim, it visits only
    /// Rust modules that can reach the aim.
    fn forward(&self, cx: &mut CheckContext<'_>, start: RustModuleId, aim: Option<&Aim<'_>>) -> ChainsByMatch {
        let steps = &*self.steps;
        let mut found = ChainsByMatch::new();
        let mut states: Vec<State> = vec![(start, Cfg::ALWAYS, usize::MAX, None, 0)];
        let mut seen: FxHashMap<RustModuleId, Vec<Cfg>> = FxHashMap::default();
        seen.insert(start, vec![Cfg::ALWAYS]);
        let mut queue = VecDeque::from([0usize]);
        while let Some(state) = queue.pop_front() {
            let (at, condition, .., length) = states[state];
            if state != 0 {
                for (hit, selector, id) in &steps.last[at.0 as usize] {
                    let open = !found.contains_key(hit) && !steps.direct[start.0 as usize].contains(hit);
                    let open = open && aim.is_none_or(|aim| aim.hit == *hit);
                    if open && cx.conditions.both(condition, cx.graph.reference(*id).cfg).is_some() {
                        found.insert(*hit, chain(&states, state, *selector, *id));
                    }
                }
                if aim.is_some() && !found.is_empty() {
                    break;
                }
            }
            let next = if state == 0 { &steps.first } else { &steps.on };
            let leads_there =
                |to: RustModuleId| self.useful[to.0 as usize] && aim.is_none_or(|aim| aim.is_near(to, length + 1));
            for (to, id) in next[at.0 as usize].iter().filter(|(to, _)| leads_there(*to)) {
                let Some(together) = cx.conditions.both(condition, cx.graph.reference(*id).cfg) else { continue };
                // An earlier chain to this Rust module under an implied condition can take all the same steps.
                let before = seen.entry(*to).or_default();
                let is_new = !before.iter().any(|earlier| cx.conditions.holds_with(*earlier, together));
                if states.len() < MAX_STATES + self.useful.len() && is_new {
                    before.push(together);
                    queue.push_back(states.len());
                    states.push((*to, together, state, Some(*id), length + 1));
                }
            }
        }
        found
    }
}

/// A state: the Rust module, the condition, the previous state, the reference of the step, and the number of steps.
type State = (RustModuleId, Cfg, usize, Option<ReferenceId>, u32);

/// The aim of a restricted search, which skips Rust modules that are too far from it.
struct Aim<'t> {
    hit: Match,
    tree: &'t Tree,
    most: u32,
}

impl Aim<'_> {
    fn is_near(&self, at: RustModuleId, length: u32) -> bool {
        length.saturating_add(self.tree.distance(at)) <= self.most
    }
}

/// Returns the chain that ends with a step from a state.
fn chain(states: &[State], last: usize, selector: usize, step: ReferenceId) -> ShortestChain {
    let way = std::iter::successors(Some(last), |at| Some(states[*at].2).filter(|before| *before != usize::MAX));
    let mut references: Vec<_> = std::iter::once(step).chain(way.filter_map(|at| states[at].3)).collect();
    references.reverse();
    let length = references.len();
    if length > 2 * KEPT_STEPS {
        references.drain(KEPT_STEPS..length - KEPT_STEPS);
    }
    ShortestChain { selector, length, references }
}

/// A last step to a match.
#[derive(Debug)]
struct LastStep {
    at: RustModuleId,
    selector: usize,
    reference: ReferenceId,
}

/// The shortest paths to one match from all Rust modules.
struct Tree {
    nodes: Vec<Node>,
}

/// The shortest path from one Rust module.
#[derive(Clone, Copy)]
struct Node {
    /// The number of steps.
    distance: u32,
    /// The target of the first step; for a last step, the index of the selector.
    next: u32,
    /// The reference of the first step.
    reference: ReferenceId,
    /// The condition of the whole path, or `None` if no configuration contains it.
    condition: Option<Cfg>,
    /// The Rust module on the path from which few enough steps are left to keep all of them.
    tail: RustModuleId,
}

/// No path.
const FAR: u32 = u32::MAX;

impl Tree {
    /// O(n + m).
    fn new(cx: &mut CheckContext<'_>, steps: &Steps, before: &[Vec<RustModuleId>], ends: &[LastStep]) -> Self {
        let nowhere =
            Node { distance: FAR, next: 0, reference: ReferenceId(0), condition: None, tail: RustModuleId(0) };
        let mut tree = Self { nodes: vec![nowhere; before.len()] };
        let mut queue = VecDeque::new();
        for end in ends {
            let condition = cx.conditions.both(Cfg::ALWAYS, cx.graph.reference(end.reference).cfg);
            let (next, reference) = (end.selector as u32, end.reference);
            tree.nodes[end.at.0 as usize] = Node { distance: 1, next, reference, condition, tail: end.at };
            queue.push_back(end.at);
        }
        while let Some(at) = queue.pop_front() {
            let distance = tree.distance(at);
            if distance > 1 {
                tree.go_on(cx, steps, at);
            }
            for next in &before[at.0 as usize] {
                let so_far = &mut tree.nodes[next.0 as usize].distance;
                if *so_far == FAR {
                    *so_far = distance + 1;
                    queue.push_back(*next);
                }
            }
        }
        tree
    }

    /// Finds the first step from a Rust module. All nearer Rust modules must have theirs.
    fn go_on(&mut self, cx: &mut CheckContext<'_>, steps: &Steps, at: RustModuleId) {
        let distance = self.distance(at);
        let nearer = |(to, _): &&(RustModuleId, ReferenceId)| self.distance(*to) == distance - 1;
        let Some(&(to, reference)) = steps.on[at.0 as usize].iter().find(nearer) else { return };
        let after = self.nodes[to.0 as usize];
        let own = cx.graph.reference(reference).cfg;
        let condition = after.condition.and_then(|condition| cx.conditions.both(own, condition));
        let tail = if distance as usize <= KEPT_STEPS { at } else { after.tail };
        self.nodes[at.0 as usize] = Node { distance, next: to.0, reference, condition, tail };
    }

    fn distance(&self, at: RustModuleId) -> u32 {
        self.nodes[at.0 as usize].distance
    }

    /// Returns the Rust modules on the path from one, including itself.
    fn way(&self, from: RustModuleId) -> impl Iterator<Item = RustModuleId> {
        std::iter::successors(Some(from), |at| {
            let node = self.nodes[at.0 as usize];
            (node.distance > 1).then_some(RustModuleId(node.next))
        })
    }

    /// Returns the chain that begins with a step to a Rust module.
    fn chain(&self, to: RustModuleId, first: ReferenceId) -> ShortestChain {
        let length = self.distance(to) as usize + 1;
        let reference = |at: RustModuleId| self.nodes[at.0 as usize].reference;
        let mut references = vec![first];
        let rest = if length > 2 * KEPT_STEPS {
            references.extend(self.way(to).take(KEPT_STEPS - 1).map(reference));
            self.nodes[to.0 as usize].tail
        } else {
            to
        };
        references.extend(self.way(rest).map(reference));
        let selector = self.way(rest).last().map_or(0, |end| self.nodes[end.0 as usize].next as usize);
        ShortestChain { selector, length, references }
    }
}
