//! Token lists from texts, and their operators, slices and concatenations.

use super::support::{expand, tokens};
use crate::{
    source::Span,
    syntax::{TokenKind, Tokens, lex},
    workspace::Edition,
};

#[test]
fn spans_kinds_and_partners() {
    let list = lex("\u{feff}é 'a { >>= } // c\n -1.5", 3, Edition::E2018).unwrap();
    let tokens: Vec<_> =
        list.tokens.iter().map(|token| (list.text_of(token), token.origin.span.start, token.partner)).collect();
    assert_eq!(
        tokens,
        [
            ("é", 3, 0),
            ("'a", 6, 0),
            ("{", 9, 6),
            (">", 11, 0),
            (">", 12, 0),
            ("=", 13, 0),
            ("}", 15, 2),
            ("-", 23, 0),
            ("1.5", 24, 0)
        ]
    );
    assert_eq!(list.tokens[1].kind, TokenKind::Lifetime);
    assert_eq!(list.tokens[1].origin.span, Span { start: 6, end: 8 });
    assert!(list.tokens.iter().all(|token| token.origin.file == 3 && token.origin.edition == Edition::E2018));
}

#[test]
fn the_characters_of_an_operator_are_one_lexeme() {
    let lexemes = |list: &Tokens| {
        let mut lexemes = Vec::new();
        let mut at = 0;
        while at < list.tokens.len() {
            lexemes.push(list.lexeme_text(at).to_owned());
            at = list.lexeme_end(at);
        }
        lexemes
    };
    let list = tokens("a&&&b x=-1 ..=2 >>>=y ::<z <-w");
    let expected = ["a", "&&", "&", "b", "x", "=", "-", "1", "..=", "2", ">>", ">=", "y", "::", "<", "z", "<-", "w"];
    assert_eq!(lexemes(&list), expected);
    assert_eq!(lexemes(&tokens(&list.text)), expected);
    // An index inside an operator gives the rest of it.
    assert_eq!((list.lexeme_text(2), list.lexeme_text(3)), ("&", "&"));
    // An operator ends with the list, and does not continue in the next one.
    let [less, equals] = ["<", "="].map(tokens);
    assert_eq!(lexemes(&less.concat(&equals)), ["<", "="]);
}

#[test]
fn unmatched_delimiters_and_quotes_are_errors() {
    assert_eq!(lex("a\né )", 0, Edition::E2021).unwrap_err().span.start, 5);
    assert!(lex("\"", 0, Edition::E2021).is_err());
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let depth = 100_000;
    let text = format!("{}{}", "(".repeat(depth), ")".repeat(depth));
    let list = tokens(&text);
    assert_eq!(list.tokens.len(), 2 * depth);
    assert_eq!(list.tokens[0].partner as usize, 2 * depth - 1);
    let expansion = expand("($($x:tt)*) => { [$($x)*] }", &text);
    assert_eq!(expansion.tokens.len(), 2 * depth + 2);
    assert!(expand("($x:expr) => { $x }", &format!("{}1", "!".repeat(depth))).tokens.len() > depth);
}

#[test]
fn slices_and_concatenations_match_delimiters() {
    let list = tokens("a (b [c]) d");
    let slice = list.slice(list.content(1));
    assert_eq!((slice.text.as_str(), slice.tokens[1].partner), ("b[c]", 3));
    let both = slice.clone().concat(&slice);
    assert_eq!((both.text.as_str(), both.tokens[5].partner), ("b[c]b[c]", 7));
}
