//! Code that was read without a tree: its events become the same facts as a visit of its tree.
//!
//! What the reader refuses is parsed after all, part by part (`parsed`): the arguments of a macro's call, a body, an item. Where
//! that fails, all is lowered anew, of its whole tree: then it is `lost`.

mod attributes;
mod items;
mod macros;
mod parsed;
mod uses;

use super::{lowerer::Lowerer, paths::Segment};
use crate::syntax::{
    builtin,
    code::{Code, Event, Kind, Place, Told, Words},
    facts::{Certainty, ReferenceKind, Spaces, Word},
    span_map::Offsets,
};
use smallvec::SmallVec;
use std::ops::Range;

/// An identifier of code without a tree.
#[derive(Clone, Copy)]
pub(super) struct Named<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Named<'t> {
    /// That of a token.
    pub(super) fn at(code: &Code<'t>, token: usize) -> Self {
        Self {
            text: code.text_of(token),
            at: code.tokens.get(token).map_or(code.text.len(), |token| token.at as usize),
        }
    }
}

impl Segment for Named<'_> {
    fn is(&self, text: &str) -> bool {
        self.text == text
    }

    fn word(&self, lowerer: &mut Lowerer<'_>) -> Word {
        lowerer.names.word(self.text.strip_prefix("r#").unwrap_or(self.text))
    }

    fn is_builtin_attribute(self) -> bool {
        builtin::is_builtin_attribute(self.text)
    }

    fn bytes(&self, _: &Offsets) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

/// A path of code without a tree.
pub(super) struct NamedPath<'t> {
    pub(super) names: SmallVec<[Named<'t>; 4]>,
    pub(super) leading: Option<usize>,
}

impl<'t> NamedPath<'t> {
    /// The path without arguments that stands from a token to another.
    pub(super) fn between(code: &Code<'t>, first: usize, end: usize) -> Self {
        let leading = (code.kind(first) == Kind::Colon).then(|| code.tokens[first].at as usize);
        let words = (first..end).filter(|at| code.kind(*at) != Kind::Colon);
        Self { names: words.map(|at| Named::at(code, at)).collect(), leading }
    }
}

impl NamedPath<'_> {
    /// Whether it is this name alone.
    pub(super) fn is(&self, name: &str) -> bool {
        self.single().is_some_and(|single| single == name)
    }

    pub(super) fn single(&self) -> Option<&str> {
        match (self.leading, self.names.as_slice()) {
            (None, [name]) => Some(name.text),
            _ => None,
        }
    }
}

/// What was told of some code, gone through once.
pub(super) struct Telling<'t, 'o> {
    pub(super) code: &'t Code<'t>,
    pub(super) told: &'o Told,
    at: usize,
}

impl<'t> Telling<'t, '_> {
    fn next(&mut self) -> Option<Event> {
        let event = self.told.events.get(self.at).copied();
        self.at += 1;
        event
    }

    fn peek(&self) -> Option<Event> {
        self.told.events.get(self.at).copied()
    }

    /// Goes past all up to the end of what was opened last. Whether all of it was read.
    fn skip(&mut self) -> bool {
        let (mut open, mut read) = (1, true);
        while open > 0
            && let Some(event) = self.next()
        {
            match event {
                Event::End => open -= 1,
                Event::Declaration(_) | Event::Gate(..) | Event::Rib | Event::Block { .. } => open += 1,
                Event::Item(..) | Event::Unread(_) => read = false,
                _ => {}
            }
        }
        read
    }

    pub(super) fn named(&self, token: u32) -> Named<'t> {
        Named::at(self.code, token as usize)
    }

    /// Some numbers of tokens.
    pub(super) fn numbers(&self, words: Words) -> &[u32] {
        &self.told.words[words.first as usize..][..words.count as usize]
    }

    fn words(&self, words: Words) -> impl Iterator<Item = Named<'t>> {
        self.numbers(words).iter().map(|word| self.named(*word))
    }

    pub(super) fn path(&self, words: Words) -> NamedPath<'t> {
        let leading = words.leading.map(|token| self.code.tokens[token as usize].at as usize);
        NamedPath { names: self.words(words).collect(), leading }
    }
}

impl<'a> Lowerer<'a> {
    pub(in crate::syntax::lower) fn tell(&mut self, code: &'a Code<'a>, told: &Told) {
        self.events(&mut Telling { code, told, at: 0 });
    }

    /// Goes on with what statements tell, as far as they declare something: items, and macros' calls of their own.
    pub(in crate::syntax::lower) fn told_declarations(&mut self, code: &'a Code<'a>, told: &Told) {
        let mut telling = Telling { code, told, at: 0 };
        while let Some(event) = telling.next() {
            match event {
                Event::Declaration(number) => self.told_declaration(&mut telling, number),
                Event::Item(from, to) => self.unread_item(code, from as usize..to as usize),
                Event::Macro { path, open, place: Place::Statement } => {
                    self.told_statement(&telling.path(path), code, open as usize, 0..0);
                }
                Event::Gate(from, to) => {
                    if let Some(Event::Macro { path, open, place: Place::Statement }) = telling.peek() {
                        self.told_statement(&telling.path(path), code, open as usize, from as usize..to as usize);
                    }
                    self.lost |= !telling.skip();
                }
                Event::Rib | Event::Block { .. } => self.lost |= !telling.skip(),
                _ => {}
            }
        }
    }

    /// Goes on up to the end of what was opened last.
    pub(super) fn events(&mut self, telling: &mut Telling<'a, '_>) {
        while let Some(event) = telling.next()
            && !self.lost
        {
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
                Event::Declaration(number) => self.told_declaration(telling, number),
                Event::Item(from, to) => self.unread_item(telling.code, from as usize..to as usize),
                Event::Body(name) => self.body = Some(telling.named(name).word(self)),
                Event::Unread(open) => self.unread(telling.code, open as usize),
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

    fn block_events(&mut self, telling: &mut Telling<'a, '_>, items: Words) {
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

    fn told_gate(&mut self, telling: &mut Telling<'a, '_>, from: usize, to: usize) {
        let Some((predicate, _)) = self.told_attributes(telling.code, from..to) else {
            self.lost = true;
            return self.events(telling);
        };
        self.under(predicate, |this| this.events(telling));
    }
}
