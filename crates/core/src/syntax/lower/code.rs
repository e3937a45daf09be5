//! Code that was read without a tree: its events become the same facts as a visit of its tree.
//!
//! What the reader refuses is parsed after all, part by part: the arguments of a macro's call, or a body. A file in which
//! that fails is lowered anew, of its whole tree: then it is `lost`.

use super::{door, lowerer::Lowerer, macros::content_at, paths::Segment};
use crate::source::Span;
use crate::syntax::{
    Delimiter, Origin, TokenKind, Tokens, TokensBuilder, builtin,
    code::{Code, Event, Kind, Outline, Place, Reader, Told, Words},
    facts::{Certainty, Position, ReferenceKind, Spaces, Word},
    lex, old_editions,
    span_map::{Cuts, Offsets, SpanMap},
};
use proc_macro2::{Literal, TokenStream};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::{ops::Range, rc::Rc};
use syn::{
    Attribute, Block,
    parse::{Parse, Parser},
    visit::Visit,
};

/// The code that the parser does not see, if there is any.
#[derive(Debug, Default)]
pub(super) struct Apart<'a> {
    code: Option<&'a Code<'a>>,
    /// Where the bodies and the macros' delimiters open and the functions' names start of what was cut out for the parser.
    pub(super) cut: FxHashSet<usize>,
    /// Which of those have been visited.
    visited: FxHashSet<usize>,
    /// What the signatures tell that were cut out, by where the functions' names start.
    signatures: FxHashMap<usize, (Rc<Told>, Range<usize>)>,
    /// Whether what is being visited is the tree of an outline.
    pub(super) outline: bool,
    /// Whether something was met that only a tree of everything can tell.
    pub(super) lost: bool,
}

impl<'a> Apart<'a> {
    /// What will be cut out of some code.
    pub(super) fn of(code: &'a Code<'a>) -> Self {
        Self { code: Some(code), outline: true, ..Self::default() }
    }

    /// Whether nothing is missing: all that was cut out was visited, and read.
    pub(super) fn is_whole(&self) -> bool {
        !self.lost && self.visited == self.cut
    }
}

/// An identifier of code without a tree.
#[derive(Clone, Copy)]
struct Named<'t> {
    text: &'t str,
    at: usize,
}

impl Segment for Named<'_> {
    fn is(&self, text: &str) -> bool {
        self.text == text
    }

    fn word(&self, lowerer: &mut Lowerer<'_>) -> Word {
        lowerer.names.word(self.text.strip_prefix("r#").unwrap_or(self.text))
    }

    fn bytes(&self, _: &Offsets) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

/// A path of code without a tree.
struct NamedPath<'t> {
    names: SmallVec<[Named<'t>; 4]>,
    leading: Option<usize>,
}

impl NamedPath<'_> {
    /// Whether it is this name alone.
    fn is(&self, name: &str) -> bool {
        self.single().is_some_and(|single| single == name)
    }

    fn single(&self) -> Option<&str> {
        match (self.leading, self.names.as_slice()) {
            (None, [name]) => Some(name.text),
            _ => None,
        }
    }
}

/// What was told of some code, gone through once.
struct Telling<'t> {
    code: &'t Code<'t>,
    told: &'t Told,
    at: usize,
    end: usize,
}

impl<'t> Telling<'t> {
    fn next(&mut self) -> Option<Event> {
        let event = self.told.events[..self.end].get(self.at).copied();
        self.at += 1;
        event
    }

    fn named(&self, token: u32) -> Named<'t> {
        let at = self.code.tokens[token as usize].at as usize;
        Named { text: self.code.text_of(token as usize), at }
    }

    fn words(&self, words: Words) -> impl Iterator<Item = Named<'t>> {
        let first = words.first as usize;
        self.told.words[first..first + words.count as usize].iter().map(|word| self.named(*word))
    }

    fn path(&self, words: Words) -> NamedPath<'t> {
        let leading = words.leading.map(|token| self.code.tokens[token as usize].at as usize);
        NamedPath { names: self.words(words).collect(), leading }
    }
}

