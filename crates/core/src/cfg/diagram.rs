//! Reduced ordered binary decision diagrams over numbered variables ("levels"). It does not know what a variable means.
//!
//! A function is a number; equal functions are equal numbers. Sizes are bounded, so that no input can exhaust
//! memory or stack: an operation that would pass a bound says [`TooLarge`], and the caller decides what is sound.

use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// A function of one [`Diagram`].
pub(super) type Function = u32;

/// Holds never.
pub(super) const NEVER: Function = 0;
/// Holds always.
pub(super) const ALWAYS: Function = 1;

/// No path is longer than this, which bounds every recursion.
const MAX_HEIGHT: u32 = 800;
/// Cached results, beyond which the cache starts anew.
const MAX_CACHED: usize = 1 << 20;

/// The result would be larger than a diagram may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// What [`Diagram::apply`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub(super) enum Operation {
    And,
    Or,
    /// Of the first operand; the second is not looked at.
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
struct Node {
    level: u32,
    low: Function,
    high: Function,
}

/// A store of functions.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Diagram {
    nodes: Vec<Node>,
    heights: Vec<u32>,
    #[bitcode(skip)]
    unique: FxHashMap<Node, Function>,
    #[bitcode(skip)]
    applied: FxHashMap<(Operation, Function, Function), Function>,
    /// How many nodes one operation may add, and how many there may be in all.
    bounds: (usize, usize),
}

impl Diagram {
    /// An empty store, with a bound on the nodes that one operation adds and one on all nodes.
    pub(super) fn new(bounds: (usize, usize)) -> Self {
        let terminal = Node { level: u32::MAX, low: NEVER, high: NEVER };
        Self {
            nodes: vec![terminal; 2],
            heights: vec![0; 2],
            unique: FxHashMap::default(),
            applied: FxHashMap::default(),
            bounds,
        }
    }

    /// The same functions, and none of the results that were cached.
    pub(super) fn fork(&self) -> Self {
        Self {
            nodes: self.nodes.clone(),
            heights: self.heights.clone(),
            unique: self.unique.clone(),
            applied: FxHashMap::default(),
            bounds: self.bounds,
        }
    }

