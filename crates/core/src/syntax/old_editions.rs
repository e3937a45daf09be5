//! Rewrites the syntax of old editions for `syn`, which knows only the current one. Works on tokens, so that spans stay valid.
//!
//! In edition 2015, `async`, `await`, `dyn` and `try` are names (the Rust Reference, "Keywords"), and the functions of a trait
//! may omit the names of their parameters. Up to edition 2018, a trait object may omit `dyn`. Its tokens look like a call or a
//! pattern, so `dyn` is inserted only where a parser stops at what can only follow a trait object.

use super::token_trees::{is_group, is_punct, is_word};
use crate::workspace::Edition;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

/// Rewrites the tokens of a file of an old edition.
///
/// Recurses on groups, so the caller must have limited how deeply they are nested.
pub(super) fn modernize(tokens: TokenStream, edition: Edition) -> TokenStream {
    match edition {
        Edition::E2015 => update_names(tokens),
        Edition::E2018 | Edition::E2021 | Edition::E2024 => tokens,
    }
}

/// The number of missing `dyn`s that are inserted into a file. Each needs another run of the parser.
const MAX_INSERTED_DYNS: usize = 1 << 10;

/// Parses tokens. In an edition in which `dyn` may be omitted, inserts it where the parser stops after a trait object.
pub(super) fn parse<T>(
    parser: impl Fn(ParseStream<'_>) -> syn::Result<T>,
    mut tokens: TokenStream,
    edition: Edition,
) -> syn::Result<T> {
    if edition > Edition::E2018 {
        return parser.parse2(tokens);
    }
    let mut remaining = MAX_INSERTED_DYNS;
    loop {
        let error = match (&parser).parse2(tokens.clone()) {
            Ok(parsed) => return Ok(parsed),
            Err(error) => error,
        };
        let stopped = error.span().byte_range().start;
        let inserted = if remaining == 0 { None } else { insert_dyn(&tokens, stopped) };
        let Some(inserted) = inserted else { return Err(error) };
        tokens = inserted;
        remaining -= 1;
    }
}

/// Inserts `dyn` before the path that ends at byte `stopped`, if a `+` or parameters follow it. A path alone is a type anyway.
fn insert_dyn(tokens: &TokenStream, stopped: usize) -> Option<TokenStream> {
    let mut out: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let at = out.iter().position(|token| stopped < token.span().byte_range().end)?;
    let begins = out[at].span().byte_range().start == stopped;
    match &out[at] {
        TokenTree::Group(group) if !begins => {
            let mut rebuilt = Group::new(group.delimiter(), insert_dyn(&group.stream(), stopped)?);
            rebuilt.set_span(group.span());
            out[at] = TokenTree::Group(rebuilt);
        }
        token if is_punct(token, '+') || is_group(token, Delimiter::Parenthesis) => {
            let start = bound_start(&out[..at])?;
            let span = out[start].span();
            out.insert(start, TokenTree::Ident(Ident::new("dyn", span)));
        }
        _ => return None,
    }
    Some(out.into_iter().collect())
}

/// Returns the start of the first bound of a trait object, if the last of these tokens ends it: a lifetime, or a path with its
/// `for<…>`. `None` if no such bound ends there, or if it has a `dyn`.
fn bound_start(tokens: &[TokenTree]) -> Option<usize> {
    let mut start = path_start(tokens)?;
    if start > 0 && is_punct(&tokens[start - 1], '\'') {
        start -= 1;
    }
    if start > 0 && is_punct(&tokens[start - 1], '>') {
        let open = angle_start(&tokens[..start])?;
        if open > 0 && is_word(&tokens[open - 1], "for") {
            start = open - 1;
        }
    }
    let has_keyword = start > 0 && ["dyn", "impl", "fn"].iter().any(|word| is_word(&tokens[start - 1], word));
    (!has_keyword).then_some(start)
}

/// Returns the start of the path, with generic arguments, that the last of these tokens ends.
fn path_start(tokens: &[TokenTree]) -> Option<usize> {
    let mut end = tokens.len();
    loop {
        if end > 0 && is_punct(&tokens[end - 1], '>') {
            end = angle_start(&tokens[..end])?;
            if end >= 2 && is_punct(&tokens[end - 1], ':') {
                end -= 2;
            }
        }
        let Some(TokenTree::Ident(_)) = end.checked_sub(1).map(|last| &tokens[last]) else { return None };
        end -= 1;
        let colons = end >= 2 && is_punct(&tokens[end - 1], ':') && is_punct(&tokens[end - 2], ':');
        if !colons {
            return Some(end);
        }
        end -= 2;
        let before = end.checked_sub(1).map(|last| &tokens[last]);
        if !before.is_some_and(|token| matches!(token, TokenTree::Ident(_)) || is_punct(token, '>')) {
            return Some(end);
        }
    }
}

/// Returns the index of the `<` that the last of these tokens, a `>`, closes.
fn angle_start(tokens: &[TokenTree]) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..tokens.len()).rev() {
        if is_punct(&tokens[at], '>') && !(at > 0 && is_punct(&tokens[at - 1], '-')) {
            depth += 1;
        } else if is_punct(&tokens[at], '<') {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Makes raw identifiers of the names that are keywords today, and names the parameters that have no name.
fn update_names(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = Vec::with_capacity(tokens.len());
    let mut in_trait = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                if *ident == "trait" {
                    in_trait = true;
                }
                let name = *ident == "async"
                    || *ident == "await"
                    || *ident == "try"
                    || (*ident == "dyn" && !starts_type(tokens.get(index + 1)));
                out.push(if name {
                    TokenTree::Ident(Ident::new_raw(&ident.to_string(), ident.span()))
                } else {
                    token.clone()
                });
            }
            TokenTree::Group(group) => {
                let mut stream = update_names(group.stream());
                if in_trait && group.delimiter() == Delimiter::Brace {
                    stream = name_parameters(stream);
                    in_trait = false;
                }
                let mut rebuilt = Group::new(group.delimiter(), stream);
                rebuilt.set_span(group.span());
                out.push(TokenTree::Group(rebuilt));
            }
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';' {
                    in_trait = false;
                }
                out.push(token.clone());
            }
            TokenTree::Literal(_) => out.push(token.clone()),
        }
    }
    out.into_iter().collect()
}

