//! Parses definitions and calls from text, and prints expansions as text.

use super::super::{Definition, ExpandError, ExpansionLimits};
use crate::{
    syntax::{Delimiter, TokenKind, Tokens, owned_tokens::lex},
    workspace::Edition,
};

/// The crate that `$crate` means in these tests.
pub(super) const KRATE: u32 = 7;

pub(super) fn tokens(text: &str) -> Tokens {
    lex(text, Edition::E2021).unwrap()
}

pub(super) fn define(rules: &str) -> Definition {
    Definition::parse(&tokens(rules)).unwrap()
}

pub(super) fn try_expand(rules: &str, args: &str) -> Result<Tokens, ExpandError> {
    define(rules).expand(&tokens(args), KRATE, &ExpansionLimits::default())
}

pub(super) fn expand(rules: &str, args: &str) -> Tokens {
    try_expand(rules, args).unwrap()
}

/// Prints the visible tokens, separated by spaces.
pub(super) fn words(tokens: &Tokens) -> String {
    let words: Vec<&str> =
        tokens.tokens.iter().map(|token| tokens.text_of(token)).filter(|text| !text.is_empty()).collect();
    words.join(" ")
}

/// Prints all tokens, with `«` and `»` for invisible delimiters.
pub(super) fn groups(tokens: &Tokens) -> String {
    let words: Vec<&str> = tokens
        .tokens
        .iter()
        .map(|token| match token.kind {
            TokenKind::Open(Delimiter::None) => "«",
            TokenKind::Close(Delimiter::None) => "»",
            _ => tokens.text_of(token),
        })
        .collect();
    words.join(" ")
}

/// Expands a call and compares the tokens.
#[track_caller]
pub(super) fn check(rules: &str, args: &str, expected: &str) {
    let expansion = expand(rules, args);
    assert_eq!(words(&expansion), words(&tokens(expected)));
    assert_eq!(words(&tokens(&expansion.text)), words(&expansion), "the text reads as other tokens");
}
