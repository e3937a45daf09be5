//! Compiles a rule's body to operations, for [transcribing](https://doc.rust-lang.org/reference/macros-by-example.html#transcribing).
//!
//! The operations are flat, as the matcher's steps are: delimiters are copied like any token, and repetitions are jumps.

use super::{
    error::DefinitionError,
    matcher::{KleeneOp, MAX_REPETITIONS, Matcher, plain, repetition},
};
use crate::syntax::tokens::{Delimiter, Lexeme, Tokens};
use rustc_hash::FxHashMap;

/// An operation of a compiled body. `at`, `start` and `end` are indices of the definition's tokens.
#[derive(Clone, Debug)]
pub(super) enum BodyOp {
    /// Copies these tokens, whose delimiters need not match.
    Copy { start: u32, end: u32 },
    /// Writes the fragment that a variable is bound to.
    Variable { number: u32, at: u32 },
    /// Writes `$crate`; `at` is the index of its `crate`.
    DollarCrate { at: u32 },
    /// Repeats the operations up to `end` (the one after the matching `Next`) for each round.
    Repeat { end: u32, separator: Option<u32>, repeat: KleeneOp, variables: Vec<u32> },
    /// Ends a round.
    Next,
    /// `${count($x)}`, `${count($x, depth)}`
    Count { number: u32, depth: Option<usize>, at: u32 },
    /// `${index()}`, `${index(depth)}`
    Index { depth: usize, at: u32 },
    /// `${len()}`, `${len(depth)}`
    Length { depth: usize, at: u32 },
    /// `${concat(a, $b)}`
    Concat { parts: Vec<ConcatPart>, at: u32 },
}

/// A part of the identifier that `${concat(…)}` makes.
#[derive(Clone, Debug)]
pub(super) enum ConcatPart {
    Text(String),
    Variable(u32),
}

/// A compiled body.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) ops: Vec<BodyOp>,
}

/// A repetition whose end the compiler has not reached yet.
struct OpenRepetition {
    op: usize,
    end: usize,
    resume: usize,
}

struct BodyCompiler<'a> {
    tokens: &'a Tokens,
    numbers: FxHashMap<&'a str, u32>,
    ops: Vec<BodyOp>,
    open: Vec<OpenRepetition>,
}

/// Compiles the tokens from `start` up to `end`.
pub(super) fn compile(tokens: &Tokens, start: usize, end: usize, matcher: &Matcher) -> Result<Body, DefinitionError> {
    let numbers =
        matcher.variables.iter().zip(0..).map(|(variable, number)| (variable.name.as_str(), number)).collect();
    let mut compiler = BodyCompiler { tokens, numbers, ops: Vec::new(), open: Vec::new() };
    let mut at = start;
    loop {
        if let Some(open) = compiler.open.pop_if(|open| at >= open.end) {
            compiler.ops.push(BodyOp::Next);
            let after = compiler.ops.len() as u32;
            if let BodyOp::Repeat { end, .. } = &mut compiler.ops[open.op] {
                *end = after;
            }
            at = open.resume;
        } else if at >= end {
            return Ok(Body { ops: compiler.ops });
        } else if tokens.is_punct(at, "$") {
            at = compiler.dollar(at)?;
        } else {
            compiler.copy(at, at + 1);
            at += 1;
        }
    }
}

