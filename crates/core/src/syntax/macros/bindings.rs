//! What each variable of a rule stands for in one call.

use std::ops::Range;

use super::matcher::{Matcher, Step};

/// What a variable stands for.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// One of each round of a repetition; nests as deep as repetitions may.
    Repeated(Vec<Binding>),
    /// These tokens of the arguments.
    Tokens { start: u32, end: u32 },
}

impl Binding {
    /// How many fragments there are, `depth` repetitions further in at most.
    pub(super) fn count(&self, depth: usize) -> usize {
        match self {
            Self::Tokens { .. } => 1,
            Self::Repeated(rounds) if depth == 0 => rounds.len(),
            Self::Repeated(rounds) => rounds.iter().map(|round| round.count(depth - 1)).sum(),
        }
    }
}

/// What happened on the way to a match, each event with the one before it: matching follows several ways at
/// once, which share their beginnings.
#[derive(Debug, Default)]
pub(super) struct Events(Vec<(u32, Event)>);

#[derive(Clone, Copy, Debug)]
enum Event {
    Enter { step: u32 },
    Bind { variable: u32, start: u32, end: u32 },
}

/// No event yet.
pub(super) const START: u32 = u32::MAX;

impl Events {
    pub(super) fn enter(&mut self, before: u32, step: u32) -> u32 {
        self.push(before, Event::Enter { step })
    }

    pub(super) fn bind(&mut self, before: u32, variable: u32, range: Range<usize>) -> u32 {
        self.push(before, Event::Bind { variable, start: range.start as u32, end: range.end as u32 })
    }

    fn push(&mut self, before: u32, event: Event) -> u32 {
        self.0.push((before, event));
        self.0.len() as u32 - 1
    }

    /// What the variables stand for at the end of the way whose last event is given, by number.
    pub(super) fn bindings(&self, last: u32, matcher: &Matcher) -> Vec<Binding> {
        let mut way = Vec::new();
        let mut at = last;
        while let Some((before, event)) = self.0.get(at as usize) {
            way.push(*event);
            at = *before;
        }
        let mut bindings = vec![Binding::Repeated(Vec::new()); matcher.variables.len()];
        for event in way.into_iter().rev() {
            match event {
                Event::Enter { step } => {
                    let Some(Step::Enter { variables: (from, to), depth, .. }) = matcher.steps.get(step as usize)
                    else {
                        continue;
                    };
                    for variable in *from..*to {
                        insert(&mut bindings[variable as usize], *depth, Binding::Repeated(Vec::new()));
                    }
                }
                Event::Bind { variable, start, end } => {
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
