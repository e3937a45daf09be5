//! Parses a file that does not parse as a whole item by item, so that an error costs only the item that it is in.
//!
//! Splits the tokens of `syn`'s own input: an item ends at its `;` or its braces, depending on its keyword. `fragment_ends` does
//! not apply here, since it may find no end in broken code.

use super::{
    old_editions,
    token_trees::{is_group, is_punct},
};
use crate::workspace::Edition;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{File, Item, parse::Parse};

/// Returns the items that parse, and the errors of the others, which are [`Item::Verbatim`].
pub(super) fn parse(tokens: TokenStream, edition: Edition) -> (File, Vec<syn::Error>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut file = File { shebang: None, frontmatter: None, attrs: Vec::new(), items: Vec::new() };
    let mut errors = Vec::new();
    let start = inner_attributes_length(&tokens);
    if let Ok(head) = parse_file(tokens[..start].iter().cloned().collect(), edition) {
        file.attrs = head.attrs;
    }
    file.items = parse_items(&tokens[start..], edition, &mut errors);
    (file, errors)
}

fn parse_file(tokens: TokenStream, edition: Edition) -> syn::Result<File> {
    old_editions::parse(File::parse, tokens, edition)
}

fn parse_items(tokens: &[TokenTree], edition: Edition, errors: &mut Vec<syn::Error>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    // Adjacent tokens that are no items give one error.
    let mut after_error = false;
    while at < tokens.len() {
        let end = at + item_length(&tokens[at..]);
        let one = &tokens[at..end];
        match parse_file(one.iter().cloned().collect(), edition) {
            Ok(file) => {
                items.extend(file.items);
                after_error = false;
            }
            Err(error) => {
                if let Some(module) = parse_module(one, edition, errors) {
                    items.push(module);
                    after_error = false;
                } else {
                    if !after_error {
                        errors.push(error);
                    }
                    after_error = true;
                    items.push(Item::Verbatim(one.iter().cloned().collect()));
                }
            }
        }
        at = end;
    }
    items
}

/// Parses an inline module item by item, if only its content does not parse.
fn parse_module(tokens: &[TokenTree], edition: Edition, errors: &mut Vec<syn::Error>) -> Option<Item> {
    let (TokenTree::Group(body), head) = tokens.split_last()? else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let mut bare = Group::new(Delimiter::Brace, TokenStream::new());
    bare.set_span(body.span());
    let bare: TokenStream = head.iter().cloned().chain([TokenTree::Group(bare)]).collect();
    let mut read = parse_file(bare, edition).ok()?;
    let (Some(Item::Mod(mut module)), true) = (read.items.pop(), read.items.is_empty()) else { return None };
    let inner: Vec<TokenTree> = body.stream().into_iter().collect();
    let start = inner_attributes_length(&inner);
    if let Ok(head) = parse_file(inner[..start].iter().cloned().collect(), edition) {
        module.attrs.extend(head.attrs);
    }
    let (_, content) = module.content.as_mut()?;
    *content = parse_items(&inner[start..], edition, errors);
    Some(Item::Mod(module))
}

/// Returns the number of tokens of the inner attributes at the start.
fn inner_attributes_length(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    while let [hash, bang, TokenTree::Group(group), ..] = &tokens[at..]
        && is_punct(hash, '#')
        && is_punct(bang, '!')
        && group.delimiter() == Delimiter::Bracket
    {
        at += 3;
    }
    at
}

/// Returns the number of tokens of the first item, at least one.
fn item_length(tokens: &[TokenTree]) -> usize {
    let by_semicolon = ends_with_semicolon(tokens);
    for (at, token) in tokens.iter().enumerate() {
        let end = match token {
            TokenTree::Punct(_) => is_punct(token, ';'),
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !by_semicolon,
            _ => false,
        };
        if end {
            return at + 1;
        }
    }
    tokens.len()
}

/// Whether the first item ends with `;`, even after braces: a `use` or a value.
fn ends_with_semicolon(tokens: &[TokenTree]) -> bool {
    let brace = |token: &&TokenTree| is_group(token, Delimiter::Brace);
    let mut words = tokens.iter().take_while(|token| !brace(token)).filter_map(|token| match token {
        TokenTree::Ident(ident) if *ident != "pub" => Some(ident.to_string()),
        _ => None,
    });
    let next = |word: Option<String>| word.unwrap_or_default();
    match next(words.next()).as_str() {
        "use" | "type" | "static" | "let" => true,
        "const" => !matches!(
            next(words.next()).as_str(),
            "fn" | "unsafe" | "extern" | "async" | "safe" | "gen" | "trait" | "auto" | "impl"
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> (Vec<&'static str>, usize) {
        let (file, errors) = parse(text.parse().unwrap(), Edition::E2021);
        let kind = |item: &Item| match item {
            Item::Verbatim(_) => "error",
            Item::Mod(_) => "mod",
            _ => "item",
        };
        (file.items.iter().map(kind).collect(), errors.len())
    }

    #[test]
    fn an_error_costs_only_its_item() {
        for (text, expected, errors) in [
            ("fn a() {} reuse a::b; use c::{d, e};", vec!["item", "error", "item"], 1),
            (
                "use a::{b}; fn c() contract { } const D: E = E { x: 1 }; fn f() {}",
                vec!["item", "error", "item", "item"],
                1,
            ),
            ("mod a { fn b() {} fn c(+) {} } fn d() {}", vec!["mod", "item"], 1),
            ("a b c; d e f; fn g() {}", vec!["error", "error", "item"], 1),
            ("#![x] #[cfg(a)] const fn f() { + } static A: B = C {};", vec!["error", "item"], 1),
        ] {
            assert_eq!(kinds(text), (expected, errors), "{text}");
        }
        let (file, _) = parse("#![cfg(test)] fn a(+) {}".parse().unwrap(), Edition::E2021);
        assert_eq!(file.attrs.len(), 1);
    }
}
