//! Properties on random tokens: the text of a list lexes as the same tokens, and nothing panics.

use proptest::prelude::*;

use super::super::{Definition, ExpansionLimits};
use crate::{
    syntax::{TokenKind, Tokens, cfg_branches, owned_tokens::lex},
    workspace::Edition,
};

/// Random tokens, mostly those that matchers and fragments consist of.
fn tokens() -> impl Strategy<Value = String> {
    let words = [
        "a", "fn", "impl", "dyn", "for", "if", "else", "match", "let", "struct", "mod", "use", "pub", "where", "crate",
        "as", "_", "async", "move", "const", "unsafe", "return", "break", "in", "r#a", "'a", "'b'", "1", "1.5", "0",
        "\"s\"", "b\"s\"", "c\"s\"", "r#\"s\"#", "$", "$x", "$x:expr", "$y:ty", "$(", ")*", ")+", "),*", "$crate",
        "=>", "<", ">", "<<", ">>", ">=", "->", "::", ":", "..", "..=", "&", "&&", "|", "||", "=", "==", ";", ",", ".",
        "!", "#", "?", "-", "*", "+", "@", "/", "(", ")", "[", "]", "{", "}", "item", "/// d\n", "/**/", " ", "$z:pat",
        "$w:stmt", "$v:vis", "$i:item", "$p:path", "$t:tt", "$m:meta", "cfg",
    ];
    prop::collection::vec((prop::sample::select(words.to_vec()), any::<bool>()), 0..40)
        .prop_map(|words| words.into_iter().flat_map(|(word, space)| [word, if space { " " } else { "" }]).collect())
}

fn comparable(tokens: &Tokens) -> Vec<(TokenKind, String, u32)> {
    tokens.tokens.iter().map(|token| (token.kind, tokens.text_of(token).to_owned(), token.partner)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_text_of_a_list_lexes_as_the_same_tokens(text in tokens()) {
        if let Some(tokens) = lex(&text, Edition::E2024) {
            let again = lex(&tokens.text, Edition::E2024).unwrap();
            prop_assert_eq!(comparable(&again), comparable(&tokens));
            prop_assert_eq!(again.text, tokens.text);
        }
    }

    #[test]
    fn expansions_do_not_panic(matcher in tokens(), body in tokens(), args in tokens()) {
        let limits = ExpansionLimits { tokens: 10_000, steps: 100_000 };
        let Some(args) = lex(&args, Edition::E2021) else { return Ok(()) };
        for name in ["cfg_if", "cfg_select"] {
            let _ = cfg_branches(name, &args);
        }
        for rules in [format!("({matcher}) => {{ {body} }}"), matcher, format!("($($x:tt)*) => {{ {body} }}")] {
            if let Some(rules) = lex(&rules, Edition::E2021) {
                let _ = Definition::parse_macro(&rules);
                let Ok(definition) = Definition::parse(&rules) else { continue };
                if let Ok(expansion) = definition.expand(&args, 0, &limits) {
                    let again = lex(&expansion.text, Edition::E2021).unwrap();
                    let visible = expansion.tokens.iter().filter(|token| token.len > 0).count();
                    prop_assert_eq!(again.tokens.len(), visible);
                    let _ = definition.expand(&expansion, 0, &limits);
                }
            }
        }
    }

    #[test]
    fn fragments_do_not_panic(args in tokens()) {
        let Some(args) = lex(&args, Edition::E2021) else { return Ok(()) };
        for fragment in ["block", "expr", "item", "lifetime", "literal", "meta", "pat", "path", "stmt", "ty", "vis"] {
            let rules = lex(&format!("($($x:{fragment} $(;)? $(,)?)*) => {{ $($x)* }}; ($x:{fragment} $($t:tt)*) => {{ $x }}"), Edition::E2021).unwrap();
            let definition = Definition::parse(&rules).unwrap();
            if let Ok(expansion) = definition.expand(&args, 0, &ExpansionLimits { tokens: 10_000, steps: 100_000 }) {
                let _ = definition.expand(&expansion, 0, &ExpansionLimits { tokens: 10_000, steps: 100_000 });
            }
        }
    }
}
