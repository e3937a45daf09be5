//! Expansions that only pass arguments on to a rule of an exported macro: `$crate::name!(@rule …)`.
//!
//! Macros that go through their arguments step by step expand to many of these. Reading each as code would take most of the
//! time that such a macro takes.

use super::{
    Tokens,
    facts::{
        Anchor, Declaration, Declared, Facts, MacroCall, Path, PathId, Position, Predicate, PredicateId, Scope,
        ScopeIndex, Word,
    },
    span_map::SpanMap,
    tokens::{Delimiter, TokenKind},
};
use crate::{interner::Interner, workspace::Edition};

/// Returns the facts of an expansion in code that is such a call: the call, to be expanded in turn. Its path belongs to the
/// definition of the macro. `None` for any other expansion.
pub(super) fn facts(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    let is = |at: usize, text: &str| tokens.tokens.get(at).is_some_and(|token| tokens.text_of(token) == text);
    let krate = tokens.tokens.first()?.origin.dollar_crate?;
    let (name, open) = (tokens.tokens.get(3)?, 5);
    let content = tokens.content(open);
    let is_call = is(1, ":") && is(2, ":") && name.kind == TokenKind::Ident && is(4, "!") && is(open + 1, "@");
    let is_in_group =
        matches!(tokens.tokens.get(open)?.kind, TokenKind::Open(delimiter) if delimiter != Delimiter::None);
    let rest = tokens.tokens.len() - (content.end + 1).min(tokens.tokens.len());
    let is_alone = rest == 0 || (rest == 1 && position == Position::Statements && is(content.end + 1, ";"));
    // No code starts with `@`. So only paths count among the arguments, and those of the call were read there.
    let is_path = |at: usize| {
        let token = &tokens.tokens[at];
        token.kind == TokenKind::Ident
            && !token.origin.from_arguments
            && (tokens.text_of(token).starts_with(char::is_uppercase)
                || ["(", ":", "!"].iter().any(|next| is(at + 1, next)))
    };
    if !(is_call && is_in_group && is_alone) || content.clone().any(is_path) {
        return None;
    }
    let mut names = Interner::default();
    let generics: Vec<Word> = generics.iter().map(|name| names.word(name)).collect();
    // At the end of statements, a call that has neither braces nor a semicolon is an expression.
    let is_braced = tokens.is_open(open, Delimiter::Brace);
    let position = match position {
        Position::Statements if rest == 0 && !is_braced => Position::Expression,
        position => position,
    };
    let text = tokens.text_of(name);
    let segments = [names.word(text.strip_prefix("r#").unwrap_or(text))];
    let path = Path { anchor: Anchor::DollarCrate(krate), segments: segments.into() };
    let at = SpanMap::Expansion(tokens).locate(tokens.tokens[0].at as usize, (name.at + name.len) as usize);
    let arguments = tokens.slice(content).into();
    let call = MacroCall { path: PathId(0), arguments, position, generics, is_argument: false, is_pasting: false };
    let what = Declared::Call(call);
    Some(Facts {
        edition,
        names: names.into(),
        predicates: vec![Predicate::All(Vec::new())],
        scopes: vec![Scope { parent: ScopeIndex::ROOT, block: false, body: None, predicate: PredicateId::ALWAYS }],
        paths: vec![path],
        declarations: vec![Declaration { scope: ScopeIndex::ROOT, predicate: PredicateId::ALWAYS, at, what }],
        references: Vec::new(),
        bare_calls: Vec::new(),
        predicate: PredicateId::ALWAYS,
        macro_use: false,
        recursion_limit: None,
        generators: Vec::new(),
        problems: Vec::new(),
        directives: Vec::new(),
    })
}
