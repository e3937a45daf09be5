//! Compiles a rule's [matcher](https://doc.rust-lang.org/reference/macros-by-example.html#metavariables) to steps.
//!
//! The steps are flat, with indices for jumps, as rustc's `MatcherLoc`s are; `matching` runs them.

use super::error::DefinitionError;
use crate::{
    syntax::tokens::{Delimiter, Fragment, Lexeme, TokenKind, Tokens},
    workspace::Edition,
};
use rustc_hash::FxHashMap;

/// How deeply repetitions may be nested.
pub(super) const MAX_REPETITIONS: usize = 64;

/// An operator that says how often something repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KleeneOp {
    /// `*`
    ZeroOrMore,
    /// `+`
    OneOrMore,
    /// `?`
    ZeroOrOne,
}

impl KleeneOp {
    /// Returns the operator at an index.
    pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Self> {
        match tokens.lexeme(at) {
            Lexeme::Punct("*") => Some(Self::ZeroOrMore),
            Lexeme::Punct("+") => Some(Self::OneOrMore),
            Lexeme::Punct("?") => Some(Self::ZeroOrOne),
            _ => None,
        }
    }
}

/// A step of a compiled matcher.
#[derive(Clone, Debug)]
pub(super) enum MatcherStep {
    /// Matches the lexeme at this index of the definition, or a delimiter.
    Token(u32),
    /// Binds the variable with this number.
    Variable(u32),
    /// Enters a repetition, which starts with the next step.
    Enter {
        repeat: KleeneOp,
        /// The step after the repetition.
        after: u32,
        /// The variables in it: the number of the first, and the number after the last.
        variables: (u32, u32),
        /// The number of repetitions around it.
        depth: u32,
    },
    /// Ends a repetition without separator that starts with step `first`.
    Again { repeat: KleeneOp, first: u32 },
    /// Ends a repetition with the separator at this index of the definition. `First` follows.
    Separator(u32),
    /// Jumps to the first step of a repetition, after its separator.
    First(u32),
    /// Matches the end of the arguments.
    End,
}

/// A variable of a matcher.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) fragment: Fragment,
    /// The number of repetitions around it.
    pub(super) depth: u32,
}

/// A compiled matcher.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher {
    pub(super) steps: Vec<MatcherStep>,
    pub(super) variables: Vec<Variable>,
}

/// A group or repetition whose end the compiler has not reached yet.
enum Unclosed {
    Group {
        end: usize,
    },
    Repetition {
        end: usize,
        enter: usize,
        first_variable: u32,
        repeat: KleeneOp,
        separator: Option<u32>,
        resume: usize,
    },
}

impl Unclosed {
    fn end(&self) -> usize {
        match self {
            Self::Group { end } | Self::Repetition { end, .. } => *end,
        }
    }
}

/// Compiles the tokens from `start` up to `end`.
pub(super) fn compile(tokens: &Tokens, start: usize, end: usize) -> Result<Matcher, DefinitionError> {
    let mut matcher = Matcher::default();
    let mut names = FxHashMap::default();
    let mut open: Vec<Unclosed> = Vec::new();
    let mut depth = 0;
    let mut at = start;
    loop {
        if at >= open.last().map_or(end, Unclosed::end) {
            match open.pop() {
                None => break,
                Some(Unclosed::Group { end }) => {
                    matcher.steps.push(MatcherStep::Token(end as u32));
                    at = end + 1;
                }
                Some(Unclosed::Repetition { enter, first_variable, repeat, separator, resume, .. }) => {
                    depth -= 1;
                    close(&mut matcher, enter, first_variable, repeat, separator);
                    at = resume;
                }
            }
            continue;
        }
        let token = tokens.tokens[at];
        match token.kind {
            TokenKind::Open(Delimiter::None) | TokenKind::Close(_) => at += 1,
            TokenKind::Open(_) => {
                matcher.steps.push(MatcherStep::Token(at as u32));
                open.push(Unclosed::Group { end: tokens.content(at).end });
                at += 1;
            }
            TokenKind::Punct { .. } if tokens.is_punct(at, "#") && is_doc_comment(tokens, at) => {
                at = tokens.tree_end(at + 1);
            }
            TokenKind::Punct { .. } if tokens.is_punct(at, "$") => {
                if tokens.is_open(at + 1, Delimiter::Parenthesis) {
                    let (repeat, separator, resume) = repetition(tokens, at + 1)?;
                    if depth == MAX_REPETITIONS {
                        return Err(DefinitionError::new("repetitions are nested too deeply", Some(token.origin)));
                    }
                    open.push(Unclosed::Repetition {
                        end: tokens.content(at + 1).end,
                        enter: matcher.steps.len(),
                        first_variable: matcher.variables.len() as u32,
                        repeat,
                        separator,
                        resume,
                    });
                    // `close` completes it.
                    matcher.steps.push(MatcherStep::Enter { repeat, after: 0, variables: (0, 0), depth: depth as u32 });
                    depth += 1;
                    at += 2;
                } else {
                    let variable = variable(tokens, at + 1, depth as u32)?;
                    let number = matcher.variables.len() as u32;
                    if names.insert(variable.name.clone(), number).is_some() {
                        let message = format!("`${}` is declared twice", variable.name);
                        return Err(DefinitionError::new(message, Some(token.origin)));
                    }
                    matcher.variables.push(variable);
                    matcher.steps.push(MatcherStep::Variable(number));
                    at += 4;
                }
            }
            _ => {
                matcher.steps.push(MatcherStep::Token(at as u32));
                at = tokens.lexeme_end(at);
            }
        }
    }
    matcher.steps.push(MatcherStep::End);
    Ok(matcher)
}

