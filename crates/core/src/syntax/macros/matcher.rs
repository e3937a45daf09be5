//! A rule's matcher, compiled to steps: [macro matchers](https://doc.rust-lang.org/reference/macros-by-example.html#transcribing).
//!
//! The steps are flat, with indices for jumps, as rustc's `MatcherLoc`s are; `matching` runs them.

use rustc_hash::FxHashMap;

use super::{
    super::tokens::{Delimiter, Fragment, Lexeme, TokenKind, Tokens},
    error::DefinitionError,
};
use crate::workspace::Edition;

/// How many repetitions may stand in one another.
pub(super) const MAX_REPETITIONS: usize = 64;

/// How often something repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// `*`
    Any,
    /// `+`
    Some,
    /// `?`
    Optional,
}

impl Repeat {
    /// The operator at a position.
    pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Self> {
        match tokens.lexeme(at) {
            Lexeme::Punct("*") => Some(Self::Any),
            Lexeme::Punct("+") => Some(Self::Some),
            Lexeme::Punct("?") => Some(Self::Optional),
            _ => None,
        }
    }
}

/// One step of a matcher.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The token of the definition that starts there, a delimiter included.
    Token(u32),
    /// A variable, by number.
    Variable(u32),
    /// A repetition, which starts with the next step.
    Enter {
        repeat: Repeat,
        /// The step after the repetition.
        after: u32,
        /// The variables in it: from the first one up to before the second.
        variables: (u32, u32),
        /// In how many repetitions it stands.
        depth: u32,
    },
    /// The end of a repetition without separator, which starts at that step.
    Again { repeat: Repeat, first: u32 },
    /// The end of a repetition with that token as its separator. `First` follows.
    Separator(u32),
    /// After a separator: on to the first step of the repetition.
    First(u32),
    /// The end of the arguments.
    End,
}

/// A variable of a matcher.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) fragment: Fragment,
    /// In how many repetitions it stands.
    pub(super) depth: u32,
}

/// A compiled matcher.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher {
    pub(super) steps: Vec<Step>,
    pub(super) variables: Vec<Variable>,
}

/// What is still open while a matcher is compiled.
enum Open {
    Group { end: usize },
    Repetition { end: usize, enter: usize, first_variable: u32, repeat: Repeat, separator: Option<u32>, resume: usize },
}

impl Open {
    fn end(&self) -> usize {
        match self {
            Self::Group { end } | Self::Repetition { end, .. } => *end,
        }
    }
}

/// Compiles what stands between `start` and `end`.
pub(super) fn compile(tokens: &Tokens, start: usize, end: usize) -> Result<Matcher, DefinitionError> {
    let mut matcher = Matcher::default();
    let mut names = FxHashMap::default();
    let mut open: Vec<Open> = Vec::new();
    let mut depth = 0;
    let mut at = start;
    loop {
        if at >= open.last().map_or(end, Open::end) {
            match open.pop() {
                None => break,
                Some(Open::Group { end }) => {
                    matcher.steps.push(Step::Token(end as u32));
                    at = end + 1;
                }
                Some(Open::Repetition { enter, first_variable, repeat, separator, resume, .. }) => {
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
                matcher.steps.push(Step::Token(at as u32));
                open.push(Open::Group { end: tokens.content(at).end });
                at += 1;
            }
            TokenKind::Punct { .. } if tokens.is_punct(at, "#") && is_doc_comment(tokens, at) => {
                at = tokens.tree_end(at + 1)
            }
            TokenKind::Punct { .. } if tokens.is_punct(at, "$") => {
                if tokens.is_open(at + 1, Delimiter::Parenthesis) {
                    let (repeat, separator, resume) = repetition(tokens, at + 1)?;
                    if depth == MAX_REPETITIONS {
                        return Err(DefinitionError::new("too many repetitions in one another", Some(token.origin)));
                    }
                    open.push(Open::Repetition {
                        end: tokens.content(at + 1).end,
                        enter: matcher.steps.len(),
                        first_variable: matcher.variables.len() as u32,
                        repeat,
                        separator,
                        resume,
                    });
                    // Completed at its end.
                    matcher.steps.push(Step::Enter { repeat, after: 0, variables: (0, 0), depth: depth as u32 });
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
                    matcher.steps.push(Step::Variable(number));
                    at += 4;
                }
            }
            _ => {
                matcher.steps.push(Step::Token(at as u32));
                at = tokens.lexeme_end(at);
            }
        }
    }
    matcher.steps.push(Step::End);
    Ok(matcher)
}

fn close(matcher: &mut Matcher, at: usize, first_variable: u32, repeat: Repeat, separator: Option<u32>) {
    let first = at as u32 + 1;
    match separator {
        Some(separator) => matcher.steps.extend([Step::Separator(separator), Step::First(first)]),
        None => matcher.steps.push(Step::Again { repeat, first }),
    }
    let end = (matcher.steps.len() as u32, matcher.variables.len() as u32);
    if let Step::Enter { after, variables, .. } = &mut matcher.steps[at] {
        *after = end.0;
        *variables = (first_variable, end.1);
    }
}

/// What follows the parentheses that open at a position: the operator, the separator, and where to go on.
pub(super) fn repetition(tokens: &Tokens, open: usize) -> Result<(Repeat, Option<u32>, usize), DefinitionError> {
    let at = tokens.tree_end(open);
    if let Some(repeat) = Repeat::at(tokens, at) {
        return Ok((repeat, None, tokens.lexeme_end(at)));
    }
    let operator = tokens.lexeme_end(at);
    match (tokens.lexeme(at), Repeat::at(tokens, operator)) {
        (Lexeme::Open(_) | Lexeme::Group(_) | Lexeme::Close | Lexeme::End, _) | (_, None) => {
            Err(DefinitionError::new("a repetition needs one of `*`, `+` and `?`", tokens.origin(open)))
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
        let message = format!("`{fragment}` is no fragment specifier");
        return Err(DefinitionError::new(message, tokens.origin(at + 2)));
    };
    Ok(Variable { name: plain(name).to_owned(), fragment, depth })
}

/// A name without `r#`: variables are the same with and without.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// [Fragment specifiers](https://doc.rust-lang.org/reference/macros-by-example.html#metavariables), by edition.
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

/// Whether `#[doc = "…"]` was a comment, which a matcher ignores: its `#` is as long as the comment.
fn is_doc_comment(tokens: &Tokens, at: usize) -> bool {
    tokens.origin(at).is_some_and(|origin| origin.span.end - origin.span.start > 1)
        && tokens.is_open(at + 1, Delimiter::Bracket)
}
