//! The macros of the crates `paste` and `pastey`, whose expansion follows from their arguments: `[<get_ $name>]` becomes the name
//! of its parts.

use super::tokens::{Delimiter, Origin, Token, TokenKind, Tokens, TokensBuilder};
use std::ops::Range;

/// Returns whether a crate has macros that [`pasted`] expands.
pub fn is_pasting_crate(name: &str) -> bool {
    matches!(name, "paste" | "pastey")
}

/// Returns whether a name is that of a macro of these crates.
pub fn is_pasting_macro(name: &str) -> bool {
    matches!(name, "paste" | "item" | "expr")
}

/// Returns what `paste!` expands to. `None` if nothing among the arguments is pasted, or if only a build knows the result, as with
/// `[<env!("A")>]`.
pub fn pasted(arguments: &Tokens) -> Option<Tokens> {
    let mut builder = TokensBuilder::with_capacity(arguments.tokens.len(), arguments.text.len());
    let mut has_pasted = false;
    let mut at = 0;
    while let Some(token) = arguments.tokens.get(at) {
        if let Some(parts) = pasting_group(arguments, at) {
            let name = joined(arguments, parts.clone())?;
            let kind = if name.starts_with('\'') { TokenKind::Lifetime } else { TokenKind::Ident };
            builder.push(kind, &name, own(arguments.tokens.get(parts.start).unwrap_or(token).origin));
            has_pasted = true;
            at = arguments.content(at).end + 1;
        } else if let Some(value) = documentation(arguments, at) {
            // A text of several parts. What it says makes no difference.
            builder.append(arguments, at..value.start);
            builder.push(TokenKind::Literal, "\"\"", token.origin);
            at = value.end;
        } else {
            builder.push_token(token.kind, arguments.text_of(token), token.fragment, own(token.origin));
            at += 1;
        }
    }
    has_pasted.then(|| builder.finish())
}

/// The arguments are read after they are pasted, as if the macro had written them.
fn own(origin: Origin) -> Origin {
    Origin { from_arguments: false, ..origin }
}

fn is(tokens: &Tokens, at: usize, text: &str) -> bool {
    tokens.tokens.get(at).is_some_and(|token| tokens.text_of(token) == text)
}

fn is_bracket(token: &Token) -> bool {
    token.kind == TokenKind::Open(Delimiter::Bracket)
}

/// Returns the parts in `[<…>]`, if a token opens such a group.
fn pasting_group(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    let content = tokens.content(at);
    let is_pasting = is_bracket(tokens.tokens.get(at)?)
        && content.len() > 2
        && is(tokens, content.start, "<")
        && is(tokens, content.end - 1, ">");
    let parts = content.start + 1..content.end.saturating_sub(1);
    let can_be_part = |token: &Token| {
        let text = tokens.text_of(token);
        match token.kind {
            TokenKind::Ident | TokenKind::Lifetime | TokenKind::Literal => true,
            TokenKind::Open(delimiter) | TokenKind::Close(delimiter) => {
                matches!(delimiter, Delimiter::None | Delimiter::Parenthesis)
            }
            TokenKind::Punct { .. } => matches!(text, ":" | "_" | "#" | "!" | "'"),
        }
    };
    (is_pasting && tokens.tokens[parts.clone()].iter().all(can_be_part)).then_some(parts)
}

/// Returns the name that parts are joined to. `None` if that is not known, or is no name.
fn joined(tokens: &Tokens, parts: Range<usize>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    let mut visible = tokens.tokens[parts].iter().filter(|token| token.len > 0).peekable();
    while let Some(token) = visible.next() {
        let text = tokens.text_of(token);
        match token.kind {
            // `env!("NAME")`
            TokenKind::Ident if visible.peek().is_some_and(|next| tokens.text_of(next) == "!") => return None,
            TokenKind::Ident | TokenKind::Lifetime => all.push(text.trim_start_matches("r#").to_owned()),
            TokenKind::Literal => all.push(literal(text)?),
            TokenKind::Punct { .. } => match text {
                "_" => all.push(text.to_owned()),
                ":" => {
                    let modifier = tokens.text_of(visible.next()?);
                    let last = all.pop()?;
                    all.push(modified(&last, modifier)?);
                }
                _ => return None,
            },
            TokenKind::Open(_) | TokenKind::Close(_) => return None,
        }
    }
    let name = all.concat();
    let is_name = name.trim_start_matches('\'').chars().all(|char| char.is_alphanumeric() || char == '_');
    let starts_well = name.trim_start_matches('\'').starts_with(|char: char| char.is_alphabetic() || char == '_');
    (is_name && starts_well).then_some(name)
}

