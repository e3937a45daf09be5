//! The definition of a macro: its compiled rules, which a call tries in order.

use super::{
    body::{self, Body},
    error::{DefinitionError, ExpandError, ExpansionLimits},
    matcher::{self, Matcher},
    matching::{self, MatchOutcome},
    transcribe::Transcription,
};
use crate::syntax::tokens::{Delimiter, Lexeme, Tokens};
use std::sync::Arc;

/// A [macro by example](https://doc.rust-lang.org/reference/macros-by-example.html). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Definition(Arc<CompiledDefinition>);

#[derive(Debug)]
struct CompiledDefinition {
    tokens: Tokens,
    rules: Vec<MacroRule>,
}

#[derive(Debug)]
struct MacroRule {
    matcher: Matcher,
    body: Body,
}

impl Definition {
    /// Compiles the content of `macro_rules! name { … }`: rules `(matcher) => { body }`, separated by `;`.
    pub fn parse(tokens: &Tokens) -> Result<Self, DefinitionError> {
        let mut rules = Vec::new();
        let mut at = 0;
        while at < tokens.tokens.len() {
            let matcher = at;
            let arrow = end_of_group(tokens, matcher, "a rule must start with a matcher in delimiters")?;
            if !tokens.is_punct(arrow, "=>") {
                return Err(DefinitionError::new("a rule needs `=>` after its matcher", tokens.origin(arrow)));
            }
            let body = tokens.lexeme_end(arrow);
            at = end_of_group(tokens, body, "a rule's body needs delimiters")?;
            rules.push(rule(tokens, matcher, body)?);
            if tokens.is_punct(at, ";") || tokens.is_punct(at, ",") {
                at = tokens.lexeme_end(at);
            } else if at < tokens.tokens.len() {
                return Err(DefinitionError::new("rules must be separated by `;`", tokens.origin(at)));
            }
        }
        Self::new(tokens.clone(), rules)
    }

    /// Compiles what follows `macro name`: `($x:ident) { body }`, or `{ … }` around rules that `,` or `;` separate.
    pub fn parse_macro(tokens: &Tokens) -> Result<Self, DefinitionError> {
        if tokens.is_open(0, Delimiter::Brace) {
            return Self::parse(&tokens.slice(tokens.content(0)));
        }
        let body = end_of_group(tokens, 0, "a macro needs a matcher in delimiters")?;
        end_of_group(tokens, body, "a macro's body needs delimiters")?;
        let rules = vec![rule(tokens, 0, body)?];
        Self::new(tokens.clone(), rules)
    }

    fn new(tokens: Tokens, rules: Vec<MacroRule>) -> Result<Self, DefinitionError> {
        if rules.is_empty() {
            return Err(DefinitionError::new("a macro needs a rule", None));
        }
        Ok(Self(Arc::new(CompiledDefinition { tokens, rules })))
    }

    /// Expands a call with the first rule whose matcher accepts `args`, the content of the call's delimiters. `krate` is the
    /// crate that `$crate` means.
    ///
    /// The tokens of the arguments keep their origins. A fragment of more than one token gets invisible delimiters.
    pub fn expand(&self, args: &Tokens, krate: u32, limits: &ExpansionLimits) -> Result<Tokens, ExpandError> {
        let definition = &self.0.tokens;
        let mut fuel = limits.steps;
        let mut furthest = 0;
        for rule in &self.0.rules {
            match matching::run(&rule.matcher, definition, args, limits, &mut fuel)? {
                MatchOutcome::Stopped(at) => furthest = furthest.max(at),
                MatchOutcome::Match(bindings) => {
                    let transcription =
                        Transcription { definition, args, bindings: &bindings, matcher: &rule.matcher, krate, limits };
                    return transcription.transcribe(&rule.body, &mut fuel);
                }
            }
        }
        Err(ExpandError::NoRuleMatches { stopped_at: args.origin(furthest) })
    }
}

fn rule(tokens: &Tokens, matcher: usize, body: usize) -> Result<MacroRule, DefinitionError> {
    let matcher = tokens.content(matcher);
    let matcher = matcher::compile(tokens, matcher.start, matcher.end)?;
    let content = tokens.content(body);
    let body = body::compile(tokens, content.start, content.end, &matcher)?;
    Ok(MacroRule { matcher, body })
}

/// Returns the index after the visible group at `at`.
fn end_of_group(tokens: &Tokens, at: usize, expected: &str) -> Result<usize, DefinitionError> {
    match tokens.lexeme(at) {
        Lexeme::Open(_) => Ok(tokens.tree_end(at)),
        _ => Err(DefinitionError::new(expected, tokens.origin(at))),
    }
}
