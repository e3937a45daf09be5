//! Prints a predicate in the syntax of `cfg`, as briefly as a person would write it.
//!
//! 1. The function is copied into a diagram whose variables are its atoms in sorted order. So the text depends on nothing
//!    but the function.
//! 2. Literals that every satisfying configuration needs are factored out (`all(unix, …)`), then literals that suffice
//!    alone (`any(test, …)`), and so on for the remainder.
//! 3. A remainder without such literals becomes an irredundant sum of products (Minato 1992, Morreale 1970), or its
//!    dual, whichever is shorter.
//!
//! Configurations that are impossible, given what is known about `cfg`, are "don't cares" throughout.

mod expression;

use self::expression::{Expression, Operand};
use super::{
    atom::Atom,
    diagram::{ALWAYS, Diagram, Function, NEVER, TooLarge},
    theory::Theory,
};
use rustc_hash::FxHashMap;

/// The number of atoms beyond which a predicate is printed as `…`.
const MAX_ATOMS: usize = 64;
/// The number of nodes that one operation, and the printing of one predicate, may add.
const BOUNDS: (usize, usize) = (1 << 12, 1 << 14);
/// The number of steps that the search for a sum of products may take.
const MAX_STEPS: usize = 1 << 12;

/// Stands for a predicate, or a part of one, that is too large to print.
const ELLIPSIS: &str = "…";

/// Returns the text of a function, or `None` if it always holds given what is known about `cfg`.
///
/// `atom` returns the atom of a level, or `None` if the level belongs to an opaque predicate.
pub(super) fn render<'a>(diagram: &Diagram, of: Function, atom: &dyn Fn(u32) -> Option<&'a Atom>) -> Option<String> {
    Writer::new(diagram, of, atom)
        .and_then(|(mut writer, function)| writer.write(function))
        .unwrap_or_else(|TooLarge| Some(ELLIPSIS.to_owned()))
}

/// A level and the value that its variable must have.
type Literal = (u32, bool);

/// A copy of one predicate in a diagram of its own, whose levels are the indices of its sorted atoms.
struct Writer {
    diagram: Diagram,
    /// The text of each level's atom.
    texts: Vec<String>,
    /// What is known about the atoms.
    known: Function,
}

