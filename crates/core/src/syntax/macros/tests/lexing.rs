//! Token lists from texts, and their operators, slices and concatenations.

use super::support::{expand, tokens};
use crate::syntax::Tokens;

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
