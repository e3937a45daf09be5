//! Reduced ordered binary decision diagrams (Bryant 1986) over numbered variables, called levels.
//!
//! Equal functions have equal IDs. Sizes are bounded, so that no input can exhaust memory or the stack: an operation
//! that would exceed a bound returns [`TooLarge`], and the caller decides what is sound. This file does not know what a
//! variable means.

use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// The ID of a Boolean function in a [`Diagram`].
pub(super) type Function = u32;

/// The function that is false everywhere.
pub(super) const NEVER: Function = 0;
/// The function that is true everywhere.
pub(super) const ALWAYS: Function = 1;

/// The maximum length of a path, which bounds every recursion.
const MAX_HEIGHT: u32 = 800;
/// The number of cached results beyond which the cache is cleared.
const MAX_CACHED: usize = 1 << 20;

/// The error of an operation whose result would exceed the bounds of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// An operation of [`Diagram::apply`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub(super) enum Operation {
    And,
    Or,
    /// The negation of the first operand; the second is ignored.
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
struct Node {
    level: u32,
    low: Function,
    high: Function,
}

/// A store of Boolean functions.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Diagram {
    nodes: Vec<Node>,
    heights: Vec<u32>,
    #[bitcode(skip)]
    unique: FxHashMap<Node, Function>,
    #[bitcode(skip)]
    applied: FxHashMap<(Operation, Function, Function), Function>,
    /// The number of nodes that one operation may add, and the total number of nodes.
    bounds: (usize, usize),
}

impl Diagram {
    /// Creates an empty store, with a bound on the nodes that one operation adds and one on all nodes.
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

    /// Copies all functions, without the cached results.
    pub(super) fn fork(&self) -> Self {
        Self {
            nodes: self.nodes.clone(),
            heights: self.heights.clone(),
            unique: self.unique.clone(),
            applied: FxHashMap::default(),
            bounds: self.bounds,
        }
    }

    /// Returns the number of functions.
    pub(super) fn count(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// Rebuilds the lookup table of a decoded diagram.
    pub(super) fn restore(&mut self) {
        let nodes = self.nodes.iter().enumerate().skip(2);
        self.unique = nodes.map(|(function, node)| (*node, function as Function)).collect();
    }

    /// Returns the function that is true if the variable of a level is true. This never fails, even in a full diagram.
    pub(super) fn variable(&mut self, level: u32) -> Function {
        self.node(level, NEVER, ALWAYS, usize::MAX).unwrap_or(ALWAYS)
    }

    /// Returns the first level that a function depends on, or `u32::MAX` for a constant.
    pub(super) fn level(&self, of: Function) -> u32 {
        self.nodes[of as usize].level
    }

    /// Returns the function restricted to its first variable being false, and being true.
    pub(super) fn branches(&self, of: Function) -> (Function, Function) {
        let node = self.nodes[of as usize];
        (node.low, node.high)
    }

    /// Returns the function restricted to the variable of `level` being false, and being true. `level` must not come
    /// after the first level of the function.
    pub(super) fn cofactors(&self, of: Function, level: u32) -> (Function, Function) {
        if self.level(of) == level { self.branches(of) } else { (of, of) }
    }

    /// Returns the function "if the variable of `level` is true then `high`, else `low`". Both must depend on later
    /// levels only.
    pub(super) fn branch(&mut self, level: u32, low: Function, high: Function) -> Result<Function, TooLarge> {
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

    /// Applies an operation to one or two functions.
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

    /// Returns the function `a and b`.
    pub(super) fn and(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::And, a, b)
    }

    /// Returns the function `a or b`.
    pub(super) fn or(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::Or, a, b)
    }

    /// Returns the function `not a`.
    pub(super) fn not(&mut self, a: Function) -> Result<Function, TooLarge> {
        self.apply(Operation::Not, a, NEVER)
    }

    /// Returns the function `a and not b`.
    pub(super) fn and_not(&mut self, a: Function, b: Function) -> Result<Function, TooLarge> {
        let not_b = self.not(b)?;
        self.and(a, not_b)
    }

    /// Replaces each variable for which `decide` returns a value by that value.
    pub(super) fn restrict(
        &mut self,
        of: Function,
        decide: &mut dyn FnMut(u32) -> Option<bool>,
    ) -> Result<Function, TooLarge> {
        self.restrict_within(of, decide, &mut FxHashMap::default())
    }

    fn restrict_within(
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
            Some(false) => self.restrict_within(low, decide, known)?,
            Some(true) => self.restrict_within(high, decide, known)?,
            None => {
                let low = self.restrict_within(low, decide, known)?;
                let high = self.restrict_within(high, decide, known)?;
                self.branch(level, low, high)?
            }
        };
        known.insert(of, result);
        Ok(result)
    }

    /// Returns whether `a and b` is true anywhere, without adding nodes.
    pub(super) fn intersects(&self, a: Function, b: Function) -> bool {
        self.intersects_within(a, b, &mut FxHashSet::default())
    }

    fn intersects_within(&self, a: Function, b: Function, disjoint: &mut FxHashSet<(Function, Function)>) -> bool {
        match (a, b) {
            (NEVER, _) | (_, NEVER) => false,
            // Only `NEVER` is true nowhere.
            (ALWAYS, _) | (_, ALWAYS) => true,
            _ if a == b => true,
            _ if disjoint.contains(&(a, b)) => false,
            _ => {
                let level = self.level(a).min(self.level(b));
                let (a_low, a_high) = self.cofactors(a, level);
                let (b_low, b_high) = self.cofactors(b, level);
                let found =
                    self.intersects_within(a_low, b_low, disjoint) || self.intersects_within(a_high, b_high, disjoint);
                if !found {
                    disjoint.insert((a, b));
                }
                found
            }
        }
    }

    /// Returns the levels that a function depends on, sorted.
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
        fn functions_equal_their_truth_tables(a in term(), b in term(), level in 0u32..4, value: bool) {
            let mut diagram = Diagram::new((1000, 10_000));
            let (f, g) = (a.build(&mut diagram).unwrap(), b.build(&mut diagram).unwrap());
            prop_assert_eq!(f == g, a.table() == b.table());
            prop_assert_eq!(diagram.intersects(f, g), a.table() & b.table() != 0);
            let fixed = diagram.restrict(f, &mut |at| (at == level).then_some(value)).unwrap();
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
    fn an_operation_beyond_the_bounds_fails() {
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