impl Writer {
    fn new<'a>(
        diagram: &Diagram,
        of: Function,
        atom: &dyn Fn(u32) -> Option<&'a Atom>,
    ) -> Result<(Self, Function), TooLarge> {
        let support = diagram.support(of);
        if support.len() > MAX_ATOMS {
            return Err(TooLarge);
        }
        let mut atoms = Vec::new();
        let mut opaque = Vec::new();
        for level in support {
            match atom(level) {
                Some(atom) => atoms.push((atom, level)),
                None => opaque.push(level),
            }
        }
        atoms.sort();
        let mut own = Diagram::new(BOUNDS);
        let mut theory = Theory::default();
        let mut texts = Vec::new();
        let mut levels = FxHashMap::default();
        for (atom, level) in atoms {
            let new = texts.len() as u32;
            let variable = own.variable(new);
            theory.add(&mut own, atom, variable);
            texts.push(atom.text());
            levels.insert(level, new);
        }
        for level in opaque {
            levels.insert(level, texts.len() as u32);
            texts.push(ELLIPSIS.to_owned());
        }
        let mut writer = Self { diagram: own, texts, known: theory.known };
        let function = writer.copy(diagram, of, &levels, &mut FxHashMap::default())?;
        Ok((writer, function))
    }

    /// Copies a function from another diagram, in which the variables have a different order.
    fn copy(
        &mut self,
        from: &Diagram,
        of: Function,
        levels: &FxHashMap<u32, u32>,
        known: &mut FxHashMap<Function, Function>,
    ) -> Result<Function, TooLarge> {
        if of <= ALWAYS {
            return Ok(of);
        }
        if let Some(done) = known.get(&of) {
            return Ok(*done);
        }
        let (low, high) = from.branches(of);
        let low = self.copy(from, low, levels, known)?;
        let high = self.copy(from, high, levels, known)?;
        let variable = self.diagram.variable(levels.get(&from.level(of)).copied().unwrap_or_default());
        let result = self.either(variable, low, high)?;
        known.insert(of, result);
        Ok(result)
    }

    fn either(&mut self, variable: Function, low: Function, high: Function) -> Result<Function, TooLarge> {
        let high = self.diagram.and(variable, high)?;
        let low = self.diagram.and_not(low, variable)?;
        self.diagram.or(high, low)
    }

    fn write(&mut self, function: Function) -> Result<Option<String>, TooLarge> {
        let mut care = self.known;
        if !self.diagram.intersects(function, care) {
            // An impossible predicate is printed unsimplified, so that the reader sees why.
            care = ALWAYS;
        }
        if self.diagram.and_not(care, function)? == NEVER {
            return Ok(None);
        }
        Ok(Some(self.expression(function, care)?.text()))
    }

    /// Returns the expression for a function that is neither impossible nor certain where `care` holds.
    fn expression(&mut self, function: Function, care: Function) -> Result<Expression, TooLarge> {
        let opposite = self.diagram.not(function)?;
        for all in [true, false] {
            // A literal suffices alone if its opposite is necessary for the function to be false.
            let within = self.diagram.and(if all { function } else { opposite }, care)?;
            let (literals, rest, care) = self.factor_out(function, within, care)?;
            if literals.is_empty() {
                continue;
            }
            let mut operands = self.operands(literals.iter().map(|(level, value)| (*level, *value == all)));
            let settled =
                if all { self.diagram.and_not(care, rest)? == NEVER } else { !self.diagram.intersects(rest, care) };
            if !settled {
                let inner = self.expression(rest, care)?;
                if inner.all == all || inner.operands.len() == 1 {
                    operands.extend(inner.operands);
                } else {
                    operands.push(Operand { negated: false, text: inner.text() });
                }
            }
            return Ok(Expression { all, operands });
        }
        let (sum, product) = (self.sum(function, care, false)?, self.sum(function, care, true)?);
        let length = |expression: &Expression| {
            let text = expression.text();
            (text.chars().count(), text)
        };
        Ok(if length(&sum) <= length(&product) { sum } else { product })
    }

    /// Finds the literals that `within` implies, without those that follow from others.
    ///
    /// Returns them with the rest of the function where they hold, and the part of `care` where they hold.
    fn factor_out(
        &mut self,
        function: Function,
        within: Function,
        care: Function,
    ) -> Result<(Vec<Literal>, Function, Function), TooLarge> {
        let mut literals = Vec::new();
        for level in self.diagram.support(function) {
            let (variable, opposite) = self.literal(level)?;
            match (self.diagram.intersects(within, variable), self.diagram.intersects(within, opposite)) {
                (true, false) => literals.push((level, true)),
                (false, true) => literals.push((level, false)),
                _ => {}
            }
        }
        let mut inner_care = care;
        for (level, value) in &literals {
            let (variable, opposite) = self.literal(*level)?;
            inner_care = self.diagram.and(inner_care, if *value { variable } else { opposite })?;
        }
        let decided: FxHashMap<u32, bool> = literals.iter().copied().collect();
        let rest = self.diagram.restrict(function, &mut |level| decided.get(&level).copied())?;
        self.drop_redundant(&mut literals, care)?;
        Ok((literals, rest, inner_care))
    }

    /// Removes literals that follow from the others: negative before positive ones, and longer before shorter ones.
    fn drop_redundant(&mut self, literals: &mut Vec<Literal>, care: Function) -> Result<(), TooLarge> {
        let mut order = literals.clone();
        order.sort_by_key(|(level, value)| (*value, std::cmp::Reverse(self.texts[*level as usize].len()), *level));
        for candidate in order {
            let mut others = care;
            for (level, value) in literals.iter().filter(|literal| **literal != candidate) {
                let (variable, opposite) = self.literal(*level)?;
                others = self.diagram.and(others, if *value { variable } else { opposite })?;
            }
            let (variable, opposite) = self.literal(candidate.0)?;
            if !self.diagram.intersects(others, if candidate.1 { opposite } else { variable }) {
                literals.retain(|literal| *literal != candidate);
            }
        }
        Ok(())
    }

    /// Returns the functions of the positive and the negative literal of a level.
    fn literal(&mut self, level: u32) -> Result<(Function, Function), TooLarge> {
        let variable = self.diagram.variable(level);
        Ok((variable, self.diagram.not(variable)?))
    }

    fn operands(&self, literals: impl Iterator<Item = Literal>) -> Vec<Operand> {
        literals.map(|(level, value)| Operand { negated: !value, text: self.texts[level as usize].clone() }).collect()
    }

    /// Returns the function as a sum of products, or as the dual: a product of sums.
    fn sum(&mut self, function: Function, care: Function, dual: bool) -> Result<Expression, TooLarge> {
        let opposite = self.diagram.not(function)?;
        let (on, off) = if dual { (opposite, function) } else { (function, opposite) };
        let lower = self.diagram.and(on, care)?;
        let off = self.diagram.and(off, care)?;
        let upper = self.diagram.not(off)?;
        let (cubes, _) = self.cover(lower, upper, &mut 0)?;
        let operands = cubes.into_iter().map(|cube| {
            let mut operands = self.operands(cube.into_iter().map(|(level, value)| (level, value != dual)));
            if operands.len() == 1 {
                operands.swap_remove(0)
            } else {
                Operand { negated: false, text: Expression { all: !dual, operands }.text() }
            }
        });
        Ok(Expression { all: dual, operands: operands.collect() })
    }

    /// Returns an irredundant cover: a list of cubes whose union includes `lower` and lies within `upper`. Also returns the
    /// function of that union.
    fn cover(
        &mut self,
        lower: Function,
        upper: Function,
        steps: &mut usize,
    ) -> Result<(Vec<Vec<Literal>>, Function), TooLarge> {
        *steps += 1;
        if *steps > MAX_STEPS {
            return Err(TooLarge);
        }
        if lower == NEVER {
            return Ok((Vec::new(), NEVER));
        }
        if upper == ALWAYS {
            return Ok((vec![Vec::new()], ALWAYS));
        }
        let level = self.diagram.level(lower).min(self.diagram.level(upper));
        let (lower_low, lower_high) = self.diagram.cofactors(lower, level);
        let (upper_low, upper_high) = self.diagram.cofactors(upper, level);
        let only_low = self.diagram.and_not(lower_low, upper_high)?;
        let (low_cubes, low) = self.cover(only_low, upper_low, steps)?;
        let only_high = self.diagram.and_not(lower_high, upper_low)?;
        let (high_cubes, high) = self.cover(only_high, upper_high, steps)?;
        let left_low = self.diagram.and_not(lower_low, low)?;
        let left_high = self.diagram.and_not(lower_high, high)?;
        let left = self.diagram.or(left_low, left_high)?;
        let shared = self.diagram.and(upper_low, upper_high)?;
        let (mut cubes, both) = self.cover(left, shared, steps)?;
        let with = |value| {
            move |mut cube: Vec<Literal>| {
                cube.push((level, value));
                cube
            }
        };
        cubes.extend(low_cubes.into_iter().map(with(false)));
        cubes.extend(high_cubes.into_iter().map(with(true)));
        let decided = self.diagram.branch(level, low, high)?;
        Ok((cubes, self.diagram.or(decided, both)?))
    }
}

#[cfg(test)]
mod tests;
