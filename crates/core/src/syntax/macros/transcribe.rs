//! Writes a rule's body with what its variables stand for.

use std::ops::Range;

use super::{
    super::tokens::{Delimiter, Fragment, Origin, TokenKind, Tokens, TokensBuilder},
    bindings::Binding,
    body::{Body, Op, Part},
    error::{ExpandError, Limits},
    matcher::{Matcher, Repeat},
};

/// A call whose arguments matched.
pub(super) struct Call<'a> {
    pub(super) definition: &'a Tokens,
    pub(super) args: &'a Tokens,
    /// By number of the variable.
    pub(super) bindings: &'a [Binding],
    pub(super) matcher: &'a Matcher,
    pub(super) krate: u32,
    pub(super) limits: &'a Limits,
}

/// A repetition that is being written.
struct Frame {
    /// Its operation.
    op: usize,
    round: usize,
    rounds: usize,
}

impl Call<'_> {
    /// The expansion. `fuel` is what is left of [`Limits::steps`].
    pub(super) fn transcribe(&self, body: &Body, fuel: &mut usize) -> Result<Tokens, ExpandError> {
        let mut out = TokensBuilder::default();
        let mut frames: Vec<Frame> = Vec::new();
        let mut at = 0;
        while let Some(op) = body.ops.get(at) {
            *fuel = fuel.checked_sub(1).ok_or(ExpandError::TooSlow { steps: self.limits.steps })?;
            at += 1;
            match op {
                Op::Copy { start, end } => self.copy_body(&mut out, *start as usize..*end as usize)?,
                Op::Variable { number, at } => match self.lookup(*number, &frames) {
                    Some(Binding::Tokens { start, end }) => {
                        let fragment = self.matcher.variables[*number as usize].fragment;
                        let range = *start as usize..*end as usize;
                        self.copy_fragment(&mut out, fragment, range, self.body_origin(*at))?;
                    }
                    _ => return Err(self.repetition(*number, "still repeats where it is used")),
                },
                Op::DollarCrate { at } => {
                    let origin = Origin { dollar_crate: Some(self.krate), ..self.body_origin(*at) };
                    self.word(&mut out, TokenKind::Ident, "crate", origin)?;
                }
                Op::Repeat { end, repeat, variables, .. } => {
                    let rounds = self.rounds(variables, &frames)?;
                    if rounds == 0 && *repeat == Repeat::Some {
                        let message = "a repetition with `+` has nothing to repeat".into();
                        return Err(ExpandError::Repetition { message });
                    }
                    if rounds == 0 {
                        at = *end as usize;
                    } else {
                        frames.push(Frame { op: at - 1, round: 0, rounds });
                    }
                }
                Op::Next => {
                    let Some(frame) = frames.last_mut() else { continue };
                    frame.round += 1;
                    if frame.round == frame.rounds {
                        frames.pop();
                        continue;
                    }
                    at = frame.op + 1;
                    if let Op::Repeat { separator: Some(separator), .. } = &body.ops[frame.op] {
                        let separator = *separator as usize;
                        self.copy_body(&mut out, separator..self.definition.lexeme_end(separator))?;
                    }
                }
                Op::Count { number, depth, at } => {
                    let count = self.lookup(*number, &frames).map_or(0, |it| it.count(depth.unwrap_or(usize::MAX)));
                    self.number(&mut out, count, *at)?;
                }
                Op::Index { depth, at } => self.number(&mut out, outer(&frames, *depth)?.round, *at)?,
                Op::Length { depth, at } => self.number(&mut out, outer(&frames, *depth)?.rounds, *at)?,
                Op::Concat { parts, at } => {
                    let name: String = parts.iter().map(|part| self.part(part, &frames)).collect();
                    self.word(&mut out, TokenKind::Ident, &name, self.body_origin(*at))?;
                }
            }
        }
        Ok(out.finish())
    }

    /// What a variable stands for in the rounds that are being written.
    fn lookup(&self, number: u32, frames: &[Frame]) -> Option<&Binding> {
        let mut binding = self.bindings.get(number as usize)?;
        for frame in frames {
            let Binding::Repeated(rounds) = binding else { break };
            binding = rounds.get(frame.round)?;
        }
        Some(binding)
    }

    /// How often a repetition is written: as often as each variable in it repeats.
    fn rounds(&self, variables: &[u32], frames: &[Frame]) -> Result<usize, ExpandError> {
        let mut rounds = None;
        for number in variables {
            let Some(Binding::Repeated(of_variable)) = self.lookup(*number, frames) else { continue };
            if rounds.replace(of_variable.len()).is_some_and(|before| before != of_variable.len()) {
                return Err(self.repetition(*number, "repeats another number of times than what it stands with"));
            }
        }
        let message = || "a repetition holds no variable that repeats".into();
        rounds.ok_or_else(|| ExpandError::Repetition { message: message() })
    }

    fn repetition(&self, number: u32, what: &str) -> ExpandError {
        let name = self.matcher.variables.get(number as usize).map_or("", |variable| &variable.name);
        ExpandError::Repetition { message: format!("`${name}` {what}") }
    }

    fn body_origin(&self, at: u32) -> Origin {
        Origin { from_body: true, ..self.definition.tokens[at as usize].origin }
    }

    fn copy_body(&self, out: &mut TokensBuilder, range: Range<usize>) -> Result<(), ExpandError> {
        self.copy(out, self.definition, range, true)
    }

    /// Writes what a variable stands for: one token tree, but for what is a single one anyway.
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
        // A fragment that a fragment consists of is not wrapped once more.
        let is_group = !range.is_empty()
            && tokens.tokens[range.start].kind == TokenKind::Open(Delimiter::None)
            && tokens.tree_end(range.start) == range.end;
        let range = if is_group { tokens.content(range.start) } else { range };
        out.push_token(TokenKind::Open(Delimiter::None), "", Some(fragment), first);
        self.copy(out, self.args, range, false)?;
        out.push_token(TokenKind::Close(Delimiter::None), "", Some(fragment), last);
        Ok(())
    }

    /// Writes some tokens of a list, whose operators don't go on beyond them.
    fn copy(
        &self,
        out: &mut TokensBuilder,
        tokens: &Tokens,
        range: Range<usize>,
        from_body: bool,
    ) -> Result<(), ExpandError> {
        self.room(out, range.len())?;
        for at in range.clone() {
            let Some(token) = tokens.tokens.get(at) else { break };
            let kind = match token.kind {
                TokenKind::Punct { joint } => TokenKind::Punct { joint: joint && at + 1 < range.end },
                kind => kind,
            };
            let origin = Origin { from_body: from_body || token.origin.from_body, ..token.origin };
            out.push_token(kind, tokens.text_of(token), token.fragment, origin);
        }
        Ok(())
    }

    fn word(&self, out: &mut TokensBuilder, kind: TokenKind, text: &str, origin: Origin) -> Result<(), ExpandError> {
        self.room(out, 1)?;
        out.push(kind, text, origin);
        Ok(())
    }

    fn number(&self, out: &mut TokensBuilder, number: usize, at: u32) -> Result<(), ExpandError> {
        self.word(out, TokenKind::Literal, &number.to_string(), self.body_origin(at))
    }

    fn room(&self, out: &TokensBuilder, more: usize) -> Result<(), ExpandError> {
        let tokens = self.limits.tokens;
        if out.len() + more > tokens { Err(ExpandError::TooLarge { tokens }) } else { Ok(()) }
    }

    fn part<'a>(&'a self, part: &'a Part, frames: &[Frame]) -> &'a str {
        match part {
            Part::Text(text) => text,
            Part::Variable(number) => match self.lookup(*number, frames) {
                Some(Binding::Tokens { start, .. }) => self.args.lexeme_text(*start as usize).trim_matches('"'),
                _ => "",
            },
        }
    }
}

/// The repetition `depth` levels further out than the innermost one.
fn outer(frames: &[Frame], depth: usize) -> Result<&Frame, ExpandError> {
    let frame = frames.iter().rev().nth(depth);
    frame.ok_or_else(|| ExpandError::Repetition { message: "`${…}` asks for a repetition that it isn't in".into() })
}
