//! Runs a matcher over the arguments of a call.
//!
//! As rustc does it: all ways that the matcher leaves open are followed at once, token by token, and a variable
//! that isn't a single token is read only where no other way is left. Two ways that reach one step at one
//! token go on as one, so that the cost is bounded by tokens times steps.

use super::{
    super::{
        fragment_ends::FragmentEnds,
        tokens::{Fragment, Lexeme, Origin, Tokens},
    },
    bindings::{Binding, Events, START},
    error::{ExpandError, Limits},
    matcher::{Matcher, Repeat, Step},
};

/// One way through the matcher: the step it is at, and the last event on it.
#[derive(Clone, Copy, Debug)]
struct Way {
    step: u32,
    event: u32,
}

/// What became of a matcher.
pub(super) enum Outcome {
    Match(Vec<Binding>),
    /// The token at which no way was left.
    Stopped(usize),
}

/// Matches all of `args`. `fuel` is what is left of [`Limits::steps`].
pub(super) fn run(
    matcher: &Matcher,
    definition: &Tokens,
    args: &Tokens,
    limits: &Limits,
    fuel: &mut usize,
) -> Result<Outcome, ExpandError> {
    let mut events = Events::default();
    let mut current = vec![Way { step: 0, event: START }];
    let mut next: Vec<Way> = Vec::new();
    let mut variables: Vec<Way> = Vec::new();
    // At which round (a token's) each step was last reached.
    let mut reached = vec![0_u32; matcher.steps.len()];
    let mut round = 0;
    let mut at = 0;
    loop {
        round += 1;
        let mut complete = None;
        while let Some(Way { step, event }) = current.pop() {
            if std::mem::replace(&mut reached[step as usize], round) == round {
                continue;
            }
            *fuel = fuel.checked_sub(1).ok_or(ExpandError::TooSlow { steps: limits.steps })?;
            match &matcher.steps[step as usize] {
                Step::Token(token) => {
                    if is_same(definition, *token as usize, args, at) {
                        next.push(Way { step: step + 1, event });
                    }
                }
                Step::Variable(variable) => {
                    let fragment = matcher.variables[*variable as usize].fragment;
                    if FragmentEnds::new(args).may_begin(fragment, at) {
                        variables.push(Way { step, event });
                    }
                }
                Step::Enter { repeat, after, .. } => {
                    let event = events.enter(event, step);
                    if *repeat != Repeat::Some {
                        current.push(Way { step: *after, event });
                    }
                    current.push(Way { step: step + 1, event });
                }
                Step::Again { repeat, first } => {
                    current.push(Way { step: step + 1, event });
                    if *repeat != Repeat::Optional {
                        current.push(Way { step: *first, event });
                    }
                }
                Step::Separator(token) => {
                    current.push(Way { step: step + 2, event });
                    if is_same(definition, *token as usize, args, at) {
                        next.push(Way { step: step + 1, event });
                    }
                }
                Step::First(first) => current.push(Way { step: *first, event }),
                Step::End => {
                    if args.lexeme(at) == Lexeme::End {
                        complete = Some(event);
                    }
                }
            }
        }
        if args.lexeme(at) == Lexeme::End
            && let Some(event) = complete
        {
            return Ok(Outcome::Match(events.bindings(event, matcher)));
        }
        match (next.len(), variables.as_slice()) {
            (0, []) => return Ok(Outcome::Stopped(at)),
            (_, []) => {
                at = args.lexeme_end(at);
                std::mem::swap(&mut current, &mut next);
            }
            (0, [way]) => {
                let Step::Variable(number) = matcher.steps[way.step as usize] else { return Ok(Outcome::Stopped(at)) };
                let variable = &matcher.variables[number as usize];
                let Some(end) = FragmentEnds::new(args).fragment(variable.fragment, at) else {
                    return Err(ExpandError::Fragment { name: variable.name.clone(), origin: args.origin(at) });
                };
                // What was gone through to find the end; trees and blocks are skipped.
                if !matches!(variable.fragment, Fragment::TokenTree | Fragment::Block) {
                    *fuel = fuel.checked_sub(end - at).ok_or(ExpandError::TooSlow { steps: limits.steps })?;
                }
                let event = events.bind(way.event, number, at..end);
                current.push(Way { step: way.step + 1, event });
                variables.clear();
                at = end;
            }
            _ => return Err(ExpandError::Ambiguous { origin: args.origin(at) }),
        }
    }
}

/// Whether the arguments go on with a token of the matcher.
fn is_same(definition: &Tokens, token: usize, args: &Tokens, at: usize) -> bool {
    match (definition.lexeme(token), args.lexeme(at)) {
        (Lexeme::Ident(wanted), Lexeme::Ident(found)) => {
            let of_macro = |origin: Option<Origin>| origin.is_some_and(|it| it.dollar_crate.is_some());
            wanted == found && of_macro(definition.origin(token)) == of_macro(args.origin(at))
        }
        (Lexeme::Lifetime, Lexeme::Lifetime) => definition.lexeme_text(token) == args.lexeme_text(at),
        (Lexeme::Close, Lexeme::Close) => definition.tokens[token].kind == args.tokens[at].kind,
        (Lexeme::Group(_) | Lexeme::End, _) => false,
        (wanted, found) => wanted == found,
    }
}
