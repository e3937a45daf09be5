//! Items that `syn` keeps as tokens, as it does with much that only nightly compilers know: their names, and the paths in them.

use super::emitter::Emitter;
use crate::syntax::{
    events::{Constructor, Event, ItemEvent, ItemForm, TokenRange},
    facts::Spaces,
};
use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use syn::{
    Attribute, Token, braced,
    ext::IdentExt as _,
    parse::{ParseStream, Parser},
    token,
};

/// The parts of an item that every item has.
struct ItemParts {
    attributes: Vec<Attribute>,
    visibility: syn::Visibility,
    rest: TokenStream,
}

/// What an item without a tree declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyword {
    Function,
    Constant,
    Type,
    Struct,
    Trait,
    Macro,
}

/// Where a part of tokens stands that are no code as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartPlace {
    /// Between commas. A single name may be a word of the macro.
    Listed,
    /// After `key:` or `"key" =>`.
    Value,
}

fn parts(input: ParseStream<'_>) -> syn::Result<ItemParts> {
    Ok(ItemParts { attributes: input.call(Attribute::parse_outer)?, visibility: input.parse()?, rest: input.parse()? })
}

/// Parses a `use` with a `::` in a group (`use {::a::b, c};`), for which `syn` has no tree.
fn use_item(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Token![use]>()?;
    use_tree(input)?;
    input.parse::<Token![;]>()?;
    Ok(())
}

