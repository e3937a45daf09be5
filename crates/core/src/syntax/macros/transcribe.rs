//! Transcribes a rule's body, with the fragments that its variables are bound to.

use super::{
    bindings::Binding,
    body::{Body, BodyOp, ConcatPart},
    error::{ExpandError, ExpansionLimits},
    matcher::{KleeneOp, Matcher},
};
use crate::syntax::tokens::{Delimiter, Fragment, Origin, TokenKind, Tokens, TokensBuilder};
use std::ops::Range;

/// The inputs of a transcription: a call whose arguments matched a rule.
pub(super) struct Transcription<'a> {
    pub(super) definition: &'a Tokens,
    pub(super) args: &'a Tokens,
    /// The binding of each variable, by number.
    pub(super) bindings: &'a [Binding],
    pub(super) matcher: &'a Matcher,
    pub(super) krate: u32,
    pub(super) limits: &'a ExpansionLimits,
}

/// A repetition that is being transcribed.
struct RepetitionFrame {
    /// The index of its operation.
    op: usize,
    round: usize,
    rounds: usize,
}

impl Transcription<'_> {
    /// Returns the expansion. `fuel` is what is left of [`ExpansionLimits::steps`].
    pub(super) fn transcribe(&self, body: &Body, fuel: &mut usize) -> Result<Tokens, ExpandError> {
        // Most expansions are about as long as the body and the arguments.
        let (body_len, args_len) = (body.ops.len(), self.args.tokens.len());
        let mut out = TokensBuilder::with_capacity(2 * body_len + args_len, 8 * body_len + self.args.text.len());
        let mut frames: Vec<RepetitionFrame> = Vec::new();
        let mut at = 0;
        while let Some(op) = body.ops.get(at) {
            *fuel = fuel.checked_sub(1).ok_or(ExpandError::TooSlow { steps: self.limits.steps })?;
            at += 1;
            match op {
                BodyOp::Copy { start, end } => self.copy_body(&mut out, *start as usize..*end as usize)?,
                BodyOp::Variable { number, at } => match self.lookup(*number, &frames) {
                    Some(Binding::Tokens { start, end }) => {
                        let fragment = self.matcher.variables[*number as usize].fragment;
                        let range = *start as usize..*end as usize;
                        self.copy_fragment(&mut out, fragment, range, self.body_origin(*at))?;
                    }
                    _ => {
                        return Err(self.repetition_error(
                            *number,
                            "must be used at the same depth of repetitions at which it is declared",
                        ));
                    }
                },
                BodyOp::DollarCrate { at } => {
                    let origin = Origin { dollar_crate: Some(self.krate), ..self.body_origin(*at) };
                    self.word(&mut out, TokenKind::Ident, "crate", origin)?;
                }
                BodyOp::Repeat { end, repeat, variables, .. } => {
                    let rounds = self.rounds(variables, &frames)?;
                    if rounds == 0 && *repeat == KleeneOp::OneOrMore {
                        let message = "a repetition with `+` has nothing to repeat".into();
                        return Err(ExpandError::Repetition { message });
                    }
                    if rounds == 0 {
                        at = *end as usize;
                    } else {
                        frames.push(RepetitionFrame { op: at - 1, round: 0, rounds });
                    }
                }
                BodyOp::Next => {
                    let Some(frame) = frames.last_mut() else { continue };
                    frame.round += 1;
                    if frame.round == frame.rounds {
                        frames.pop();
                        continue;
                    }
                    at = frame.op + 1;
                    if let BodyOp::Repeat { separator: Some(separator), .. } = &body.ops[frame.op] {
                        let separator = *separator as usize;
                        self.copy_body(&mut out, separator..self.definition.lexeme_end(separator))?;
                    }
                }
                BodyOp::Count { number, depth, at } => {
                    let count = self.lookup(*number, &frames).map_or(0, |it| it.count(depth.unwrap_or(usize::MAX)));
                    self.number(&mut out, count, *at)?;
                }
                BodyOp::Index { depth, at } => self.number(&mut out, outer(&frames, *depth)?.round, *at)?,
                BodyOp::Length { depth, at } => self.number(&mut out, outer(&frames, *depth)?.rounds, *at)?,
                BodyOp::Concat { parts, at } => {
                    let name: String = parts.iter().map(|part| self.part(part, &frames)).collect();
                    self.word(&mut out, TokenKind::Ident, &name, self.body_origin(*at))?;
                }
            }
        }
        Ok(out.finish())
    }

    /// Returns the binding of a variable in the current rounds.
    fn lookup(&self, number: u32, frames: &[RepetitionFrame]) -> Option<&Binding> {
        let mut binding = self.bindings.get(number as usize)?;
        for frame in frames {
            let Binding::Repeated(rounds) = binding else { break };
            binding = rounds.get(frame.round)?;
        }
        Some(binding)
    }

    /// Returns how often a repetition is transcribed: as often as each variable in it repeats.
    fn rounds(&self, variables: &[u32], frames: &[RepetitionFrame]) -> Result<usize, ExpandError> {
        let mut rounds = None;
        for number in variables {
            let Some(Binding::Repeated(of_variable)) = self.lookup(*number, frames) else { continue };
            if rounds.replace(of_variable.len()).is_some_and(|before| before != of_variable.len()) {
                return Err(self.repetition_error(
                    *number,
                    "repeats a different number of times than other variables in the repetition",
                ));
            }
        }
        let message = || "a repetition contains no variable that repeats".into();
        rounds.ok_or_else(|| ExpandError::Repetition { message: message() })
    }

    fn repetition_error(&self, number: u32, what: &str) -> ExpandError {
        let name = self.matcher.variables.get(number as usize).map_or("", |variable| &variable.name);
        ExpandError::Repetition { message: format!("`${name}` {what}") }
    }

    fn body_origin(&self, at: u32) -> Origin {
        Origin { from_body: true, from_arguments: false, ..self.definition.tokens[at as usize].origin }
    }

    fn copy_body(&self, out: &mut TokensBuilder, range: Range<usize>) -> Result<(), ExpandError> {
        self.copy(out, self.definition, range, true)
    }

    /// Copies the fragment that a variable is bound to, as one token tree: in invisible delimiters, unless it is one anyway.
    fn copy_fragment(
        &self,
        out: &mut TokensBuilder,
        fragment: Fragment,
        range: Range<usize>,
        used: Origin,
    ) -> Result<(), ExpandError> {
        if matches!(fragment, Fragment::Ident | Fragment::Lifetime | Fragment::TokenTree) {
            return self.copy(out, self.args, range, false);
        }
        let tokens = self.args;
        let (first, last) = match (tokens.tokens.get(range.start), tokens.tokens.get(range.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if !range.is_empty() => (first.origin, last.origin),
            _ => (used, used),
        };
        // A fragment that is all of another one is not wrapped again.
        let is_group = !range.is_empty()
            && tokens.tokens[range.start].kind == TokenKind::Open(Delimiter::None)
            && tokens.tree_end(range.start) == range.end;
        let range = if is_group { tokens.content(range.start) } else { range };
        out.push_token(TokenKind::Open(Delimiter::None), "", Some(fragment), first);
        self.copy(out, self.args, range, false)?;
        out.push_token(TokenKind::Close(Delimiter::None), "", Some(fragment), last);
        Ok(())
    }

    /// Copies some tokens of a list. Operators end with the range.
    fn copy(
        &self,
        out: &mut TokensBuilder,
        tokens: &Tokens,
        range: Range<usize>,
        from_body: bool,
    ) -> Result<(), ExpandError> {
        self.check_size(out, range.len())?;
        for at in range.clone() {
            let Some(token) = tokens.tokens.get(at) else { break };
            let kind = match token.kind {
                TokenKind::Punct { joint } => TokenKind::Punct { joint: joint && at + 1 < range.end },
                kind => kind,
            };
            let from_arguments = !from_body;
            let from_body = from_body || token.origin.from_body;
            let origin = Origin { from_body, from_arguments, ..token.origin };
            out.push_token(kind, tokens.text_of(token), token.fragment, origin);
        }
        Ok(())
    }

    fn word(&self, out: &mut TokensBuilder, kind: TokenKind, text: &str, origin: Origin) -> Result<(), ExpandError> {
        self.check_size(out, 1)?;
        out.push(kind, text, origin);
        Ok(())
    }

    fn number(&self, out: &mut TokensBuilder, number: usize, at: u32) -> Result<(), ExpandError> {
        self.word(out, TokenKind::Literal, &number.to_string(), self.body_origin(at))
    }

    fn check_size(&self, out: &TokensBuilder, more: usize) -> Result<(), ExpandError> {
        let tokens = self.limits.tokens;
        if out.len() + more > tokens { Err(ExpandError::TooLarge { tokens }) } else { Ok(()) }
    }

    fn part<'a>(&'a self, part: &'a ConcatPart, frames: &[RepetitionFrame]) -> &'a str {
        match part {
            ConcatPart::Text(text) => text,
            ConcatPart::Variable(number) => match self.lookup(*number, frames) {
                Some(Binding::Tokens { start, .. }) => self.args.lexeme_text(*start as usize).trim_matches('"'),
                _ => "",
            },
        }
    }
}

/// Returns the repetition that is `depth` levels around the innermost one.
fn outer(frames: &[RepetitionFrame], depth: usize) -> Result<&RepetitionFrame, ExpandError> {
    let frame = frames.iter().rev().nth(depth);
    frame.ok_or_else(|| ExpandError::Repetition {
        message: "`${…}` names a repetition that does not contain it".into(),
    })
}