    /// How many functions there are.
    pub(super) fn count(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// Makes the table of a diagram that was kept without it.
    pub(super) fn restore(&mut self) {
        let nodes = self.nodes.iter().enumerate().skip(2);
        self.unique = nodes.map(|(function, node)| (*node, function as Function)).collect();
    }

    /// The variable of a level. A single node is always granted.
    pub(super) fn variable(&mut self, level: u32) -> Function {
        self.node(level, NEVER, ALWAYS, usize::MAX).unwrap_or(ALWAYS)
    }

    /// The level that a function decides first; `u32::MAX` for the two constants.
    pub(super) fn level(&self, of: Function) -> u32 {
        self.nodes[of as usize].level
    }

    /// The function where its first variable is false, and where it is true.
    pub(super) fn branches(&self, of: Function) -> (Function, Function) {
        let node = self.nodes[of as usize];
        (node.low, node.high)
    }

    /// The branches of a function at a level that is not below its first one.
    pub(super) fn cofactors(&self, of: Function, level: u32) -> (Function, Function) {
        if self.level(of) == level { self.branches(of) } else { (of, of) }
    }

    /// "Where the level is true `high`, else `low`"; both must lie below the level.
    pub(super) fn choose(&mut self, level: u32, low: Function, high: Function) -> Result<Function, TooLarge> {
        let limit = self.bounds.1;
        self.node(level, low, high, limit)
    }

    fn node(&mut self, level: u32, low: Function, high: Function, limit: usize) -> Result<Function, TooLarge> {
        if low == high {
            return Ok(low);
        }
        let node = Node { level, low, high };
        if let Some(known) = self.unique.get(&node) {
            return Ok(*known);
        }
        let height = 1 + self.heights[low as usize].max(self.heights[high as usize]);
        if self.nodes.len() >= limit || height > MAX_HEIGHT {
            return Err(TooLarge);
        }
        let function = self.nodes.len() as Function;
        self.nodes.push(node);
        self.heights.push(height);
        self.unique.insert(node, function);
        Ok(function)
    }

    /// One operation on one or two functions.
    pub(super) fn apply(&mut self, operation: Operation, a: Function, b: Function) -> Result<Function, TooLarge> {
        let limit = self.nodes.len().saturating_add(self.bounds.0).min(self.bounds.1);
        if self.applied.len() > MAX_CACHED {
            self.applied.clear();
        }
        self.apply_within(operation, a, b, limit)
    }

    fn apply_within(
        &mut self,
        operation: Operation,
        a: Function,
        b: Function,
        limit: usize,
    ) -> Result<Function, TooLarge> {
        let (a, b) = match (operation, a, b) {
            (Operation::Not, NEVER | ALWAYS, _) => return Ok(1 - a),
            (Operation::Not, ..) => (a, NEVER),
            (Operation::And, NEVER, _) | (Operation::And, _, NEVER) => return Ok(NEVER),
            (Operation::Or, ALWAYS, _) | (Operation::Or, _, ALWAYS) => return Ok(ALWAYS),
            (Operation::And, ALWAYS, other)
            | (Operation::And, other, ALWAYS)
            | (Operation::Or, NEVER, other)
            | (Operation::Or, other, NEVER) => return Ok(other),
            (_, a, b) if a == b => return Ok(a),
            (_, a, b) => (a.min(b), a.max(b)),
        };
        if let Some(known) = self.applied.get(&(operation, a, b)) {
            return Ok(*known);
        }
        let level = self.level(a).min(self.level(b));
        let (a_low, a_high) = self.cofactors(a, level);
        let (b_low, b_high) = self.cofactors(b, level);
        let low = self.apply_within(operation, a_low, b_low, limit)?;
        let high = self.apply_within(operation, a_high, b_high, limit)?;
        let result = self.node(level, low, high, limit)?;
        self.applied.insert((operation, a, b), result);
        Ok(result)
    }

    /// `a` and `b`.
    pub(super) fn and(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::And, a, b)
    }

