//! What only old editions allow, made readable for a parser that knows no editions: on the tokens, so that
//! spans stay.
//!
//! `async`, `await`, `dyn` and `try` are plain names there (the Rust reference, "Keywords"), a trait's functions may
//! leave out the names of their parameters, and (in 2018 too) `dyn` may be left out of a trait object.

use crate::workspace::Edition;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// Rewrites the tokens of a file of an old edition. A bound on nesting has been taken before.
pub(super) fn modernise(tokens: TokenStream, edition: Edition) -> TokenStream {
    match edition {
        Edition::E2015 => say_dyn(plain_names(tokens)),
        Edition::E2018 => say_dyn(tokens),
        Edition::E2021 | Edition::E2024 => tokens,
    }
}

/// Puts `dyn` before `Fn(…)`, `FnMut(…)` and `FnOnce(…)` where a type starts: other traits read as paths without it.
fn say_dyn(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            out.push(token);
            continue;
        };
        let named = matches!(out.last(), Some(TokenTree::Ident(name)) if *name == "Fn" || *name == "FnMut" || *name == "FnOnce");
        if named && group.delimiter() == Delimiter::Parenthesis {
            let start = path_start(&out);
            if starts_bare_object(
                start.checked_sub(1).and_then(|before| out.get(before)),
                start >= 2 && is(&out[start - 2], '-'),
            ) {
                let span = out[start].span();
                out.insert(start, TokenTree::Ident(Ident::new("dyn", span)));
            }
        }
        let mut rebuilt = Group::new(group.delimiter(), say_dyn(group.stream()));
        rebuilt.set_span(group.span());
        out.push(TokenTree::Group(rebuilt));
    }
    out.into_iter().collect()
}

/// Where the path that ends with the last token starts.
fn path_start(tokens: &[TokenTree]) -> usize {
    let mut start = tokens.len().saturating_sub(1);
    while start >= 2 && is(&tokens[start - 1], ':') && is(&tokens[start - 2], ':') {
        start -= 2;
        match start.checked_sub(1).map(|before| &tokens[before]) {
            Some(TokenTree::Ident(_)) => start -= 1,
            _ => break,
        }
    }
    start
}

/// Whether a type starts after this token, and a trait in it can only be a trait object's. (A bound follows `:`,
/// `+`, `dyn`, `impl` and `for<…>`.)
fn starts_bare_object(before: Option<&TokenTree>, after_minus: bool) -> bool {
    match before {
        None => true,
        Some(TokenTree::Punct(punct)) => {
            matches!(punct.as_char(), '&' | '<' | ',' | '=') || (punct.as_char() == '>' && after_minus)
        }
        Some(TokenTree::Ident(ident)) => {
            // A lifetime's name, or what else can stand before a type.
            !(*ident == "dyn" || *ident == "impl" || *ident == "fn")
        }
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn plain_names(tokens: TokenStream) -> TokenStream {
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
                let mut stream = plain_names(group.stream());
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

/// Whether `dyn` before this token is the keyword: a type follows (the grammar of 2015 has it so too).
fn starts_type(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Ident(ident)) => *ident != "as" && *ident != "in",
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '\'' | '?'),
        _ => false,
    }
}

/// Gives `_:` to the parameters of a trait's functions that have no name.
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
    // A single colon at the parameter's own level ends its name.
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
        let span: Span = span;
        out.push(TokenTree::Ident(Ident::new("_", span)));
        out.push(TokenTree::Punct(Punct::new(':', Spacing::Alone)));
    }
    out.append(parameter);
}