impl<'a> Lowerer<'a> {
    /// Lowers the body that opens at an offset, and that was cut out for the parser.
    pub(super) fn body_at(&mut self, offset: usize) {
        self.apart.visited.insert(offset);
        let Some((code, open)) = self.apart.code.and_then(|code| Some((code, code.at(offset)?))) else {
            self.apart.lost = true;
            return;
        };
        if let Some(told) = Reader::block_at(code, open) {
            return self.tell(code, &told);
        }
        let parse = |tokens, edition| old_editions::parse(Block::parse, tokens, edition).ok();
        self.parsed(code, code.bytes(open, code.after(open)), parse, |this, block| this.visit_block(&block));
    }

    /// The outline of some tokens, which stand in some bytes, with what was cut out of it noted. Also its offsets.
    pub(super) fn outline_of(
        &mut self,
        code: &Code<'_>,
        tokens: Range<usize>,
        bytes: Range<usize>,
    ) -> Option<(Outline, Offsets)> {
        let mut outline = code.outline(tokens, bytes.clone())?;
        let offsets = Offsets::within(&outline.text, bytes.start, std::mem::take(&mut outline.places));
        self.apart.cut.extend(outline.bodies.iter().chain(&outline.calls));
        let told = Rc::new(std::mem::take(&mut outline.told));
        self.apart.cut.extend(outline.signatures.iter().map(|(name, _)| *name));
        let signatures = std::mem::take(&mut outline.signatures).into_iter();
        self.apart.signatures.extend(signatures.map(|(name, events)| (name, (Rc::clone(&told), events))));
        Some((outline, offsets))
    }

    /// Lowers the signature of the function whose name starts at an offset, if it was cut out for the parser.
    pub(super) fn signature_at(&mut self, name: usize) -> bool {
        let (Some(code), Some((told, events))) = (self.apart.code, self.apart.signatures.get(&name).cloned()) else {
            return false;
        };
        self.apart.visited.insert(name);
        self.events(&mut Telling { code, told: &told, at: events.start, end: events.end });
        true
    }

    /// Parses a part of the text and goes on with that; where it can't be parsed, the file is lost.
    fn parsed<T>(
        &mut self,
        code: &Code<'_>,
        bytes: Range<usize>,
        parse: impl FnOnce(TokenStream, crate::workspace::Edition) -> Option<T>,
        act: impl FnOnce(&mut Self, T),
    ) {
        let text = code.plain(bytes.clone());
        let edition = self.edition;
        let Some(tree) = self.stream(bytes.clone(), &text, &[]).and_then(|tokens| parse(tokens, edition)) else {
            self.apart.lost = true;
            return;
        };
        let offsets = Offsets::within(&text, bytes.start, Cuts::default());
        self.in_part(offsets, false, |this| act(this, tree));
    }

    /// The tokens of a part of the text, which reads as `text`, without some tokens.
    fn stream(&self, bytes: Range<usize>, text: &str, cuts: &[Range<usize>]) -> Option<TokenStream> {
        match &self.map {
            SpanMap::File { .. } => text.parse().ok(),
            SpanMap::Expansion(source) => lex::part_to_proc_macro2(source, bytes, text, cuts).ok(),
        }
    }

    /// Does something with a tree of a part of the text, outline or not.
    fn in_part(&mut self, offsets: Offsets, outline: bool, act: impl FnOnce(&mut Self)) {
        let offsets = std::mem::replace(&mut self.offsets, offsets);
        let outer = std::mem::replace(&mut self.apart.outline, outline);
        act(self);
        self.offsets = offsets;
        self.apart.outline = outer;
    }

    fn tell(&mut self, code: &'a Code<'a>, told: &Told) {
        self.events(&mut Telling { code, told, at: 0, end: told.events.len() });
    }