fn use_tree(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Option<Token![::]>>()?;
    loop {
        if input.parse::<Option<Token![*]>>()?.is_some() {
            return Ok(());
        }
        if input.peek(token::Brace) {
            let content;
            braced!(content in input);
            while !content.is_empty() {
                use_tree(&content)?;
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
            return Ok(());
        }
        Ident::parse_any(input)?;
        if input.parse::<Option<Token![::]>>()?.is_none() {
            break;
        }
    }
    if input.parse::<Option<Token![as]>>()?.is_some() && input.parse::<Option<Token![_]>>()?.is_none() {
        Ident::parse_any(input)?;
    }
    Ok(())
}

impl Emitter<'_, '_> {
    /// Emits an item of tokens: its name, if it has one, and whatever reads as code.
    pub(super) fn unparsed_item(&mut self, tokens: &TokenStream) {
        let Ok(ItemParts { attributes, visibility, rest }) = parts.parse2(tokens.clone()) else {
            return self.possible(tokens);
        };
        let trees: Vec<TokenTree> = rest.clone().into_iter().collect();
        if use_item.parse2(rest.clone()).is_ok() {
            let (attributes, visibility) = (self.store_attributes(&attributes), self.visibility(&visibility));
            let name = self.range(&trees[1..]).0;
            return self.stored_item(ItemEvent { attributes, visibility, name, form: ItemForm::Use }, |_| {});
        }
        let named = named(&trees);
        let form = match &named {
            None => ItemForm::Undeclared,
            Some((_, Keyword::Function)) => ItemForm::Function,
            Some((_, Keyword::Constant)) => ItemForm::Constant,
            Some((_, Keyword::Type)) => ItemForm::Type,
            Some((_, Keyword::Struct)) => ItemForm::Struct(Constructor::Unknown),
            Some((_, Keyword::Trait)) => ItemForm::Trait,
            // What its body names belongs to its definition.
            Some((_, Keyword::Macro)) => ItemForm::MacroItem { body: self.range(&trees) },
        };
        let item = ItemEvent {
            attributes: self.store_attributes(&attributes),
            visibility: self.visibility(&visibility),
            name: named.map_or_else(|| self.range(&trees).0, |(name, _)| self.ident(&name)),
            form,
        };
        self.stored_item(item, |this| {
            if !matches!(form, ItemForm::MacroItem { .. }) {
                this.possible(&rest);
            }
        });
    }

    /// Returns the first token of the tree of a `use` that the parser does not read.
    pub(super) fn unparsed_use_start(&self, tokens: &TokenStream) -> Option<u32> {
        let rest = parts.parse2(tokens.clone()).ok()?.rest;
        use_item.parse2(rest.clone()).ok()?;
        let trees: Vec<TokenTree> = rest.into_iter().collect();
        Some(self.range(&trees[1..]).0)
    }

    /// Emits what may or may not be code.
    pub(super) fn possible(&mut self, tokens: &TokenStream) {
        if !tokens.is_empty() {
            self.within(Event::Possible, |this| this.arguments(tokens));
        }
    }

    /// Emits what can be read of tokens that are no code as a whole, part by part.
    pub(super) fn unparsed(&mut self, tokens: TokenStream) {
        let mut part: Vec<TokenTree> = Vec::new();
        let mut place = PartPlace::Listed;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                    self.unparsed_part(&std::mem::take(&mut part), place);
                    place = PartPlace::Listed;
                }
                TokenTree::Punct(punct)
                    if punct.as_char() == '='
                        && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '>') =>
                {
                    tokens.next();
                    let is_word = matches!(*part, [TokenTree::Ident(_)]);
                    self.unparsed_part(&std::mem::take(&mut part), place);
                    place = if is_word { PartPlace::Listed } else { PartPlace::Value };
                }
                _ => part.push(token),
            }
        }
        self.unparsed_part(&part, place);
    }

    fn unparsed_part(&mut self, part: &[TokenTree], place: PartPlace) {
        if self.part_expression(part) {
            return;
        }
        let mut rest = part;
        let mut place = place;
        while let Some(colon) = single_colon(rest) {
            let key = match &rest[..colon] {
                // The last name of a path is no key.
                key @ [.., TokenTree::Punct(_), TokenTree::Ident(_)] => key,
                [before @ .., TokenTree::Ident(_)] => before,
                key => key,
            };
            self.unparsed_tokens(key, place);
            rest = &rest[colon + 1..];
            place = PartPlace::Value;
        }
        if rest.len() == part.len() || !self.part_expression(rest) {
            self.unparsed_tokens(rest, place);
        }
    }

    /// Emits a part if it is an expression. A single name may be anything.
    fn part_expression(&mut self, part: &[TokenTree]) -> bool {
        !matches!(part, [] | [TokenTree::Ident(_)]) && self.expression(part.iter().cloned().collect())
    }

    /// Emits the paths among some tokens, and what can be read in their groups.
    fn unparsed_tokens(&mut self, part: &[TokenTree], place: PartPlace) {
        if let Some(keyword) = keyword_of_use(part) {
            self.unparsed_tokens(&part[..keyword], place);
            return self.unparsed_use(&part[keyword + 1..]);
        }
        let (from, to) = self.range(part);
        let (code, events) = (self.code, &mut self.events);
        code.paths_among(from as usize..to as usize, |leading, segments| {
            let spaces = Spaces::TYPE.or(Spaces::VALUE);
            events.push_path(code, segments, leading.map(|leading| leading as u32), spaces);
        });
        if part.len() > 1 || place == PartPlace::Value {
            code.type_names_among(from as usize..to as usize, |name| {
                events.push_path(code, &[name], None, Spaces::TYPE.or(Spaces::VALUE));
            });
        }
        let is_enum = part.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "enum"));
        for token in part {
            if let TokenTree::Group(group) = token {
                if is_enum && group.delimiter() == Delimiter::Brace {
                    self.unparsed_variants(group.stream());
                } else {
                    self.unparsed(group.stream());
                }
            }
        }
    }

    /// Emits the paths of the leaves of a `use`.
    fn unparsed_use(&mut self, tree: &[TokenTree]) {
        let (from, to) = self.range(tree);
        let (code, events) = (self.code, &mut self.events);
        code.leaves_of_use(from as usize..to as usize, |leading, segments| {
            events.push_path(code, segments, leading.map(|leading| leading as u32), Spaces::ALL);
        });
    }

    /// Emits what can be read of the variants of an `enum`, without their names.
    fn unparsed_variants(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for variant in tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')) {
            let name = variant.iter().position(|token| matches!(token, TokenTree::Ident(_)));
            let (before, after) = variant.split_at(name.map_or(0, |name| name + 1));
            let attributes = before.len().saturating_sub(1);
            self.unparsed_tokens(&before[..attributes], PartPlace::Listed);
            self.unparsed_part(after, PartPlace::Listed);
        }
    }

    /// The range of some token trees.
    fn range(&self, trees: &[TokenTree]) -> TokenRange {
        let first = trees.iter().find_map(|tree| self.first_token(tree));
        let last = trees.iter().rev().find_map(|tree| self.last_token(tree));
        match (first, last) {
            (Some(first), Some(last)) => (first, last + 1),
            _ => (0, 0),
        }
    }

    /// The first token of a tree. Only what stands in an invisible group leads to its delimiters.
    fn first_token(&self, tree: &TokenTree) -> Option<u32> {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let inner = group.stream().into_iter().find_map(|tree| self.first_token(&tree))?;
                inner.checked_sub(1)
            }
            TokenTree::Group(group) => Some(self.token(group.span_open())),
            tree => Some(self.token(tree.span())),
        }
    }

    fn last_token(&self, tree: &TokenTree) -> Option<u32> {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let trees: Vec<TokenTree> = group.stream().into_iter().collect();
                Some(trees.iter().rev().find_map(|tree| self.last_token(tree))? + 1)
            }
            TokenTree::Group(group) => Some(self.token(group.span_close())),
            // The name of a lifetime is a part of a token.
            tree => Some(self.code.token_over(self.offsets.start(tree.span())) as u32),
        }
    }
}

