//! A rule's body, compiled to operations: [transcribing](https://doc.rust-lang.org/reference/macros-by-example.html#transcribing).
//!
//! Flat, as the matcher's steps are: brackets are copied like any token, repetitions are jumps.

use rustc_hash::FxHashMap;

use super::{
    super::tokens::{Delimiter, Lexeme, Tokens},
    error::DefinitionError,
    matcher::{MAX_REPETITIONS, Matcher, Repeat, plain, repetition},
};

/// One operation. Positions are those of the definition's tokens.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// Writes these tokens, whose delimiters need not match.
    Copy { start: u32, end: u32 },
    /// Writes what the variable stands for.
    Variable { number: u32, at: u32 },
    /// Writes `$crate`, whose `crate` stands there.
    DollarCrate { at: u32 },
    /// Does what follows up to `end` (the operation after the matching `Next`) for each round.
    Repeat { end: u32, separator: Option<u32>, repeat: Repeat, variables: Vec<u32> },
    /// The end of a round.
    Next,
    /// `${count($x)}`, `${count($x, depth)}`
    Count { number: u32, depth: Option<usize>, at: u32 },
    /// `${index()}`, `${index(depth)}`
    Index { depth: usize, at: u32 },
    /// `${len()}`, `${len(depth)}`
    Length { depth: usize, at: u32 },
    /// `${concat(a, $b)}`
    Concat { parts: Vec<Part>, at: u32 },
}

/// A part of an identifier that `${concat(…)}` makes.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Text(String),
    Variable(u32),
}

/// A compiled body.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) ops: Vec<Op>,
}

struct Open {
    op: usize,
    end: usize,
    resume: usize,
}

struct Compiler<'a> {
    tokens: &'a Tokens,
    numbers: FxHashMap<&'a str, u32>,
    ops: Vec<Op>,
    open: Vec<Open>,
}

/// Compiles what stands between `start` and `end`.
pub(super) fn compile(tokens: &Tokens, start: usize, end: usize, matcher: &Matcher) -> Result<Body, DefinitionError> {
    let numbers =
        matcher.variables.iter().zip(0..).map(|(variable, number)| (variable.name.as_str(), number)).collect();
    let mut compiler = Compiler { tokens, numbers, ops: Vec::new(), open: Vec::new() };
    let mut at = start;
    loop {
        if let Some(open) = compiler.open.pop_if(|open| at >= open.end) {
            compiler.ops.push(Op::Next);
            let after = compiler.ops.len() as u32;
            if let Op::Repeat { end, .. } = &mut compiler.ops[open.op] {
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

impl Compiler<'_> {
    fn copy(&mut self, start: usize, end: usize) {
        if let Some(Op::Copy { end: last, .. }) = self.ops.last_mut()
            && *last as usize == start
        {
            *last = end as u32;
        } else {
            self.ops.push(Op::Copy { start: start as u32, end: end as u32 });
        }
    }

    /// What a `$` starts; gives the position after it.
    fn dollar(&mut self, at: usize) -> Result<usize, DefinitionError> {
        let tokens = self.tokens;
        match tokens.lexeme(at + 1) {
            Lexeme::Ident("crate") => self.ops.push(Op::DollarCrate { at: at as u32 + 1 }),
            Lexeme::Ident(name) => match self.numbers.get(plain(name)) {
                Some(&number) => {
                    self.uses(number);
                    self.ops.push(Op::Variable { number, at: at as u32 + 1 });
                }
                // Of a macro that this body defines.
                None => self.copy(at, at + 2),
            },
            Lexeme::Open(Delimiter::Parenthesis) => {
                let (repeat, separator, resume) = repetition(tokens, at + 1)?;
                if self.open.len() == MAX_REPETITIONS {
                    return Err(DefinitionError::new("too many repetitions in one another", tokens.origin(at)));
                }
                self.open.push(Open { op: self.ops.len(), end: tokens.content(at + 1).end, resume });
                self.ops.push(Op::Repeat { end: 0, separator, repeat, variables: Vec::new() });
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

    /// A variable stands in each repetition that is open here.
    fn uses(&mut self, number: u32) {
        for open in &self.open {
            if let Op::Repeat { variables, .. } = &mut self.ops[open.op]
                && !variables.contains(&number)
            {
                variables.push(number);
            }
        }
    }

    /// `${…}`, the unstable
    /// [metavariable expressions](https://doc.rust-lang.org/unstable-book/language-features/macro-metavar-expr.html).
    fn expression(&mut self, open: usize) -> Result<(), DefinitionError> {
        let tokens = self.tokens;
        let unknown = || DefinitionError::new("unknown expression in `${…}`", tokens.origin(open));
        let (Lexeme::Ident(function), at) = (tokens.lexeme(open + 1), open as u32 + 1) else { return Err(unknown()) };
        let arguments = self.arguments(open + 2);
        let depth = |index: usize| match arguments.get(index) {
            Some(Part::Text(text)) => text.parse().ok(),
            _ => None,
        };
        let op = match (function, arguments.first()) {
            ("count", Some(Part::Variable(number))) => Op::Count { number: *number, depth: depth(1), at },
            ("ignore", Some(Part::Variable(number))) => {
                self.uses(*number);
                return Ok(());
            }
            ("index", _) => Op::Index { depth: depth(0).unwrap_or(0), at },
            ("len", _) => Op::Length { depth: depth(0).unwrap_or(0), at },
            ("concat", Some(_)) => Op::Concat { parts: arguments, at },
            _ => return Err(unknown()),
        };
        match &op {
            Op::Count { number, .. } => self.uses(*number),
            Op::Concat { parts, .. } => {
                for part in parts {
                    if let Part::Variable(number) = part {
                        self.uses(*number);
                    }
                }
            }
            _ => {}
        }
        self.ops.push(op);
        Ok(())
    }

    /// What stands in the parentheses: variables, with or without their `$`, and other tokens.
    fn arguments(&self, open: usize) -> Vec<Part> {
        let tokens = self.tokens;
        let content = tokens.content(open);
        let mut parts = Vec::new();
        let mut at = content.start;
        while at < content.end {
            match tokens.lexeme(at) {
                Lexeme::Ident(name) => {
                    let of_function = tokens.is_ident(open - 1, "concat") && !tokens.is_punct(at - 1, "$");
                    match self.numbers.get(plain(name)) {
                        Some(number) if !of_function => parts.push(Part::Variable(*number)),
                        _ => parts.push(Part::Text(name.to_owned())),
                    }
                }
                Lexeme::Literal(text) => parts.push(Part::Text(text.trim_matches('"').to_owned())),
                _ => {}
            }
            at = tokens.tree_end(at);
        }
        parts
    }
}