    /// Goes on up to the end of what was opened last.
    fn events(&mut self, telling: &mut Telling<'_>) {
        while let Some(event) = telling.next() {
            match event {
                Event::End => return,
                Event::Path(words, spaces) => {
                    let path = telling.path(words);
                    self.reference(path.leading, &path.names, spaces, ReferenceKind::Path);
                }
                Event::Binding { word, plain } => self.told_binding(telling.named(word), plain),
                Event::Generic { word, constant } => {
                    let word = telling.named(word).word(self);
                    self.ribs.bind_type(word);
                    // A bare `N` among generic arguments reads as a type.
                    if constant {
                        self.ribs.bind_value(word);
                    }
                }
                Event::Macro { path, open, place } => self.told_macro(telling, path, open as usize, place),
                Event::Item(from, to) => self.told_item(telling.code, from as usize..to as usize),
                Event::Gate(from, to) => self.told_gate(telling, from as usize, to as usize),
                Event::Rib => self.in_rib(|this| this.events(telling)),
                Event::Block { declares, items } => self.in_rib(|this| {
                    if declares {
                        this.in_scope(true, |this| this.block_events(telling, items));
                    } else {
                        this.events(telling);
                    }
                }),
            }
        }
    }

    fn block_events(&mut self, telling: &mut Telling<'_>, items: Words) {
        for name in telling.words(items) {
            let word = name.word(self);
            self.ribs.bind_item(word);
        }
        self.events(telling);
    }

    fn told_binding(&mut self, name: Named<'_>, plain: bool) {
        let word = name.word(self);
        if plain && !self.soup {
            let outer = std::mem::replace(&mut self.certainty, Certainty::PatternName);
            self.reference(None, &[name], Spaces::VALUE, ReferenceKind::Path);
            self.certainty = outer;
        }
        self.ribs.bind_value(word);
    }

    fn told_gate(&mut self, telling: &mut Telling<'_>, from: usize, to: usize) {
        let code = telling.code;
        let parse = |tokens, _| Attribute::parse_outer.parse2(tokens).ok();
        let bytes = code.bytes(from, to);
        let mut gated = None;
        self.parsed(code, bytes, parse, |this, attributes| gated = Some(this.attributes(&attributes, false)));
        let Some((predicate, _)) = gated else { return };
        self.under(predicate, |this| this.events(telling));
    }

    fn told_item(&mut self, code: &Code<'_>, tokens: Range<usize>) {
        let bytes = code.bytes(tokens.start, tokens.end);
        let Some((outline, offsets)) = self.outline_of(code, tokens, bytes.clone()) else {
            self.apart.lost = true;
            return;
        };
        let stream = self.stream(bytes, &outline.text, &outline.cuts);
        match stream.and_then(|stream| door::parse(stream, self.edition).ok()) {
            Some(file) if file.attrs.is_empty() && file.items.len() == 1 => {
                self.in_part(offsets, true, |this| this.items(&file.items));
            }
            _ => self.apart.lost = true,
        }
    }

    fn told_macro(&mut self, telling: &Telling<'_>, path: Words, open: usize, place: Place) {
        let code = telling.code;
        let path = telling.path(path);
        if place == Place::Expression && path.is("include") {
            return self.told_call(code, &path, open);
        }
        let may_declare = !path.single().is_some_and(builtin::is_std_macro);
        if may_declare {
            let outer = std::mem::replace(&mut self.soup, false);
            self.possibly(false, |this| {
                this.reference(path.leading, &path.names, Spaces::MACRO, ReferenceKind::Macro);
            });
            self.soup = outer;
        }
        // What only becomes text is no code.
        if path.names.last().is_none_or(|last| last.text != "stringify") {
            self.told_arguments(open);
        }
        match place {
            Place::Statement if may_declare => {
                self.told_call(code, &path, open);
                self.hidden_locals = true;
            }
            // What it binds can't be told from here.
            Place::Pattern => self.hidden_locals = true,
            _ => {}
        }
    }

    fn told_call(&mut self, code: &Code<'_>, path: &NamedPath<'_>, open: usize) {
        let Some(read) = self.read_path(path.leading, &path.names) else { return };
        let arguments = self.told_content(code, open);
        self.declare_call(&read, arguments, Position::Statements, Vec::new());
    }

    fn told_arguments(&mut self, open: usize) {
        let Some(code) = self.apart.code else { return };
        let content = open + 1..code.tokens[open].partner as usize;
        let bytes = content_bytes(code, open);
        if content.is_empty() && !code.has_macro_docs(&bytes) {
            return;
        }
        self.possibly(false, |this| match Reader::arguments_at(code, open) {
            Some(told) => this.tell(code, &told),
            None => this.parsed(code, bytes, |tokens, _| Some(tokens), |this, tokens| this.arguments(&tokens)),
        });
    }

