//! A macro's definition: its rules, compiled, and the order in which they are tried.

use std::sync::Arc;

use super::{
    super::tokens::{Delimiter, Lexeme, Origin, Tokens},
    body::{self, Body},
    error::{DefinitionError, ExpandError, Limits},
    matcher::{self, Matcher},
    matching::{self, Outcome},
    transcribe::Call,
};

/// A [macro by example](https://doc.rust-lang.org/reference/macros-by-example.html). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Definition(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    tokens: Tokens,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    matcher: Matcher,
    body: Body,
}

impl Definition {
    /// Reads what stands inside `macro_rules! name { … }`: `(matcher) => { body }`, separated by `;`.
    pub fn parse(body: &Tokens) -> Result<Self, DefinitionError> {
        let tokens = body;
        let mut rules = Vec::new();
        let mut at = 0;
        while at < tokens.tokens.len() {
            let matcher = at;
            let arrow = end_of_group(tokens, matcher, "a rule starts with its matcher in brackets")?;
            if !tokens.is_punct(arrow, "=>") {
                return Err(DefinitionError::new("a rule needs `=>` after its matcher", tokens.origin(arrow)));
            }
            let written = tokens.lexeme_end(arrow);
            at = end_of_group(tokens, written, "a rule's body stands in brackets")?;
            rules.push(rule(tokens, matcher, written)?);
            if tokens.is_punct(at, ";") || tokens.is_punct(at, ",") {
                at = tokens.lexeme_end(at);
            } else if at < tokens.tokens.len() {
                return Err(DefinitionError::new("rules are separated by `;`", tokens.origin(at)));
            }
        }
        Self::new(body.clone(), rules)
    }

    /// Reads what follows `macro name`: `($x:ident) { body }`, or `{ … }` with rules, separated by `,` or `;`.
    pub fn parse_macro(rest: &Tokens) -> Result<Self, DefinitionError> {
        let tokens = rest;
        if tokens.is_open(0, Delimiter::Brace) {
            return Self::parse(&rest.slice(rest.content(0)));
        }
        let body = end_of_group(tokens, 0, "a macro needs its matcher in brackets")?;
        end_of_group(tokens, body, "a macro's body stands in brackets")?;
        let rules = vec![rule(tokens, 0, body)?];
        Self::new(rest.clone(), rules)
    }

    fn new(tokens: Tokens, rules: Vec<Rule>) -> Result<Self, DefinitionError> {
        if rules.is_empty() {
            return Err(DefinitionError::new("a macro needs a rule", None));
        }
        Ok(Self(Arc::new(Compiled { tokens, rules })))
    }

    /// What a call gives: the body of the first rule whose matcher accepts `args`, the content of the call's
    /// delimiters. `krate` is what `$crate` stands for.
    ///
    /// What variables stand for keeps its origin; a fragment of more than a token is put in invisible delimiters.
    pub fn expand(&self, args: &Tokens, krate: u32, limits: &Limits) -> Result<Tokens, ExpandError> {
        let definition = &self.0.tokens;
        let mut fuel = limits.steps;
        let mut furthest = 0;
        for rule in &self.0.rules {
            match matching::run(&rule.matcher, definition, args, limits, &mut fuel)? {
                Outcome::Stopped(at) => furthest = furthest.max(at),
                Outcome::Match(bindings) => {
                    let call = Call { definition, args, bindings: &bindings, matcher: &rule.matcher, krate, limits };
                    return call.transcribe(&rule.body, &mut fuel);
                }
            }
        }
        let stopped_at: Option<Origin> = args.origin(furthest);
        Err(ExpandError::NoRuleMatches { stopped_at })
    }
}

fn rule(tokens: &Tokens, matcher: usize, body: usize) -> Result<Rule, DefinitionError> {
    let matcher = tokens.content(matcher);
    let matcher = matcher::compile(tokens, matcher.start, matcher.end)?;
    let content = tokens.content(body);
    let body = body::compile(tokens, content.start, content.end, &matcher)?;
    Ok(Rule { matcher, body })
}

/// The position after the brackets that open at `at`.
fn end_of_group(tokens: &Tokens, at: usize, expected: &str) -> Result<usize, DefinitionError> {
    match tokens.lexeme(at) {
        Lexeme::Open(_) => Ok(tokens.tree_end(at)),
        _ => Err(DefinitionError::new(expected, tokens.origin(at))),
    }
}
