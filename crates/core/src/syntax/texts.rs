//! Texts that the compiler's own macros make of other texts, as `include!` takes them: `concat!`, `env!`.

use super::code::{Code, Kind, character_value, string_value};
use std::ops::Range;

/// The text of an only argument; `None` where it can't be known. `variable` knows the variables that `env!` can read.
pub(super) fn single(
    code: &Code<'_>,
    tokens: Range<usize>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    match code.trees_between_commas(tokens).as_slice() {
        [part] => text(code, part, variable),
        _ => None,
    }
}

fn text(code: &Code<'_>, trees: &[usize], variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match *trees {
        [token] => value(code.kind(token), code.text_of(token)),
        [.., name, bang, group] if code.kind(bang) == Kind::Bang && code.kind(group).opens() => {
            let parts = code.trees_between_commas(code.content(group));
            match code.text_of(name) {
                "concat" => parts.iter().map(|part| text(code, part, variable)).collect(),
                // A second argument is what rustc prints where the variable is not set.
                "env" => variable(&text(code, parts.first()?, &|_| None)?),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a literal becomes in `concat!`.
fn value(kind: Kind, text: &str) -> Option<String> {
    match kind {
        Kind::True | Kind::False => Some(text.to_owned()),
        Kind::Int => {
            let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
            let (digits, suffix) = text.split_at(digits);
            let is_plain = suffix.is_empty() || suffix.starts_with(['u', 'i']);
            is_plain.then(|| digits.to_owned())
        }
        _ => string_value(text).or_else(|| character_value(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        let variable = |name: &str| (name == "CARGO_MANIFEST_DIR").then(|| "/w".to_owned());
        let code = Code::of(text).unwrap();
        single(&code, 0..code.tokens.len(), &variable)
    }

    #[test]
    fn variables_of_cargo_are_known_and_those_of_a_build_are_not() {
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
