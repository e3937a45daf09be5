//! Texts that the compiler's own macros make of other texts, as `include!` takes them: `concat!`, `env!`.

use super::predicates::split_at_commas;
use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

/// The text of an only argument; none where it can't be known. `variable` knows what `env!` can be asked of.
pub(super) fn single(tokens: TokenStream, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match split_at_commas(tokens).as_slice() {
        [part] => text(part, variable),
        _ => None,
    }
}

fn text(tokens: &[TokenTree], variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match tokens {
        [TokenTree::Literal(literal)] => match Lit::new(literal.clone()) {
            Lit::Str(text) => Some(text.value()),
            Lit::Char(text) => Some(text.value().to_string()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        },
        [TokenTree::Ident(word)] if *word == "true" || *word == "false" => Some(word.to_string()),
        // What a macro's variable matched.
        [TokenTree::Group(group)] if group.delimiter() == proc_macro2::Delimiter::None => {
            single(group.stream(), variable)
        }
        [path @ .., TokenTree::Punct(bang), TokenTree::Group(group)] if bang.as_char() == '!' => {
            match path.last() {
                Some(TokenTree::Ident(name)) if *name == "concat" => {
                    split_at_commas(group.stream()).iter().map(|part| text(part, variable)).collect()
                }
                // A second argument is what rustc says where the variable is not set.
                Some(TokenTree::Ident(name)) if *name == "env" => {
                    let parts = split_at_commas(group.stream());
                    variable(&text(parts.first()?, &|_| None)?)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        let variable = |name: &str| (name == "CARGO_MANIFEST_DIR").then(|| "/w".to_owned());
        single(text.parse().unwrap(), &variable)
    }

    #[test]
    fn what_cargo_sets_is_known_and_what_a_build_sets_is_not() {
        assert_eq!(of("\"x.in\"").as_deref(), Some("x.in"));
        assert_eq!(of("r#\"x.in\"#,").as_deref(), Some("x.in"));
        assert_eq!(
            of("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/\", 'a', 1u8, true, \".in\")").as_deref(),
            Some("/w/src/a1true.in")
        );
        assert_eq!(of("core::concat!(\"a\", std::concat!(\"b\", \"c\"))").as_deref(), Some("abc"));
        for unknown in
            ["", "\"a\", \"b\"", "concat!(env!(\"OUT_DIR\"), \"/x\")", "path!()", "1.5", "concat!(stringify!(a))"]
        {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }
}