/// Whether `dyn` before this token is the keyword, since a type follows.
fn starts_type(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Ident(ident)) => *ident != "as" && *ident != "in",
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '\'' | '?'),
        _ => false,
    }
}

/// Inserts `_:` before the parameters of a trait's functions that have no name.
fn name_parameters(body: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut after_fn = false;
    for token in body {
        match &token {
            TokenTree::Ident(ident) if *ident == "fn" => after_fn = true,
            TokenTree::Group(group) if after_fn && group.delimiter() == Delimiter::Parenthesis => {
                after_fn = false;
                let mut rebuilt = Group::new(Delimiter::Parenthesis, parameters(group.stream()));
                rebuilt.set_span(group.span());
                out.push(TokenTree::Group(rebuilt));
                continue;
            }
            _ => {}
        }
        out.push(token);
    }
    out.into_iter().collect()
}

fn parameters(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut parameter: Vec<TokenTree> = Vec::new();
    let mut angles = 0_i32;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => angles += 1,
                '>' if !matches!(parameter.last(), Some(TokenTree::Punct(before)) if before.as_char() == '-') => {
                    angles -= 1;
                }
                ',' if angles == 0 => {
                    push_parameter(&mut out, &mut parameter);
                    out.push(token);
                    continue;
                }
                _ => {}
            }
        }
        parameter.push(token);
    }
    push_parameter(&mut out, &mut parameter);
    out.into_iter().collect()
}

fn push_parameter(out: &mut Vec<TokenTree>, parameter: &mut Vec<TokenTree>) {
    let is_self = parameter.iter().any(|token| matches!(token, TokenTree::Ident(ident) if *ident == "self"));
    // A single colon outside groups ends the name of the parameter.
    let named = parameter.iter().enumerate().any(|(index, token)| {
        let colon = |at: usize| matches!(parameter.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone)
            && (index == 0 || !colon(index - 1))
    });
    if !parameter.is_empty() && !is_self && !named {
        let span = match &parameter[0] {
            TokenTree::Group(group) => group.span_open(),
            token => token.span(),
        };
        out.push(TokenTree::Ident(Ident::new("_", span)));
        out.push(TokenTree::Punct(Punct::new(':', Spacing::Alone)));
    }
    out.append(parameter);
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse::Parse;

    fn parses(text: &str) -> bool {
        let tokens = modernize(text.parse().unwrap(), Edition::E2018);
        parse(syn::File::parse, tokens, Edition::E2018).is_ok()
    }

    #[test]
    fn trait_objects_without_dyn_parse() {
        for ty in [
            "Box<Fn(u8) -> u8 + Send>",
            "Box<Error + Send + Sync>",
            "Box<::std::error::Error + 'static>",
            "Box<'static + Fn()>",
            "&'a mut FnMut(&str) -> Result<(), Box<Error + Send>>",
            "&(a::Tr<u8, Vec<u8>> + Send)",
            "Box<for<'a> Fn(&'a str, Box<Fn() -> Box<Fn()>>) -> u8>",
            "HashMap<String, (u8, Box<Fn(A, B) -> C + Send + 'static>)>",
        ] {
            assert!(parses(&format!("fn f(x: {ty}) -> {ty} {{ let y: {ty} = x as {ty}; g::<{ty}>(y) }}")), "{ty}");
            assert!(parses(&format!("impl Tr for {ty} {{}} type A = {ty}; struct S({ty}, {ty});")), "{ty}");
        }
        assert!(parses("impl<T> Tr for Fn(T) {} impl Tr for A + Send {}"));
    }

    #[test]
    fn calls_and_patterns_get_no_dyn() {
        let text = "fn f(s: Box<A + B>) { if let Stmt::Item(Item::Fn(x)) = s { Fn(x); if a < b + c || d > (e) {} } }";
        assert!(parses(text));
    }

    #[test]
    fn syntax_errors_stay_errors() {
        for text in ["fn f(x: u8 y: u8) {}", "fn f() { + }", "fn f(x: dyn A +) -> {}", "fn f() { x as + }"] {
            assert!(!parses(text), "{text}");
        }
    }
}