/// The index of the first colon that is not a part of `::`.
fn single_colon(tokens: &[TokenTree]) -> Option<usize> {
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let is_joint =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
    (0..tokens.len()).find(|at| {
        let continues = *at > 0 && is_colon(at - 1) && is_joint(at - 1);
        is_colon(*at) && !continues && !(is_joint(*at) && is_colon(at + 1))
    })
}

/// The index of the keyword of a `use`, other than the `use<…>` of a type.
fn keyword_of_use(tokens: &[TokenTree]) -> Option<usize> {
    let is_keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "use");
    let is_less = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '<');
    let keyword = tokens.iter().position(is_keyword)?;
    (!is_less(tokens.get(keyword + 1))).then_some(keyword)
}

/// The name of an item, after its visibility, and what it is the name of; `None` for an `impl`.
fn named(tokens: &[TokenTree]) -> Option<(Ident, Keyword)> {
    let words = tokens.iter().map_while(|token| match token {
        TokenTree::Ident(word) => Some(Some(word)),
        // The name of an ABI.
        TokenTree::Literal(_) => Some(None),
        _ => None,
    });
    let mut last = None;
    for word in words.flatten() {
        last = Some(match word.to_string().as_str() {
            "fn" => Keyword::Function,
            "const" | "static" => Keyword::Constant,
            "type" | "enum" | "union" => Keyword::Type,
            "struct" => Keyword::Struct,
            "trait" => Keyword::Trait,
            "macro" => Keyword::Macro,
            "unsafe" | "safe" | "async" | "extern" | "default" | "auto" | "final" | "gen" | "mut" => continue,
            "impl" | "reuse" => return None,
            _ => return last.map(|keyword| (word.clone(), keyword)),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_item_is_the_first_that_is_no_keyword() {
        for (text, expected) in [
            ("macro m($x:expr) { a }", Some("m")),
            ("const unsafe extern \"C\" fn f(x: u8);", Some("f")),
            ("static mut S: u8;", Some("S")),
            ("type const C: u8 = 1;", Some("C")),
            ("unsafe auto trait T {}", Some("T")),
            ("default impl A for B {}", None),
            ("reuse a::b;", None),
            ("const { }", None),
        ] {
            let tokens: Vec<TokenTree> = text.parse::<TokenStream>().unwrap().into_iter().collect();
            assert_eq!(named(&tokens).map(|(name, ..)| name.to_string()).as_deref(), expected, "{text}");
        }
    }
}