/// Returns the text of a literal as a part of a name.
fn literal(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.or_else(|| text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')));
    let name = inner.unwrap_or(text).replace('-', "_");
    name.chars().all(|char| char.is_alphanumeric() || char == '_').then_some(name)
}

/// Returns a part with its modifier, such as `$name:snake`.
fn modified(part: &str, modifier: &str) -> Option<String> {
    Some(match modifier {
        "lower" => part.to_lowercase(),
        "upper" => part.to_uppercase(),
        "snake" => snake_case(part),
        "camel" | "upper_camel" => camel_case(part),
        "lower_camel" => {
            let camel = camel_case(part);
            let mut chars = camel.chars();
            chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
        }
        _ => return None,
    })
}

/// `HTTPGet` becomes `h_t_t_p_get`.
fn snake_case(part: &str) -> String {
    let mut name = String::new();
    for char in part.chars() {
        if char.is_uppercase() && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(char.to_lowercase());
    }
    name
}

/// `get_http` becomes `GetHttp`, and so does `GET_HTTP`.
fn camel_case(part: &str) -> String {
    let mut name = String::new();
    let mut before = '_';
    for char in part.chars() {
        match char {
            '_' => {}
            _ if before == '_' => name.extend(char.to_uppercase()),
            _ if before.is_uppercase() => name.extend(char.to_lowercase()),
            _ => name.push(char),
        }
        before = char;
    }
    name
}

/// Returns the text in `#[doc = …]`, if a token opens the brackets of such an attribute and the text has several parts.
fn documentation(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    let content = tokens.content(at);
    let is_doc = is_bracket(tokens.tokens.get(at)?)
        && content.len() > 3
        && is(tokens, content.start, "doc")
        && is(tokens, content.start + 1, "=");
    is_doc.then(|| content.start + 2..content.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        syntax::{code::Code, owned_tokens::owned_tokens},
        workspace::Edition,
    };

    fn paste(text: &str) -> Option<String> {
        let code = Code::of(text).unwrap();
        let tokens = owned_tokens(&code, 0..code.tokens.len(), 0, 0, Edition::E2024, &[]);
        pasted(&tokens).map(|tokens| tokens.text)
    }

    #[test]
    fn parts_become_one_name() {
        for (arguments, expected) in [
            ("fn [<get_ name>]() {}", Some("fn get_name(){}")),
            ("[< 'a b >] [<A 'b' \"c\" 1 _ d>]", Some("'ab Abc1_d")),
            ("[<A \"c\" 1 _ d>]::new()", Some("Ac1_d::new()")),
            ("[<r#type _of>]", Some("type_of")),
            ("[<HttpGet:snake>] [<get_http:camel>] [<A:lower B:upper c:upper>]", Some("http_get GetHttp aBC")),
            ("[<GET_HTTP:camel>] [<get_http:lower_camel _x>]", Some("GetHttp getHttp_x")),
            ("f([<'a b>])", Some("f('ab)")),
            ("x!([<A B>], [[<C D>], 1])", Some("x!(AB,[CD,1])")),
            ("#[doc = \"a\" b \"c\"] struct [<A B>];", Some("#[doc=\"\"]struct AB;")),
            // Nothing to paste.
            ("fn get() {}", None),
            ("[<Vec<u8>>::new()]", None),
            ("[<T as Into<u8>>::into(x)]", None),
            ("[a < b, c > d]", None),
            // Unknown before a build.
            ("[<env!(\"A\") x>]", None),
            ("[<A:unheard_of>]", None),
            ("[<1 a>]", None),
        ] {
            assert_eq!(paste(arguments).as_deref(), expected, "{arguments}");
        }
    }
}
