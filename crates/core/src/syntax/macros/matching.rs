//! Runs a matcher over the arguments of a call.
//!
//! Works as rustc's does: all threads through the matcher advance together, token by token. A variable that is not a single
//! token is parsed only when no other thread is left. Threads that reach the same step at the same token continue as one, so
//! the cost is bounded by tokens times steps.

use super::{
    bindings::{Binding, History, START},
    error::{ExpandError, ExpansionLimits},
    matcher::{KleeneOp, Matcher, MatcherStep},
};
use crate::syntax::{
    fragment_ends::FragmentEnds,
    tokens::{Delimiter, Fragment, Lexeme, TokenKind, Tokens},
};

/// A thread through a matcher: its next step and its last record in the history.
#[derive(Clone, Copy, Debug)]
struct Thread {
    step: u32,
    record: u32,
}

/// The result of a matcher.
pub(super) enum MatchOutcome {
    /// The arguments match.
    Match(Vec<Binding>),
    /// No thread was left at this token.
    Stopped(usize),
}

/// Matches all of `args`. `fuel` is what is left of [`ExpansionLimits::steps`].
pub(super) fn run(
    matcher: &Matcher,
    definition: &Tokens,
    args: &Tokens,
    limits: &ExpansionLimits,
    fuel: &mut usize,
) -> Result<MatchOutcome, ExpandError> {
    let ends = FragmentEnds::new(args);
    let mut history = History::default();
    let mut current = vec![Thread { step: 0, record: START }];
    let mut next: Vec<Thread> = Vec::new();
    let mut variables: Vec<Thread> = Vec::new();
    // The round (one for each token) in which each step was last reached.
    let mut reached = vec![0_u32; matcher.steps.len()];
    let mut round = 0;
    let mut at = 0;
    loop {
        // Most often, one thread is left, at a token.
        while let [thread] = current.as_mut_slice()
            && let MatcherStep::Token(token) = &matcher.steps[thread.step as usize]
        {
            *fuel = fuel.checked_sub(1).ok_or(ExpandError::TooSlow { steps: limits.steps })?;
            if !is_same(definition, *token as usize, args, at) {
                return Ok(MatchOutcome::Stopped(at));
            }
            thread.step += 1;
            at = args.lexeme_end(at);
        }
        round += 1;
        let mut complete = None;
        while let Some(Thread { step, record }) = current.pop() {
            if std::mem::replace(&mut reached[step as usize], round) == round {
                continue;
            }
            *fuel = fuel.checked_sub(1).ok_or(ExpandError::TooSlow { steps: limits.steps })?;
            match &matcher.steps[step as usize] {
                MatcherStep::Token(token) => {
                    if is_same(definition, *token as usize, args, at) {
                        next.push(Thread { step: step + 1, record });
                    }
                }
                MatcherStep::Variable(variable) => {
                    let fragment = matcher.variables[*variable as usize].fragment;
                    if ends.may_begin(fragment, at) {
                        variables.push(Thread { step, record });
                    }
                }
                MatcherStep::Enter { repeat, after, .. } => {
                    let record = history.enter(record, step);
                    if *repeat != KleeneOp::OneOrMore {
                        current.push(Thread { step: *after, record });
                    }
                    current.push(Thread { step: step + 1, record });
                }
                MatcherStep::Again { repeat, first } => {
                    current.push(Thread { step: step + 1, record });
                    if *repeat != KleeneOp::ZeroOrOne {
                        current.push(Thread { step: *first, record });
                    }
                }
                MatcherStep::Separator(token) => {
                    current.push(Thread { step: step + 2, record });
                    if is_same(definition, *token as usize, args, at) {
                        next.push(Thread { step: step + 1, record });
                    }
                }
                MatcherStep::First(first) => current.push(Thread { step: *first, record }),
                MatcherStep::End => {
                    if args.lexeme(at) == Lexeme::End {
                        complete = Some(record);
                    }
                }
            }
        }
        if args.lexeme(at) == Lexeme::End
            && let Some(record) = complete
        {
            return Ok(MatchOutcome::Match(history.bindings(record, matcher)));
        }
        match (next.len(), variables.as_slice()) {
            (0, []) => return Ok(MatchOutcome::Stopped(at)),
            (_, []) => {
                at = args.lexeme_end(at);
                std::mem::swap(&mut current, &mut next);
            }
            (0, [thread]) => {
                let MatcherStep::Variable(number) = matcher.steps[thread.step as usize] else {
                    return Ok(MatchOutcome::Stopped(at));
                };
                let variable = &matcher.variables[number as usize];
                let Some(end) = ends.fragment(variable.fragment, at) else {
                    return Err(ExpandError::Fragment { name: variable.name.clone(), origin: args.origin(at) });
                };
                // Finding the end took a look at each token, but for trees and blocks, which are skipped as a whole.
                if !matches!(variable.fragment, Fragment::TokenTree | Fragment::Block) {
                    *fuel = fuel.checked_sub(end - at).ok_or(ExpandError::TooSlow { steps: limits.steps })?;
                }
                let record = history.bind(thread.record, number, at..end);
                current.push(Thread { step: thread.step + 1, record });
                variables.clear();
                at = end;
            }
            _ => return Err(ExpandError::Ambiguous { origin: args.origin(at) }),
        }
    }
}

/// Whether a lexeme of the definition and one of the arguments match.
fn is_same(definition: &Tokens, token: usize, args: &Tokens, at: usize) -> bool {
    let (Some(wanted), Some(found)) = (definition.tokens.get(token), args.tokens.get(at)) else { return false };
    match (wanted.kind, found.kind) {
        (TokenKind::Ident, TokenKind::Ident) => {
            definition.text_of(wanted) == args.text_of(found)
                && wanted.origin.dollar_crate.is_some() == found.origin.dollar_crate.is_some()
        }
        (TokenKind::Open(wanted), TokenKind::Open(found)) => wanted == found && wanted != Delimiter::None,
        (TokenKind::Close(wanted), TokenKind::Close(found)) => wanted == found,
        (TokenKind::Punct { .. }, TokenKind::Punct { .. })
        | (TokenKind::Lifetime, TokenKind::Lifetime)
        | (TokenKind::Literal, TokenKind::Literal) => definition.lexeme_text(token) == args.lexeme_text(at),
        _ => false,
    }
}