impl BodyCompiler<'_> {
    fn copy(&mut self, start: usize, end: usize) {
        if let Some(BodyOp::Copy { end: last, .. }) = self.ops.last_mut()
            && *last as usize == start
        {
            *last = end as u32;
        } else {
            self.ops.push(BodyOp::Copy { start: start as u32, end: end as u32 });
        }
    }

    /// Compiles what a `$` starts, and returns the index after it.
    fn dollar(&mut self, at: usize) -> Result<usize, DefinitionError> {
        let tokens = self.tokens;
        match tokens.lexeme(at + 1) {
            Lexeme::Ident("crate") => self.ops.push(BodyOp::DollarCrate { at: at as u32 + 1 }),
            Lexeme::Ident(name) => match self.numbers.get(plain(name)) {
                Some(&number) => {
                    self.note_use(number);
                    self.ops.push(BodyOp::Variable { number, at: at as u32 + 1 });
                }
                // It is a variable of a macro that this body defines.
                None => self.copy(at, at + 2),
            },
            Lexeme::Open(Delimiter::Parenthesis) => {
                let (repeat, separator, resume) = repetition(tokens, at + 1)?;
                if self.open.len() == MAX_REPETITIONS {
                    return Err(DefinitionError::new("repetitions are nested too deeply", tokens.origin(at)));
                }
                self.open.push(OpenRepetition { op: self.ops.len(), end: tokens.content(at + 1).end, resume });
                self.ops.push(BodyOp::Repeat { end: 0, separator, repeat, variables: Vec::new() });
            }
            Lexeme::Open(Delimiter::Brace) => {
                self.expression(at + 1)?;
                return Ok(tokens.tree_end(at + 1));
            }
            Lexeme::Punct("$") => self.copy(at, at + 1),
            _ => {
                self.copy(at, at + 1);
                return Ok(at + 1);
            }
        }
        Ok(at + 2)
    }

    /// Notes a variable in each repetition around it.
    fn note_use(&mut self, number: u32) {
        for open in &self.open {
            if let BodyOp::Repeat { variables, .. } = &mut self.ops[open.op]
                && !variables.contains(&number)
            {
                variables.push(number);
            }
        }
    }

    /// Compiles `${…}`, an unstable
    /// [metavariable expression](https://doc.rust-lang.org/unstable-book/language-features/macro-metavar-expr.html).
    fn expression(&mut self, open: usize) -> Result<(), DefinitionError> {
        let tokens = self.tokens;
        let unknown = || DefinitionError::new("unknown expression in `${…}`", tokens.origin(open));
        let (Lexeme::Ident(function), at) = (tokens.lexeme(open + 1), open as u32 + 1) else { return Err(unknown()) };
        let arguments = self.arguments(open + 2);
        let depth = |index: usize| match arguments.get(index) {
            Some(ConcatPart::Text(text)) => text.parse().ok(),
            _ => None,
        };
        let op = match (function, arguments.first()) {
            ("count", Some(ConcatPart::Variable(number))) => BodyOp::Count { number: *number, depth: depth(1), at },
            ("ignore", Some(ConcatPart::Variable(number))) => {
                self.note_use(*number);
                return Ok(());
            }
            ("index", _) => BodyOp::Index { depth: depth(0).unwrap_or(0), at },
            ("len", _) => BodyOp::Length { depth: depth(0).unwrap_or(0), at },
            ("concat", Some(_)) => BodyOp::Concat { parts: arguments, at },
            _ => return Err(unknown()),
        };
        match &op {
            BodyOp::Count { number, .. } => self.note_use(*number),
            BodyOp::Concat { parts, .. } => {
                for part in parts {
                    if let ConcatPart::Variable(number) = part {
                        self.note_use(*number);
                    }
                }
            }
            _ => {}
        }
        self.ops.push(op);
        Ok(())
    }

    /// Returns the arguments in the parentheses of a metavariable expression. Variables need no `$`, except in `concat`.
    fn arguments(&self, open: usize) -> Vec<ConcatPart> {
        let tokens = self.tokens;
        let content = tokens.content(open);
        let mut parts = Vec::new();
        let mut at = content.start;
        while at < content.end {
            match tokens.lexeme(at) {
                Lexeme::Ident(name) => {
                    let in_concat_without_dollar = tokens.is_ident(open - 1, "concat") && !tokens.is_punct(at - 1, "$");
                    match self.numbers.get(plain(name)) {
                        Some(number) if !in_concat_without_dollar => parts.push(ConcatPart::Variable(*number)),
                        _ => parts.push(ConcatPart::Text(name.to_owned())),
                    }
                }
                Lexeme::Literal(text) => parts.push(ConcatPart::Text(text.trim_matches('"').to_owned())),
                _ => {}
            }
            at = tokens.tree_end(at);
        }
        parts
    }
}
