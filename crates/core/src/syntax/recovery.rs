//! Reading a file that can't be read as a whole, item by item: what is wrong with one of them costs that one.
//!
//! Where an item ends is told from the tokens: at the `;` or at the braces that end items of its kind.

use super::old_editions;
use crate::workspace::Edition;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{File, Item, parse::Parse};

/// What could be read of some tokens, and what is wrong with the rest, which are items of tokens alone.
pub(super) fn parse(tokens: TokenStream, edition: Edition) -> (File, Vec<syn::Error>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut file = File { shebang: None, frontmatter: None, attrs: Vec::new(), items: Vec::new() };
    let mut errors = Vec::new();
    let start = inner_attributes(&tokens);
    if let Ok(head) = whole(tokens[..start].iter().cloned().collect(), edition) {
        file.attrs = head.attrs;
    }
    file.items = items(&tokens[start..], edition, &mut errors);
    (file, errors)
}

fn whole(tokens: TokenStream, edition: Edition) -> syn::Result<File> {
    old_editions::parse(File::parse, tokens, edition)
}

fn items(tokens: &[TokenTree], edition: Edition, errors: &mut Vec<syn::Error>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    // Of what is no item at all, one error is enough.
    let mut lost = false;
    while at < tokens.len() {
        let end = at + length(&tokens[at..]);
        let one = &tokens[at..end];
        match whole(one.iter().cloned().collect(), edition) {
            Ok(file) => {
                items.extend(file.items);
                lost = false;
            }
            Err(error) => {
                if let Some(module) = module(one, edition, errors) {
                    items.push(module);
                    lost = false;
                } else {
                    if !lost {
                        errors.push(error);
                    }
                    lost = true;
                    items.push(Item::Verbatim(one.iter().cloned().collect()));
                }
            }
        }
        at = end;
    }
    items
}

/// An inline Rust module, if its items are what could not be read.
fn module(tokens: &[TokenTree], edition: Edition, errors: &mut Vec<syn::Error>) -> Option<Item> {
    let (TokenTree::Group(body), head) = tokens.split_last()? else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let mut bare = Group::new(Delimiter::Brace, TokenStream::new());
    bare.set_span(body.span());
    let bare: TokenStream = head.iter().cloned().chain([TokenTree::Group(bare)]).collect();
    let mut read = whole(bare, edition).ok()?;
    let (Some(Item::Mod(mut module)), true) = (read.items.pop(), read.items.is_empty()) else { return None };
    let inner: Vec<TokenTree> = body.stream().into_iter().collect();
    let start = inner_attributes(&inner);
    if let Ok(head) = whole(inner[..start].iter().cloned().collect(), edition) {
        module.attrs.extend(head.attrs);
    }
    let (_, content) = module.content.as_mut()?;
    *content = items(&inner[start..], edition, errors);
    Some(Item::Mod(module))
}

/// How many tokens `#![…]` at the start are.
fn inner_attributes(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    while let [hash, bang, TokenTree::Group(group), ..] = &tokens[at..]
        && is(hash, '#')
        && is(bang, '!')
        && group.delimiter() == Delimiter::Bracket
    {
        at += 3;
    }
    at
}

/// How many tokens the first item is, at least one.
fn length(tokens: &[TokenTree]) -> usize {
    let by_semicolon = ends_with_semicolon(tokens);
    for (at, token) in tokens.iter().enumerate() {
        let end = match token {
            TokenTree::Punct(_) => is(token, ';'),
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !by_semicolon,
            _ => false,
        };
        if end {
            return at + 1;
        }
    }
    tokens.len()
}

/// Whether braces do not end an item: that of a `use`, of a value.
fn ends_with_semicolon(tokens: &[TokenTree]) -> bool {
    let brace = |token: &&TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
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

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> (Vec<&'static str>, usize) {
        let (file, errors) = parse(text.parse().unwrap(), Edition::E2021);
        let kind = |item: &Item| match item {
            Item::Verbatim(_) => "lost",
            Item::Mod(_) => "mod",
            _ => "read",
        };
        (file.items.iter().map(kind).collect(), errors.len())
    }

    #[test]
    fn one_item_that_cannot_be_read_costs_no_other() {
        for (text, expected, errors) in [
            ("fn a() {} reuse a::b; use c::{d, e};", vec!["read", "lost", "read"], 1),
            (
                "use a::{b}; fn c() contract { } const D: E = E { x: 1 }; fn f() {}",
                vec!["read", "lost", "read", "read"],
                1,
            ),
            ("mod a { fn b() {} fn c(+) {} } fn d() {}", vec!["mod", "read"], 1),
            ("a b c; d e f; fn g() {}", vec!["lost", "lost", "read"], 1),
            ("#![x] #[cfg(a)] const fn f() { + } static A: B = C {};", vec!["lost", "read"], 1),
        ] {
            assert_eq!(kinds(text), (expected, errors), "{text}");
        }
        let (file, _) = parse("#![cfg(test)] fn a(+) {}".parse().unwrap(), Edition::E2021);
        assert_eq!(file.attrs.len(), 1);
    }
}
