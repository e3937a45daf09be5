//! What only edition 2015 allows, made readable for a parser that knows no editions: on the tokens, so that
//! spans stay.
//!
//! `async`, `await`, `dyn` and `try` are plain names there (the Rust reference, "Keywords"), and a trait's
//! functions may leave out the names of their parameters.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// Rewrites the tokens of an edition 2015 file. A bound on nesting has been taken before.
pub(super) fn modernise(tokens: TokenStream) -> TokenStream {
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
                let mut stream = modernise(group.stream());
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
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => angles += 1,
                '>' if !matches!(parameter.last(), Some(TokenTree::Punct(before)) if before.as_char() == '-') => {
                    angles -= 1
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
