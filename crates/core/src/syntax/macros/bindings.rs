//! The fragments that the variables of a rule are bound to in one call.

use super::matcher::{Matcher, MatcherStep};
use std::ops::Range;

/// What a variable is bound to.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// One binding for each round of a repetition.
    Repeated(Vec<Binding>),
    /// These tokens of the arguments.
    Tokens { start: u32, end: u32 },
}

impl Binding {
    /// Counts the fragments, at most `depth` repetitions further in.
    pub(super) fn count(&self, depth: usize) -> usize {
        match self {
            Self::Tokens { .. } => 1,
            Self::Repeated(rounds) if depth == 0 => rounds.len(),
            Self::Repeated(rounds) => rounds.iter().map(|round| round.count(depth - 1)).sum(),
        }
    }
}

/// The history of every thread of a match: a tree, since threads share their beginnings.
///
/// A thread keeps the number of its last record, and each record has the number of the one before it.
#[derive(Debug, Default)]
pub(super) struct History(Vec<(u32, Record)>);

#[derive(Clone, Copy, Debug)]
enum Record {
    Enter { step: u32 },
    Bind { variable: u32, start: u32, end: u32 },
}

/// The last record of a thread that has none yet.
pub(super) const START: u32 = u32::MAX;

impl History {
    /// Records that a thread enters a repetition.
    pub(super) fn enter(&mut self, before: u32, step: u32) -> u32 {
        self.push(before, Record::Enter { step })
    }

    /// Records that a thread binds a variable.
    pub(super) fn bind(&mut self, before: u32, variable: u32, range: Range<usize>) -> u32 {
        self.push(before, Record::Bind { variable, start: range.start as u32, end: range.end as u32 })
    }

    fn push(&mut self, before: u32, record: Record) -> u32 {
        self.0.push((before, record));
        self.0.len() as u32 - 1
    }

    /// Returns the binding of each variable, by number, for the thread with this last record.
    pub(super) fn bindings(&self, last: u32, matcher: &Matcher) -> Vec<Binding> {
        let mut records = Vec::new();
        let mut at = last;
        while let Some((before, record)) = self.0.get(at as usize) {
            records.push(*record);
            at = *before;
        }
        let mut bindings = vec![Binding::Repeated(Vec::new()); matcher.variables.len()];
        for record in records.into_iter().rev() {
            match record {
                Record::Enter { step } => {
                    let Some(MatcherStep::Enter { variables: (from, to), depth, .. }) =
                        matcher.steps.get(step as usize)
                    else {
                        continue;
                    };
                    for variable in *from..*to {
                        insert(&mut bindings[variable as usize], *depth, Binding::Repeated(Vec::new()));
                    }
                }
                Record::Bind { variable, start, end } => {
                    let depth = matcher.variables[variable as usize].depth;
                    insert(&mut bindings[variable as usize], depth, Binding::Tokens { start, end });
                }
            }
        }
        bindings
    }
}

/// Puts a binding into the last round of `depth` repetitions.
fn insert(mut into: &mut Binding, depth: u32, binding: Binding) {
    if depth == 0 {
        *into = binding;
        return;
    }
    for _ in 1..depth {
        let Binding::Repeated(rounds) = into else { return };
        let Some(last) = rounds.last_mut() else { return };
        into = last;
    }
    if let Binding::Repeated(rounds) = into {
        rounds.push(binding);
    }
}