    /// `a` or `b`.
    pub(super) fn or(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::Or, a, b)
    }

    /// Not `a`.
    pub(super) fn not(&mut self, a: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::Not, a, NEVER)
    }

    /// `a`, but not `b`.
    pub(super) fn without(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        let not_b = self.not(b)?;
        self.and(a, not_b)
    }

    /// The function with some of its variables decided.
    pub(super) fn decide(
        &mut self,
        of: Function,
        decide: &mut dyn FnMut(u32) -> Option<bool>,
    ) -> Result<Function, TooLarge> {
        self.decide_within(of, decide, &mut FxHashMap::default())
    }

    fn decide_within(
        &mut self,
        of: Function,
        decide: &mut dyn FnMut(u32) -> Option<bool>,
        known: &mut FxHashMap<Function, Function>,
    ) -> Result<Function, TooLarge> {
        if of <= ALWAYS {
            return Ok(of);
        }
        if let Some(result) = known.get(&of) {
            return Ok(*result);
        }
        let Node { level, low, high } = self.nodes[of as usize];
        let result = match decide(level) {
            Some(false) => self.decide_within(low, decide, known)?,
            Some(true) => self.decide_within(high, decide, known)?,
            None => {
                let low = self.decide_within(low, decide, known)?;
                let high = self.decide_within(high, decide, known)?;
                self.choose(level, low, high)?
            }
        };
        known.insert(of, result);
        Ok(result)
    }

    /// Whether two functions hold together somewhere; adds no nodes.
    pub(super) fn meets(&self, a: Function, b: Function) -> bool {
        self.meets_within(a, b, &mut FxHashSet::default())
    }

    fn meets_within(&self, a: Function, b: Function, apart: &mut FxHashSet<(Function, Function)>) -> bool {
        match (a, b) {
            (NEVER, _) | (_, NEVER) => false,
            // Everything but `NEVER` holds somewhere.
            (ALWAYS, _) | (_, ALWAYS) => true,
            _ if a == b => true,
            _ if apart.contains(&(a, b)) => false,
            _ => {
                let level = self.level(a).min(self.level(b));
                let (a_low, a_high) = self.cofactors(a, level);
                let (b_low, b_high) = self.cofactors(b, level);
                let found = self.meets_within(a_low, b_low, apart) || self.meets_within(a_high, b_high, apart);
                if !found {
                    apart.insert((a, b));
                }
                found
            }
        }
    }

    /// The levels that a function looks at, sorted.
    pub(super) fn support(&self, of: Function) -> Vec<u32> {
        let mut seen = FxHashSet::default();
        let mut levels = FxHashSet::default();
        let mut open = vec![of];
        while let Some(function) = open.pop() {
            if function > ALWAYS && seen.insert(function) {
                let Node { level, low, high } = self.nodes[function as usize];
                levels.insert(level);
                open.extend([low, high]);
            }
        }
        let mut levels: Vec<u32> = levels.into_iter().collect();
        levels.sort_unstable();
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Boolean term over four variables.
    #[derive(Clone, Debug)]
    enum Term {
        Variable(u32),
        Not(Box<Term>),
        And(Box<Term>, Box<Term>),
        Or(Box<Term>, Box<Term>),
    }

    impl Term {
        fn holds(&self, row: u32) -> bool {
            match self {
                Self::Variable(level) => row & (1 << level) != 0,
                Self::Not(a) => !a.holds(row),
                Self::And(a, b) => a.holds(row) && b.holds(row),
                Self::Or(a, b) => a.holds(row) || b.holds(row),
            }
        }

        fn table(&self) -> u32 {
            (0..16).filter(|row| self.holds(*row)).fold(0, |table, row| table | 1 << row)
        }

        fn build(&self, diagram: &mut Diagram) -> Result<Function, TooLarge> {
            match self {
                Self::Variable(level) => Ok(diagram.variable(*level)),
                Self::Not(a) => {
                    let a = a.build(diagram)?;
                    diagram.not(a)
                }
                Self::And(a, b) => {
                    let (a, b) = (a.build(diagram)?, b.build(diagram)?);
                    diagram.and(a, b)
                }
                Self::Or(a, b) => {
                    let (a, b) = (a.build(diagram)?, b.build(diagram)?);
                    diagram.or(a, b)
                }
            }
        }
    }

    fn term() -> impl Strategy<Value = Term> {
        (0u32..4).prop_map(Term::Variable).prop_recursive(6, 40, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|a| Term::Not(a.into())),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Term::And(a.into(), b.into())),
                (inner.clone(), inner).prop_map(|(a, b)| Term::Or(a.into(), b.into())),
            ]
        })
    }

    proptest! {
        #[test]
        fn functions_are_their_truth_tables(a in term(), b in term(), level in 0u32..4, value: bool) {
            let mut diagram = Diagram::new((1000, 10_000));
            let (f, g) = (a.build(&mut diagram).unwrap(), b.build(&mut diagram).unwrap());
            prop_assert_eq!(f == g, a.table() == b.table());
            prop_assert_eq!(diagram.meets(f, g), a.table() & b.table() != 0);
            let fixed = diagram.decide(f, &mut |at| (at == level).then_some(value)).unwrap();
            for row in 0..16u32 {
                let row = if value { row | 1 << level } else { row & !(1 << level) };
                let mut at = fixed;
                while at > ALWAYS {
                    let (low, high) = diagram.branches(at);
                    at = if row & (1 << diagram.level(at)) != 0 { high } else { low };
                }
                prop_assert_eq!(at == ALWAYS, a.holds(row));
            }
        }
    }

    #[test]
    fn what_is_too_large_is_said() {
        let mut diagram = Diagram::new((1 << 12, 1 << 12));
        let mut all = ALWAYS;
        let result = (0..100_000).rev().try_for_each(|level| {
            let variable = diagram.variable(level);
            all = diagram.and(variable, all)?;
            Ok(())
        });
        assert_eq!(result, Err(TooLarge));
        assert_eq!(diagram.support(all).len(), MAX_HEIGHT as usize);
    }
}