fn close(matcher: &mut Matcher, at: usize, first_variable: u32, repeat: KleeneOp, separator: Option<u32>) {
    let first = at as u32 + 1;
    match separator {
        Some(separator) => matcher.steps.extend([MatcherStep::Separator(separator), MatcherStep::First(first)]),
        None => matcher.steps.push(MatcherStep::Again { repeat, first }),
    }
    let end = (matcher.steps.len() as u32, matcher.variables.len() as u32);
    if let MatcherStep::Enter { after, variables, .. } = &mut matcher.steps[at] {
        *after = end.0;
        *variables = (first_variable, end.1);
    }
}

/// Reads what follows the parentheses of a repetition that open at an index. Returns the operator, the index of the separator,
/// and the index after the repetition.
pub(super) fn repetition(tokens: &Tokens, open: usize) -> Result<(KleeneOp, Option<u32>, usize), DefinitionError> {
    let at = tokens.tree_end(open);
    if let Some(repeat) = KleeneOp::at(tokens, at) {
        return Ok((repeat, None, tokens.lexeme_end(at)));
    }
    let operator = tokens.lexeme_end(at);
    match (tokens.lexeme(at), KleeneOp::at(tokens, operator)) {
        (Lexeme::Open(_) | Lexeme::Group(_) | Lexeme::Close | Lexeme::End, _) | (_, None) => {
            Err(DefinitionError::new("a repetition needs `*`, `+` or `?`", tokens.origin(open)))
        }
        (_, Some(repeat)) => Ok((repeat, Some(at as u32), tokens.lexeme_end(operator))),
    }
}

/// `name:fragment`
fn variable(tokens: &Tokens, at: usize, depth: u32) -> Result<Variable, DefinitionError> {
    let Lexeme::Ident(name) = tokens.lexeme(at) else {
        return Err(DefinitionError::new("`$` needs a name or a repetition after it", tokens.origin(at)));
    };
    let (Lexeme::Punct(":"), Lexeme::Ident(fragment)) = (tokens.lexeme(at + 1), tokens.lexeme(at + 2)) else {
        return Err(DefinitionError::new(format!("`${name}` needs a fragment specifier"), tokens.origin(at)));
    };
    let edition = tokens.origin(at + 2).map_or(Edition::E2024, |origin| origin.edition);
    let Some(fragment) = specifier(fragment, edition) else {
        let message = format!("`{fragment}` is not a fragment specifier");
        return Err(DefinitionError::new(message, tokens.origin(at + 2)));
    };
    Ok(Variable { name: plain(name).to_owned(), fragment, depth })
}

/// Removes `r#` from a variable's name, which means nothing there.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The [fragment specifier](https://doc.rust-lang.org/reference/macros-by-example.html#metavariables) of a name in an edition.
fn specifier(name: &str, edition: Edition) -> Option<Fragment> {
    Some(match name {
        "block" => Fragment::Block,
        "expr" => Fragment::Expr { edition_2024: edition >= Edition::E2024 },
        "expr_2021" => Fragment::Expr { edition_2024: false },
        "ident" => Fragment::Ident,
        "item" => Fragment::Item,
        "lifetime" => Fragment::Lifetime,
        "literal" => Fragment::Literal,
        "meta" => Fragment::Meta,
        "pat" => Fragment::Pat { alternatives: edition >= Edition::E2021 },
        "pat_param" => Fragment::Pat { alternatives: false },
        "path" => Fragment::Path,
        "stmt" => Fragment::Stmt,
        "tt" => Fragment::TokenTree,
        "ty" => Fragment::Type,
        "vis" => Fragment::Visibility,
        _ => return None,
    })
}

/// Whether the `#[doc = "…"]` at an index was written as a comment, which matchers ignore. The span of its `#` is that of the
/// whole comment.
fn is_doc_comment(tokens: &Tokens, at: usize) -> bool {
    tokens.origin(at).is_some_and(|origin| origin.span.end - origin.span.start > 1)
        && tokens.is_open(at + 1, Delimiter::Bracket)
}
