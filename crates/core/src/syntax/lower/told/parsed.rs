//! What the reader refuses, parsed after all.

use crate::{
    syntax::{
        code::{Code, Kind},
        facts::PredicateId,
        lex,
        lower::{attributes::Said, door, lowerer::Lowerer},
        old_editions,
        span_map::{Offsets, SpanMap},
    },
    workspace::Edition,
};
use proc_macro2::TokenStream;
use std::ops::Range;
use syn::{
    Attribute, Block, File, Item,
    parse::{Parse, ParseStream, Parser},
    visit::Visit,
};

impl Lowerer<'_> {
    /// Parses a part of the text and goes on with that; where it can't be parsed, the file is lost.
    pub(super) fn parsed<T>(
        &mut self,
        code: &Code<'_>,
        bytes: Range<usize>,
        parse: impl FnOnce(TokenStream, Edition) -> Option<T>,
        act: impl FnOnce(&mut Self, T),
    ) {
        let text = code.plain(bytes.clone());
        let edition = self.edition;
        let Some(tree) = self.stream(bytes.clone(), &text).and_then(|tokens| parse(tokens, edition)) else {
            self.lost = true;
            return;
        };
        let offsets = std::mem::replace(&mut self.offsets, Offsets::within(&text, bytes.start));
        act(self, tree);
        self.offsets = offsets;
    }

    /// The tokens of a part of the text, which reads as `text`.
    fn stream(&self, bytes: Range<usize>, text: &str) -> Option<TokenStream> {
        match &self.map {
            SpanMap::File { .. } => text.parse().ok(),
            SpanMap::Expansion(source) => lex::part_to_proc_macro2(source, bytes, text).ok(),
        }
    }

    /// What attributes say that are parsed after all.
    pub(super) fn parsed_attributes(&mut self, code: &Code<'_>, tokens: Range<usize>) -> Option<(PredicateId, Said)> {
        let parse = Attribute::parse_outer;
        self.with_attributes(code, tokens, parse, |this, attributes| this.attributes(attributes, false))
    }

    /// The same of inner attributes.
    pub(super) fn parsed_inner_attributes(
        &mut self,
        code: &Code<'_>,
        tokens: Range<usize>,
    ) -> Option<(PredicateId, Said)> {
        let parse = Attribute::parse_inner;
        self.with_attributes(code, tokens, parse, |this, attributes| this.attributes(attributes, true))
    }

    /// The condition that they give, for what is declared by another's entry.
    pub(super) fn parsed_conditions(&mut self, code: &Code<'_>, tokens: Range<usize>) -> Option<PredicateId> {
        self.with_attributes(code, tokens, Attribute::parse_outer, Self::conditions_only)
    }

    fn with_attributes<T>(
        &mut self,
        code: &Code<'_>,
        tokens: Range<usize>,
        parse: fn(ParseStream<'_>) -> syn::Result<Vec<Attribute>>,
        act: impl FnOnce(&mut Self, &[Attribute]) -> T,
    ) -> Option<T> {
        let part = |at: usize| {
            matches!(code.kind(at), Kind::OpenNone | Kind::CloseNone)
                && !tokens.contains(&(code.tokens[at].partner as usize))
        };
        if tokens.clone().any(part) {
            return None;
        }
        let parse = |tokens, _| parse.parse2(tokens).ok();
        let mut done = None;
        let bytes = code.bytes(tokens.start, tokens.end);
        self.parsed(code, bytes, parse, |this, attributes| done = Some(act(this, &attributes)));
        done
    }

    /// Lowers a block that only the parser can read.
    pub(super) fn unread(&mut self, code: &Code<'_>, open: usize) {
        let parse = |tokens, edition| old_editions::parse(Block::parse, tokens, edition).ok();
        self.parsed(code, code.bytes(open, code.after(open)), parse, |this, block| this.visit_block(&block));
    }

    /// Lowers an item that only the parser can read.
    pub(super) fn unread_item(&mut self, code: &Code<'_>, tokens: Range<usize>) {
        // What the parser keeps as tokens hides no other names among statements, whatever it looks like.
        let among_statements = self.scopes[self.scope.0 as usize].block;
        let one = |file: &File| match &*file.items {
            [Item::Verbatim(_)] => file.attrs.is_empty() && !among_statements,
            [_] => file.attrs.is_empty(),
            _ => false,
        };
        let parse = |tokens, edition| door::parse(tokens, edition).ok().filter(one);
        let bytes = code.bytes(tokens.start, tokens.end);
        self.parsed(code, bytes, parse, |this, file| this.items(&file.items));
    }
}