    /// Our own form of what stands between the delimiters of a macro's call.
    fn told_content(&self, code: &Code<'_>, open: usize) -> Tokens {
        let (file, base) = match &self.map {
            SpanMap::File { file, base } => (*file, *base),
            SpanMap::Expansion(source) => return content_at(source, code.tokens[open].at as usize),
        };
        let origin = |span: Range<u32>| {
            let span = Span { start: span.start + base, end: span.end + base };
            Origin { file, span, edition: self.edition, from_body: false, dollar_crate: None }
        };
        let mut docs = code.macro_docs(&content_bytes(code, open));
        let mut builder = TokensBuilder::default();
        let close = code.tokens[open].partner as usize;
        for at in open + 1..=close {
            let token = code.tokens[at];
            while let [doc, rest @ ..] = docs
                && doc.start < token.at
            {
                push_doc(&mut builder, &code.text[doc.start as usize..doc.end as usize], doc.start, &origin);
                docs = rest;
            }
            if at < close {
                builder.push(kind_of(code, at), code.text_of(at), origin(token.at..token.end));
            }
        }
        builder.finish()
    }

    /// What stands between the delimiters of a call among items, if that was cut out for the parser. They open at an offset.
    pub(super) fn content_cut_at(&mut self, open: usize) -> Option<Tokens> {
        let code = self.apart.code?;
        if !self.apart.cut.contains(&open) {
            return None;
        }
        self.apart.visited.insert(open);
        Some(self.told_content(code, code.at(open)?))
    }
}

/// Documentation as a macro is given it (the Rust reference, "Doc comments"): an attribute, all of whose tokens stand where
/// the comment does, which starts at an offset.
fn push_doc(builder: &mut TokensBuilder, doc: &str, at: u32, origin: &dyn Fn(Range<u32>) -> Origin) {
    let (mark, line) = (&doc[..3], doc.starts_with("//"));
    let text = if line { &doc[3..] } else { &doc[3..doc.len() - 2] };
    let end = at + doc.len() as u32;
    let last = doc.chars().next_back().map_or(0, char::len_utf8) as u32;
    let alone = TokenKind::Punct { joint: false };
    builder.push(alone, "#", origin(at..end));
    if mark.ends_with('!') {
        builder.push(alone, "!", origin(at..end));
    }
    builder.push(TokenKind::Open(Delimiter::Bracket), "[", origin(at..at + 1));
    builder.push(TokenKind::Ident, "doc", origin(at..end));
    builder.push(alone, "=", origin(at..end));
    builder.push(TokenKind::Literal, &Literal::string(text).to_string(), origin(at..end));
    builder.push(TokenKind::Close(Delimiter::Bracket), "]", origin(end - last..end));
}

/// The bytes between a delimiter and the one that closes it.
fn content_bytes(code: &Code<'_>, open: usize) -> Range<usize> {
    let open = code.tokens[open];
    open.end as usize..code.tokens[open.partner as usize].at as usize
}

fn kind_of(code: &Code<'_>, token: usize) -> TokenKind {
    match code.kind(token) {
        Kind::OpenParen => TokenKind::Open(Delimiter::Parenthesis),
        Kind::OpenBracket => TokenKind::Open(Delimiter::Bracket),
        Kind::OpenBrace => TokenKind::Open(Delimiter::Brace),
        Kind::CloseParen => TokenKind::Close(Delimiter::Parenthesis),
        Kind::CloseBracket => TokenKind::Close(Delimiter::Bracket),
        Kind::CloseBrace => TokenKind::Close(Delimiter::Brace),
        Kind::Lifetime => TokenKind::Lifetime,
        Kind::Int | Kind::Float | Kind::Literal => TokenKind::Literal,
        kind if kind.is_word() => TokenKind::Ident,
        _ => TokenKind::Punct { joint: code.joined(token + 1) && code.kind(token + 1).is_mark() },
    }
}
