//! The state of the visitor that makes events of syntax trees.

use crate::{
    syntax::{
        code::{Code, Kind},
        events::{CallPlace, Event, Events, PathTokens, TokenList, TokenRange},
        facts::Spaces,
        span_map::Offsets,
    },
    workspace::Edition,
};
use proc_macro2::Span;
use smallvec::SmallVec;
use syn::{Attribute, Ident, Path, Visibility, visit::Visit};

/// Emits events of what it visits.
pub(super) struct Emitter<'c, 't> {
    pub(super) code: &'c Code<'t>,
    /// Where in the text of the code the spans are.
    pub(super) offsets: Offsets,
    pub(super) edition: Edition,
    pub(super) events: Events,
}

impl<'c, 't> Emitter<'c, 't> {
    pub(super) fn new(code: &'c Code<'t>, offsets: Offsets, edition: Edition) -> Self {
        Self { code, offsets, edition, events: Events::default() }
    }

    /// The token where a span starts.
    pub(super) fn token(&self, span: Span) -> u32 {
        self.code.token_at(self.offsets.start(span)) as u32
    }

    pub(super) fn ident(&self, ident: &Ident) -> u32 {
        self.token(ident.span())
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Emits an event, what `act` emits, and the end.
    pub(super) fn within(&mut self, event: Event, act: impl FnOnce(&mut Self)) {
        self.emit(event);
        act(self);
        self.emit(Event::End);
    }

    /// The `#` of each attribute that matters.
    pub(super) fn attributes(&self, attributes: &[Attribute]) -> SmallVec<[u32; 4]> {
        let hashes = attributes.iter().filter_map(|attribute| {
            let start = self.offsets.start(attribute.pound_token.spans[0]);
            let token = self.code.token_at(start);
            // Documentation is no token of the code.
            let found = self.code.kind(token) == Kind::Pound && self.code.tokens[token].at as usize == start;
            (found && !self.code.is_irrelevant_attribute(token)).then_some(token as u32)
        });
        hashes.collect()
    }

    pub(super) fn store_attributes(&mut self, attributes: &[Attribute]) -> TokenList {
        let attributes = self.attributes(attributes);
        self.events.store(&attributes)
    }

    /// Emits attributes as far as they matter, and what they apply to.
    pub(super) fn with_attributes(&mut self, attributes: &[Attribute], act: impl FnOnce(&mut Self)) {
        let attributes = self.attributes(attributes);
        if attributes.is_empty() {
            return act(self);
        }
        let attributes = self.events.store(&attributes);
        self.within(Event::Attributes(attributes), act);
    }

    fn segments(&self, path: &Path) -> SmallVec<[u32; 4]> {
        path.segments.iter().map(|segment| self.ident(&segment.ident)).collect()
    }

    fn leading(&self, path: &Path) -> Option<u32> {
        path.leading_colon.as_ref().map(|colons| self.token(colons.spans[0]))
    }

    pub(super) fn path(&mut self, path: &Path) -> PathTokens {
        let (segments, leading) = (self.segments(path), self.leading(path));
        self.events.store_path(&segments, leading)
    }

    /// Emits the first `count` segments of a path, after what its generic arguments hold.
    pub(super) fn path_event(&mut self, path: &Path, count: usize, spaces: Spaces) {
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
        let (segments, leading) = (self.segments(path), self.leading(path));
        self.events.push_path(self.code, &segments[..count.min(segments.len())], leading, spaces);
    }

    /// The delimiter that opens the arguments of a macro call.
    pub(super) fn open(&self, call: &syn::Macro) -> u32 {
        let span = match &call.delimiter {
            syn::MacroDelimiter::Paren(paren) => paren.span,
            syn::MacroDelimiter::Brace(brace) => brace.span,
            syn::MacroDelimiter::Bracket(bracket) => bracket.span,
        };
        self.token(span.open())
    }

    pub(super) fn macro_call(&mut self, call: &syn::Macro, place: CallPlace) {
        let (path, open) = (self.path(&call.path), self.open(call));
        self.emit(Event::Macro { path, open, place });
    }

    pub(super) fn visibility(&self, visibility: &Visibility) -> TokenRange {
        match visibility {
            Visibility::Inherited => (0, 0),
            Visibility::Public(public) => {
                let token = self.token(public.span);
                (token, token + 1)
            }
            Visibility::Restricted(restricted) => {
                let open = self.token(restricted.paren_token.span.open());
                (self.token(restricted.pub_token.span), self.code.after(open as usize) as u32)
            }
        }
    }
}
